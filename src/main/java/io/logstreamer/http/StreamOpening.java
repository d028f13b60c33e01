package io.logstreamer.http;

import io.logstreamer.log.Feed;
import io.logstreamer.log.Health;
import io.logstreamer.log.History;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;

/**
 * What every stream begins with: the query is read, a full or stopping server says so, and the sink is registered. On the
 * request's thread.
 */
public final class StreamOpening {

    private final StreamResource.Options options;
    private final Feed feed;
    private final Health health;
    private final SseBroadcaster broadcaster;
    private final SourceNames sources;
    private final HttpServletRequest request;

    @Inject
    StreamOpening(
            StreamResource.Options options,
            Feed feed,
            History history,
            Health health,
            SseBroadcaster broadcaster,
            @Context HttpServletRequest request) {
        this.options = options;
        this.feed = feed;
        this.health = health;
        this.broadcaster = broadcaster;
        this.sources = new SourceNames(history, options.groups(), options.defaultSource());
        this.request = request;
    }

    void begin(SseEventSink sink, UriInfo uri, HttpHeaders headers, StreamQuery.Defaults defaults) {
        Subscription wanted = new StreamQuery(defaults, options, sources)
                .read(uri.getQueryParameters(), headers, request.getRemoteAddr());
        if (!health.ready()) {
            throw stopping(headers);
        }
        refuseWhenFull(headers);
        if (isFinished(wanted)) {
            throw new WebApplicationException(Response.noContent().build());
        }
        ((CursorSink) sink).want(wanted);
        try {
            broadcaster.register(sink);
        } catch (IllegalStateException closedMeanwhile) {
            throw stopping(headers);
        }
    }

    /** Whether all was sent already: 204 tells an {@code EventSource} not to come again (WHATWG HTML, 9.2.2). */
    private boolean isFinished(Subscription wanted) {
        return !wanted.follow()
                && wanted.start() instanceof Start.After after
                && feed.atEnd(wanted.source(), after.id());
    }

    private static WebApplicationException stopping(HttpHeaders headers) {
        return new Refusal(Problem.of(503, "This server is stopping or not started yet; come again."), headers)
                .exception();
    }

    /** Those whose heads are under way are not counted yet, so a crowd may exceed the limit by a few. */
    private void refuseWhenFull(HttpHeaders headers) {
        int max = options.maxSubscribers().getAsInt();
        if (feed.subscribers() >= max) {
            throw new Refusal(
                            Problem.of(
                                            503,
                                            "All " + max + " places are taken"
                                                    + " (logstreamer.stream.max-subscribers); come again later.")
                                    .with("limit", "stream.max-subscribers")
                                    .with("max", max),
                            headers)
                    .exception();
        }
    }
}

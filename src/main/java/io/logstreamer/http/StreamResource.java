package io.logstreamer.http;

import io.logstreamer.log.Feed;
import io.logstreamer.log.Form;
import io.logstreamer.log.Health;
import io.logstreamer.log.History;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams. A method only says what the client wants and registers the sink: Jersey then sends the head, and a
 * cursor takes the output over (see {@link CursorSink}).
 */
@Path("/")
public final class StreamResource {

    static final String EVENT_STREAM = "text/event-stream;charset=utf-8";

    /**
     * What the settings say about streams.
     *
     * @param groups names of the configured globs
     * @param defaultSource id of the source that is shown when none is named; null: no log is there yet
     * @param historyLines how many lines back {@code /api/v1/stream} begins when nothing is said
     * @param maxLines the most lines back that may be asked for
     * @param heartbeat silence after which a comment is sent
     * @param retry how long a client waits before it connects again, before jitter
     * @param maxSubscribers how many may be connected
     * @param node this server's name
     */
    public record Options(
            List<String> groups,
            Supplier<@Nullable String> defaultSource,
            int historyLines,
            int maxLines,
            Duration heartbeat,
            Duration retry,
            IntSupplier maxSubscribers,
            String node) {

        public Options {
            groups = List.copyOf(groups);
        }
    }

    private final Options options;
    private final Feed feed;
    private final Health health;
    private final SseBroadcaster broadcaster;
    private final SourceNames sources;
    private final HttpServletRequest request;

    @Inject
    StreamResource(
            Options options,
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

    /** The lines of one source as they come, in the original's form. */
    @GET
    @Path("stream")
    @Produces(EVENT_STREAM)
    public void stream(@Context SseEventSink sink, @Context UriInfo uri, @Context HttpHeaders headers) {
        begin(sink, uri, headers, new StreamQuery.Defaults(Form.Kind.RAW, false, new Start.Live()));
    }

    /** The same as JSON records, with some history before and with all control events. */
    @GET
    @Path("api/v1/stream")
    @Produces(EVENT_STREAM)
    public void records(@Context SseEventSink sink, @Context UriInfo uri, @Context HttpHeaders headers) {
        begin(
                sink,
                uri,
                headers,
                new StreamQuery.Defaults(Form.Kind.JSON, true, new Start.Tail(options.historyLines())));
    }

    private void begin(SseEventSink sink, UriInfo uri, HttpHeaders headers, StreamQuery.Defaults defaults) {
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

package io.logstreamer.http;

import io.logstreamer.log.Feed;
import io.logstreamer.log.Health;
import io.logstreamer.log.History;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What every stream begins with: the query is read, a full or stopping server says so, and the sink is registered. On the
 * request's thread.
 */
public final class StreamOpening {

    private static final long LOOK_MILLIS = 2_500;

    /** Long enough for an order that is just being opened, and short enough for the head of an answer to come at once. */
    private static final long AWAITED_ORDER_MILLIS = 100;

    private static final Logger LOG = System.getLogger("io.logstreamer.http");

    /** What {@code /api/v1/events} takes. */
    private static final ParameterNames EVENTS_NAMES = Pace.namesAfter(ParameterNames.none());

    private final StreamResource.Options options;
    private final Feed feed;
    private final Health health;
    private final SseBroadcaster broadcaster;
    private final ControlEvents events;
    private final ArrivalOrder order;
    private final SourceNames sources;
    private final HttpServletRequest request;

    @Inject
    StreamOpening(
            StreamResource.Options options,
            Feed feed,
            History history,
            Health health,
            SseBroadcaster broadcaster,
            ControlEvents events,
            ArrivalOrder order,
            @Context HttpServletRequest request) {
        this.options = options;
        this.feed = feed;
        this.health = health;
        this.broadcaster = broadcaster;
        this.events = events;
        this.order = order;
        this.sources = new SourceNames(history, options.groups(), options.defaultSource());
        this.request = request;
    }

    void begin(SseEventSink sink, UriInfo uri, HttpHeaders headers, StreamQuery.Defaults defaults) {
        Subscription wanted = new StreamQuery(defaults, options, sources)
                .read(uri.getQueryParameters(), headers, request.getRemoteAddr());
        requireRoom(headers);
        if (isFinished(wanted)) {
            throw new WebApplicationException(Response.noContent().build());
        }
        CursorSink cursor = (CursorSink) sink;
        cursor.want(wanted);
        cursor.from(placeOf(wanted.source()));
        if (wanted.full()) {
            cursor.tell(events.about(wanted.source()));
        }
        register(sink, headers);
    }

    /** Begins a stream of control events alone. */
    void beginEvents(SseEventSink sink, UriInfo uri, HttpHeaders headers) {
        Pace pace = Pace.read(Parameters.read(uri.getQueryParameters(), EVENTS_NAMES), options);
        requireRoom(headers);
        String peer = request.getRemoteAddr();
        CursorSink cursor = (CursorSink) sink;
        cursor.want(outlet -> feed.listen(pace.heartbeat(), pace.retry(), peer, outlet));
        cursor.tell(events.everything());
        register(sink, headers);
    }

    private void register(SseEventSink sink, HttpHeaders headers) {
        try {
            broadcaster.register(sink);
        } catch (IllegalStateException closedMeanwhile) {
            throw Refusal.stopping(headers);
        }
    }

    private void requireRoom(HttpHeaders headers) {
        if (!health.ready()) {
            throw Refusal.stopping(headers);
        }
        refuseWhenFull(headers);
    }

    /**
     * Takes the place before the head goes out: a client that has seen the head misses no line written after it. Waits for
     * a look at the file, which takes under a millisecond; where the disk hangs the tailer answers after two seconds with
     * what it knows. Nobody waits for the order of several logs while there is none: that may take ten seconds, in which a
     * client would not know whether it is connected.
     */
    private CompletableFuture<Position> placeOf(String source) {
        CompletableFuture<Position> place = feed.look(source);
        boolean awaited = Selection.is(source) && order.isAwaited();
        try {
            place.get(awaited ? AWAITED_ORDER_MILLIS : LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException | TimeoutException e) {
            LOG.log(Level.DEBUG, "No look in time at " + source, e);
        }
        return place;
    }

    /** Whether all was sent already: 204 tells an {@code EventSource} not to come again (WHATWG HTML, 9.2.2). */
    private boolean isFinished(Subscription wanted) {
        return wanted.start() instanceof Start.After && feed.atEnd(wanted);
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

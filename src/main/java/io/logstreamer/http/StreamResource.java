package io.logstreamer.http;

import io.logstreamer.log.Form;
import io.logstreamer.log.Subscription.Start;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /stream}: the lines of one source as they come, in the original's form. The method only says what the client
 * wants and registers the sink: Jersey then sends the head, and a cursor takes the output over (see {@link CursorSink}).
 */
@Path("stream")
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

    private final StreamOpening opening;

    @Inject
    StreamResource(StreamOpening opening) {
        this.opening = opening;
    }

    @GET
    @Produces(EVENT_STREAM)
    public void stream(@Context SseEventSink sink, @Context UriInfo uri, @Context HttpHeaders headers) {
        opening.begin(sink, uri, headers, new StreamQuery.Defaults(Form.Kind.RAW, false, new Start.Live()));
    }
}

package io.logstreamer.log;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One client's interest: a source, a form, where to begin, and its pace. Immutable.
 *
 * @param source id of the source
 * @param form of its lines
 * @param start where to begin
 * @param until where to end although there is more, or may be; null: nowhere
 * @param follow whether to stay when the end is reached
 * @param onGapLatest where to go on when an id cannot be found: at the live tip, or (false) at the oldest line
 * @param heartbeat longest silence before a comment is sent
 * @param retry reconnection time told to the client, before jitter
 * @param full whether {@code hello} and {@code backfill-end} are wanted
 * @param peer address of the client, for listings
 */
public record Subscription(
        String source,
        Form form,
        Start start,
        @Nullable Until until,
        boolean follow,
        boolean onGapLatest,
        Duration heartbeat,
        Duration retry,
        boolean full,
        String peer) {

    /** One without an end of its own. */
    public Subscription(
            String source,
            Form form,
            Start start,
            boolean follow,
            boolean onGapLatest,
            Duration heartbeat,
            Duration retry,
            boolean full,
            String peer) {
        this(source, form, start, null, follow, onGapLatest, heartbeat, retry, full, peer);
    }

    /**
     * The end of a stream: before the first line whose own time is later.
     *
     * @param time the last time that is wanted
     * @param left how long the server's clock had until then when the subscriber came; not positive: it is past
     */
    public record Until(Instant time, Duration left) {

        /** The first time that is too late. */
        public Instant behind() {
            return time.plusNanos(1);
        }
    }

    /** Where a stream begins. */
    public sealed interface Start {

        /** At the live tip: only lines that come after the call. */
        record Live() implements Start {}

        /** At the oldest line still there. */
        record Earliest() implements Start {}

        /** So many lines before the tip, or before the end where there is one. */
        record Tail(int lines) implements Start {
            public Tail {
                if (lines < 0) {
                    throw new IllegalArgumentException("negative tail: lines=" + lines);
                }
            }
        }

        /** Before the first line at or after a time. */
        record Since(Instant time) implements Start {}

        /** Where an id says; text that is no id of ours is answered with a gap. */
        record After(String id) implements Start {}
    }
}

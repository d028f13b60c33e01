package io.logstreamer.log;

import java.time.Duration;

/**
 * One client's interest: a source, a form, where to begin, and its pace. Immutable.
 *
 * @param source id of the source
 * @param form of its lines
 * @param start where to begin
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
        boolean follow,
        boolean onGapLatest,
        Duration heartbeat,
        Duration retry,
        boolean full,
        String peer) {

    /** Where a stream begins. */
    public sealed interface Start {

        /** At the live tip: only lines that come after the call. */
        record Live() implements Start {}

        /** At the oldest line still there. */
        record Earliest() implements Start {}

        /** So many lines before the tip. */
        record Tail(int lines) implements Start {
            public Tail {
                if (lines < 0) {
                    throw new IllegalArgumentException("negative tail: lines=" + lines);
                }
            }
        }

        /** Where an id says; text that is no id of ours is answered with a gap. */
        record After(String id) implements Start {}
    }
}

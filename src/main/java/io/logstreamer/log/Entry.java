package io.logstreamer.log;

/**
 * What a tailer hands on, in order of arrival: lines, and the things that happen between lines. The entries of one
 * source form a chain: each begins ({@link #before}) where the last one ended ({@link #after}). Immutable.
 */
public sealed interface Entry permits LineBatch, LongLine, Gap, Rotation, Announcement, Arrival {

    /** The place this entry begins at; equals {@link #after} of the source's entry before it. */
    Position before();

    /** The place behind this entry. */
    Position after();

    /** What holding it costs, in bytes, roughly. */
    int weightBytes();

    /** Id of the source. */
    default String source() {
        return before().source();
    }
}

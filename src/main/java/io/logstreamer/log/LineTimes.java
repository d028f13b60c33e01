package io.logstreamer.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Port: finds the time that a line gives itself. Thread-safe; answers from the bytes alone. */
public interface LineTimes {

    /** The line shows no time. */
    long NONE = Long.MIN_VALUE;

    /** More of a line than this is never looked at, bytes. */
    int LOOK_BYTES = 4 * 1024;

    /** A time as {@link #nanosOf} gives it; the nearest one there is, where it is centuries away. */
    static long nanosOf(Instant time) {
        long seconds = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, time.getEpochSecond()));
        return seconds * 1_000_000_000L + (seconds == time.getEpochSecond() ? time.getNano() : 0);
    }

    /** Nanoseconds of so many seconds, and one more, fit a long. */
    long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000L - 1;

    /**
     * The line's own time, for people: as it stands there.
     *
     * @param bytes holds the line from {@code from} (inclusive) to {@code to} (exclusive)
     * @return an RFC 3339 date-time as it stands in the line; null: the line shows none
     */
    @Nullable String timeOf(byte[] bytes, int from, int to);

    /**
     * The line's own time, for comparing. Allocates nothing.
     *
     * @param bytes holds the line from {@code from} (inclusive) to {@code to} (exclusive); its first {@link #LOOK_BYTES}
     *     are enough
     * @param reference ns since the epoch: when the line can have been written at the latest. A time without a year is of
     *     the last year in which it is not more than a day behind this
     * @return ns since the epoch, or {@link #NONE}
     */
    long nanosOf(byte[] bytes, int from, int to, long reference);
}

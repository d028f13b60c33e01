package io.logstreamer.log;

import org.jspecify.annotations.Nullable;

/** Port: finds the time that a line gives itself. Thread-safe. */
@FunctionalInterface
public interface LineTimes {

    /**
     * The line's own time.
     *
     * @param bytes holds the line from {@code from} (inclusive) to {@code to} (exclusive)
     * @return an RFC 3339 date-time as it stands in the line; null: the line shows none
     */
    @Nullable String timeOf(byte[] bytes, int from, int to);
}

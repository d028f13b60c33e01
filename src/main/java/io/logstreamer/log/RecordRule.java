package io.logstreamer.log;

/** Port: which lines go on the record of the line before them, by the line alone. Thread-safe; returns at once. */
@FunctionalInterface
public interface RecordRule {

    /**
     * Whether a line goes on the record of the line before it.
     *
     * @param utf8 holds the line, without terminator, at {@code [from, to)}
     */
    boolean continues(byte[] utf8, int from, int to);
}

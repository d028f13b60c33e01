package io.logstreamer.log;

/**
 * A stretch of a source in one form, encoded, shared by all who read it. It grows at its end until it is sealed; bytes
 * below its limit never change, so they may be given to any number of outputs at once.
 *
 * <p>One writer (its view), many readers. Reading {@link #extent} is a volatile read; the bytes below the limit that it
 * names are visible after it.
 */
public interface Segment {

    /** The place it begins at. */
    Position start();

    /** The bytes; only those below the limit of an extent read before count. May be replaced while the limit is 0. */
    byte[] bytes();

    /** How far it goes now. */
    Extent extent();

    /**
     * How far a segment goes.
     *
     * @param limit bytes ready, always the end of a whole event
     * @param end the place behind them
     * @param sealed whether it will never grow again: who has read it goes on at {@code end}
     */
    record Extent(int limit, Position end, boolean sealed) {}
}

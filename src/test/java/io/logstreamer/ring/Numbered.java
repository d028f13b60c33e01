package io.logstreamer.ring;

import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;

/** Entries of a source that begin at the offset of their own number: one empty line each. */
final class Numbered {

    /** What each of them weighs. */
    static final int WEIGHT_BYTES = 1 + 4 + 128;

    private static final byte[] LINE = {'\n'};
    private static final int[] ENDS = {1};

    private final Generation generation;

    Numbered(String source) {
        generation = new Generation(source, 0, 1, 0);
    }

    /** The place that entry {@code number} begins at. */
    Position place(long number) {
        return new Position(generation, number, 0, number == 0 ? 0 : MARK);
    }

    LineBatch entry(long number) {
        return new LineBatch(place(number), generation, false, "app.log", number, LINE, 0, ENDS, 1);
    }

    /** CRC-32C of one LF: with no lead the mark of every place is that of its own line. */
    private static final int MARK = io.logstreamer.log.EventId.markOf(LINE, 0, 1);
}

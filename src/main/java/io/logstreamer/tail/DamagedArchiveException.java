package io.logstreamer.tail;

import java.io.IOException;

/**
 * An archive cannot be read to its end. What decompressed before stays readable; nothing behind it ever will be, unless the
 * archive is {@linkplain #unfinished() unfinished} and grows.
 *
 * <p>Formats check their sums only behind the bytes they cover, so the last good bytes may have come from bits that are
 * already wrong: their number is how far there was something to read, not how far it is true.
 */
final class DamagedArchiveException extends IOException {
    private static final long serialVersionUID = 1;

    private final long goodBytes;
    private final boolean unfinished;

    /**
     * @param goodBytes how many uncompressed bytes can be read, from the beginning
     * @param unfinished whether the file ended where more had to follow: cut off, or still being written
     */
    DamagedArchiveException(String message, long goodBytes, boolean unfinished) {
        super(message);
        this.goodBytes = goodBytes;
        this.unfinished = unfinished;
    }

    long goodBytes() {
        return goodBytes;
    }

    boolean unfinished() {
        return unfinished;
    }

    /** The same for another reader, with that reader's stack. */
    DamagedArchiveException again() {
        DamagedArchiveException same = new DamagedArchiveException(String.valueOf(getMessage()), goodBytes, unfinished);
        same.initCause(this);
        return same;
    }
}

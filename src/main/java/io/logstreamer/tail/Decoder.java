package io.logstreamer.tail;

import java.io.IOException;

/**
 * Unpacks one archive from its beginning to its end. Confined to who holds the archive's lock; blocks on the disk.
 *
 * <p>Everything that can be unpacked is handed out before an exception says that there is no more.
 */
interface Decoder extends AutoCloseable {

    /**
     * Unpacks some bytes into {@code target[from, to)}, which is not empty.
     *
     * @return how many, at least 1; -1 at the end of a whole archive, and at each call after that
     * @throws IOException the archive is damaged, ends too early, or the disk has a fault: see {@link PackedInput}
     */
    int decode(byte[] target, int from, int to) throws IOException;

    /** Whether it can go on after the archive had ended and has grown since. */
    boolean goesOn();

    /** Frees memory outside the heap. */
    @Override
    void close();
}

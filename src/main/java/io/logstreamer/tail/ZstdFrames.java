package io.logstreamer.tail;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The frames of a zstd file (RFC 8878), made fit for aircompressor's decoder. Confined to who holds the archive's lock.
 *
 * <p>Skippable frames, which pzstd writes before each of its own, are left out: the decoder refuses them.
 *
 * <p>The decoder keeps up to a window of unpacked bytes (8 MiB) to itself until a frame has ended and its checksum was right.
 * To get at them, a <em>rescue</em> leads the decoder to an early end: all frames are passed on as if they had no checksums,
 * and instead of the first block that is damaged or not whole comes an empty last one, {@code 01 00 00}.
 *
 * <p>Only lengths in headers are read here. What is not understood is passed on, for the decoder to say what is wrong.
 */
final class ZstdFrames extends InputStream {

    private static final long MAGIC = 0xFD2FB528L;
    private static final long SKIPPABLE = 0x184D2A50L;
    private static final long SKIPPABLE_MASK = 0xFFFFFFF0L;
    private static final int CHECKSUM_FLAG = 0x04;
    private static final int CHECKSUM_BYTES = 4;
    private static final byte[] NOTHING = {};
    private static final byte[] EMPTY_LAST_BLOCK = {1, 0, 0};

    private final PackedInput input;
    private final boolean rescue;
    /** Rescue: offset of the block or frame that is not passed on. */
    private final long stopAt;

    /** Bytes to hand out that do not stand in the file like that. */
    private byte[] changed = NOTHING;

    private int changedAt;
    /** Bytes to hand out as they are before the next header. */
    private long left;

    /** Bytes to leave out before the next header. */
    private int leftOut;

    private boolean insideFrame;
    private boolean checksum;
    private boolean over;
    private boolean pause;
    private long newest;
    private long frameEnd;

    /** Passes everything on. */
    ZstdFrames(PackedInput input) {
        this(input, false, Long.MAX_VALUE);
    }

    private ZstdFrames(PackedInput input, boolean rescue, long stopAt) {
        this.input = input;
        this.rescue = rescue;
        this.stopAt = stopAt;
        input.seek(0);
    }

    /** The same once more, up to {@code stopAt} or to what is not whole. */
    ZstdFrames rescue(long stopAt) {
        return new ZstdFrames(input, true, stopAt);
    }

    /** Offset of the block or frame that was passed on last: the one that the decoder failed at, if it did. */
    long newest() {
        return newest;
    }

    /** Offset behind the last frame of which all blocks were passed on. */
    long frameEnd() {
        return frameEnd;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The decoder's stream fills its buffer as far as it can before it unpacks anything, and ends that at a -1, which means
     * no more than "not now" if it has enough. It gets one behind each header and each block, unless its buffer is just full:
     * so it never reads ahead, and what it was given last is what it fails at.
     */
    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (pause) {
            pause = false;
            return -1;
        }
        int n = next(target, from, length);
        pause = n >= 0 && n < length && left == 0 && changedAt == changed.length;
        return n;
    }

    private int next(byte[] target, int from, int length) throws IOException {
        while (true) {
            if (changedAt < changed.length) {
                int n = Math.min(length, changed.length - changedAt);
                System.arraycopy(changed, changedAt, target, from, n);
                changedAt += n;
                return n;
            }
            if (left > 0) {
                int n = input.read(target, from, (int) Math.min(length, left));
                left -= Math.max(0, n);
                return n;
            }
            if (over) {
                return -1;
            }
            if (insideFrame) {
                beginBlock();
            } else {
                beginFrame();
            }
        }
    }

    private void beginFrame() throws IOException {
        long start = behindSkippable(input.position() + leftOut);
        leftOut = 0;
        long magic = number(start, 4);
        long descriptor = number(start + 4, 1);
        input.seek(start);
        newest = start;
        if (magic != MAGIC || descriptor < 0 || start >= stopAt) {
            over = rescue;
            left = rescue ? 0 : Long.MAX_VALUE;
            return;
        }
        boolean singleSegment = (descriptor & 0x20) != 0;
        int dictionaryBytes = new int[] {0, 1, 2, 4}[(int) (descriptor & 3)];
        int sizeBytes = new int[] {singleSegment ? 1 : 0, 2, 4, 8}[(int) (descriptor >> 6)];
        left = 5L + (singleSegment ? 0 : 1) + dictionaryBytes + sizeBytes;
        checksum = (descriptor & CHECKSUM_FLAG) != 0;
        insideFrame = true;
        if (rescue) {
            change(input.readNBytes(5));
            changed[4] &= ~CHECKSUM_FLAG;
            left -= 5;
        }
    }

    private void beginBlock() throws IOException {
        long start = input.position();
        long header = number(start, 3);
        boolean last = (header & 1) != 0;
        boolean repeated = ((header >> 1) & 3) == 1;
        long length = 3 + (repeated ? 1 : header >> 3);
        int sum = last && checksum ? CHECKSUM_BYTES : 0;
        newest = start;
        if (header < 0 || start >= stopAt || !input.holds(start + length + (rescue ? 0 : sum))) {
            if (!rescue) {
                throw new EOFException("zstd frame is cut off");
            }
            over = true;
            change(EMPTY_LAST_BLOCK);
            return;
        }
        input.seek(start);
        left = length + (rescue ? 0 : sum);
        leftOut = rescue ? sum : 0;
        insideFrame = !last;
        if (last) {
            frameEnd = start + length + sum;
        }
    }

    private void change(byte[] bytes) {
        changed = bytes;
        changedAt = 0;
    }

    private long behindSkippable(long from) throws IOException {
        long start = from;
        while ((number(start, 4) & SKIPPABLE_MASK) == SKIPPABLE) {
            start += 8 + Math.max(0, number(start + 4, 4));
        }
        return start;
    }

    /** The number at an offset, little end first; -1: the file ends before. */
    private long number(long offset, int bytes) throws IOException {
        input.seek(offset);
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            int read = input.read();
            if (read < 0) {
                return -1;
            }
            number |= (long) read << (8 * i);
        }
        return number;
    }
}

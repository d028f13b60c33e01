package io.logstreamer.tail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the lines in a block of bytes that begins at the start of a line. Live reading and history use the same one: what
 * is skipped, and where a batch is cut, depends on the content alone, so that both give a line the same place.
 *
 * <p>Confined to one thread; the arrays are used again at the next call.
 */
final class Splitter {

    /** So many NULs at the start of a line are a hole of the file, not text. */
    static final int HOLE_BYTES = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private final int maxLineBytes;
    private int[] ends = new int[4096];
    private int count;

    /** @param maxLineBytes a line longer than this is a piece of its own; without terminator */
    Splitter(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /** What a block begins with. */
    enum Piece {
        /** Whole lines: {@link #count} of them. */
        LINES,
        /** One whole line over the limit, from the start to {@link #end}. */
        LONG_LINE,
        /** Bytes that are no text, from the start to {@link #end}: a hole, a byte order mark. */
        SKIP,
        /** No whole line. */
        NOTHING
    }

    /**
     * Looks at a block.
     *
     * @param bytes the block
     * @param from index of the start of a line
     * @param to index behind the last byte read
     * @param offset offset of {@code from} in its generation
     */
    Piece next(byte[] bytes, int from, int to, long offset) {
        count = 0;
        int skip = skipped(bytes, from, to, offset);
        if (skip > 0) {
            add(from + skip);
            return Piece.SKIP;
        }
        int start = from;
        while (start < to) {
            int lf = indexOfLf(bytes, start, to);
            if (lf < 0) {
                break;
            }
            if (lf - start > maxLineBytes) {
                if (count > 0) {
                    break;
                }
                add(lf + 1);
                return Piece.LONG_LINE;
            }
            if (count > 0 && bytes[start] == 0 && skipped(bytes, start, to, offset + start - from) > 0) {
                break;
            }
            add(lf + 1);
            start = lf + 1;
        }
        return count == 0 ? Piece.NOTHING : Piece.LINES;
    }

    /** Number of lines found. */
    int count() {
        return count;
    }

    /** Index behind the piece. */
    int end() {
        return ends[count - 1];
    }

    /** The index behind each line found, moved by {@code shift}; a new array. */
    int[] ends(int shift) {
        int[] moved = Arrays.copyOf(ends, count);
        if (shift != 0) {
            for (int i = 0; i < moved.length; i++) {
                moved[i] += shift;
            }
        }
        return moved;
    }

    /**
     * How many bytes at the start of a line are no text: NULs that begin at offset 0 or are at least {@link #HOLE_BYTES},
     * if something follows them in the block; a byte order mark at offset 0.
     */
    private static int skipped(byte[] bytes, int from, int to, long offset) {
        if (bytes[from] == 0) {
            int end = from;
            while (end < to && bytes[end] == 0) {
                end++;
            }
            return end < to && (offset == 0 || end - from >= HOLE_BYTES) ? end - from : 0;
        }
        boolean mark = offset == 0
                && to - from > 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
        return mark ? 3 : 0;
    }

    private void add(int end) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count++] = end;
    }

    /** Index of the first LF, or -1; eight bytes at a time. */
    static int indexOfLf(byte[] bytes, int from, int to) {
        int i = from;
        for (int last = to - 8; i <= last; i += 8) {
            long word = (long) LONGS.get(bytes, i) ^ (ONES * '\n');
            long hit = (word - ONES) & ~word & HIGHS;
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Index of the last LF, or -1. */
    static int lastIndexOfLf(byte[] bytes, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}

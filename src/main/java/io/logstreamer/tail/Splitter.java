package io.logstreamer.tail;

import io.logstreamer.log.LineEnd;
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

    private final LineEnd lineEnd;
    private final int maxLineBytes;
    private int[] ends = new int[4096];
    private int count;

    /** @param maxLineBytes a line longer than this is a piece of its own; without terminator, whole units */
    Splitter(LineEnd lineEnd, int maxLineBytes) {
        this.lineEnd = lineEnd;
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
     * @param from index of the start of a line, which is that of a unit
     * @param to index behind the last byte read
     * @param offset offset of {@code from} in its generation
     */
    Piece next(byte[] bytes, int from, int to, long offset) {
        // Asked once for a block: what follows is the hot path of nearly every log.
        if (lineEnd != LineEnd.BYTE) {
            return nextOfUnits(bytes, from, to, offset);
        }
        count = 0;
        int skip = bytes[from] == 0 || offset == 0 ? skipped(bytes, from, to, offset) : 0;
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

    /** The same where a unit is more than a byte. */
    private Piece nextOfUnits(byte[] bytes, int from, int to, long offset) {
        count = 0;
        int skip = skipped(bytes, from, to, offset);
        if (skip > 0) {
            add(from + skip);
            return Piece.SKIP;
        }
        int unit = lineEnd.unitBytes();
        int start = from;
        while (start < to) {
            int behind = behindLf(lineEnd, bytes, start, to);
            if (behind < 0) {
                break;
            }
            if (behind - unit - start > maxLineBytes) {
                if (count > 0) {
                    break;
                }
                add(behind);
                return Piece.LONG_LINE;
            }
            if (count > 0 && lineEnd.isNul(bytes, start) && skipped(bytes, start, to, offset + start - from) > 0) {
                break;
            }
            add(behind);
            start = behind;
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
    private int skipped(byte[] bytes, int from, int to, long offset) {
        int unit = lineEnd.unitBytes();
        if (to - from >= unit && lineEnd.isNul(bytes, from)) {
            int end = from;
            while (to - end >= unit && lineEnd.isNul(bytes, end)) {
                end += unit;
            }
            return to - end >= unit && (offset == 0 || end - from >= HOLE_BYTES) ? end - from : 0;
        }
        return offset == 0 ? lineEnd.byteOrderMark(bytes, from, to) : 0;
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
    private static int lastIndexOfLf(byte[] bytes, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /**
     * Index behind the first LF, or -1.
     *
     * @param from index of the start of a unit
     */
    static int behindLf(LineEnd lineEnd, byte[] bytes, int from, int to) {
        int unit = lineEnd.unitBytes();
        for (int at = from; ; at++) {
            at = indexOfLf(bytes, at, to);
            int start = from + lineEnd.whole(at - from);
            if (at < 0 || start + unit > to) {
                return -1;
            }
            if (unit == 1 || lineEnd.is('\n', bytes, start)) {
                return start + unit;
            }
        }
    }

    /**
     * Index behind the last LF, or -1.
     *
     * @param from index of the start of a unit
     */
    static int behindLastLf(LineEnd lineEnd, byte[] bytes, int from, int to) {
        int unit = lineEnd.unitBytes();
        int end = from + lineEnd.whole(to - from);
        for (int at = end; ; ) {
            at = lastIndexOfLf(bytes, from, at);
            if (at < 0) {
                return -1;
            }
            int start = from + lineEnd.whole(at - from);
            if (unit == 1 || lineEnd.is('\n', bytes, start)) {
                return start + unit;
            }
        }
    }
}

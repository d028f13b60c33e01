package io.logstreamer.log;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How lines end in the bytes of a charset: by an LF that is one unit wide, and stands on a multiple of that from the start of
 * the generation. In most charsets a unit is a byte, and the byte 0x0A is LF and nothing else.
 *
 * <p>Where the charset leaves the order of bytes open ({@link #UTF_16}, {@link #UTF_32}) either LF counts: read in the wrong
 * order it is U+0A00, which no character has, or no code point at all. So each line tells its own order, and no reader
 * has to know how the file begins.
 */
public enum LineEnd {
    /** UTF-8, ISO-8859-1, Shift_JIS and most others. */
    BYTE(1, true, true),
    UTF_16(2, true, true),
    UTF_16BE(2, true, false),
    UTF_16LE(2, false, true),
    UTF_32(4, true, true),
    UTF_32BE(4, true, false),
    UTF_32LE(4, false, true);

    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int unitBytes;
    private final boolean bigEndian;
    private final boolean littleEndian;

    LineEnd(int unitBytes, boolean bigEndian, boolean littleEndian) {
        this.unitBytes = unitBytes;
        this.bigEndian = bigEndian;
        this.littleEndian = littleEndian;
    }

    /** Of text in a charset; null: lines cannot be found in it. */
    public static @Nullable LineEnd of(Charset charset) {
        return switch (charset.name().toUpperCase(Locale.ROOT)) {
            case "UTF-16" -> UTF_16;
            case "UTF-16BE" -> UTF_16BE;
            case "UTF-16LE", "X-UTF-16LE-BOM" -> UTF_16LE;
            case "UTF-32" -> UTF_32;
            case "UTF-32BE", "X-UTF-32BE-BOM" -> UTF_32BE;
            case "UTF-32LE", "X-UTF-32LE-BOM" -> UTF_32LE;
            default -> new String(new byte[] {'\n'}, charset).equals("\n") ? BYTE : null;
        };
    }

    /** Width of the terminator, and of every character or part of one: 1, 2 or 4 bytes. */
    public int unitBytes() {
        return unitBytes;
    }

    /** Whether the charset leaves the order of bytes open. */
    public boolean openOrder() {
        return unitBytes > 1 && bigEndian && littleEndian;
    }

    /**
     * In which order text goes on behind a place: by the line end or the byte order mark before it.
     *
     * @param bytes hold whole units up to {@code at}
     * @return 1: the most significant byte comes first; -1: it comes last; 0: that is not to be seen
     */
    public int orderBehind(byte[] bytes, int at) {
        int unit = at - unitBytes;
        if (!openOrder() || unit < 0) {
            return 0;
        }
        if (is('\n', bytes, unit)) {
            return bytes[at - 1] == '\n' ? 1 : -1;
        }
        boolean big = bytes[at - 2] == (byte) 0xFE && bytes[at - 1] == (byte) 0xFF;
        boolean little = bytes[unit] == (byte) 0xFF && bytes[unit + 1] == (byte) 0xFE;
        return zeros(bytes, unit) != unitBytes - 2 ? 0 : big ? 1 : little ? -1 : 0;
    }

    /** A byte order mark; of one unit. */
    public byte[] byteOrderMark(boolean big) {
        byte[] mark = new byte[unitBytes];
        int at = big ? unitBytes - 2 : 0;
        mark[at] = (byte) (big ? 0xFE : 0xFF);
        mark[at + 1] = (byte) (big ? 0xFF : 0xFE);
        return mark;
    }

    /** The largest multiple of a unit up to {@code bytes}. */
    public long whole(long bytes) {
        return bytes & -unitBytes;
    }

    /** As {@link #whole(long)}. */
    public int whole(int bytes) {
        return bytes & -unitBytes;
    }

    /** The smallest multiple of a unit from {@code bytes} on. */
    public long wholeUp(long bytes) {
        return whole(bytes + unitBytes - 1);
    }

    /** Whether a unit, which must lie within the array, is the character {@code c} of ASCII. */
    public boolean is(char c, byte[] bytes, int at) {
        boolean big = bigEndian && bytes[at + unitBytes - 1] == c;
        boolean little = littleEndian && bytes[at] == c;
        if (unitBytes == 1 || (!big && !little)) {
            return big;
        }
        int bits = 0;
        for (int i = at; i < at + unitBytes; i++) {
            bits |= bytes[i] & 0xff;
        }
        // One byte is that of the character; of the others none may add a bit to it, or be the same once more.
        return bits == c && zeros(bytes, at) == unitBytes - 1;
    }

    /** Whether a unit, which must lie within the array, is NUL. */
    public boolean isNul(byte[] bytes, int at) {
        return zeros(bytes, at) == unitBytes;
    }

    private int zeros(byte[] bytes, int at) {
        int zeros = 0;
        for (int i = at; i < at + unitBytes; i++) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** Index of the end of a line's text: before its terminator, and before one CR that stands in front of that. */
    public int endOfText(byte[] bytes, int from, int end) {
        int text = end - unitBytes;
        if (!ends(bytes, from, end)) {
            return end;
        }
        return text - unitBytes >= from && is('\r', bytes, text - unitBytes) ? text - unitBytes : text;
    }

    /** Whether a stretch that begins with a unit ends with the end of a line. */
    public boolean ends(byte[] bytes, int from, int to) {
        return to - from >= unitBytes && whole(to - from) == to - from && is('\n', bytes, to - unitBytes);
    }

    /** Length of the byte order mark that a generation begins with, if anything follows it; else 0. */
    public int byteOrderMark(byte[] bytes, int from, int to) {
        if (unitBytes == 1) {
            return begins(bytes, from, to, UTF_8_MARK) ? UTF_8_MARK.length : 0;
        }
        if (to - from <= unitBytes) {
            return 0;
        }
        int last = from + unitBytes - 1;
        boolean big = bigEndian && bytes[last - 1] == (byte) 0xFE && bytes[last] == (byte) 0xFF;
        boolean little = littleEndian && bytes[from] == (byte) 0xFF && bytes[from + 1] == (byte) 0xFE;
        boolean alone = unitBytes == 2 || zeros(bytes, from) == 2;
        return (big || little) && alone ? unitBytes : 0;
    }

    /** Whether that is a byte order mark, or the beginning of one, and nothing follows it yet. */
    public boolean isMarkAlone(byte[] bytes, int from, int to) {
        int length = to - from;
        if (unitBytes == 1) {
            return length > 0 && length <= UTF_8_MARK.length && Arrays.equals(bytes, from, to, UTF_8_MARK, 0, length);
        }
        byte[] followed = Arrays.copyOf(Arrays.copyOfRange(bytes, from, to), length + unitBytes);
        return byteOrderMark(followed, 0, followed.length) == length;
    }

    private static boolean begins(byte[] bytes, int from, int to, byte[] mark) {
        return to - from > mark.length
                && bytes[from] == mark[0]
                && bytes[from + 1] == mark[1]
                && bytes[from + 2] == mark[2];
    }
}

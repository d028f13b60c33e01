package io.logstreamer.view;

import io.logstreamer.log.LineEnd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings lines of one charset into UTF-8, each by itself. A byte that means nothing becomes U+FFFD; ASCII that follows it
 * is text again, where the JDK's own replacement may swallow it as the second byte of what never was a character.
 *
 * <p>Where the charset leaves the order of bytes open, a line's terminator tells it, else that of the line before it, if that is
 * at hand. Where neither is, it is the order in which more of the line is ASCII, else that of the last line decoded.
 *
 * <p>Not thread-safe.
 */
final class LineDecoder {

    private static final char REPLACEMENT = '\ufffd';
    private static final int UTF_32_BYTES = 4;

    private final LineEnd lineEnd;
    private final CharsetDecoder bigEndian;
    private final CharsetDecoder littleEndian;
    private final int mostCharsPerByte;
    private final boolean keepsAscii;

    /** The one of the last line. */
    private CharsetDecoder decoder;

    private LineDecoder(Charset charset) {
        lineEnd = Objects.requireNonNull(LineEnd.of(charset));
        // Not by the name of the charset, which would look for a byte order mark in each line.
        boolean wide = lineEnd.unitBytes() > 1;
        bigEndian = decoder(wide ? StandardCharsets.UTF_16BE : charset);
        littleEndian = wide ? decoder(StandardCharsets.UTF_16LE) : bigEndian;
        boolean big = lineEnd == LineEnd.UTF_16BE || lineEnd == LineEnd.UTF_32BE;
        decoder = big ? bigEndian : littleEndian;
        mostCharsPerByte = Math.max(1, (int) Math.ceil(decoder.maxCharsPerByte()));
        keepsAscii = keepsAscii(charset);
    }

    private static CharsetDecoder decoder(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Null: lines in this charset are UTF-8 as they are. */
    static @Nullable LineDecoder of(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) ? null : new LineDecoder(charset);
    }

    /** A byte of a line becomes at most so many characters, each of which grows as a byte of UTF-8 does at most. */
    int mostCharsPerByte() {
        return mostCharsPerByte;
    }

    /** Whether printable ASCII is what it looks like: in JIS X 0201, say, a backslash is a yen sign. */
    boolean keepsAscii() {
        return keepsAscii;
    }

    /** The text of a whole line, in UTF-8. The line comes with its terminator, if it has one. */
    byte[] utf8(byte[] bytes, int from, int end) {
        choose(bytes, from, end);
        return decode(bytes, from, lineEnd.endOfText(bytes, from, end), true);
    }

    /**
     * An unfinished line, in UTF-8. Where the charset leaves the order of bytes open it comes with a byte order mark, which is
     * no text.
     */
    byte[] utf8OfRest(byte[] bytes) {
        int mark = lineEnd.openOrder() ? lineEnd.byteOrderMark(bytes, 0, bytes.length) : 0;
        return utf8(bytes, mark, bytes.length);
    }

    /** The head of a line that was cut anywhere, in UTF-8: a character that the cut went through is left out. */
    byte[] utf8OfHead(byte[] bytes) {
        choose(bytes, 0, bytes.length);
        return decode(bytes, 0, bytes.length, false);
    }

    /** The order of bytes in which a line is written. */
    private void choose(byte[] bytes, int from, int end) {
        if (!lineEnd.openOrder()) {
            return;
        }
        int unit = lineEnd.unitBytes();
        int big = lineEnd.ends(bytes, from, end) ? lineEnd.orderBehind(bytes, end) : lineEnd.orderBehind(bytes, from);
        if (big != 0) {
            decoder = big > 0 ? bigEndian : littleEndian;
            return;
        }
        for (int at = from; at + unit <= end; at += unit) {
            big += bytes[at] == 0 ? 1 : 0;
            big -= bytes[at + unit - 1] == 0 ? 1 : 0;
        }
        decoder = big > 0 ? bigEndian : big < 0 ? littleEndian : decoder;
    }

    private byte[] decode(byte[] bytes, int from, int to, boolean whole) {
        if (lineEnd.unitBytes() == UTF_32_BYTES) {
            return codePoints(bytes, from, to, whole);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CharBuffer out = CharBuffer.allocate(Math.multiplyExact(to - from, mostCharsPerByte));
        decoder.reset();
        CoderResult result = decoder.decode(in, out, whole);
        while (result.isError()) {
            out.put(REPLACEMENT);
            skip(in, result.length());
            result = decoder.decode(in, out, whole);
        }
        if (whole && !result.isOverflow()) {
            result = decoder.flush(out);
        }
        if (result.isOverflow()) {
            throw new IllegalStateException("a charset gives more characters than it says: charset=" + decoder.charset()
                    + " bytes=" + (to - from) + " chars=" + out.position());
        }
        return out.flip().toString().getBytes(StandardCharsets.UTF_8);
    }

    /** UTF-32, of which the JDK's decoders take a byte order mark out of every line. */
    private byte[] codePoints(byte[] bytes, int from, int to, boolean whole) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        in.order(decoder == bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        StringBuilder out = new StringBuilder(in.remaining() / UTF_32_BYTES + 1);
        while (in.remaining() >= UTF_32_BYTES) {
            int c = in.getInt();
            boolean character =
                    Character.isValidCodePoint(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
            out.appendCodePoint(character ? c : REPLACEMENT);
        }
        if (whole && in.hasRemaining()) {
            out.append(REPLACEMENT);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Passes over what makes no character, but not over ASCII behind its first byte, nor over what follows half a pair. */
    private void skip(ByteBuffer in, int length) {
        int unit = lineEnd.unitBytes();
        if (unit > 1) {
            in.position(in.position() + Math.min(unit, in.remaining()));
            return;
        }
        int end = in.position() + length;
        in.get();
        while (in.position() < end && in.get(in.position()) < 0) {
            in.get();
        }
    }

    private static boolean keepsAscii(Charset charset) {
        byte[] printable = new byte[0x7f - ' '];
        for (int i = 0; i < printable.length; i++) {
            printable[i] = (byte) (' ' + i);
        }
        return Arrays.equals(new String(printable, charset).getBytes(StandardCharsets.UTF_8), printable);
    }
}

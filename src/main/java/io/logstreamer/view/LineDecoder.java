package io.logstreamer.view;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings lines of one charset into UTF-8, each by itself. A byte that means nothing becomes U+FFFD; ASCII that follows it
 * is text again, where the JDK's own replacement may swallow it as the second byte of what never was a character.
 *
 * <p>Not thread-safe.
 */
final class LineDecoder {

    private static final char REPLACEMENT = '\ufffd';

    private final CharsetDecoder decoder;
    private final int mostCharsPerByte;
    private final boolean keepsAscii;

    private LineDecoder(Charset charset) {
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        mostCharsPerByte = Math.max(1, (int) Math.ceil(decoder.maxCharsPerByte()));
        keepsAscii = keepsAscii(charset);
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

    /** A whole line, in UTF-8. */
    byte[] utf8(byte[] bytes, int from, int to) {
        return decode(bytes, from, to, true);
    }

    /** The head of a line that was cut anywhere, in UTF-8: a character that the cut went through is left out. */
    byte[] utf8OfHead(byte[] bytes) {
        return decode(bytes, 0, bytes.length, false);
    }

    private byte[] decode(byte[] bytes, int from, int to, boolean whole) {
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

    /** Passes over what makes no character, but not over ASCII behind its first byte. */
    private static void skip(ByteBuffer in, int length) {
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

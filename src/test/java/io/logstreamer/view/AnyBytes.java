package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/**
 * Endless lines of the bytes that could break an encoder: text that looks like fields of an event stream, CR, NUL and
 * other controls, escape sequences and cuts through them, good and bad UTF-8, plain text between. None holds a LF. The
 * same seed gives the same lines.
 */
final class AnyBytes {

    private static final String[] PIECES = {
        "data: ",
        "data:",
        "data",
        "id: 1",
        "id:",
        "event: forged",
        "event:",
        "retry: 1",
        ":",
        ": comment",
        "\r",
        "\r\r",
        "\rdata: ",
        "\rid: forged",
        "\r\r\revent: gap",
        "\0",
        "\t",
        "\b",
        "\f",
        "\u000b",
        "\u007f",
        "\u0080",
        "\u0085",
        "\u009b",
        "\u009f",
        "\u00a0",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffd",
        "\uffff",
        "\u001b",
        "\u001b[",
        "\u001b[31m",
        "\u001b[38;5;196m",
        "\u001b[2J",
        "\u001b[?25h",
        "\u001b]0;title",
        "\u0007",
        "\u001b\\",
        "\u001b]8;;x\u001b\\",
        "\"",
        "\\",
        "\\u0041",
        "\\r",
        "{\"line\":\"",
        "}",
        "\"}",
        "/",
        " ",
        "  ",
        "é",
        "日本",
        "😀",
        "plain text",
        "x",
        "ERROR",
        "2026-11-01T12:00:00Z",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    };

    private final Random random;

    AnyBytes(long seed) {
        random = new Random(seed);
    }

    /** A line without its terminator; a quarter of them are valid UTF-8 for sure. */
    byte[] next() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean text = random.nextInt(4) == 0;
        for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
            byte[] piece = piece();
            boolean cut = !text && random.nextInt(5) == 0;
            line.write(piece, 0, cut ? random.nextInt(piece.length + 1) : piece.length);
        }
        if (random.nextInt(2_000) == 0) {
            line.writeBytes("y".repeat(random.nextInt(100_000)).getBytes(UTF_8));
        }
        return text ? line.toByteArray() : spoiled(line.toByteArray());
    }

    private byte[] piece() {
        if (random.nextInt(6) > 0) {
            return PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8);
        }
        int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1);
        boolean usable =
                codePoint != '\n' && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
        return usable ? Character.toString(codePoint).getBytes(UTF_8) : new byte[0];
    }

    private byte[] spoiled(byte[] line) {
        byte[] bytes = random.nextInt(8) == 0 ? new byte[random.nextInt(40)] : line;
        int changes = bytes == line ? random.nextInt(4) : bytes.length;
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            byte b = (byte) random.nextInt(256);
            bytes[bytes == line ? random.nextInt(bytes.length) : i] = b == '\n' ? (byte) '\r' : b;
        }
        return bytes;
    }
}

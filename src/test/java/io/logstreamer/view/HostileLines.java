package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;

/**
 * Endless lines made of pieces of levels and times, of cuts through them and of any bytes. The same seed gives the same
 * lines.
 */
final class HostileLines {

    static final int MARGIN_BYTES = 32;

    private static final String[] PIECES = {
        "level", "\"level\":", "\"", "\\\"", "=", ":", "[", "]", "<", ">", "ERROR", "error", "Info", "E1122 19:04:",
                "\u001b[31m",
        "\u001b", ".", "daemon.", "err", " ", "\t", "30", "log", "_", "@", "CRITICALITIES", "2026-11-01", "T",
                "12:00:00", ".5",
        "Z", "+01:00", "-", "0", "<14>", "warn: ", "\u00e9"
    };

    private final Random random;

    HostileLines(long seed) {
        random = new Random(seed);
    }

    byte[] next() {
        StringBuilder line = new StringBuilder(" ".repeat(random.nextInt(8) == 0 ? random.nextInt(210) : 0));
        int pieces = random.nextInt(10);
        for (int i = 0; i < pieces; i++) {
            String piece = PIECES[random.nextInt(PIECES.length)];
            line.append(piece, 0, random.nextInt(4) == 0 ? random.nextInt(piece.length() + 1) : piece.length());
        }
        byte[] bytes = line.toString().getBytes(UTF_8);
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** The line between two margins of other pieces, which must make no difference. */
    byte[] embed(byte[] line) {
        byte[] bytes = new byte[line.length + 2 * MARGIN_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            String piece = PIECES[random.nextInt(PIECES.length)];
            bytes[i] = (byte) piece.charAt(random.nextInt(piece.length()));
        }
        System.arraycopy(line, 0, bytes, MARGIN_BYTES, line.length);
        return bytes;
    }
}

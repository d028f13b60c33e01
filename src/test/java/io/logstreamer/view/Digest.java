package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes too many to print, compared whole all the same.
 *
 * @param length bytes
 * @param head the first of them, one character each
 * @param tail the last of them
 * @param sha256 of all of them
 */
record Digest(int length, String head, String tail, String sha256) {

    private static final int SHOWN_BYTES = 200;

    static Digest of(byte[] bytes) {
        int shown = Math.min(SHOWN_BYTES, bytes.length);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Digest(
                    bytes.length,
                    new String(bytes, 0, shown, ISO_8859_1),
                    new String(bytes, bytes.length - shown, shown, ISO_8859_1),
                    HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}

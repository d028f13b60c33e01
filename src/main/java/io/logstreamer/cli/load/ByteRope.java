package io.logstreamer.cli.load;

import java.util.Arrays;

/** Bytes that are collected until they are whole. Shrinks after an unusually long one. Confined to one thread. */
final class ByteRope {

    private static final int KEPT_BYTES = 16 << 10;

    private final int maxBytes;
    private byte[] bytes = new byte[256];
    private int length;

    ByteRope(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    int length() {
        return length;
    }

    /** The bytes from 0 to {@link #length}; valid until the next change. */
    byte[] array() {
        return bytes;
    }

    void append(byte[] source, int start, int end) {
        ensure(end - start);
        System.arraycopy(source, start, bytes, length, end - start);
        length += end - start;
    }

    void append(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    void clear() {
        length = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[256];
        }
    }

    private void ensure(int more) {
        if (more > maxBytes - length) {
            throw new IllegalStateException(
                    "the server sends a longer line or event than is read: maxBytes=" + maxBytes);
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(maxBytes, bytes.length * 2)));
        }
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Disk.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The packed bytes of an archive for a decoder: buffered, at any offset, and honest about why a decoder failed. Confined to
 * who holds the archive's lock; blocks on the disk.
 *
 * <p>A decoder's exception may mean that the archive is damaged, that it ends too early, or that the disk has a fault.
 * Libraries throw all three as an {@code IOException}; {@link #ended} and {@link #fault} tell them apart.
 */
final class PackedInput extends InputStream {

    /** Where the bytes are; reopened by each reader, so not the same object for ever. */
    interface Bytes {
        Content content() throws IOException;
    }

    private static final int BUFFER_BYTES = 64 * 1024;

    /** More than the trailers that follow the last block of an archive. */
    private static final int NEAR_BYTES = 64;

    private final Bytes bytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    /** Offset in the archive of {@code buffer[0]}. */
    private long base;

    private int next;
    private int limit;
    /** Size of the file when the buffer was filled. */
    private long seenBytes;

    private boolean ended;
    private @Nullable IOException fault;

    PackedInput(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Offset of the next byte. */
    long position() {
        return base + next;
    }

    /** Goes to an offset; what is buffered is not read again. */
    void seek(long offset) {
        if (offset >= base && offset <= base + limit) {
            next = (int) (offset - base);
        } else {
            base = offset;
            next = 0;
            limit = 0;
        }
    }

    /** Whether somebody wanted to read on at the end of the file; forgotten when there is more. */
    boolean ended() {
        return ended;
    }

    /** Whether it has ended or soon will. */
    boolean nearEnd() {
        return ended || position() + NEAR_BYTES >= seenBytes;
    }

    /** What the disk said when it failed; null: it did not. */
    @Nullable IOException fault() {
        return fault;
    }

    /** Whether the file reaches up to an offset; if it does not, it has {@linkplain #ended ended}. */
    boolean holds(long end) throws IOException {
        boolean holds = size() >= end;
        ended |= !holds;
        return holds;
    }

    private long size() throws IOException {
        try {
            return bytes.content().size();
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, limit - next);
        System.arraycopy(buffer, next, target, from, n);
        next += n;
        return n;
    }

    @Override
    public int available() {
        return limit - next;
    }

    private boolean fill() throws IOException {
        if (next < limit) {
            return true;
        }
        base += limit;
        next = 0;
        limit = 0;
        try {
            seenBytes = bytes.content().size();
            limit = Math.max(0, bytes.content().read(ByteBuffer.wrap(buffer), base));
        } catch (IOException e) {
            fault = e;
            throw e;
        }
        ended = limit == 0;
        return !ended;
    }
}

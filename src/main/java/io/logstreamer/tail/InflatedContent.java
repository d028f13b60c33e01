package io.logstreamer.tail;

import io.logstreamer.log.Disk.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The unpacked bytes of an archive, one reader's. What was unpacked for others of the same archive is there for this one.
 *
 * <p>Thread-safe. For workers: a read may have to unpack everything up to its offset. Going on where the last read ended
 * costs one block at a time, going back finds its block in memory or on disk.
 */
final class InflatedContent implements Content {

    private final Inflation inflation;
    private final Runnable atClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    InflatedContent(Inflation inflation, Runnable atClose) {
        this.inflation = inflation;
        this.atClose = atClose;
    }

    /**
     * Reads unpacked bytes, up to the end of a block of 256 KiB.
     *
     * @param offset in unpacked bytes from the beginning
     * @return bytes read, -1 at or behind the end of a whole archive
     * @throws DamagedArchiveException at or behind the last byte that can be unpacked of one that is not whole; of one that
     *     is unfinished, as long as it has not grown
     * @throws IOException the disk has a fault, which says nothing about the archive
     */
    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        checkOpen();
        return inflation.read(target, offset);
    }

    /**
     * How many bytes can be read: of a damaged archive those before the damage, see {@link #damage}. Unpacks the whole
     * archive if nobody has done so yet.
     */
    @Override
    public long size() throws IOException {
        checkOpen();
        return inflation.size();
    }

    /** Bytes unpacked so far, by whomever: a lower bound of the size that costs nothing. */
    long unpackedBytes() {
        return inflation.unpackedBytes();
    }

    /** What is wrong with the archive, as far as it has been unpacked; null: nothing. */
    @Nullable DamagedArchiveException damage() {
        return inflation.damage();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            atClose.run();
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed.get()) {
            throw new ClosedChannelException();
        }
    }
}

package io.logstreamer.tail;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The unpacked blocks of one archive on disk, one behind the other without holes. One writer, many readers; its lock is held
 * while the disk is asked. Whatever the disk does, the blocks can be unpacked again: a fault ends the file and is no error.
 */
final class SpoolFile {

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Spool spool;
    private final Path directory;
    private @Nullable FileChannel channel;
    private volatile long blocks;
    private volatile boolean closed;

    SpoolFile(Spool spool, Path directory) {
        this.spool = spool;
        this.directory = directory;
    }

    /** How many blocks there are. */
    long blocks() {
        return blocks;
    }

    boolean closed() {
        return closed;
    }

    /** Adds a block; false: it is not here, for want of room or because the disk refused. */
    boolean append(byte[] block) {
        if (!spool.reserve(this, block.length)) {
            return false;
        }
        try {
            boolean written = write(block);
            if (written) {
                spool.works();
            }
            return written;
        } catch (IOException e) {
            spool.fails(e);
            spool.release(this);
            return false;
        }
    }

    /** Reads block {@code number}; null: it is not here any more, or not yet. */
    byte @Nullable [] read(long number) {
        try {
            return stored(number);
        } catch (IOException e) {
            spool.fails(e);
            spool.release(this);
            return null;
        }
    }

    /** Closes it, which deletes it; its room is the spool's business. */
    synchronized void discard() {
        closed = true;
        blocks = 0;
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "A spool file did not close", e);
            }
        }
    }

    private synchronized boolean write(byte[] block) throws IOException {
        if (closed) {
            return false;
        }
        FileChannel open = channel;
        if (open == null) {
            open = create();
            channel = open;
        }
        ByteBuffer source = ByteBuffer.wrap(block);
        long at = blocks * Inflation.BLOCK_BYTES;
        while (source.hasRemaining()) {
            at += open.write(source, at);
        }
        blocks++;
        return true;
    }

    private synchronized byte @Nullable [] stored(long number) throws IOException {
        FileChannel open = channel;
        if (open == null || number < 0 || number >= blocks) {
            return null;
        }
        ByteBuffer target = ByteBuffer.allocate(Inflation.BLOCK_BYTES);
        long at = number * Inflation.BLOCK_BYTES;
        while (target.hasRemaining()) {
            int n = open.read(target, at);
            if (n < 0) {
                throw new IOException("spool file is shorter than what was written");
            }
            at += n;
        }
        return target.array();
    }

    /** Readable by us alone, for it holds what the log holds; its name goes at once. */
    private FileChannel create() throws IOException {
        Files.createDirectories(directory);
        Path file = Files.createTempFile(directory, "logstreamer-", ".spool");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }
}

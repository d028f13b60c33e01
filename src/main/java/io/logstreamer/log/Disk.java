package io.logstreamer.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Port: the file system, as far as the tailer needs it, read only. The simulation and the fault tests implement it.
 * Thread-safe; any call may block for as long as the file system does.
 */
public interface Disk {

    /**
     * What tells a file from every other.
     *
     * @param device number of the file system, 0 where it is not stable (network and overlay mounts)
     * @param inode inode number
     * @param birthNanos time of birth in ns since the epoch, 0 where the file system keeps none
     */
    record Identity(long device, long inode, long birthNanos) {}

    /**
     * A file as it stands.
     *
     * @param sizeBytes size, uncompressed
     * @param modifiedNanos time of the last write, ns since the epoch
     * @param regular whether it is a regular file; anything else is never opened
     */
    record Attributes(Identity identity, long sizeBytes, long modifiedNanos, boolean regular) {}

    /** A file held open: keeps its content whatever happens to its name. */
    interface Content extends Closeable {

        /**
         * Reads at an offset without moving anything.
         *
         * @return bytes read, -1 at or behind the end
         */
        int read(ByteBuffer target, long offset) throws IOException;

        /** Size now, bytes. */
        long size() throws IOException;

        @Override
        void close();
    }

    /** Attributes of what the path names now, links followed; null if nothing is there. */
    @Nullable Attributes attributes(Path path) throws IOException;

    /** The paths in a directory, in no order; empty if it is not there. */
    List<Path> list(Path directory) throws IOException;

    /** Whether the path names a directory, links followed. */
    boolean directory(Path path);

    /** Where a link leads in the end; the path itself if it is none, or leads nowhere. */
    default Path target(Path path) throws IOException {
        return path;
    }

    /** Opens for reading. */
    Content open(Path path) throws IOException;

    /** The time of a file that is written to now, ns since the epoch. Another machine's file system may be seconds off. */
    default long now() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}

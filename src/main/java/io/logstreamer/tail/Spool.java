package io.logstreamer.tail;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Unpacked blocks on disk, a file for each archive, within a bound. When it is full the file that was begun first goes, but
 * never for one that would not fit even then. Thread-safe; a short lock, under which files of others may be closed.
 *
 * <p>The files have no name as soon as they are open, so that nothing is left behind whatever ends the server.
 */
final class Spool implements AutoCloseable {

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final AtomicBoolean failing = new AtomicBoolean();
    private final Path directory;
    private final long maxBytes;
    /** Bytes of each file, the oldest first. */
    private final Map<SpoolFile, Long> files = new LinkedHashMap<>();

    private long bytes;
    private long refusedBlocks;
    private boolean closed;

    /** @param directory where the files are made; it is made when the first one is */
    Spool(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** A file without content; takes no room yet. */
    SpoolFile file() {
        return new SpoolFile(this, directory);
    }

    /** Makes room for more of a file; false: there is none. */
    synchronized boolean reserve(SpoolFile file, long more) {
        long has = files.getOrDefault(file, 0L);
        if (closed || file.closed() || has + more > maxBytes) {
            return false;
        }
        Iterator<Map.Entry<SpoolFile, Long>> oldest = files.entrySet().iterator();
        while (bytes + more > maxBytes) {
            Map.Entry<SpoolFile, Long> next = oldest.next();
            if (next.getKey() != file) {
                bytes -= next.getValue();
                next.getKey().discard();
                oldest.remove();
            }
        }
        bytes += more;
        files.put(file, has + more);
        return true;
    }

    /** Ends a file and takes its room back. */
    synchronized void release(SpoolFile file) {
        Long had = files.remove(file);
        bytes -= had == null ? 0 : had;
        file.discard();
    }

    /** A block is not in it. */
    synchronized void refused() {
        refusedBlocks++;
    }

    /** The disk took a block. */
    void works() {
        failing.set(false);
    }

    /** The disk did not; said once until it does again. */
    void fails(IOException fault) {
        if (!failing.getAndSet(true)) {
            LOG.log(Level.WARNING, "Unpacked archives are not kept on disk, in {0}: {1}", directory, fault.toString());
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long refusedBlocks() {
        return refusedBlocks;
    }

    @Override
    public synchronized void close() {
        closed = true;
        files.keySet().forEach(SpoolFile::discard);
        files.clear();
        bytes = 0;
    }
}

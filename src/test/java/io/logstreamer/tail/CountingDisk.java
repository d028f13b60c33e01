package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The machine's disk, with a count of what is open and what was read, and a switch for faults. Thread-safe. */
final class CountingDisk implements Disk {

    private final Disk disk = new NioDisk();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong bytesRead = new AtomicLong();
    private volatile boolean faulty;

    int open() {
        return open.get();
    }

    long bytesRead() {
        return bytesRead.get();
    }

    /** From now on each read fails, or none does. */
    void faulty(boolean on) {
        faulty = on;
    }

    @Override
    public @Nullable Attributes attributes(Path path) throws IOException {
        return disk.attributes(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public boolean directory(Path path) {
        return disk.directory(path);
    }

    @Override
    public Content open(Path path) throws IOException {
        Content content = disk.open(path);
        open.incrementAndGet();
        return new Content() {

            private boolean closed;

            @Override
            public int read(ByteBuffer target, long offset) throws IOException {
                if (faulty) {
                    throw new IOException("Input/output error");
                }
                int n = content.read(target, offset);
                bytesRead.addAndGet(Math.max(0, n));
                return n;
            }

            @Override
            public long size() throws IOException {
                return content.size();
            }

            @Override
            public synchronized void close() {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                    content.close();
                }
            }
        };
    }
}

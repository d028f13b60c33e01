package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The disk as the tailer uses it: knows which call its thread is in, and tells of one that hangs. A network mount whose
 * server is gone answers after minutes or never, and nothing can take a thread out of such a call.
 *
 * <p>Thread-safe. Only the calls of one thread are timed; the files it opens are read by others too.
 */
final class TimedDisk implements Disk {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    /** A call that has not come back; compared as an object. */
    private static final class Call {
        private final Path path;
        private final long began;

        private Call(Path path, long began) {
            this.path = path;
            this.began = began;
        }
    }

    private final Disk disk;
    private final Clock clock;
    private final Thread timed;
    private volatile @Nullable Call underWay;
    private volatile long lastSlowEnd;
    /** The reporting thread's alone. */
    private @Nullable Call told;

    /** @param timed the thread whose calls count */
    TimedDisk(Disk disk, Clock clock, Thread timed) {
        this.disk = disk;
        this.clock = clock;
        this.timed = timed;
        this.lastSlowEnd = clock.nanos();
    }

    /** Whether the thread is in a call now. */
    boolean isUnderWay() {
        return underWay != null;
    }

    /** When a call last came back that had hung; before the first, when this was made. */
    long lastSlowEnd() {
        return lastSlowEnd;
    }

    /** Tells once of a call that hangs, and once of its end. Called now and then, by one other thread. */
    void report() {
        Call now = underWay;
        Call before = told;
        if (before != null && before != now) {
            LOG.log(Level.INFO, "The disk of {0} answers again", before.path);
            told = null;
        }
        if (now != null && now != told && clock.nanos() - now.began > PATIENCE_NANOS) {
            LOG.log(
                    Level.WARNING,
                    "The disk of {0} has not answered for {1} s; new lines of every log on its mount wait for it",
                    now.path,
                    TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS));
            told = now;
        }
    }

    @Override
    public @Nullable Attributes attributes(Path path) throws IOException {
        begin(path);
        try {
            return disk.attributes(path);
        } finally {
            end();
        }
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        begin(directory);
        try {
            return disk.list(directory);
        } finally {
            end();
        }
    }

    @Override
    public boolean directory(Path path) {
        begin(path);
        try {
            return disk.directory(path);
        } finally {
            end();
        }
    }

    @Override
    public long now() {
        return disk.now();
    }

    @Override
    public Path target(Path path) throws IOException {
        begin(path);
        try {
            return disk.target(path);
        } finally {
            end();
        }
    }

    @Override
    public Content open(Path path) throws IOException {
        begin(path);
        try {
            return new TimedContent(path, disk.open(path));
        } finally {
            end();
        }
    }

    /** Times something else that touches the disk. */
    void time(Path path, Runnable touch) {
        begin(path);
        try {
            touch.run();
        } finally {
            end();
        }
    }

    private void begin(Path path) {
        if (Thread.currentThread() == timed) {
            underWay = new Call(path, clock.nanos());
        }
    }

    private void end() {
        Call call = underWay;
        if (call == null || Thread.currentThread() != timed) {
            return;
        }
        long now = clock.nanos();
        if (now - call.began > PATIENCE_NANOS) {
            lastSlowEnd = now;
        }
        underWay = null;
    }

    private final class TimedContent implements Content {

        private final Path path;
        private final Content content;

        private TimedContent(Path path, Content content) {
            this.path = path;
            this.content = content;
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            begin(path);
            try {
                return content.read(target, offset);
            } finally {
                end();
            }
        }

        @Override
        public long size() throws IOException {
            begin(path);
            try {
                return content.size();
            } finally {
                end();
            }
        }

        @Override
        public void close() {
            begin(path);
            try {
                content.close();
            } finally {
                end();
            }
        }
    }
}

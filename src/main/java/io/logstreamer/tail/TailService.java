package io.logstreamer.tail;

import io.logstreamer.log.Attention;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Disk;
import io.logstreamer.log.History;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Workers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The read side: follows every configured source and reads their history.
 *
 * <p>Threads: {@code logstreamer-tailer} does all following, {@code logstreamer-watch} waits for notifications. Nothing
 * touches a source before {@link #start}, and start waits for none.
 */
public final class TailService implements AutoCloseable {

    private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Events come in crowds while a file grows: one look serves all of a millisecond. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What is read at a time. */
    private static final int BLOCK_BYTES = 256 * 1024;

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    /**
     * How to tail.
     *
     * @param pollInterval the slowest poll of a file
     * @param maxLineBytes a longer line is cut
     * @param spoolDirectory where inflated archives may be kept; made when it is needed
     * @param spoolBytes how much of them at most
     */
    public record Options(Duration pollInterval, int maxLineBytes, Path spoolDirectory, long spoolBytes) {
        public Options {
            if (maxLineBytes < 1) {
                throw new IllegalArgumentException("limit is not positive: maxLineBytes=" + maxLineBytes);
            }
        }
    }

    private final Clock clock;
    private final TimedDisk disk;
    private final Watch watch;
    private final Archives archives;
    private final Tailer tailer;
    private final FileHistory history;
    private final Thread tailing;
    private final Thread watching;
    private volatile boolean closed;
    private volatile boolean parked;
    private volatile boolean woken;

    public TailService(
            List<SourceSpec> specs,
            Options options,
            Disk disk,
            Clock clock,
            Sink sink,
            LineTimes times,
            Workers workers) {
        this.clock = clock;
        this.tailing = new Thread(this::run, "logstreamer-tailer");
        TimedDisk timed = new TimedDisk(disk, clock, tailing);
        this.disk = timed;
        LineReaders readers = new LineReaders(BLOCK_BYTES, options.maxLineBytes());
        this.archives =
                new Archives(disk, options.spoolDirectory(), ArchiveLimits.USUAL.withSpoolBytes(options.spoolBytes()));
        this.watch = new Watch(
                watched -> new Tailer(
                        specs,
                        timed,
                        clock,
                        sink,
                        options.pollInterval().toNanos(),
                        readers,
                        workers,
                        archives,
                        directory -> timed.time(directory, () -> watched.accept(directory))),
                timed::report);
        this.tailer = watch.tailer();
        this.tailer.wakeWith(this::wake);
        this.history = new FileHistory(tailer, disk, archives, options.maxLineBytes(), times);
        this.watching = new Thread(watch, "logstreamer-watch");
        tailing.setDaemon(true);
        watching.setDaemon(true);
    }

    /** Starts to follow. */
    public void start() {
        tailing.start();
        watching.start();
    }

    /** The sources and their past. */
    public History history() {
        return history;
    }

    /** Whom to tell which sources are followed. */
    public Attention attention() {
        return tailer;
    }

    /**
     * Whether the tailer has come round lately. One that waits for its disk is alive: a new process would wait for the same
     * disk, and be killed for it again and again.
     */
    public boolean live() {
        long now = clock.nanos();
        boolean moving = now - tailer.lastTurn() < HANGING_NANOS || now - disk.lastSlowEnd() < HANGING_NANOS;
        return tailing.isAlive() && (moving || disk.isUnderWay());
    }

    /** As {@link #close(Deadline)}, within two seconds. */
    @Override
    public void close() {
        close(Deadline.in(Duration.ofSeconds(2)));
    }

    /**
     * Stops following and lets go of every file. A disk that hangs is waited for until the deadline at most; the threads
     * end, and let go of what they hold, when it answers.
     */
    public void close(Deadline deadline) {
        closed = true;
        archives.close();
        watch.close();
        watching.interrupt();
        // Never by interruption: it would close the channel that is being read.
        LockSupport.unpark(tailing);
        if (tailing.getState() == Thread.State.NEW) {
            watch.release();
            tailer.close();
            return;
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(tailing, deadline.leftNanos());
            TimeUnit.NANOSECONDS.timedJoin(watching, deadline.leftNanos());
            if (tailing.isAlive()) {
                LOG.log(Level.WARNING, "A disk hangs: the tailer ends when it answers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            follow();
        } finally {
            tailer.close();
        }
    }

    private void follow() {
        while (!closed) {
            long began = System.nanoTime();
            woken = false;
            long pause = 0;
            try {
                pause = tailer.turn();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A round of the tailer failed; the next one goes on", e);
                pause = LEAST_NANOS;
            }
            long least = began + LEAST_NANOS - System.nanoTime();
            if (pause > 0 && least > 0 && !closed) {
                LockSupport.parkNanos(this, least);
            }
            parked = true;
            if (pause > 0 && !woken && !closed) {
                LockSupport.parkNanos(this, pause);
            }
            parked = false;
        }
    }

    private void wake() {
        woken = true;
        if (parked) {
            LockSupport.unpark(tailing);
        }
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.History;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

    private static final long JOIN_MILLIS = 2_000;
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    /**
     * How to tail.
     *
     * @param pollInterval the slowest poll of a file
     * @param maxLineBytes a longer line is cut
     */
    public record Options(Duration pollInterval, int maxLineBytes) {
        public Options {
            if (maxLineBytes < 1) {
                throw new IllegalArgumentException("limit is not positive: maxLineBytes=" + maxLineBytes);
            }
        }
    }

    private final Clock clock;
    private final Watch watch;
    private final Tailer tailer;
    private final FileHistory history;
    private final Thread tailing;
    private final Thread watching;
    private volatile boolean closed;
    private volatile boolean parked;
    private volatile boolean woken;

    public TailService(List<SourceSpec> specs, Options options, Disk disk, Clock clock, Sink sink) {
        this.clock = clock;
        LineReaders readers = new LineReaders(BLOCK_BYTES, options.maxLineBytes());
        this.watch = new Watch(watched ->
                new Tailer(specs, disk, clock, sink, options.pollInterval().toNanos(), readers, watched));
        this.tailer = watch.tailer();
        this.tailer.wakeWith(this::wake);
        this.history = new FileHistory(tailer, disk, options.maxLineBytes());
        this.tailing = new Thread(this::run, "logstreamer-tailer");
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

    /** Whether the tailer has come round lately. */
    public boolean live() {
        return tailing.isAlive() && clock.nanos() - tailer.lastTurn() < HANGING_NANOS;
    }

    /** Stops following and lets go of every file; waits at most two seconds for a disk that hangs. */
    @Override
    public void close() {
        closed = true;
        watch.close();
        // Never by interruption: it would close the channel that is being read.
        LockSupport.unpark(tailing);
        try {
            if (tailing.isAlive()) {
                tailing.join(JOIN_MILLIS);
                watching.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!tailing.isAlive()) {
            tailer.close();
        }
    }

    private void run() {
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

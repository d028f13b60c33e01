package io.logstreamer.demo;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a log, line after line at a steady pace: a given number on the caller's thread ({@link #write}), or without
 * end on a thread of its own ({@link #start}). One of the two, once. {@link #close} may be called from any thread and
 * ends both.
 */
public final class LogMaker implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("io.logstreamer.demo");
    private static final long RETRY_MILLIS = 1_000;
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final Supplier<byte[]> lines;
    private final LogFile file;
    private final Rate rate;
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Thread thread;

    /**
     * @param lines gives the next line, without its terminator; asked on the writing thread only
     * @param file closed when the writing ends
     */
    public LogMaker(Supplier<byte[]> lines, LogFile file, Rate rate) {
        this.lines = lines;
        this.file = file;
        this.rate = rate;
    }

    /**
     * Writes on the caller's thread until {@code count} lines are written or {@link #close} is called.
     *
     * @param count {@link Long#MAX_VALUE} for no end
     * @return the number of lines written
     * @throws IOException if the disk does not take a line
     * @throws InterruptedException if the caller's thread is interrupted between two lines
     */
    public long write(long count) throws IOException, InterruptedException {
        try (file) {
            return writeLines(count);
        }
    }

    /** Starts the daemon thread {@code logstreamer-log-maker}; a disk that refuses is reported once and tried again. */
    public synchronized void start() {
        if (thread != null) {
            throw new IllegalStateException("already started: file=" + file.path());
        }
        Thread started = new Thread(this::writeUntilClosed, "logstreamer-log-maker");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** As {@link #close(Duration)}, within five seconds. */
    @Override
    public void close() {
        close(END_WITHIN);
    }

    /** Ends the writing after the line in hand; waits at most so long for the thread that {@link #start} made. */
    public void close(Duration patience) {
        stop.countDown();
        Thread started;
        synchronized (this) {
            started = thread;
        }
        if (started == null || started == Thread.currentThread()) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(started, patience.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        boolean failing = false;
        try {
            do {
                try {
                    write(Long.MAX_VALUE);
                } catch (IOException e) {
                    if (!failing) {
                        LOGGER.log(Level.WARNING, "The demonstration log cannot be written: " + file.path(), e);
                    }
                    failing = true;
                }
            } while (!stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // Nobody but close() ends this thread; a foreign interrupt is taken as the wish to end it.
            Thread.currentThread().interrupt();
        }
    }

    private long writeLines(long count) throws IOException, InterruptedException {
        Pace pace = new Pace(rate, System.nanoTime());
        long written = 0;
        while (written < count && !stop.await(pace.nextWaitNanos(System.nanoTime()), TimeUnit.NANOSECONDS)) {
            file.append(lines.get());
            written++;
        }
        return written;
    }
}

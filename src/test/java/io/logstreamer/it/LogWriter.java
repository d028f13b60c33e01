package io.logstreamer.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program that writes {@link NumberedLines} from 0 on, some at a time, on a thread of its own. */
final class LogWriter implements AutoCloseable {
    private static final int LINES_PER_WRITE = 10;
    private static final long PAUSE_NANOS = 5_000_000;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> written;
    private volatile boolean stopping;

    private LogWriter(TempLog log, int lines, int rotateEvery) {
        written = CompletableFuture.runAsync(() -> write(log, lines, rotateEvery), thread);
    }

    /** Writes about 2,000 lines a second. */
    static LogWriter start(TempLog log, int lines) {
        return new LogWriter(log, lines, Integer.MAX_VALUE);
    }

    /** The same, and renames the log away each time after so many lines. */
    static LogWriter startRotating(TempLog log, int lines, int rotateEvery) {
        return new LogWriter(log, lines, rotateEvery);
    }

    /** Waits until the last line is in the file. */
    void await() throws Exception {
        written.get(60, TimeUnit.SECONDS);
    }

    boolean isWriting() {
        return !written.isDone();
    }

    /** Ends the writing; nothing touches the log any more when this returns. */
    @Override
    public void close() {
        stopping = true;
        thread.shutdown();
        written.handle((done, failure) -> failure).join();
    }

    private void write(TempLog log, int lines, int rotateEvery) {
        try {
            for (int next = 0; next < lines && !stopping; next += LINES_PER_WRITE) {
                if (next > 0 && next % rotateEvery == 0) {
                    log.rotate();
                }
                log.append(NumberedLines.range(next, Math.min(lines, next + LINES_PER_WRITE)));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

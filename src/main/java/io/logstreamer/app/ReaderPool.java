package io.logstreamer.app;

import io.logstreamer.log.Workers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that may wait for a disk: a fixed number of daemons called {@code logstreamer-reader-N}. Thread-safe; what
 * comes after {@link #close} is dropped, since nobody is left to wait for it.
 */
final class ReaderPool implements Workers, AutoCloseable {

    private static final long JOIN_SECONDS = 5;
    private static final Logger LOG = System.getLogger("io.logstreamer.app");

    private final ScheduledThreadPoolExecutor threads;

    /** @param size number of threads, at least 1 */
    ReaderPool(int size) {
        AtomicInteger number = new AtomicInteger();
        threads = new ScheduledThreadPoolExecutor(
                size,
                task -> {
                    Thread thread = new Thread(task, "logstreamer-reader-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(() -> run(task));
    }

    @Override
    public void later(Runnable task, long delayMillis) {
        var unused = threads.schedule(() -> run(task), delayMillis, TimeUnit.MILLISECONDS);
    }

    /** Lets what is running end, waits for it up to 5 s, and interrupts what is left. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(JOIN_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                LOG.log(Level.WARNING, "A reader still waits for its disk after " + JOIN_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A task failed; the reader goes on", e);
        }
    }
}

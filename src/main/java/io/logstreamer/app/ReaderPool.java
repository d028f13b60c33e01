package io.logstreamer.app;

import io.logstreamer.log.Deadline;
import io.logstreamer.log.Workers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that may wait for a disk: a fixed number of daemons called {@code NAME-N}. Thread-safe; what
 * comes after {@link #close} is dropped, since nobody is left to wait for it.
 */
final class ReaderPool implements Workers, AutoCloseable {

    private static final long LAST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Logger LOG = System.getLogger("io.logstreamer.app");

    private final ScheduledThreadPoolExecutor threads;
    private final List<Thread> made = new CopyOnWriteArrayList<>();

    /**
     * One without a thread yet.
     *
     * @param name of its threads, without their numbers
     * @param size number of threads, at least 1
     */
    ReaderPool(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        threads = new ScheduledThreadPoolExecutor(
                size,
                task -> {
                    Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    made.add(thread);
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

    /** As {@link #close(Deadline)}, within five seconds. */
    @Override
    public void close() {
        close(Deadline.in(Duration.ofSeconds(5)));
    }

    /** Lets what is running end, waits for it until the deadline, and interrupts what is left. */
    void close(Deadline deadline) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
                threads.shutdownNow();
                LOG.log(Level.WARNING, "A disk hangs: a reader ends when it answers");
                return;
            }
            // A pool has terminated a moment before its last thread has: a container that looks at once calls that a
            // leak.
            for (Thread thread : made) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(LAST_STEP_NANOS, deadline.leftNanos()));
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

package io.logstreamer.feed;

import io.logstreamer.log.Workers;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Workers with threads of their own. */
final class RealWorkers implements Workers, AutoCloseable {

    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2);

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void later(Runnable task, long delayMillis) {
        var unused = threads.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

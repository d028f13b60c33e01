package io.logstreamer.feed;

import io.logstreamer.log.Workers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Workers that work when the test says so, on its thread; what should be done later is done at the next call. */
public final class HandWorkers implements Workers {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void later(Runnable task, long delayMillis) {
        tasks.add(task);
    }

    /** Does what there is to do now; returns whether there was anything. */
    public boolean work() {
        int waiting = tasks.size();
        for (int i = 0; i < waiting; i++) {
            tasks.remove().run();
        }
        return waiting > 0;
    }
}

package io.logstreamer.view;

import io.logstreamer.log.Workers;
import java.util.ArrayDeque;
import java.util.Deque;

/** Workers that work when a test says so, on its own thread. Confined to one thread. */
final class QueuedWorkers implements Workers {

    private final Deque<Runnable> soon = new ArrayDeque<>();
    private final Deque<Runnable> delayed = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        soon.add(task);
    }

    @Override
    public void later(Runnable task, long delayMillis) {
        delayed.add(task);
    }

    /** Runs what is to run soon, and what comes of it; returns how many tasks that were. */
    int work() {
        int done = 0;
        for (Runnable task = soon.poll(); task != null; task = soon.poll()) {
            task.run();
            done++;
        }
        return done;
    }

    /** Lets the delay of all delayed tasks pass. */
    void passTime() {
        for (int left = delayed.size(); left > 0; left--) {
            delayed.remove().run();
        }
    }

    int waiting() {
        return soon.size();
    }

    int delayed() {
        return delayed.size();
    }
}

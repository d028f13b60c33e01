package io.logstreamer.log;

/** The caller's thread is every worker's. */
public final class CallerWorkers implements Workers {

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void later(Runnable task, long delayMillis) {
        task.run();
    }
}

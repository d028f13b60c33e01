package io.logstreamer.log;

/** Port: threads that may wait for a disk. Thread-safe; a task that throws is logged and harms nobody. */
public interface Workers {

    /** Runs a task soon. */
    void execute(Runnable task);

    /** Runs a task after a while. */
    void later(Runnable task, long delayMillis);
}

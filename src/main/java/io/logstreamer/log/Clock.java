package io.logstreamer.log;

/** Port: time, so that a test can hold it. Thread-safe. */
public interface Clock {

    /** Monotonic, in nanoseconds from an arbitrary origin. */
    long nanos();

    /** The machine's own. */
    static Clock system() {
        return System::nanoTime;
    }
}

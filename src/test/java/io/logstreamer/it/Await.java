package io.logstreamer.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a state of another process that nothing notifies us of (a file gone, a thread ended), by looking. */
final class Await {
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    /** True or false now; may fail as the looking itself fails. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    private Await() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param fact what is waited for, for the failure's text
     * @throws AssertionError if it does not hold within the timeout
     */
    static void until(String fact, Duration timeout, Condition condition) throws Exception {
        Deadline deadline = Deadline.in(timeout);
        while (!condition.holds()) {
            if (deadline.isOver()) {
                throw new AssertionError("not within " + timeout.toMillis() + " ms: " + fact);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}

package io.logstreamer.it;

import java.time.Duration;

/**
 * A moment on the monotonic clock until which something is waited for. Immutable.
 *
 * @param nanoTime the moment, as {@link System#nanoTime()} counts
 */
record Deadline(long nanoTime) {

    static Deadline in(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /** Milliseconds left, rounded up; 0 when it is over. */
    int millisLeft() {
        long nanos = nanoTime - System.nanoTime();
        return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + 1);
    }

    boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }
}

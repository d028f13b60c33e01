package io.logstreamer.demo;

/**
 * When the next line is due. The beats are fixed from the first one on, so that the time spent in writing does not add
 * up; a writer that is late by more than a second (a laptop that slept) skips what it missed instead of bursting.
 * Confined to the writing thread.
 */
final class Pace {

    private static final long SKIP_AFTER_NANOS = 1_000_000_000L;

    private final long periodNanos;
    private long dueNanos;

    /**
     * @param nowNanos the moment of the first beat, in {@link System#nanoTime} terms
     */
    Pace(Rate rate, long nowNanos) {
        this.periodNanos = rate.period().toNanos();
        this.dueNanos = nowNanos;
    }

    /** Takes the next beat and tells how long it is until then, in nanoseconds; 0 or less: now. */
    long nextWaitNanos(long nowNanos) {
        if (nowNanos - dueNanos > Math.max(SKIP_AFTER_NANOS, periodNanos)) {
            dueNanos = nowNanos;
        }
        long waitNanos = dueNanos - nowNanos;
        dueNanos += periodNanos;
        return waitNanos;
    }
}

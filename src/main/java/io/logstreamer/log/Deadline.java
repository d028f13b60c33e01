package io.logstreamer.log;

import java.time.Duration;

/**
 * A moment by which something must be over: handed down, so that several waits one after the other take no longer than
 * one. Immutable.
 *
 * @param nanos on the clock of {@link System#nanoTime}: the machine's, since the waits are real
 */
public record Deadline(long nanos) {

    /** So long from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Nanoseconds until then, at least 0. */
    public long leftNanos() {
        return Math.max(0, nanos - System.nanoTime());
    }

    /** So much earlier: the rest is kept for what comes after. */
    public Deadline minus(Duration reserve) {
        return new Deadline(nanos - reserve.toNanos());
    }

    /** This one, or so long from now if that is sooner. */
    public Deadline atMost(Duration time) {
        Deadline other = in(time);
        return other.nanos - nanos < 0 ? other : this;
    }

    /** This one, or so long from now if that is later. */
    public Deadline atLeast(Duration time) {
        Deadline other = in(time);
        return other.nanos - nanos > 0 ? other : this;
    }
}

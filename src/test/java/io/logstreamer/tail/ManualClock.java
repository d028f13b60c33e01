package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import java.time.Duration;

/** Time that stands still until it is told to go on. Confined to one thread. */
public final class ManualClock implements Clock {

    private long nanos = Duration.ofHours(1).toNanos();

    @Override
    public long nanos() {
        return nanos;
    }

    public void advance(Duration time) {
        nanos += time.toNanos();
    }

    public void advanceMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }
}

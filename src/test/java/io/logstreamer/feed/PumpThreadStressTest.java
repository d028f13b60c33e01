package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread that falls asleep is told of work at every instant of it, and hears it each time. */
class PumpThreadStressTest {

    private static final int TIMES = 300_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private volatile int done;
    private int spin;

    /** Posted is how a container speaks; in the batch window only that wakes the thread before its time. */
    @ParameterizedTest
    @ValueSource(longs = {0, 20_000})
    void whatIsPostedWhileItFallsAsleepIsDone(long windowNanos) throws InterruptedException {
        ManualClock clock = new ManualClock();
        PumpThread thread = new PumpThread(
                unpark -> new Pump(clock, unpark, cursor -> {}, TimeUnit.MINUTES.toNanos(1), cursor -> {}),
                0,
                windowNanos);
        // No tick comes to help.
        clock.advance(Duration.ofDays(-1));
        thread.start();
        try {
            SplittableRandom random = new SplittableRandom(windowNanos);
            for (int i = 1; i <= TIMES; i++) {
                int number = i;
                thread.pump().post(() -> done = number);
                assertThat(isDone(number))
                        .as("task %d was slept through", number)
                        .isTrue();
                pause(random.nextInt(600));
            }
        } finally {
            thread.stop();
            thread.join(PATIENCE_NANOS);
        }
    }

    private boolean isDone(int number) {
        for (int i = 0; i < 1_000; i++) {
            if (done == number) {
                return true;
            }
            Thread.onSpinWait();
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (done != number && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000);
        }
        return done == number;
    }

    /** Some nanoseconds of work. */
    private void pause(int rounds) {
        int work = rounds;
        for (int i = 0; i < rounds; i++) {
            work += work >>> 3 ^ i;
        }
        if (work == 42) {
            spin = work + spin;
        }
    }
}

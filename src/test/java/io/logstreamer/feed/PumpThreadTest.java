package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thread of a pump, asleep for good unless it is told: its tick is a day away. */
@Timeout(60)
class PumpThreadTest {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ManualClock time = new ManualClock();
    private volatile Runnable atNanos = () -> {};
    private final Clock clock = () -> {
        atNanos.run();
        return time.nanos();
    };
    private final PumpThread thread = new PumpThread(
            unpark -> new Pump(clock, unpark, cursor -> {}, TimeUnit.MINUTES.toNanos(1), cursor -> {}),
            0,
            WINDOW_NANOS);

    PumpThreadTest() {
        time.advance(Duration.ofDays(-1));
    }

    @AfterEach
    void stop() throws InterruptedException {
        atNanos = () -> {};
        thread.stop();
        thread.join(TimeUnit.SECONDS.toNanos(10));
    }

    /**
     * The thread asks the time at the beginning and at the end of a round and, since nothing has come by then, before
     * it parks. Work comes inside each first, each second or each third question, from another thread that still sees
     * it awake.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void workThatComesWhileItFallsAsleepIsNotSleptThrough(int question) throws InterruptedException {
        int tasks = 30;
        CountDownLatch done = new CountDownLatch(tasks);
        AtomicInteger posted = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        atNanos = () -> {
            boolean onPump = Thread.currentThread().getName().startsWith("logstreamer-pump");
            if (onPump && posted.get() < tasks && asked.getAndIncrement() == question) {
                asked.set(0);
                posted.incrementAndGet();
                Thread other = new Thread(() -> thread.pump().post(done::countDown));
                other.start();
                join(other);
            }
        };
        thread.start();
        assertThat(done.await(20, TimeUnit.SECONDS))
                .as("%d tasks slept through or never posted", done.getCount())
                .isTrue();
    }

    @Test
    void workWakesOneWhoSleeps() throws InterruptedException {
        thread.start();
        for (int i = 0; i < 100; i++) {
            CountDownLatch done = new CountDownLatch(1);
            thread.pump().post(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void roundThatFailsIsFollowedByTheNext() throws InterruptedException {
        thread.start();
        CountDownLatch done = new CountDownLatch(1);
        thread.pump().post(() -> {
            throw new IllegalStateException("a defect of ours");
        });
        thread.pump().post(done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopEndsOneWhoSleeps() throws InterruptedException {
        thread.start();
        CountDownLatch running = new CountDownLatch(1);
        thread.pump().post(running::countDown);
        running.await();
        thread.stop();
        thread.join(TimeUnit.SECONDS.toNanos(20));
        CountDownLatch done = new CountDownLatch(1);
        thread.pump().post(done::countDown);
        assertThat(done.await(50, TimeUnit.MILLISECONDS)).as("it still works").isFalse();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.logstreamer.log.Outlet;
import io.logstreamer.log.Subscription.Start;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing is allocated per line and subscriber: the lines are encoded once, and a turn makes no objects for them. */
@Timeout(120)
class AllocationTest {

    private static final int ROUNDS = 200;
    private static final int LINES = 50;
    private static final int SUBSCRIBERS = 200;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void deliveringALineToOneMoreSubscriberAllocatesNothing() {
        long alone = allocatedByRounds(1);
        long many = allocatedByRounds(SUBSCRIBERS);
        long deliveries = (long) ROUNDS * LINES * (SUBSCRIBERS - 1);
        // The smallest object has 16 bytes.
        assertThat((double) (many - alone) / deliveries)
                .as("bytes per line and subscriber: %d for one, %d for %d", alone, many, SUBSCRIBERS)
                .isLessThan(1.0);
    }

    /** What the pump's thread allocates while the same lines go to so many subscribers. */
    private long allocatedByRounds(int subscribers) {
        Stage stage = new Stage();
        CountingOutlet[] outlets = new CountingOutlet[subscribers];
        for (int i = 0; i < subscribers; i++) {
            outlets[i] = new CountingOutlet();
            stage.pumps.subscribe(Stage.follow(new Start.Live()), outlets[i]).writable();
        }
        stage.settle();
        String[] lines = new String[LINES];
        java.util.Arrays.fill(lines, "2024-05-01 12:00:00 INFO one line of a hundred bytes, more or less, as they are");
        // Once over everything, so that what is made at the first time is made.
        for (int i = 0; i < ROUNDS; i++) {
            stage.log.append(lines);
            stage.settle();
        }
        long before = outlets[0].taken;
        long allocated = 0;
        for (int i = 0; i < ROUNDS; i++) {
            stage.log.append(lines);
            long start = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            stage.settle();
            allocated += threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - start;
        }
        for (CountingOutlet outlet : outlets) {
            assertThat(outlet.taken - before).isGreaterThan(ROUNDS * LINES * 100L);
        }
        return allocated;
    }

    private static final class CountingOutlet implements Outlet {
        private long taken;

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            taken += length;
        }

        @Override
        public void flush() {}

        @Override
        public void end() {}
    }
}

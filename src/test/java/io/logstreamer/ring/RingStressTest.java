package io.logstreamer.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Entry;
import io.logstreamer.log.Recent.Tip;
import io.logstreamer.log.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer that overtakes its readers all the time: whatever a reader gets is what it asked for. */
class RingStressTest {

    private static final int ENTRIES = 400_000;

    private final Numbered app = new Numbered("app");

    /** What a reader met; both numbers must be large for the run to have proved something. */
    private record Met(long entries, long laps) {}

    @Test
    @Timeout(60)
    void readerNeverGetsAnotherEntryThanItAskedFor() throws Exception {
        // So few that slots are given away under the readers' eyes, but over the first growth of the lane.
        Ring ring = new Ring(100L * Numbered.WEIGHT_BYTES);
        ring.begin(app.place(0));
        long seed = Seed.next();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Met>> readers = new ArrayList<>();
            readers.add(threads.submit(follower(ring)));
            readers.add(threads.submit(jumper(ring, seed)));
            readers.add(threads.submit(jumper(ring, seed + 1)));
            for (int i = 0; i < ENTRIES; i++) {
                ring.accept(app.entry(i));
            }
            for (Future<Met> reader : readers) {
                Met met = reader.get();
                assertThat(met.entries()).as(Seed.told(seed)).isPositive();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Reads on and on; when it is lapped it goes on at the tip. */
    private Callable<Met> follower(Ring ring) {
        return () -> {
            long entries = 0;
            long laps = 0;
            for (long number = 0; number < ENTRIES; ) {
                Tip tip = ring.tip("app");
                Entry entry = ring.entry("app", number);
                if (entry != null) {
                    check(entry, number);
                    number++;
                    entries++;
                } else if (number < tip.next()) {
                    number = tip.next();
                    laps++;
                } else {
                    Thread.onSpinWait();
                }
            }
            return new Met(entries, laps);
        };
    }

    /** Asks for any of the newest, by number and by place, those just being dropped included. */
    private Callable<Met> jumper(Ring ring, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> {
            long entries = 0;
            long laps = 0;
            for (Tip tip = ring.tip("app"); tip.next() < ENTRIES; tip = ring.tip("app")) {
                long number = Math.max(0, tip.next() - random.nextInt(110));
                Entry entry = ring.entry("app", number);
                if (entry != null) {
                    check(entry, number);
                    entries++;
                } else {
                    laps++;
                }
                long found = ring.find(app.place(number));
                if (found != -1 && found != number) {
                    throw new AssertionError("asked for place " + number + ", got entry " + found);
                }
            }
            return new Met(entries, laps);
        };
    }

    private static void check(Entry entry, long number) {
        if (entry.before().offset() != number) {
            throw new AssertionError(
                    "asked for " + number + ", got " + entry.before().offset());
        }
    }
}

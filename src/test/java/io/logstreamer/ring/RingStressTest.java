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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer that overtakes its readers all the time: whatever a reader gets is what it asked for. */
class RingStressTest {

    /** The writer goes on for at least so long, and until each reader has seen enough, however busy the machine is. */
    private static final int MIN_ENTRIES = 400_000;

    private static final int ENOUGH = 20_000;

    private final Numbered app = new Numbered("app");
    // So few that slots are given away under the readers' eyes, but more than the lane's first array holds.
    private final Ring ring = new Ring(100L * Numbered.WEIGHT_BYTES);
    private volatile boolean over;

    @Test
    @Timeout(60)
    void readerNeverGetsAnotherEntryThanItAskedFor() throws Exception {
        ring.begin(app.place(0));
        long seed = Seed.next();
        List<AtomicLong> seen = List.of(new AtomicLong(), new AtomicLong(), new AtomicLong());
        ExecutorService threads = Executors.newFixedThreadPool(seen.size());
        try {
            List<Future<Void>> readers = new ArrayList<>();
            readers.add(threads.submit(follower(seen.get(0))));
            readers.add(threads.submit(jumper(seen.get(1), seed)));
            readers.add(threads.submit(jumper(seen.get(2), seed + 1)));
            for (long number = 0; number < MIN_ENTRIES || !enough(seen, readers); number++) {
                ring.accept(app.entry(number));
            }
            over = true;
            for (Future<Void> reader : readers) {
                assertThat(reader).as(Seed.told(seed)).succeedsWithin(10, TimeUnit.SECONDS);
            }
        } finally {
            over = true;
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A reader that has failed will see no more. */
    private static boolean enough(List<AtomicLong> seen, List<Future<Void>> readers) {
        return seen.stream().allMatch(count -> count.get() >= ENOUGH)
                || readers.stream().anyMatch(Future::isDone);
    }

    /** Reads on and on; when it is lapped it goes on at the tip. */
    private Callable<Void> follower(AtomicLong seen) {
        return () -> {
            long number = 0;
            while (!over) {
                Tip tip = ring.tip("app");
                Entry entry = ring.entry("app", number);
                if (entry != null) {
                    check(entry, number);
                    number++;
                    seen.incrementAndGet();
                } else if (number < tip.next()) {
                    number = tip.next();
                }
            }
            return null;
        };
    }

    /** Asks for any of the newest, by number and by place, those just being dropped included. */
    private Callable<Void> jumper(AtomicLong seen, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> {
            while (!over) {
                long number = Math.max(0, ring.tip("app").next() - random.nextInt(110));
                Entry entry = ring.entry("app", number);
                if (entry != null) {
                    check(entry, number);
                    seen.incrementAndGet();
                }
                long found = ring.find(app.place(number));
                if (found != -1 && found != number) {
                    throw new AssertionError("asked for place " + number + ", got entry " + found);
                }
            }
            return null;
        };
    }

    private static void check(Entry entry, long number) {
        if (entry.before().offset() != number) {
            throw new AssertionError(
                    "asked for " + number + ", got " + entry.before().offset());
        }
    }
}

package io.logstreamer.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.ring.Ring;
import io.logstreamer.view.SegmentPool;
import io.logstreamer.view.Views;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real pump threads under a writer that adds single lines and outputs whose room comes and goes at random: nobody is
 * left asleep with something to read, and everybody gets every byte. A seed that fails is in the message; to play it
 * again, put it alone into the source.
 */
@Timeout(300)
class WakeUpStressTest {

    private static final int OUTLETS = 50;
    private static final int LINES = 10_000;
    private static final long PATIENCE_SECONDS = 60;

    private final Semaphore progress = new Semaphore(0);
    private final List<MoodyOutlet> outlets = new ArrayList<>();

    /** The small ring laps everybody, so that half is read from the log; the large one nobody. */
    @ParameterizedTest
    @CsvSource({"1, 4000000", "2, 4000000", "3, 4000000", "4, 20000", "5, 20000", "6, 4000", "7, 4000"})
    void everyOutletGetsEveryByte(long seed, int ringBytes) throws InterruptedException {
        Ring ring = new Ring(ringBytes);
        PlayedLog log = new PlayedLog(ring);
        try (RealWorkers workers = new RealWorkers()) {
            Pumps pumps = new Pumps(
                    new Pumps.Options(2, Duration.ofMillis(1), Duration.ofMinutes(5), "1.0", "node-1"),
                    new Views(ring, log, workers, new SegmentPool(ringBytes)),
                    log,
                    workers,
                    Clock.system());
            try {
                pumps.start();
                serveAll(pumps, log, seed);
            } finally {
                pumps.close();
            }
        }
        for (MoodyOutlet outlet : outlets) {
            assertThat(outlet.breach()).as("seed=%d %s", seed, outlet).isEmpty();
            assertThat(outlet.ended()).as("seed=%d %s", seed, outlet).isTrue();
        }
    }

    private void serveAll(Pumps pumps, PlayedLog log, long seed) throws InterruptedException {
        for (int i = 0; i < OUTLETS; i++) {
            MoodyOutlet outlet = new MoodyOutlet(i, progress::release);
            outlet.serve(pumps.subscribe(quiet(), outlet));
            outlets.add(outlet);
        }
        Mood mood = new Mood(outlets, seed);
        mood.start();
        try {
            CRC32C expected = new CRC32C();
            long lengthBytes = write(log, seed, expected);
            awaitAll(lengthBytes, seed);
            for (MoodyOutlet outlet : outlets) {
                assertThat(outlet.lengthBytes()).as("seed=%d %s", seed, outlet).isEqualTo(lengthBytes);
                assertThat(outlet.checksum()).as("seed=%d %s", seed, outlet).isEqualTo(expected.getValue());
            }
        } finally {
            mood.end();
        }
    }

    /** From now on, without a heartbeat that would wake a sleeper. */
    private static Subscription quiet() {
        return new Subscription(
                PlayedLog.SOURCE,
                Stage.RAW,
                new Start.Earliest(),
                true,
                false,
                Duration.ofHours(1),
                Stage.RETRY,
                false,
                "192.0.2.1");
    }

    /** Writes the lines, one at a time, with pauses that let everybody fall asleep now and then; returns their bytes. */
    private static long write(PlayedLog log, long seed, CRC32C expected) {
        SplittableRandom random = new SplittableRandom(seed);
        long lengthBytes = 0;
        for (int i = 0; i < LINES; i++) {
            String line = "line " + i + " " + "x".repeat(random.nextInt(100));
            byte[] block = ("event: log_update\ndata: " + line + "\nid: " + log.append(line) + "\n\n").getBytes(UTF_8);
            expected.update(block);
            lengthBytes += block.length;
            if (random.nextInt(100) == 0) {
                LockSupport.parkNanos(random.nextInt(2_000_000));
            }
        }
        return lengthBytes;
    }

    private void awaitAll(long lengthBytes, long seed) throws InterruptedException {
        List<MoodyOutlet> waiting = new ArrayList<>(outlets);
        while (true) {
            waiting.removeIf(outlet -> outlet.lengthBytes() >= lengthBytes);
            if (waiting.isEmpty()) {
                return;
            }
            boolean moved = progress.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            progress.drainPermits();
            assertThat(moved)
                    .as("seed=%d: these wait in vain for byte %d: %s", seed, lengthBytes, waiting)
                    .isTrue();
        }
    }

    /** The containers' thread: gives room and takes it, at random, and gives it to all at the end. */
    private static final class Mood extends Thread {
        private final List<MoodyOutlet> outlets;
        private final SplittableRandom random;
        private volatile boolean over;

        private Mood(List<MoodyOutlet> outlets, long seed) {
            super("container");
            this.outlets = outlets;
            this.random = new SplittableRandom(seed + 1);
        }

        @Override
        public void run() {
            while (!over) {
                for (int i = 0; i < 200; i++) {
                    outlets.get(random.nextInt(outlets.size())).feel(random.nextInt(3) > 0);
                }
                LockSupport.parkNanos(1);
            }
            outlets.forEach(outlet -> outlet.feel(true));
        }

        private void end() throws InterruptedException {
            over = true;
            join();
        }
    }
}

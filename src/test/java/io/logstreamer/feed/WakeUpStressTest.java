package io.logstreamer.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Inattentive;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.ring.Ring;
import io.logstreamer.view.SegmentPool;
import io.logstreamer.view.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real pump threads under a writer that adds single lines and outputs whose room comes and goes at random. After each
 * burst everybody has to come by every byte of it with no other help than the signals that were due: no further line, no
 * further room, no heartbeat, and no tick, since the pumps' clock stands a day before it. Who sleeps through a signal
 * sleeps for good.
 *
 * <p>A seed that fails is in the message; to play it again, put it alone into the source.
 */
@Timeout(300)
class WakeUpStressTest {

    private static final int OUTLETS = 50;
    private static final int BURSTS = 500;
    private static final int MAX_LINES = 12;
    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore progress = new Semaphore(0);
    private final List<MoodyOutlet> outlets = new ArrayList<>();
    private final CRC32C expected = new CRC32C();
    private long expectedBytes;

    /** The small rings lap everybody, so that much is read from the log; the large one nobody. */
    @ParameterizedTest
    @CsvSource({"1, 4000000", "2, 4000000", "3, 4000000", "4, 20000", "5, 2000", "6, 500"})
    void everyOutletGetsEveryByteOfEveryBurst(long seed, int ringBytes) throws InterruptedException {
        Ring ring = new Ring(ringBytes);
        PlayedLog log = new PlayedLog(ring);
        ManualClock clock = new ManualClock();
        try (RealWorkers workers = new RealWorkers()) {
            Pumps pumps = new Pumps(
                    new Pumps.Options(2, Duration.ofMillis(1), Duration.ofMinutes(5), "1.0", "node-1", Instant.EPOCH),
                    new Views(ring, log, workers, new SegmentPool(ringBytes), new Inattentive()),
                    log,
                    PlayedLog.TIMES,
                    workers,
                    clock);
            clock.advance(Duration.ofDays(-1));
            try {
                pumps.start();
                serve(pumps, log, seed);
            } finally {
                pumps.close();
            }
        }
        for (MoodyOutlet outlet : outlets) {
            assertThat(outlet.breach()).as("seed=%d %s", seed, outlet).isEmpty();
            assertThat(outlet.ended()).as("seed=%d %s", seed, outlet).isTrue();
        }
    }

    private void serve(Pumps pumps, PlayedLog log, long seed) throws InterruptedException {
        for (int i = 0; i < OUTLETS; i++) {
            MoodyOutlet outlet = new MoodyOutlet(i, progress::release);
            outlet.serve(pumps.subscribe(quiet(), outlet));
            outlet.feel(true);
            outlets.add(outlet);
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int burst = 0; burst < BURSTS; burst++) {
            int changes = random.nextInt(4) == 0 ? 0 : random.nextInt(100);
            SplittableRandom mood = random.split();
            CompletableFuture<Void> container = CompletableFuture.runAsync(() -> changeMoods(changes, mood));
            write(log, 1 + random.nextInt(MAX_LINES), random);
            container.join();
            awaitAll(seed, burst);
        }
        for (MoodyOutlet outlet : outlets) {
            assertThat(outlet.lengthBytes()).as("seed=%d %s", seed, outlet).isEqualTo(expectedBytes);
            assertThat(outlet.checksum()).as("seed=%d %s", seed, outlet).isEqualTo(expected.getValue());
        }
    }

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

    /** The container's part: takes room away and gives it, at random, and in the end to all. */
    private void changeMoods(int changes, SplittableRandom random) {
        for (int i = 0; i < changes; i++) {
            outlets.get(random.nextInt(OUTLETS)).feel(random.nextInt(3) > 0);
        }
        outlets.forEach(outlet -> outlet.feel(true));
    }

    /** One line at a time, with pauses now and then in which the pumps may fall asleep. */
    private void write(PlayedLog log, int lines, SplittableRandom random) {
        for (int i = 0; i < lines; i++) {
            String line = "x".repeat(random.nextInt(100));
            byte[] block = ("event: log_update\ndata: " + line + "\nid: " + log.append(line) + "\n\n").getBytes(UTF_8);
            expected.update(block);
            expectedBytes += block.length;
            if (random.nextInt(20) == 0) {
                LockSupport.parkNanos(random.nextInt(100_000));
            }
        }
    }

    private void awaitAll(long seed, int burst) throws InterruptedException {
        List<MoodyOutlet> waiting = new ArrayList<>(outlets);
        while (true) {
            waiting.removeIf(outlet -> outlet.lengthBytes() >= expectedBytes);
            if (waiting.isEmpty()) {
                return;
            }
            boolean moved = progress.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            progress.drainPermits();
            assertThat(moved)
                    .as("seed=%d burst=%d: waiting in vain for byte %d: %s", seed, burst, expectedBytes, waiting)
                    .isTrue();
        }
    }
}

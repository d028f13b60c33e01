package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Inattentive;
import io.logstreamer.log.Position;
import io.logstreamer.log.Seed;
import io.logstreamer.log.Tape;
import io.logstreamer.log.TextLog;
import io.logstreamer.log.Workers;
import io.logstreamer.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A writer, readers of several paces and workers at once, with so little memory that everybody is lapped and everything
 * pushed out again and again. A reader sleeps until it is called, so that a call which is never made fails the test.
 */
class ViewStressTest {

    private static final int LINES = 60_000;
    private static final int LINE_BYTES = 50;
    private static final int READERS = 3;
    private static final long CALL_SECONDS = 20;

    private final TextLog log = new TextLog(World.SOURCE);
    private final Ring ring = new Ring(30_000);
    private final SegmentPool pool = new SegmentPool(150_000);
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(2);
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);

    @Test
    @Timeout(120)
    void everyReaderGetsEveryLineOnceAndInOrder() throws Exception {
        long seed = Seed.next();
        Digest expected = expected();
        Position start = log.tip();
        ring.begin(start);
        Tape tape = new Views(ring, log, workers(), pool, new Inattentive()).acquire(World.SOURCE, Forms.ESCAPE);
        List<Future<Digest>> results = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(seed + i);
                results.add(readers.submit(() -> readAll(tape, start, expected.length(), random)));
            }
            write(new Random(seed));
            // One that comes too late for the ring: whatever the others' luck, somebody reads the file.
            results.add(readers.submit(() -> readAll(tape, start, expected.length(), new Random(seed))));
            for (Future<Digest> result : results) {
                assertThat(result.get()).as(Seed.told(seed)).isEqualTo(expected);
            }
            assertThat(log.reads()).isPositive();
            assertThat(pool.weightBytes()).isLessThanOrEqualTo(150_000);
        } finally {
            readers.shutdownNow();
            workers.shutdownNow();
            assertThat(readers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Digest expected() {
        World world = World.roomy();
        world.publish(World.lines(0, LINES, LINE_BYTES));
        return Digest.of(world.wire().getBytes(US_ASCII));
    }

    private void write(Random random) {
        log.write(World.lines(0, LINES, LINE_BYTES));
        while (log.tip().offset() < LINES * LINE_BYTES) {
            ring.accept(log.take(1 + random.nextInt(20 * LINE_BYTES)));
            if (random.nextInt(4) == 0) {
                // As a program that writes now and then: at the tip is where the readers meet each other.
                LockSupport.parkNanos(20_000);
            }
        }
    }

    private Digest readAll(Tape tape, Position start, int length, Random random) throws InterruptedException {
        Semaphore calls = new Semaphore(0);
        Runnable wake = calls::release;
        TapeReader reader = new TapeReader(tape, start, wake);
        tape.attach(wake);
        try {
            while (reader.length() < length) {
                int before = reader.length();
                reader.read(1 + random.nextInt(20_000));
                if (reader.length() == before) {
                    if (!calls.tryAcquire(CALL_SECONDS, TimeUnit.SECONDS)) {
                        throw new AssertionError("nobody called: read=" + before + " of=" + length);
                    }
                    calls.drainPermits();
                }
            }
            return Digest.of(reader.bytes());
        } finally {
            tape.detach(wake);
        }
    }

    private Workers workers() {
        return new Workers() {
            @Override
            public void execute(Runnable task) {
                workers.execute(task);
            }

            @Override
            public void later(Runnable task, long delayMillis) {
                Future<?> unused = workers.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
            }
        };
    }
}

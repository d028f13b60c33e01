package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.CallerWorkers;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Position;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.view.OwnTimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does not answer: told, waited for, and no reason to be killed. With the real threads. */
@Timeout(60)
class HangingDiskTest {

    private static final Logger LOG = Logger.getLogger("io.logstreamer.tail");

    @TempDir
    private Path directory;

    private final HangingDisk disk = new HangingDisk();
    private final AtomicLong nanos = new AtomicLong();
    private final Clock clock = nanos::get;
    private final Told told = new Told();

    @BeforeEach
    void listen() {
        LOG.addHandler(told);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(told);
        disk.answer();
    }

    @Test
    void tailerThatWaitsForItsDiskIsAlive() throws Exception {
        try (TailService service = following(new Silent())) {
            assertThat(service.live()).isTrue();
            hang(service);
            pass(Duration.ofHours(1));
            assertThat(service.live()).isTrue();
            disk.answer();
        }
    }

    @Test
    void tailerThatDoesNotComeRoundForAnotherReasonIsNot() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Sink sink = new Silent() {
            @Override
            public void accept(Entry entry) {
                stuck.countDown();
                await(goOn);
            }
        };
        try (TailService service = following(sink)) {
            Files.writeString(directory.resolve("app.log"), "one\ntwo\n");
            var unused = service.history().tip("app");
            assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
            pass(Duration.ofSeconds(29));
            assertThat(service.live()).isTrue();
            pass(Duration.ofSeconds(2));
            assertThat(service.live()).isFalse();
            goOn.countDown();
        }
    }

    @Test
    void hangIsToldOnceAndSoIsItsEnd() throws Exception {
        try (TailService service = following(new Silent())) {
            hang(service);
            pass(Duration.ofSeconds(3));
            assertThat(told.next()).contains(directory.toString()).contains("has not answered for 2 s");
            pass(Duration.ofHours(1));
            disk.answer();
            assertThat(told.next()).contains(directory.toString()).contains("answers again");
            assertThat(service.live()).as("it has just come back").isTrue();
        }
    }

    @Test
    void logsOfAnotherMountDoNotWait() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        Path there = Files.createDirectory(directory.resolve("there"));
        Files.writeString(gone.resolve("app.log"), "one\n");
        Path log = Files.writeString(there.resolve("app.log"), "one\n");
        Mounts mounts = Mounts.of(List.of(
                "1 1 0:1 / " + gone + " rw - nfs4 server:/export rw", "2 1 0:2 / " + there + " rw - ext4 /dev/vda rw"));
        BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        Sink sink = new Silent() {
            @Override
            public void accept(Entry entry) {
                taken.add(entry.source());
            }
        };
        try (TailService service = new TailService(
                mounts,
                List.of(new SourceSpec.File("gone", gone.resolve("app.log")), new SourceSpec.File("there", log)),
                new TailService.Options(Duration.ofMillis(1), 1 << 20, Path.of("/nowhere"), 0),
                disk,
                clock,
                sink,
                new OwnTimes(ZoneOffset.UTC),
                new CallerWorkers())) {
            service.start();
            service.history().tip("gone").get(10, TimeUnit.SECONDS);
            service.history().tip("there").get(10, TimeUnit.SECONDS);
            disk.hangBelow(gone);
            var unused = service.history().tip("gone");
            disk.awaitCaller();

            Files.writeString(log, "one\ntwo\n");
            service.history().tip("there").get(10, TimeUnit.SECONDS);
            assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo("there");
            assertThat(service.live()).isTrue();
            disk.answer();
        }
    }

    @Test
    void closeDoesNotWaitForItBeyondTheDeadlineAndNothingStaysOpen() throws Exception {
        TailService service = following(new Silent());
        hang(service);

        long began = System.nanoTime();
        service.close(Deadline.in(Duration.ofMillis(50)));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(told.next()).contains("does not answer: the tailer ends");

        disk.answer();
        disk.awaitLetGo();
    }

    /** A service that has taken its first look. */
    private TailService following(Sink sink) throws Exception {
        Path log = Files.writeString(directory.resolve("app.log"), "one\n");
        TailService service = new TailService(
                List.of(new SourceSpec.File("app", log)),
                new TailService.Options(Duration.ofMillis(1), 1 << 20, Path.of("/nowhere"), 0),
                disk,
                clock,
                sink,
                new OwnTimes(ZoneOffset.UTC),
                new CallerWorkers());
        service.start();
        service.history().tip("app").get(10, TimeUnit.SECONDS);
        return service;
    }

    private void hang(TailService service) throws InterruptedException {
        disk.hang();
        var unused = service.history().tip("app");
        disk.awaitCaller();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes whatever comes. */
    private static class Silent implements Sink {

        @Override
        public void accept(Entry entry) {
            // Nobody reads here.
        }

        @Override
        public void begin(Position tip) {
            // Nobody reads here.
        }

        @Override
        public void end(String source) {
            // Nobody reads here.
        }
    }

    /** What stands in the server's log. */
    private static final class Told extends Handler {

        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        private String next() throws InterruptedException {
            String line = lines.poll(10, TimeUnit.SECONDS);
            assertThat(line).as("a line in the log").isNotNull();
            return line;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}

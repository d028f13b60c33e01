package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Position;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Workers;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/**
 * Archives are looked into by workers: what they find comes at any moment of a look. A file that was met empty, written,
 * rotated and packed before the next look is no cut one.
 */
class SlowWorkersTest {

    private static final Path LOG = Path.of("/logs/app.log");
    private static final int MOST_CALLS = 200;

    /** Tasks wait for so many calls of the disk. */
    private static final class Slow implements Workers {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final int callsEach;
        private int calls;

        private Slow(int callsEach) {
            this.callsEach = callsEach;
        }

        @Override
        public void execute(Runnable task) {
            calls = 0;
            tasks.add(task);
        }

        @Override
        public void later(Runnable task, long delayMillis) {
            execute(task);
        }

        private void tick() {
            Runnable next = calls++ < callsEach ? null : tasks.poll();
            if (next != null) {
                calls = 0;
                next.run();
            }
        }
    }

    @Test
    void fileThatIsPackedAtOnceIsNoCutOne() {
        for (int calls = 0; calls < MOST_CALLS; calls++) {
            assertThat(newsOf(calls)).as("%d calls", calls).containsExactly("1a", "1b", "2a", "2b");
        }
    }

    /** A tailer whose workers are slow. */
    private static final class Stage implements AutoCloseable {
        private final ManualClock clock = new ManualClock();
        private final MemoryDisk disk = new MemoryDisk(clock);
        private final Recorder recorder = new Recorder();
        private final TailHarness tail;

        private Stage(int calls) {
            Slow workers = new Slow(calls);
            disk.mkdir(LOG.getParent());
            disk.append(LOG, "0a\n");
            disk.between(workers::tick);
            tail = new TailHarness(
                    List.of(new SourceSpec.File("app", LOG)),
                    disk,
                    clock,
                    recorder,
                    TailHarness.Limits.USUAL,
                    () -> clock.advanceMillis(20),
                    workers);
            tail.turn();
        }

        private void pass(int millis) {
            for (int passed = 0; passed < millis; passed += 20) {
                clock.advanceMillis(20);
                tail.turn();
            }
        }

        private void pack(Path plain) {
            byte[] packed = ArchiveFixtures.pack(ArchiveForm.GZIP, disk.content(plain));
            disk.append(plain.resolveSibling(plain.getFileName() + ".gz"), packed);
            disk.delete(plain);
        }

        @Override
        public void close() {
            tail.close();
        }
    }

    private static List<String> newsOf(int calls) {
        try (Stage stage = new Stage(calls)) {
            MemoryDisk disk = stage.disk;
            stage.tail.attention().begin("app");
            stage.pass(3_000);
            disk.rename(LOG, LOG.resolveSibling("app.log-20261124000322"));
            disk.create(LOG);
            stage.pass(3_000);
            disk.append(LOG, "1a\n1b\n");
            Path next = LOG.resolveSibling("app.log-20261124000323");
            disk.rename(LOG, next);
            disk.create(LOG);
            stage.pack(next);
            disk.append(LOG, "2a\n");
            stage.pass(3_000);
            disk.append(LOG, "2b\n");
            stage.pass(3_000);
            List<String> news = new ArrayList<>(stage.recorder.news());
            news.removeIf(each -> each.startsWith("rotate"));
            return news;
        }
    }

    @Test
    void oldestLinesAreThereWhileTheirFileIsPacked() {
        for (int millis = 0; millis <= 3_000; millis += 100) {
            try (Stage stage = new Stage(60)) {
                stage.disk.rotate(LOG, 9);
                stage.disk.append(LOG, "1a\n");
                stage.pass(8_000);
                stage.disk.rotate(LOG, 9);
                stage.disk.append(LOG, "2a\n");
                stage.pass(8_000);
                stage.pack(MemoryDisk.rotated(LOG, 2));
                stage.pass(millis);
                Position earliest = stage.tail.history().earliest("app");
                assertThat(stage.recorder.readFrom(stage.tail.history(), earliest))
                        .as("%d ms", millis)
                        .filteredOn(each -> !each.startsWith("rotate"))
                        .containsExactly("0a", "1a", "2a");
            }
        }
    }

    /** Which archive holds the rest is known first, and then what is in it: there is a moment between the two. */
    @Test
    void restOfWhatWasCutIsReadHoweverLongItsPackedCopyTakes() {
        for (int calls = 0; calls < 400; calls += 3) {
            try (Stage stage = new Stage(calls)) {
                MemoryDisk disk = stage.disk;
                stage.tail.attention().begin("app");
                stage.pass(100);
                disk.append(LOG, "0b\n");
                Path copy = LOG.resolveSibling("app.log-20261124000322");
                disk.copy(LOG, copy);
                disk.truncate(LOG, 0);
                disk.append(LOG, "1a is longer than what was cut\n");
                stage.pack(copy);
                Path next = LOG.resolveSibling("app.log-20261124000323");
                disk.rename(LOG, next);
                disk.create(LOG);
                stage.pack(next);
                for (int look = 0; look < 20; look++) {
                    stage.clock.advanceMillis(450);
                    stage.tail.turn();
                }
                stage.pass(3_000);
                assertThat(stage.recorder.news()).as("%d calls", calls).contains("0b");
            }
        }
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static List<String> newsOf(int calls) {
        ManualClock clock = new ManualClock();
        MemoryDisk disk = new MemoryDisk(clock);
        disk.mkdir(LOG.getParent());
        disk.append(LOG, "0a\n");
        Recorder recorder = new Recorder();
        Slow workers = new Slow(calls);
        disk.between(workers::tick);
        try (TailHarness tail = new TailHarness(
                List.of(new SourceSpec.File("app", LOG)),
                disk,
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20),
                workers)) {
            tail.turn();
            tail.attention().begin("app");
            pass(tail, clock);
            Path dated = LOG.resolveSibling("app.log-20261124000322");
            disk.rename(LOG, dated);
            disk.create(LOG);
            pass(tail, clock);
            disk.append(LOG, "1a\n1b\n");
            byte[] packed = ArchiveFixtures.pack(ArchiveForm.GZIP, disk.content(LOG));
            Path next = LOG.resolveSibling("app.log-20261124000323");
            disk.rename(LOG, next);
            disk.create(LOG);
            disk.append(LOG.resolveSibling(next.getFileName() + ".gz"), packed);
            disk.delete(next);
            disk.append(LOG, "2a\n");
            pass(tail, clock);
            disk.append(LOG, "2b\n");
            pass(tail, clock);
        }
        List<String> news = new ArrayList<>(recorder.news());
        news.removeIf(each -> each.startsWith("rotate"));
        return news;
    }

    private static void pass(TailHarness tail, ManualClock clock) {
        for (int passed = 0; passed < 3_000; passed += 20) {
            clock.advanceMillis(20);
            tail.turn();
        }
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rotated file that may not be read when the server starts, and may later. */
class DeniedHistoryTest {

    private static final Path LOG = Path.of("/logs/app.log");

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final Recorder recorder = new Recorder();

    @BeforeEach
    void write() {
        disk.mkdir(LOG.getParent());
        for (int number = 3; number > 0; number--) {
            disk.append(MemoryDisk.rotated(LOG, number), number + "a\n" + number + "b\n");
        }
    }

    private TailHarness tail() {
        return new TailHarness(
                List.of(new SourceSpec.File("app", LOG)),
                disk,
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20));
    }

    private void pass(TailHarness tail, int millis) {
        for (int passed = 0; passed < millis; passed += 50) {
            clock.advanceMillis(50);
            tail.turn();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void isAGapThatIsFilledWhenItMayBeRead(int number) {
        disk.append(LOG, "0a\n");
        Path denied = MemoryDisk.rotated(LOG, number);
        disk.deny(denied, true);
        List<String> all = new ArrayList<>(List.of("3a", "3b", "2a", "2b", "1a", "1b", "0a"));
        try (TailHarness tail = tail()) {
            pass(tail, 2_000);
            List<String> without = new ArrayList<>(all);
            int at = without.indexOf(number + "a");
            without.set(at, "gap: unreadable");
            without.remove(number + "b");
            assertThat(fromEarliest(tail)).isEqualTo(without);
            disk.append(LOG, "0b\n");
            pass(tail, 1_000);
            assertThat(recorder.lines()).containsExactly("0b");
            disk.deny(denied, false);
            all.add("0b");
            assertThat(fromEarliest(tail)).isEqualTo(all);
            disk.rotate(LOG, 9);
            disk.append(LOG, "new\n");
            pass(tail, 3_000);
            all.add("new");
            assertThat(fromEarliest(tail)).isEqualTo(all);
            assertThat(recorder.lines()).containsExactly("0b", "new");
        }
    }

    @Test
    void isNoNewsWhenTheActiveFileIsEmpty() {
        disk.create(LOG);
        Path denied = MemoryDisk.rotated(LOG, 1);
        disk.deny(denied, true);
        try (TailHarness tail = tail()) {
            pass(tail, 2_000);
            disk.deny(denied, false);
            disk.append(LOG, "0a\n");
            pass(tail, 2_000);
            assertThat(recorder.lines()).containsExactly("0a");
            assertThat(fromEarliest(tail)).containsExactly("3a", "3b", "2a", "2b", "1a", "1b", "0a");
        }
    }

    private List<String> fromEarliest(TailHarness tail) {
        return recorder.readFrom(tail.history(), tail.history().earliest("app"));
    }
}

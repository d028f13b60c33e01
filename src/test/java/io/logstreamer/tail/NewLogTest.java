package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that appears in a group is new from its first line, also where that is in a rotated file by now. */
class NewLogTest {

    private static final Path LOGS = Path.of("/var/log/app");
    private static final Path LOG = LOGS.resolve("app.log");
    private static final String TEXT = "the text of the file before it was rotated, and enough of it\n".repeat(20);
    private static final List<String> TEXT_LINES = TEXT.lines().toList();

    private final ManualClock clock = new ManualClock();
    private final Recorder recorder = new Recorder();
    private MemoryDisk disk;
    private TailHarness tail;

    private void follow(boolean keepsBirth) {
        disk = new MemoryDisk(clock, keepsBirth);
        disk.mkdir(LOGS);
        tail = new TailHarness(
                List.of(new SourceSpec.Glob("app", LOGS, "*.log")),
                disk,
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20));
        pass(60_000);
    }

    @AfterEach
    void close() {
        tail.close();
        assertThat(disk.openContents()).isZero();
    }

    private void pass(int millis) {
        for (int i = 0; i < millis; i += 100) {
            clock.advanceMillis(100);
            tail.turn();
        }
    }

    @Test
    void rotatedBeforeItsFirstLook() {
        follow(true);
        disk.append(LOG, "1\n");
        MemoryDisk.Appender program = disk.appender(LOG);
        disk.rotate(LOG, 3);
        disk.append(LOG, "2\n");
        disk.rotate(LOG, 3);
        pass(1_000);
        disk.append(LOG, "3\n");
        program.append("late\n");
        program.close();
        pass(7_000);
        assertThat(recorder.lines())
                .containsExactlyInAnyOrder("1", "2", "3", "late")
                .containsSubsequence("1", "2", "3");
        assertThat(recorder.news()).containsSubsequence("1", "rotate: rename", "2", "rotate: rename", "3");
        assertThat(tail.generations("app/app.log")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void copiedAndCutBeforeItsFirstLook(boolean keepsBirth) {
        follow(keepsBirth);
        disk.append(LOG, TEXT);
        disk.copy(LOG, MemoryDisk.rotated(LOG, 1));
        disk.truncate(LOG, 0);
        disk.append(LOG, "2\n");
        pass(7_000);
        assertThat(recorder.lines())
                .startsWith(TEXT_LINES.toArray(String[]::new))
                .hasSize(TEXT_LINES.size() + 1)
                .endsWith("2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void copiedAndNotCutYetAtItsFirstLook(boolean keepsBirth) {
        follow(keepsBirth);
        disk.append(LOG, TEXT);
        disk.copy(LOG, MemoryDisk.rotated(LOG, 1));
        disk.append(LOG, "2\n");
        pass(7_000);
        assertThat(recorder.lines()).hasSize(TEXT_LINES.size() + 1).endsWith("2");
        disk.truncate(LOG, 0);
        disk.append(LOG, "3\n");
        pass(7_000);
        assertThat(recorder.lines()).hasSize(TEXT_LINES.size() + 2).endsWith("2", "3");
    }

    @Test
    void movedInWithItsPast() {
        follow(true);
        Path elsewhere = Path.of("/elsewhere");
        disk.append(elsewhere, "old\n");
        pass(60_000);
        disk.rename(elsewhere, MemoryDisk.rotated(LOG, 1));
        disk.append(LOG, "new\n");
        pass(7_000);
        assertThat(recorder.lines()).containsExactly("new");
        assertThat(tail.generations("app/app.log")).isEqualTo(2);
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Entry;
import io.logstreamer.log.History;
import io.logstreamer.log.Numbering;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Writing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is configured of the numbers in the names of rotated files counts more than what the files look like. */
class RotatedSettingTest {

    private static final Path LOGS = Path.of("/logs");
    private static final Path APP = LOGS.resolve("app.log");
    private static final Writing OLDEST = Writing.USUAL.with(Numbering.HIGHEST_IS_OLDEST);
    private static final Writing NEWEST = Writing.USUAL.with(Numbering.HIGHEST_IS_NEWEST);
    private static final Writing NONE = Writing.USUAL.with(Numbering.NONE);

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final Recorder recorder = new Recorder();

    private TailHarness follow(SourceSpec spec) {
        TailHarness tail = new TailHarness(
                List.of(spec), disk, clock, recorder, TailHarness.Limits.USUAL, () -> clock.advanceMillis(20));
        tail.attention().begin("app");
        look(tail);
        return tail;
    }

    private TailHarness follow(Writing writing) {
        return follow(new SourceSpec.File("app", APP, writing));
    }

    private void look(TailHarness tail) {
        for (int i = 0; i < 100; i++) {
            tail.turn();
            clock.advanceMillis(20);
        }
    }

    private List<String> history(TailHarness tail) {
        return history(tail, "app");
    }

    private List<String> history(TailHarness tail, String source) {
        History history = tail.history();
        List<String> got = new ArrayList<>();
        Position at = history.earliest(source);
        for (Entry entry = history.read(at, 4096); entry != null; entry = history.read(at, 4096)) {
            got.addAll(Recorder.words(entry));
            at = entry.after();
        }
        return got;
    }

    private void write(String name, String text) {
        disk.append(LOGS.resolve(name), text);
        clock.advanceMillis(1_000);
    }

    @Test
    void orderOfThePastIsWhatIsConfigured() {
        // By their times the higher number is the newer one.
        write("app.log.1", "1\n");
        write("app.log.2", "2\n");
        write("app.log", "live\n");
        try (TailHarness tail = follow(Writing.USUAL)) {
            assertThat(history(tail)).containsExactly("1", "2", "live");
        }
        try (TailHarness tail = follow(OLDEST)) {
            assertThat(history(tail)).containsExactly("2", "1", "live");
        }
        try (TailHarness tail = follow(NEWEST)) {
            assertThat(history(tail)).containsExactly("1", "2", "live");
        }
    }

    @Test
    void rotationsBetweenTwoLooksAreTakenInTheConfiguredOrder() {
        // Without a birth, and with one time for all, nothing but the setting tells.
        MemoryDisk unborn = new MemoryDisk(clock, false);
        unborn.append(APP, "live\n");
        try (TailHarness tail = new TailHarness(
                List.of(new SourceSpec.File("app", APP, NEWEST)),
                unborn,
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20))) {
            tail.attention().begin("app");
            look(tail);
            unborn.rename(APP, LOGS.resolve("app.log.1"));
            unborn.append(APP, "second\n");
            unborn.rename(APP, LOGS.resolve("app.log.2"));
            unborn.append(APP, "third\n");
            unborn.rename(APP, LOGS.resolve("app.log.3"));
            unborn.append(APP, "fourth\n");
            look(tail);
            assertThat(recorder.lines()).containsExactly("second", "third", "fourth");
        }
    }

    @Test
    void logThatIsNotRotatedHasNoPastBesideIt() {
        write("app.log.1", "another\n");
        write("app.log", "live\n");
        try (TailHarness tail = follow(NONE)) {
            assertThat(history(tail)).containsExactly("live");
        }
    }

    @Test
    void numbersAndDatesMakeLogsOfTheirOwnInAGlobThatIsNotRotated() {
        write("app.log.1", "1\n");
        write("app.log.2.gz", "packed\n");
        write("app.log", "live\n");
        write("day.2026-11-22.log", "22\n");
        write("day.2026-11-23.log", "23\n");
        SourceSpec.Glob glob = new SourceSpec.Glob("g", LOGS, "*");
        try (TailHarness tail = follow(glob)) {
            assertThat(tail.history().sources()).extracting(SourceState::id).containsExactly("g/app.log", "g/day.log");
        }
        try (TailHarness tail = follow(glob.in(NONE))) {
            assertThat(tail.history().sources())
                    .extracting(SourceState::id)
                    .containsExactly("g/app.log", "g/app.log.1", "g/day.2026-11-22.log", "g/day.2026-11-23.log");
            assertThat(history(tail, "g/app.log.1")).containsExactly("1");
            assertThat(history(tail, "g/day.2026-11-22.log")).containsExactly("22");

            recorder.news();
            disk.append(LOGS.resolve("app.log.1"), "more\n");
            look(tail);
            assertThat(recorder.news()).containsExactly("more");
            assertThat(tail.history().expect("g/app.log.7")).isNotNull();
        }
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs whose files are named by their day and never renamed, where the day changes between two calls of the tailer. */
class DatedSeriesTest {

    private static final String ID = "tomcat/catalina.log";
    private static final Path LOGS = Path.of("/tomcat");

    /** How many calls lie between two changes of the day. */
    private static final int MAX_DISTANCE = 12;

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final Recorder recorder = new Recorder();

    DatedSeriesTest() {
        disk.mkdir(LOGS);
    }

    private static Path day(int day) {
        return LOGS.resolve("catalina.2026-11-" + day + ".log");
    }

    private TailHarness tail() {
        return new TailHarness(
                List.of(new SourceSpec.Glob("tomcat", LOGS, "*.log")),
                disk,
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20));
    }

    /** Two new days come before two calls of so many turns; returns whether the second one still did. */
    private boolean turn(TailHarness tail, int turns, int first, int second) {
        AtomicInteger calls = new AtomicInteger();
        disk.between(() -> {
            int call = calls.incrementAndGet();
            if (call == first) {
                append(23, "late 23\n");
                append(24, "24\n");
            }
            if (call == second) {
                append(24, "late 24\n");
                append(25, "25\n");
            }
        });
        for (int i = 0; i < turns; i++) {
            tail.turn();
            clock.advanceMillis(20);
        }
        disk.between(() -> {});
        return calls.get() >= second;
    }

    private void append(int day, String text) {
        disk.append(day(day), text);
    }

    private List<String> fromEarliest(TailHarness tail) {
        for (int i = 0; i < 200; i++) {
            tail.turn();
            clock.advanceMillis(20);
        }
        return recorder.readFrom(tail.history(), tail.history().earliest(ID));
    }

    @Test
    void daysThatChangeDuringTheFirstLookComeInTheirOrder() {
        playAtAllCalls(false);
    }

    @Test
    void daysThatChangeWhileTheLogIsFollowedComeInTheirOrder() {
        playAtAllCalls(true);
    }

    /** With the second new day up to {@link #MAX_DISTANCE} calls behind the first, until both come too late. */
    private static void playAtAllCalls(boolean followed) {
        int played = 0;
        for (int distance = 0; distance <= MAX_DISTANCE; distance++) {
            for (int first = 1; new DatedSeriesTest().play(followed, first, first + distance); first++) {
                played++;
            }
        }
        assertThat(played).isGreaterThan(100);
    }

    /** As logrotate's dateext leaves it, until the program opens its log anew. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logThatIsMissingAtTheStartGoesOnUnderItsOwnName(boolean comesDuringTheFirstLook) {
        Path own = LOGS.resolve("catalina.log");
        disk.append(Path.of(own + "-20261122"), "1\n");
        disk.append(Path.of(own + "-20261123"), "2\n");
        AtomicInteger calls = new AtomicInteger();
        if (comesDuringTheFirstLook) {
            disk.between(() -> {
                if (calls.incrementAndGet() == 4) {
                    disk.append(own, "3\n");
                }
            });
        }
        try (TailHarness tail = tail()) {
            tail.turn();
            tail.attention().begin(ID);
            pass(tail, 1_000);
            if (!comesDuringTheFirstLook) {
                disk.append(own, "3\n");
            }
            pass(tail, 6_000);
            disk.append(own, "4\n");
            pass(tail, 1_000);
            assertThat(recorder.lines()).containsExactly("3", "4");
            assertThat(fromEarliest(tail)).containsExactly("1", "2", "3", "4");
            disk.rename(own, Path.of(own + "-20261124"));
            pass(tail, 1_000);
            disk.append(own, "5\n");
            pass(tail, 1_000);
            assertThat(recorder.lines()).containsExactly("3", "4", "5");
        }
    }

    @Test
    void dayThatIsPackedBeforeTheNextBeginsEndsNothing() {
        append(23, "1\n");
        try (TailHarness tail = tail()) {
            tail.turn();
            tail.attention().begin(ID);
            pass(tail, 1_000);
            disk.append(Path.of(day(23) + ".gz"), ArchiveFixtures.gzip("1\n"));
            disk.delete(day(23));
            pass(tail, 3_000);
            append(24, "2\n");
            pass(tail, 3_000);
            append(25, "3\n");
            pass(tail, 3_000);
            assertThat(recorder.lines()).containsExactly("2", "3");
            assertThat(fromEarliest(tail)).containsExactly("1", "2", "3");
        }
    }

    /** As logrotate goes over the logs of Tomcat. */
    @ParameterizedTest
    @ValueSource(strings = {".%d", "-2026112%d"})
    void dayThatIsRotatedItselfIsOneLogWithItsRotatedFiles(String suffix) {
        append(23, "1\n");
        int number = 1;
        try (TailHarness tail = tail()) {
            tail.turn();
            tail.attention().begin(ID);
            for (int day : List.of(23, 23, 23, 24, 24)) {
                rotate(day, suffix, number);
                pass(tail, number % 2 == 0 ? 3_000 : 0);
                append(day, ++number + "\n");
                pass(tail, 2_000);
            }
            assertThat(recorder.lines()).containsExactly("2", "3", "4", "5", "6");
            assertThat(recorder.news()).noneMatch(word -> word.startsWith("gap"));
            assertThat(fromEarliest(tail)).containsExactly("1", "2", "3", "4", "5", "6");
        }
        try (TailHarness again = tail()) {
            assertThat(fromEarliest(again)).as("after a restart").containsExactly("1", "2", "3", "4", "5", "6");
        }
    }

    private void rotate(int day, String suffix, int number) {
        if (!disk.exists(day(day))) {
            return;
        }
        if (suffix.startsWith(".")) {
            disk.rotate(day(day), 9);
        } else {
            disk.rename(day(day), Path.of(day(day) + suffix.formatted(number)));
        }
    }

    private void pass(TailHarness tail, int millis) {
        for (int i = 0; i < millis; i += 20) {
            tail.turn();
            clock.advanceMillis(20);
        }
    }

    @Test
    void dayThatIsCopiedAndCutComesOnce() {
        append(23, "1\n");
        try (TailHarness tail = tail()) {
            tail.turn();
            tail.attention().begin(ID);
            for (int line = 2; line < 5; line++) {
                for (int number = 3; number > 1; number--) {
                    Path from = MemoryDisk.rotated(day(23), number - 1);
                    if (disk.exists(from)) {
                        disk.rename(from, MemoryDisk.rotated(day(23), number));
                    }
                }
                disk.copy(day(23), MemoryDisk.rotated(day(23), 1));
                pass(tail, 200);
                disk.truncate(day(23), 0);
                append(23, line + "\n");
                pass(tail, 3_000);
            }
            assertThat(recorder.lines()).containsExactly("2", "3", "4");
            assertThat(fromEarliest(tail).stream().filter(line -> !line.startsWith("gap")))
                    .containsExactly("1", "2", "3", "4");
        }
    }

    /** Returns whether both days came in time. */
    private boolean play(boolean followed, int first, int second) {
        append(23, "23\n");
        try (TailHarness tail = tail()) {
            if (followed) {
                tail.turn();
                tail.attention().begin(ID);
            }
            if (!turn(tail, followed ? 60 : 3, first, second)) {
                return false;
            }
            assertThat(fromEarliest(tail))
                    .as("before calls %d and %d", first, second)
                    .containsExactly("23", "late 23", "24", "late 24", "25");
            if (followed) {
                assertThat(recorder.lines())
                        .as("live, before calls %d and %d", first, second)
                        .containsExactly("late 23", "24", "late 24", "25");
            }
            return true;
        }
    }
}

package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Workers;
import io.logstreamer.tail.ArchiveFixtures;
import io.logstreamer.tail.MemoryDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was there before the journal saw it, and what came while it did not look. */
class BacklogTest {

    private static final String BOTH = JournalStage.all("a", "b");

    @TempDir
    private Path directory;

    private JournalStage stage(String... sources) {
        return new JournalStage(directory.resolve("state"), Bytes::file, sources);
    }

    private static List<String> all(JournalStage stage, String key) {
        return stage.read(stage.history().earliest(key));
    }

    @Test
    void linesOfTheFirstSightAreInTheOrderOfTheirTimes() {
        JournalStage stage = stage("a", "b");
        stage.disk.append(JournalStage.path("a"), """
                2026-11-23T10:00:01Z a1
                  more of a1
                2026-11-23T10:00:05Z a5
                2026-11-23T10:00:04Z a4, late
                """);
        stage.disk.append(JournalStage.path("b"), """
                2026-11-23T10:00:02Z b2
                2026-11-23T10:00:06Z b6
                """);
        stage.start();
        assertThat(all(stage, BOTH))
                .extracting(line -> line.replaceAll("^.*Z ", ""))
                .containsExactly("a1", "more of a1", "b2", "a5", "a4, late", "b6");
        stage.kill();
    }

    @Test
    void whatCameWhileNoServerRanIsBehindWhatWasThere() {
        JournalStage stage = stage("a", "b");
        stage.disk.append(JournalStage.path("a"), "a1\n");
        stage.disk.append(JournalStage.path("b"), "b1\n");
        stage.start();
        List<String> before = all(stage, BOTH);
        stage.kill();
        stage.disk.append(JournalStage.path("a"), "a2\n");
        stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.disk.append(JournalStage.path("a"), "a3\n");
        stage.disk.append(JournalStage.path("b"), "b2\n");
        stage.start();
        List<String> after = all(stage, BOTH);
        assertThat(after.subList(0, 2)).isEqualTo(before);
        assertThat(after).hasSize(5).containsSubsequence("a1", "a2", "a3").containsSubsequence("b1", "b2");
        stage.kill();
    }

    @Test
    void whatCameWhileNoServerRanIsInTheOrderOfItsTimes() {
        JournalStage stage = stage("a", "b");
        stage.disk.append(JournalStage.path("a"), "2026-11-23T10:00:01Z a1\n");
        stage.disk.append(JournalStage.path("b"), "2026-11-23T10:00:02Z b2\n");
        stage.start();
        stage.kill();
        stage.disk.append(JournalStage.path("a"), "2026-11-23T10:00:03Z a3\n2026-11-23T10:00:05Z a5\n");
        stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.disk.append(JournalStage.path("a"), "2026-11-23T10:00:07Z a7\n");
        stage.disk.append(JournalStage.path("b"), "2026-11-23T10:00:04Z b4\n2026-11-23T10:00:06Z b6\n");
        stage.start();
        List<String> expected = List.of("a1", "b2", "a3", "b4", "a5", "b6", "a7");
        assertThat(all(stage, BOTH))
                .extracting(line -> line.replaceAll("^.*Z ", ""))
                .isEqualTo(expected);
        stage.kill();
        stage.start();
        assertThat(all(stage, BOTH))
                .extracting(line -> line.replaceAll("^.*Z ", ""))
                .isEqualTo(expected);
        stage.kill();
    }

    @Test
    void whatIsGoneDoesNotBringBackWhatIsThere() {
        JournalStage stage = stage("a", "b");
        stage.write("b", "b1");
        stage.write("a", "a1");
        stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.write("a", "a2");
        stage.start();
        stage.write("b", "b2");
        stage.settle();
        stage.write("a", "a3");
        stage.settle();
        stage.kill();
        stage.disk.truncate(JournalStage.path("a"), 0);
        stage.write("a", "a4 is longer than what was cut");
        stage.start();
        for (int life = 0; life < 2; life++) {
            assertThat(all(stage, BOTH))
                    .filteredOn(line -> !line.startsWith("gap"))
                    .containsOnlyOnce("a1", "b1", "b2", "a4 is longer than what was cut")
                    .hasSize(4)
                    .endsWith("a4 is longer than what was cut");
            stage.kill();
            stage.start();
        }
        stage.kill();
    }

    @Test
    void whatIsMissingAmongTheLastLinesIsTold() {
        JournalStage stage = stage("a", "b");
        byte[] packed = ArchiveFixtures.gzip("a1\na2\n");
        stage.disk.append(JournalStage.path("a.1.gz"), Arrays.copyOf(packed, packed.length - 8));
        stage.disk.append(JournalStage.path("a"), "a3\n");
        stage.disk.append(JournalStage.path("b"), "b1\n");
        stage.start();
        assertThat(all(stage, BOTH)).anyMatch(line -> line.startsWith("gap a UNREADABLE"));
        stage.kill();
    }

    @Test
    void logThatWasEmptyBeginsWithItsFirstLine() {
        JournalStage stage = stage("a", "b");
        stage.disk.create(JournalStage.path("a"));
        stage.disk.append(JournalStage.path("b"), "b1\n");
        stage.start();
        stage.kill();
        stage.disk.append(JournalStage.path("a"), "a1\n");
        stage.start();
        assertThat(all(stage, BOTH)).containsExactly("b1", "a1");
        stage.kill();
    }

    @Test
    void logThatWasCutWhileNoServerRanIsTold() {
        JournalStage stage = stage("a", "b");
        stage.disk.append(JournalStage.path("a"), "a1 is longer than what comes\n");
        stage.disk.append(JournalStage.path("b"), "b1\n");
        stage.start();
        stage.kill();
        stage.disk.truncate(JournalStage.path("a"), 0);
        stage.disk.append(JournalStage.path("a"), "a2\n");
        stage.start();
        assertThat(all(stage, BOTH)).endsWith("a2").anyMatch(line -> line.startsWith("gap a "));
        stage.kill();
    }

    /** Lines of one length end where others do: it is not told by that which file a place speaks of. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fileThatWasDeletedDoesNotBringBackTheEndOfTheOneBeforeIt(boolean ofOneLength) {
        JournalStage stage = stage("a", "b");
        stage.write("b", "b1");
        stage.start();
        for (int i = 10; i < 50; i++) {
            stage.write("a", "A" + i + (ofOneLength ? "" : "y".repeat(i)));
        }
        stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.write("a", "B10");
        stage.write("b", "b2");
        stage.write("a", "B11", "B12");
        List<String> before = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        stage.read(stage.history().earliest(BOTH), ids).forEach(before::add);
        stage.disk.delete(JournalStage.path("a"));
        stage.write("a", "C10", "C11");
        stage.write("b", "b3");
        stage.write("a", "C12");
        List<String> newIds = new ArrayList<>();
        List<String> all = stage.read(stage.history().earliest(BOTH), newIds);
        String atC10 = newIds.get(all.indexOf("C10"));
        stage.kill();
        stage.start();
        String gap = "gap a ROTATED_AWAY";
        List<String> expected = new ArrayList<>(all);
        expected.removeIf(line -> line.startsWith("B") || line.startsWith("rotate"));
        assertThat(stage.read(stage.history().earliest(BOTH)))
                .filteredOn(line -> !line.equals(gap))
                .containsExactlyElementsOf(expected);
        String lastB = ids.get(before.indexOf("B12"));
        assertThat(stage.read(stage.resolve(BOTH, lastB).position()))
                .filteredOn(line -> !line.equals(gap))
                .containsExactly("C10", "C11", "b3", "C12");
        assertThat(stage.read(stage.resolve(BOTH, atC10).position())).containsExactly("C11", "b3", "C12");
        stage.kill();
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "a4, ''", "'', old0", "a4, old0"})
    void lateLinesWhoseFileWasDeletedAreToldAfterARestart(String withThem, String older) {
        JournalStage stage = stage("a", "b");
        if (!older.isEmpty()) {
            // It ends where the deleted one had late lines.
            stage.write("a", older);
            stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.2"));
        }
        stage.write("a", "a1");
        stage.start();
        List<String> ids = new ArrayList<>();
        MemoryDisk.Appender old = stage.disk.appender(JournalStage.path("a"));
        stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.write("a", "a2");
        stage.write("b", "b1");
        old.append("late\n");
        if (!withThem.isEmpty()) {
            stage.disk.append(JournalStage.path("a"), withThem + "\n");
        }
        stage.settle();
        stage.write("b", "b2");
        old.append("later\n");
        stage.settle();
        List<String> rest = withThem.isEmpty() ? List.of() : List.of(withThem);
        List<String> oldest = older.isEmpty() ? List.of() : List.of(older);
        List<String> lines = new ArrayList<>(oldest);
        lines.addAll(List.of("a1", "a2", "b1", "late"));
        lines.addAll(rest);
        lines.addAll(List.of("b2", "later"));
        List<String> before = stage.read(stage.history().earliest(BOTH), ids);
        assertThat(before).containsExactlyElementsOf(lines);
        stage.kill();
        stage.disk.delete(JournalStage.path("a.1"));
        old.close();
        stage.start();
        stage.write("b", "b3");
        String gap = "gap a ROTATED_AWAY";
        List<String> left = new ArrayList<>(oldest);
        left.addAll(List.of(gap, "a2", "b1", gap));
        left.addAll(rest);
        left.addAll(List.of("b2", gap, "b3"));
        List<String> newIds = new ArrayList<>();
        assertThat(stage.read(stage.history().earliest(BOTH), newIds)).containsExactlyElementsOf(left);
        String b1 = ids.get(before.indexOf("b1"));
        assertThat(stage.read(stage.resolve(BOTH, b1).position()))
                .containsExactlyElementsOf(left.subList(left.indexOf("b1") + 1, left.size()));
        List<String> linesLeft = left.stream().filter(line -> !line.equals(gap)).toList();
        assertThat(newIds).hasSameSizeAs(linesLeft);
        for (int i = 0; i < newIds.size(); i++) {
            int behind = left.indexOf(linesLeft.get(i)) + 1;
            assertThat(stage.resolve(BOTH, newIds.get(i)).reason())
                    .as("behind %s", linesLeft.get(i))
                    .isNull();
            assertThat(stage.read(stage.resolve(BOTH, newIds.get(i)).position()))
                    .as("behind %s", linesLeft.get(i))
                    .containsExactlyElementsOf(left.subList(behind, left.size()));
        }
        String late = ids.get(before.indexOf("late"));
        assertThat(stage.resolve(BOTH, late).reason()).isNull();
        String last = ids.get(before.indexOf("later"));
        assertThat(stage.resolve(BOTH, last).reason()).isNull();
        assertThat(stage.read(stage.resolve(BOTH, last).position())).containsExactly("b3");
        stage.kill();
    }

    /** What came behind them is packed by then: nobody knows any more when its file was made. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lateLinesComeAfterARestartThoughTheFileBehindThemIsPacked(boolean alsoTheirs) {
        JournalStage stage = stage("a", "b");
        stage.write("a", "a1");
        stage.start();
        MemoryDisk.Appender old = stage.disk.appender(JournalStage.path("a"));
        stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.write("a", "a2");
        stage.write("b", "b1");
        stage.write("a", "a3");
        stage.write("b", "b2");
        old.append("late\n");
        old.close();
        stage.settle();
        stage.write("b", "b3");
        stage.disk.rename(JournalStage.path("a.1"), JournalStage.path("a.2"));
        stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.write("a", "a4");
        List<String> lines = stage.read(stage.history().earliest(BOTH));
        assertThat(lines).containsExactly("a1", "a2", "b1", "a3", "b2", "late", "b3", "a4");
        stage.kill();
        if (alsoTheirs) {
            pack(stage, "a.2", ArchiveFixtures.gzip("a1\nlate\n"));
        }
        pack(stage, "a.1", ArchiveFixtures.gzip("a2\na3\n"));
        stage.start();
        assertThat(stage.read(stage.history().earliest(BOTH))).containsExactlyElementsOf(lines);
        stage.kill();
    }

    /** It waited for its end when the id behind it was given, though nothing was written to its file any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void unfinishedLineThatWasNotTakenYetComesAfterARestart(boolean packed) throws IOException {
        JournalStage stage = stage("a", "b");
        stage.disk.append(JournalStage.path("a.1"), "a1\na2");
        long changed = stage.disk.attributes(JournalStage.path("a.1")).modifiedNanos();
        stage.clock.advanceMillis(100);
        stage.write("a", "a3");
        stage.write("b", "b1");
        stage.start();
        List<String> ids = new ArrayList<>();
        List<String> lines = stage.read(stage.history().earliest(BOTH), ids);
        assertThat(lines).startsWith("a1", "a3", "b1");
        String a3 = ids.get(lines.indexOf("a3"));
        stage.kill();
        if (packed) {
            stage.disk.append(JournalStage.path("a.1.xz"), ArchiveFixtures.xz("a1\na2"));
            stage.disk.setModifiedNanos(JournalStage.path("a.1.xz"), changed);
            stage.disk.delete(JournalStage.path("a.1"));
        }
        stage.start();
        assertThat(stage.read(stage.resolve(BOTH, a3).position())).containsExactly("b1", "a2");
        stage.kill();
    }

    private static void pack(JournalStage stage, String file, byte[] archive) {
        stage.disk.append(JournalStage.path(file + ".gz"), archive);
        stage.disk.delete(JournalStage.path(file));
    }

    @Test
    void logThatTakesLongToLookIntoHoldsUpNoOther() {
        JournalStage stage = stage("a", "b", "c");
        for (String each : List.of("a", "b", "c")) {
            stage.disk.append(JournalStage.path(each), each + "1\n");
        }
        stage.start();
        stage.kill();
        for (String each : List.of("a", "b", "c")) {
            stage.disk.append(JournalStage.path(each), each + "2\n");
        }
        Hanging disk = new Hanging();
        stage.working(disk);
        stage.reading(history -> new BrokenHistory(history, "a", disk::hangs));
        stage.start();
        stage.write("b", "b3");
        assertThat(all(stage, JournalStage.all("b", "c"))).containsExactly("b1", "c1", "b2", "c2", "b3");
        stage.write("a", "a3");
        stage.write("c", "c3");
        disk.goOn();
        stage.settle();
        assertThat(all(stage, JournalStage.all("a", "b", "c")))
                .containsExactly("a1", "b1", "c1", "b2", "c2", "b3", "c3", "a2", "a3");
        stage.kill();
    }

    /** Workers whose disk hangs for a while; what waits for it goes on afterwards. */
    private static final class Hanging implements Workers {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean hangs = true;

        private static final class Wait extends Error {
            private static final long serialVersionUID = 1;
        }

        private boolean hangs() {
            if (hangs) {
                throw new Wait();
            }
            return false;
        }

        private void goOn() {
            hangs = false;
            waiting.forEach(Runnable::run);
        }

        @Override
        public void execute(Runnable task) {
            try {
                task.run();
            } catch (Wait hung) {
                waiting.add(task);
            }
        }

        @Override
        public void later(Runnable task, long delayMillis) {
            execute(task);
        }
    }
}

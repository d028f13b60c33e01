package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.CallerWorkers;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.HistoryBehind;
import io.logstreamer.log.Position;
import io.logstreamer.log.Seed;
import io.logstreamer.log.TextLog;
import io.logstreamer.log.Workers;
import io.logstreamer.ring.Ring;
import io.logstreamer.tail.ArchiveFixtures;
import io.logstreamer.tail.TailHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

    private static final String BOTH = JournalStage.all("a", "b");

    @TempDir
    private Path directory;

    private final RunFixtures.Disk stateDisk = new RunFixtures.Disk();
    private final AtomicBoolean unreadable = new AtomicBoolean();
    private JournalStage stage;

    private Path state() {
        return directory.resolve("state");
    }

    private JournalStage stageOf(String... sources) {
        return new JournalStage(
                state(),
                path -> {
                    if (unreadable.get()) {
                        throw new IOException("Input/output error");
                    }
                    return new RunFixtures.FailingBytes(Bytes.file(path), stateDisk);
                },
                sources);
    }

    private JournalStage started(String... sources) {
        stage = stageOf(sources);
        for (String source : sources) {
            stage.disk.create(JournalStage.path(source));
        }
        stage.start();
        return stage;
    }

    private List<String> fromTheBeginning(List<String> ids) {
        return stage.read(stage.history().earliest(BOTH), ids);
    }

    private List<String> inTheNextLife(Runnable meanwhile) {
        stage.kill();
        meanwhile.run();
        stage.start();
        return fromTheBeginning(new ArrayList<>());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, to.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void orderOfArrivalIsThatOfTheLinesOverLives() {
        started("a", "b").write("a", "a1");
        stage.write("b", "b1");
        stage.write("a", "a2", "a3");
        stage.kill();
        stage.start();
        stage.write("b", "b2");
        stage.write("a", "a4");
        List<String> ids = new ArrayList<>();
        List<String> lines = fromTheBeginning(ids);
        assertThat(lines).containsExactly("a1", "b1", "a2", "a3", "b2", "a4");
        for (int i = 0; i < ids.size(); i++) {
            History.Resolution found = stage.resolve(BOTH, ids.get(i));
            assertThat(found.reason()).isNull();
            assertThat(stage.read(found.position())).isEqualTo(lines.subList(i + 1, lines.size()));
        }
        stage.kill();
    }

    @Test
    void readerOfEverythingThatWasThereBeforeIsLive() {
        stage = stageOf("a", "b");
        stage.write("a", "a1", "a2");
        stage.write("b", "b1");
        for (int life = 0; life < 2; life++) {
            stage.start();
            assertThat(stage.isLiveBehind(stage.history().earliest(BOTH)))
                    .as("life %s", life)
                    .isTrue();
            assertThat(fromTheBeginning(new ArrayList<>())).containsExactlyInAnyOrder("a1", "a2", "b1");
            stage.kill();
        }
    }

    @Test
    void pastInArchivesComesOnceAndItsIdsAreExact() {
        stage = stageOf("a", "b");
        stage.disk.append(JournalStage.path("a.2.xz"), ArchiveFixtures.xz("a1\na2\n"));
        stage.disk.append(JournalStage.path("a.1.xz"), ArchiveFixtures.xz("a3\na4\n"));
        stage.disk.append(JournalStage.path("b.1.xz"), ArchiveFixtures.xz("b1\nb2\n"));
        stage.write("b", "b3");
        stage.start();
        stage.write("a", "a5");
        stage.write("b", "b4");
        stage.write("a", "a6");
        List<String> ids = new ArrayList<>();
        List<String> lines = fromTheBeginning(ids);
        assertThat(lines).containsExactlyInAnyOrder("a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2", "b3", "b4");
        assertThat(lines).containsSubsequence("a1", "a2", "a3", "a4", "a5", "a6");
        assertThat(lines).containsSubsequence("b1", "b2", "b3", "b4");
        for (int i = 0; i < ids.size(); i++) {
            History.Resolution found = stage.resolve(BOTH, ids.get(i));
            assertThat(found.reason()).as(lines.get(i)).isNull();
            assertThat(stage.read(found.position())).as(lines.get(i)).isEqualTo(lines.subList(i + 1, lines.size()));
        }
        assertExactAfterARestart();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "half"})
    void linesBackAreCountedInWhatIsPackedWhileNoServerRuns(String half) {
        started("a", "b").write("a", "a1", "a2");
        stage.write("b", "b1");
        stage.disk.append(JournalStage.path("a"), half);
        stage.settle();
        stage.kill();
        stage.disk.rotate(JournalStage.path("a"), 9);
        pack("a.1", ArchiveFixtures.xz("a1\na2\n" + half));
        stage.write("a", "a3");
        stage.write("b", "b2");
        for (int life = 0; life < 2; life++) {
            stage.start();
            List<String> all = fromTheBeginning(new ArrayList<>());
            assertThat(all).hasSize(half.isEmpty() ? 5 : 6).contains("a3", "b2");
            CompletableFuture<Position> tip = stage.history().tip(BOTH);
            stage.settle();
            for (int lines = 1; lines <= all.size(); lines++) {
                assertThat(stage.read(stage.history().back(tip.join(), lines)))
                        .as("life %d, the last %d lines", life, lines)
                        .isEqualTo(all.subList(all.size() - lines, all.size()));
            }
            stage.kill();
        }
    }

    @Test
    void nothingIsUnpackedToPutLogsIntoTheOrder() {
        stage = stageOf("a", "b");
        stage.disk.append(JournalStage.path("a.1.xz"), ArchiveFixtures.xz("a1\na2\n"));
        stage.write("a", "a3");
        stage.write("b", "b1");
        AtomicInteger opened = new AtomicInteger();
        stage.disk.failing(call -> {
            opened.addAndGet(call.equals("open a.1.xz") ? 1 : 0);
            return false;
        });
        stage.start();
        stage.write("a", "a4");
        int before = opened.get();
        assertThat(fromTheBeginning(new ArrayList<>())).containsExactlyInAnyOrder("a1", "a2", "a3", "a4", "b1");
        assertThat(opened.get()).as("the reader").isPositive();
        assertThat(before).as("before anybody read").isZero();
        stage.kill();
    }

    /** Every id of a life leads to the same lines in the next one, whatever became of the files meanwhile. */
    private void assertExactOverLives(List<Runnable> meanwhile) {
        for (Runnable each : meanwhile) {
            List<String> ids = new ArrayList<>();
            List<String> lines = fromTheBeginning(ids);
            assertThat(lines).doesNotHaveDuplicates();
            stage.kill();
            each.run();
            stage.start();
            List<String> now = fromTheBeginning(new ArrayList<>());
            assertThat(now.subList(0, lines.size())).isEqualTo(lines);
            assertThat(now).doesNotHaveDuplicates();
            assertThat(stage.isLiveBehind(stage.history().earliest(BOTH))).isTrue();
            for (int i = 0; i < ids.size(); i++) {
                History.Resolution found = stage.resolve(BOTH, ids.get(i));
                assertThat(found.reason()).as("id of %s", lines.get(i)).isNull();
                assertThat(stage.read(found.position()))
                        .as("behind %s", lines.get(i))
                        .isEqualTo(now.subList(i + 1, now.size()));
            }
        }
        stage.kill();
    }

    private void pack(String file, byte[] packed) {
        stage.disk.append(JournalStage.path(file + ".xz"), packed);
        stage.disk.delete(JournalStage.path(file));
    }

    @Test
    void idsAndLinesAreExactWhateverIsPackedBetweenLives() {
        stage = stageOf("a", "b");
        stage.write("a.2", "a1", "a2");
        stage.write("a.1", "a3", "a4");
        stage.write("a", "a5", "a6");
        stage.write("b", "b1", "b2");
        stage.start();
        stage.write("a", "a7");
        stage.write("b", "b3");
        assertExactOverLives(List.of(
                () -> stage.write("a", "a8", "a9"),
                () -> pack("a.2", ArchiveFixtures.xz("a1\na2\n")),
                () -> pack("a.1", ArchiveFixtures.xz("a3\na4\n")),
                () -> stage.write("b", "b4"),
                () -> stage.write("a", "a10")));
    }

    @Test
    void archiveBesideAnEmptyFileComesOnceInAllLivesAndHasAnEnd() {
        stage = stageOf("a", "b");
        stage.disk.append(JournalStage.path("a.1.xz"), ArchiveFixtures.xz("a1\na2\na3\n"));
        stage.disk.create(JournalStage.path("a"));
        stage.write("b", "b1");
        stage.start();
        assertThat(stage.isLiveBehind(stage.history().earliest(BOTH))).isTrue();
        assertExactOverLives(List.of(
                () -> {},
                () -> {},
                () -> stage.write("a", "a4"),
                () -> stage.write("b", "b2"),
                () -> stage.write("a", "a5")));
    }

    @Test
    void gzipThatIsLastInTheOrderComesOnceInAllLivesAndHasAnEnd() {
        stage = stageOf("a", "b");
        stage.disk.append(JournalStage.path("b.1.gz"), ArchiveFixtures.gzip("b1\nb2\nb3\n"));
        stage.disk.create(JournalStage.path("b"));
        stage.write("a", "a1");
        stage.start();
        assertThat(stage.isLiveBehind(stage.history().earliest(BOTH))).isTrue();
        assertExactOverLives(List.of(
                () -> {},
                () -> {},
                () -> stage.write("a", "a2"),
                () -> stage.write("b", "b4"),
                () -> stage.write("a", "a3")));
    }

    @Test
    void linesBehindARotationMeanwhileComeOnceBehindALineThatNobodyHasEnded() {
        stage = stageOf("a", "b");
        stage.disk.append(JournalStage.path("a.1"), "a1\na2");
        stage.disk.create(JournalStage.path("a"));
        stage.write("b", "b1");
        stage.start();
        assertExactOverLives(List.of(
                () -> {},
                () -> {
                    stage.disk.rename(JournalStage.path("a.1"), JournalStage.path("a.2"));
                    stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
                    stage.write("a", "a3", "a4");
                },
                () -> stage.write("a", "a5")));
        stage.start();
        assertThat(fromTheBeginning(new ArrayList<>())).containsExactlyInAnyOrder("a1", "a2", "a3", "a4", "a5", "b1");
        stage.kill();
    }

    @Test
    void runsOfAFileThatWasEmptyAtFirstAreNotFoundInWhatCameIntoItLater() {
        stage = stageOf("a", "b");
        stage.disk.create(JournalStage.path("a"));
        stage.disk.create(JournalStage.path("b"));
        stage.start();
        stage.write("a", "a1", "a2");
        stage.settle();
        stage.write("b", "b1");
        stage.settle();
        stage.disk.truncate(JournalStage.path("a"), 0);
        stage.settle();
        stage.write("a", "a3 is longer than those before");
        stage.settle();
        for (int life = 0; life < 3; life++) {
            assertThat(fromTheBeginning(new ArrayList<>()))
                    .filteredOn(line -> !line.startsWith("gap"))
                    .containsExactly("b1", "a3 is longer than those before");
            stage.kill();
            stage.start();
        }
        stage.kill();
    }

    @Test
    void lineThatNobodyHasEndedBehindAnArchiveComesOnceInAllLives() {
        stage = stageOf("a", "b");
        stage.disk.append(JournalStage.path("a.2.xz"), ArchiveFixtures.xz("a1\na2\n"));
        stage.disk.append(JournalStage.path("a.1"), "a3");
        stage.disk.create(JournalStage.path("a"));
        stage.write("b", "b1");
        stage.start();
        assertExactOverLives(List.of(
                () -> {}, () -> stage.write("b", "b2"), () -> stage.write("a", "a4"), () -> stage.write("b", "b3")));
    }

    @Test
    void contentThatBeginsAsTheOneThatIsGoneDoesNotComeInItsPlace() {
        stage = stageOf("a", "b");
        stage.write("a", "same", "a1", "a2");
        stage.write("b", "b1");
        stage.start();
        stage.kill();
        stage.disk.truncate(JournalStage.path("a"), 0);
        stage.write("a", "same", "a3", "a4", "a5");
        stage.start();
        List<String> now = fromTheBeginning(new ArrayList<>());
        assertThat(now).first().asString().startsWith("gap a");
        assertThat(now).filteredOn(line -> !line.startsWith("gap")).containsExactly("b1", "same", "a3", "a4", "a5");
        stage.kill();
        stage.disk.delete(JournalStage.path("a"));
        stage.write("a", "same", "a6");
        stage.start();
        assertThat(fromTheBeginning(new ArrayList<>()))
                .filteredOn(line -> !line.startsWith("gap"))
                .containsExactly("b1", "same", "a6");
        stage.kill();
    }

    @Test
    void runsOfFilesThatAreGoneAreOneGapForEachLog() {
        stage = started("a", "b", "c");
        String three = JournalStage.all("a", "b", "c");
        stage.write("c", "c1");
        for (int i = 1; i <= 4; i++) {
            stage.write("a", "a" + i);
            stage.write("b", "b" + i);
        }
        stage.write("c", "c2");
        List<String> ids = new ArrayList<>();
        assertThat(stage.read(stage.history().earliest(three), ids)).hasSize(10);
        for (String gone : List.of("a", "b")) {
            stage.disk.delete(JournalStage.path(gone));
            stage.write(gone, gone + "5");
        }
        stage.write("a", "a6");
        for (int i = 0; i < 20; i++) {
            stage.write("c", "c" + (3 + i));
        }
        for (String life : List.of("the same life", "the next life")) {
            assertThat(stage.read(stage.history().earliest(three)))
                    .as(life)
                    .startsWith("c1", "gap a ROTATED_AWAY", "gap b ROTATED_AWAY", "c2", "a5", "b5", "a6", "c3");
            assertThat(stage.read(stage.resolve(three, ids.get(5)).position()))
                    .as("behind b2, %s", life)
                    .startsWith("gap a ROTATED_AWAY", "gap b ROTATED_AWAY", "c2", "a5", "b5", "a6", "c3");
            stage.kill();
            stage.start();
        }
        stage.kill();
    }

    @Test
    void unfinishedLineOfARotatedFileComesOnceInAllLives() {
        stage = stageOf("a", "b");
        stage.disk.append(JournalStage.path("a.1"), "a1\na2");
        stage.write("a", "a3", "a4");
        stage.write("b", "b1");
        stage.start();
        assertExactOverLives(List.of(
                () -> stage.write("a", "a5"), () -> {}, () -> stage.write("b", "b2"), () -> stage.write("a", "a6")));
    }

    @Test
    void logsThatAreMetLaterDoNotWaitForADiskThatHangs() {
        List<Runnable> held = new ArrayList<>();
        stage = stageOf().group("g");
        stage.working(new Workers() {
            @Override
            public void execute(Runnable task) {
                if (held.isEmpty()) {
                    held.add(task);
                } else {
                    task.run();
                }
            }

            @Override
            public void later(Runnable task, long delayMillis) {
                execute(task);
            }
        });
        stage.write("slow.log", "s1");
        stage.start();
        stage.write("new.log", "n1", "n2");
        stage.write("slow.log", "s2");
        String both = JournalStage.all("g/slow.log", "g/new.log");
        assertThat(held).hasSize(1);
        assertThat(stage.read(stage.history().earliest(both))).containsExactly("n1", "n2");
        held.get(0).run();
        stage.settle();
        assertThat(stage.read(stage.history().earliest(both))).containsExactly("s1", "n1", "n2", "s2");
        stage.kill();
    }

    @Test
    void idOfGrowthThatTheMachineHasLostIsUnknownAndExactForItsOwnLog() throws IOException {
        started("a", "b").write("b", "b1");
        stage.write("a", "a1");
        copy(state(), directory.resolve("before"));
        stage.write("a", "a2");
        List<String> ids = new ArrayList<>();
        assertThat(fromTheBeginning(ids)).last().isEqualTo("a2");
        String id = ids.get(ids.size() - 1);
        stage.kill();
        copy(directory.resolve("before"), state());
        stage.start();
        stage.write("a", "a3");
        History.Resolution found = stage.resolve(BOTH, id);
        assertThat(found.reason()).isEqualTo(Gap.Reason.UNKNOWN_ID);
        assertThat(stage.read(found.position()))
                .filteredOn(line -> line.startsWith("a"))
                .containsExactly("a3");
        stage.kill();
    }

    /** Damages runs, counted from the oldest. */
    private void damage(int... indexes) throws IOException {
        try (Stream<Path> all = Files.list(state())) {
            for (Path each : (Iterable<Path>)
                    all.filter(path -> path.getFileName().toString().startsWith("runs-"))::iterator) {
                byte[] bytes = Files.readAllBytes(each);
                for (int index : indexes) {
                    bytes[RunFile.HEAD_BYTES + index * Run.BYTES + 30] ^= 4;
                }
                Files.write(each, bytes);
            }
        }
    }

    /** A life whose runs are damaged when it is over: what comes behind each of its ids is the same, but for the order. */
    private void assertNothingIsLostWithout(int... indexes) throws IOException {
        started("a", "b").write("a", "a1");
        for (int i = 1; i < 6; i++) {
            stage.write("b", "b" + i);
            stage.write("a", "a" + (i + 1));
        }
        List<String> ids = new ArrayList<>();
        List<String> lines = fromTheBeginning(ids);
        stage.kill();
        damage(indexes);
        for (int life = 0; life < 2; life++) {
            stage.start();
            List<String> now = fromTheBeginning(new ArrayList<>());
            assertThat(now).containsExactlyInAnyOrderElementsOf(lines);
            assertThat(now).filteredOn(line -> line.startsWith("a")).isSorted();
            assertThat(now).filteredOn(line -> line.startsWith("b")).isSorted();
            if (indexes.length == 1) {
                assertThat(now).isEqualTo(lines);
            }
            for (int i = 0; i < ids.size(); i++) {
                History.Resolution found = stage.resolve(BOTH, ids.get(i));
                List<String> rest = lines.subList(i + 1, lines.size());
                String log = lines.get(i).substring(0, 1);
                assertThat(stage.read(found.position()))
                        .as("behind %s", lines.get(i))
                        .filteredOn(line -> line.startsWith(log))
                        .isEqualTo(rest.stream()
                                .filter(line -> line.startsWith(log))
                                .toList());
                if (indexes.length == 1) {
                    assertThat(found.reason()).as("id of %s", lines.get(i)).isNull();
                    assertThat(stage.read(found.position())).isEqualTo(rest);
                }
            }
            stage.kill();
        }
    }

    @Test
    void damagedRunInTheMiddleIsWrittenAnew() throws IOException {
        assertNothingIsLostWithout(5);
    }

    @Test
    void severalDamagedRunsInARowAreWrittenAnew() throws IOException {
        assertNothingIsLostWithout(4, 5, 6);
    }

    @Test
    void damagedRunAtTheBeginningIsWrittenAnew() throws IOException {
        assertNothingIsLostWithout(2);
    }

    @Test
    void damagedRunInWhichALogWasRotatedIsWrittenAnew() throws IOException {
        started("a", "b").write("a", "a1");
        stage.write("b", "b1");
        stage.disk.rename(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.write("a", "a2");
        stage.write("b", "b2");
        stage.write("a", "a3");
        List<String> lines = fromTheBeginning(new ArrayList<>());
        assertThat(lines).containsExactly("a1", "b1", "a2", "b2", "a3");
        stage.kill();
        List<Integer> runs = new ArrayList<>();
        try (Stream<Path> all = Files.list(state())) {
            for (Path each : (Iterable<Path>)
                    all.filter(path -> path.getFileName().toString().startsWith("runs-"))::iterator) {
                runs.add((int) ((Files.size(each) - RunFile.HEAD_BYTES) / Run.BYTES));
            }
        }
        damage(runs.get(0) - 3);
        stage.start();
        assertThat(fromTheBeginning(new ArrayList<>())).isEqualTo(lines);
        stage.kill();
    }

    @Test
    void fullStateDiskLosesNothingWhileTheServerLives() {
        started("a", "b").write("a", "a1");
        stage.write("b", "b1");
        List<String> ids = new ArrayList<>();
        fromTheBeginning(ids);
        stateDisk.full = true;
        stage.write("a", "a2");
        stage.write("b", "b2");
        assertThat(stage.journal().keeping()).isEqualTo(Journal.Keeping.MEMORY);
        assertThat(fromTheBeginning(new ArrayList<>())).containsExactly("a1", "b1", "a2", "b2");
        stage.stop();
        stateDisk.full = false;
        stage.start();
        stage.write("a", "a3");
        assertThat(stage.journal().keeping()).isEqualTo(Journal.Keeping.DISK);
        assertThat(stage.read(stage.resolve(BOTH, ids.get(1)).position()))
                .as("what the disk had is exact")
                .containsExactlyInAnyOrder("a2", "b2", "a3");
        stage.kill();
    }

    /** Every id that was given leads to what came behind it, in a new life. */
    private void assertExactAfterARestart() {
        List<String> ids = new ArrayList<>();
        List<String> lines = fromTheBeginning(ids);
        stage.kill();
        stage.start();
        assertThat(stage.journal().keeping()).isEqualTo(Journal.Keeping.DISK);
        for (int i = 0; i < ids.size(); i++) {
            History.Resolution found = stage.resolve(BOTH, ids.get(i));
            assertThat(found.reason()).as(lines.get(i)).isNull();
            assertThat(stage.read(found.position())).isEqualTo(lines.subList(i + 1, lines.size()));
        }
        stage.kill();
    }

    @Test
    void stateDiskThatHasRoomAgainHasEverything() {
        started("a", "b").write("a", "a1");
        stage.write("b", "b1", "b2");
        stateDisk.full = true;
        stage.write("b", "b3");
        stage.write("a", "a2");
        assertThat(stage.journal().keeping()).isEqualTo(Journal.Keeping.MEMORY);
        stateDisk.full = false;
        stage.settle();
        assertThat(stage.journal().keeping()).isEqualTo(Journal.Keeping.DISK);
        stage.write("b", "b4");
        assertExactAfterARestart();
    }

    // ---- What two deployments have given stays exact when the second one takes the directory over.

    @Test
    void bothOrdersOfTwoDeploymentsAreExactWhenOneHasEnded() {
        assertBothAreExact(trouble -> {}, Journal.Keeping.DISK);
    }

    @Test
    void bothOrdersOfTwoDeploymentsAreExactWhenTheDiskIsFullAtFirst() {
        assertBothAreExact(trouble -> stateDisk.full = trouble, Journal.Keeping.MEMORY);
    }

    @Test
    void bothOrdersOfTwoDeploymentsAreExactWhenTheFirstOneCannotBeReadAtFirst() {
        assertBothAreExact(unreadable::set, Journal.Keeping.MEMORY);
    }

    private void assertBothAreExact(Consumer<Boolean> trouble, Journal.Keeping whileTroubled) {
        JournalStage first = started("a", "b");
        first.write("a", "a1");
        first.write("b", "b1");
        JournalStage second = first.beside();
        second.start();
        assertThat(second.journal().keeping()).isEqualTo(Journal.Keeping.WAITING);
        second.settle();
        assertThat(second.journal().keeping()).isEqualTo(Journal.Keeping.MEMORY);
        for (String line : List.of("a2", "b2", "b3", "a3")) {
            first.write(line.substring(0, 1), line);
            second.settle();
        }
        List<String> firstIds = new ArrayList<>();
        List<String> firstLines = first.read(first.history().earliest(BOTH), firstIds);
        List<String> secondIds = new ArrayList<>();
        List<String> secondLines = second.read(second.history().earliest(BOTH), secondIds);
        assertThat(firstLines).containsExactly("a1", "b1", "a2", "b2", "b3", "a3");
        assertThat(secondLines).containsExactlyInAnyOrderElementsOf(firstLines);
        first.kill();
        stage.disk.append(JournalStage.path("a"), "a4\n");
        stage.disk.append(JournalStage.path("b"), "b4\n");
        trouble.accept(true);
        second.settle();
        assertThat(second.journal().keeping()).isEqualTo(whileTroubled);
        trouble.accept(false);
        second.settle();
        assertThat(second.journal().keeping()).isEqualTo(Journal.Keeping.DISK);
        second.write("b", "b5");
        second.write("a", "a5");
        stage = second;
        for (int life = 0; life < 3; life++) {
            List<String> since = assertGoesOn(firstLines, firstIds);
            assertThat(since).containsExactlyInAnyOrder("a4", "b4", "b5", "a5");
            assertThat(since).containsSubsequence("a4", "b5", "a5").containsSubsequence("b4", "b5");
            assertThat(assertGoesOn(secondLines, secondIds)).containsExactlyInAnyOrderElementsOf(since);
            List<String> all = new ArrayList<>(firstLines);
            all.addAll(since);
            assertThat(fromTheBeginning(new ArrayList<>())).isEqualTo(all);
            Position tip =
                    stage.history().back(stage.resolve(BOTH, firstIds.get(5)).position(), 4);
            assertThat(stage.read(tip)).isEqualTo(all.subList(2, all.size()));
            stage.kill();
            stage.start();
        }
        stage.kill();
    }

    /** Every id leads to the rest of the lines it was given among, and to what came since, which is returned. */
    private List<String> assertGoesOn(List<String> lines, List<String> ids) {
        List<String> since = null;
        for (int i = 0; i < ids.size(); i++) {
            History.Resolution found = stage.resolve(BOTH, ids.get(i));
            assertThat(found.reason()).as(lines.get(i)).isNull();
            List<String> rest = stage.read(found.position());
            int known = lines.size() - i - 1;
            assertThat(rest.subList(0, known))
                    .as("behind %s", lines.get(i))
                    .isEqualTo(lines.subList(i + 1, lines.size()));
            since = since == null ? rest.subList(known, rest.size()) : since;
            assertThat(rest.subList(known, rest.size()))
                    .as("since, behind %s", lines.get(i))
                    .isEqualTo(since);
        }
        return java.util.Objects.requireNonNull(since);
    }

    @Test
    void directoryThatAnotherLetsGoIsGoneOnIn() throws IOException {
        StateDirectory other = StateDirectory.take(state(), Bytes::file);
        assertThat(other).isNotNull();
        Runs theirs = other.open(1, 1_000, 1 << 20);
        theirs.put(RunFixtures.run(theirs.next(), "c", 0, 10));
        theirs.flush();
        started("a", "b");
        stage.settle();
        assertThat(stage.journal().keeping()).isEqualTo(Journal.Keeping.MEMORY);
        stage.write("a", "a1");
        stage.write("b", "b1");
        List<String> ids = new ArrayList<>();
        assertThat(fromTheBeginning(ids)).containsExactly("a1", "b1");
        theirs.close();
        other.release();
        stage.settle();
        assertThat(stage.journal().keeping()).isEqualTo(Journal.Keeping.DISK);
        stage.write("a", "a2");
        for (int life = 0; life < 2; life++) {
            assertThat(fromTheBeginning(new ArrayList<>())).containsExactly("a1", "b1", "a2");
            assertThat(stage.read(stage.resolve(BOTH, ids.get(0)).position())).containsExactly("b1", "a2");
            stage.kill();
            stage.start();
        }
        stage.kill();
    }

    @Test
    void directoryThatIsDeletedIsMadeAnewWithEverything() throws IOException {
        started("a", "b").write("a", "a1");
        stage.kill();
        stage.start();
        stage.write("b", "b1");
        try (Stream<Path> all = Files.list(state())) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.delete(each);
            }
        }
        Files.delete(state());
        stage.clock.advance(JournalStage.SYNC_EVERY);
        stage.settle();
        assertThat(stage.journal().keeping()).isEqualTo(Journal.Keeping.DISK);
        stage.write("a", "a2");
        assertExactAfterARestart();
    }

    @Test
    void memberWhoseDiskHangsKeepsNoStreamOfOthersFromBeginning() throws Exception {
        stage = new JournalStage(state(), Bytes::file, "a", "b");
        stage.disk.append(JournalStage.path("a"), "a1\n");
        stage.disk.append(JournalStage.path("b"), "b1\n");
        stage.reading(history -> new HistoryBehind(history) {
            @Override
            public CompletableFuture<Position> tip(String source) {
                return source.equals("b") ? new CompletableFuture<>() : super.tip(source);
            }
        });
        stage.start();
        CompletableFuture<Position> tip = stage.history().tip(BOTH);
        stage.settle();
        assertThat(tip).isCompleted();
        assertThat(stage.read(stage.history().back(tip.get(), 2))).containsExactlyInAnyOrder("a1", "b1");
        stage.kill();
    }

    @Test
    void firstSightOnAFullDiskIsKeptInMemory() {
        stage = new JournalStage(state(), path -> new RunFixtures.FailingBytes(Bytes.file(path), stateDisk), "a", "b");
        stage.disk.append(JournalStage.path("a"), "a1\na2\n");
        stage.disk.append(JournalStage.path("b"), "b1\n");
        Bytes.Opener failing = path -> {
            throw new IOException("Read-only file system");
        };
        JournalStage without = new JournalStage(state(), failing, "a", "b");
        without.disk.append(JournalStage.path("a"), "a1\na2\n");
        without.disk.append(JournalStage.path("b"), "b1\n");
        without.start();
        assertThat(without.read(without.history().earliest(BOTH))).containsExactlyInAnyOrder("a1", "a2", "b1");
        without.kill();
        stateDisk.full = true;
        stage.start();
        assertThat(fromTheBeginning(new ArrayList<>())).containsExactlyInAnyOrder("a1", "a2", "b1");
        stage.kill();
    }

    @Test
    void logThatVanishedAndReturnedInOneLifeIsNotRepeated() {
        stage = new JournalStage(state(), Bytes::file, "a", "b");
        stage.disk.append(JournalStage.path("a"), "a1\na2\n");
        stage.disk.append(JournalStage.path("b"), "b1\n");
        stage.start();
        List<String> before = fromTheBeginning(new ArrayList<>());
        assertThat(before).hasSize(3);
        CompletableFuture<Position> tip = stage.history().tip("a");
        stage.settle();
        stage.journal().end("a");
        stage.journal().turn();
        stage.journal().begin(tip.join());
        stage.settle();
        stage.write("b", "b2");
        assertThat(fromTheBeginning(new ArrayList<>())).hasSize(4).last().isEqualTo("b2");
        stage.kill();
    }

    @Test
    void gapInWhichNothingMayBeMissingSaysSoInThePastToo() {
        started("a", "b").write("a", "a1");
        stage.write("b", "b1");
        stage.disk.copy(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.disk.truncate(JournalStage.path("a"), 0);
        stage.settle();
        stage.write("a", "a2");
        assertThat(fromTheBeginning(new ArrayList<>())).containsExactly("a1", "b1", "gap a TRUNCATED maybe", "a2");
        stage.kill();
        stage.start();
        assertThat(fromTheBeginning(new ArrayList<>())).containsExactly("a1", "b1", "gap a TRUNCATED maybe", "a2");
        stage.kill();
    }

    /** The copy was made before the last lines came, which are lost with the cut. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsLeftInAShortCopyComesInAllLivesAndTheRestIsAGap(boolean inARunOfItsOwn) {
        started("a", "b").write("b", "b1");
        stage.write("a", "a1", "a2");
        stage.disk.copy(JournalStage.path("a"), JournalStage.path("a.1"));
        if (inARunOfItsOwn) {
            stage.write("b", "b2");
        }
        stage.write("a", "lost", "lost too");
        List<String> before = new ArrayList<>();
        int behindLost = fromTheBeginning(before).indexOf("lost");
        stage.write("b", "b3");
        stage.disk.truncate(JournalStage.path("a"), 0);
        stage.settle();
        stage.write("a", "a3");
        stage.write("b", "b4");
        stage.write("a", "a4");
        stage.disk.rotate(JournalStage.path("a"), 9);
        stage.write("a", "a5");
        for (int life = 0; life < 3; life++) {
            List<String> ids = new ArrayList<>();
            List<String> all = fromTheBeginning(ids);
            assertThat(all.stream().filter(line -> !line.startsWith("gap") && !line.startsWith("lost")))
                    .as("life %s", life)
                    .containsExactlyElementsOf(
                            inARunOfItsOwn
                                    ? List.of("b1", "a1", "a2", "b2", "b3", "a3", "b4", "a4", "a5")
                                    : List.of("b1", "a1", "a2", "b3", "a3", "b4", "a4", "a5"));
            assertThat(all.subList(all.indexOf("a2"), all.indexOf("a3")))
                    .as("life %s", life)
                    .contains("gap a TRUNCATED");
            assertThat(all).doesNotContain("gap a ROTATED_AWAY", "lost");
            assertThat(stage.read(stage.resolve(BOTH, ids.get(1)).position()))
                    .as("behind a1, life %s", life)
                    .startsWith("a2")
                    .endsWith("a3", "b4", "a4", "a5");
            for (String id : before.subList(behindLost, before.size())) {
                assertThat(stage.read(stage.resolve(BOTH, id).position()).stream()
                                .filter(line -> !line.startsWith("gap") && !line.startsWith("lost")))
                        .as("behind what is lost, life %s", life)
                        .containsExactly("b3", "a3", "b4", "a4", "a5");
            }
            stage.kill();
            if (life == 1) {
                pack("a.2", ArchiveFixtures.xz("a1\na2\n"));
            }
            stage.start();
        }
        stage.kill();
    }

    /** The file is packed by whose number the copy was known. */
    @Test
    void whatIsLeftInAShortCopyComesWhateverIsPackedBetweenLives() {
        assertShortCopyComes(List.of(
                () -> {},
                () -> pack("a.3", ArchiveFixtures.xz("a0\n")),
                () -> pack("a.2", ArchiveFixtures.xz("a1\na2\n")),
                () -> pack("a.1", ArchiveFixtures.xz("a3\na4\n")),
                () -> {}));
    }

    @Test
    void whatIsLeftInAShortCopyComesWhereTheFileThatWasCutIsPackedBeforeIt() {
        assertShortCopyComes(List.of(() -> pack("a.1", ArchiveFixtures.xz("a3\na4\n")), () -> {}));
    }

    /** What it followed is gone, and cannot tell it. */
    @Test
    void whatIsLeftInAShortCopyComesThoughWhatWasBeforeItIsDeleted() {
        startedWithAShortCopy();
        List<Runnable> meanwhile = List.of(
                () -> stage.disk.delete(JournalStage.path("a.3")),
                () -> pack("a.1", ArchiveFixtures.xz("a3\na4\n")),
                () -> {});
        for (Runnable each : meanwhile) {
            assertThat(inTheNextLife(each))
                    .filteredOn(line -> !line.startsWith("gap a"))
                    .containsExactly("b1", "a1", "a2", "a3", "a4", "b2", "a5");
        }
        stage.kill();
    }

    private void assertShortCopyComes(List<Runnable> meanwhile) {
        startedWithAShortCopy();
        for (Runnable each : meanwhile) {
            List<String> lines = inTheNextLife(each);
            assertThat(lines)
                    .filteredOn(line -> !line.equals("gap a TRUNCATED"))
                    .containsExactly("a0", "b1", "a1", "a2", "a3", "a4", "b2", "a5");
            assertThat(lines.subList(lines.indexOf("a2"), lines.indexOf("a3"))).contains("gap a TRUNCATED");
        }
        stage.kill();
    }

    private void startedWithAShortCopy() {
        started("a", "b").write("a", "a0");
        stage.disk.rotate(JournalStage.path("a"), 9);
        stage.write("b", "b1");
        stage.write("a", "a1", "a2");
        stage.disk.rename(JournalStage.path("a.1"), JournalStage.path("a.2"));
        stage.disk.copy(JournalStage.path("a"), JournalStage.path("a.1"));
        stage.write("a", "lost", "lost too");
        stage.disk.truncate(JournalStage.path("a"), 0);
        stage.settle();
        stage.write("a", "a3", "a4");
        stage.write("b", "b2");
        stage.disk.rotate(JournalStage.path("a"), 9);
        stage.write("a", "a5");
    }

    @Test
    void whatCameBehindACutIsNoCopyThoughItBeginsAlikeAndIsShorter() {
        started("a", "b").write("a", "a0");
        stage.disk.rotate(JournalStage.path("a"), 9);
        stage.write("a", "head", "gone", "gone too");
        stage.write("b", "b1");
        stage.disk.truncate(JournalStage.path("a"), 0);
        stage.settle();
        stage.write("a", "head", "a1");
        stage.write("b", "b2");
        stage.disk.rotate(JournalStage.path("a"), 9);
        stage.write("a", "a2");
        List<Runnable> meanwhile = List.of(
                () -> pack("a.2", ArchiveFixtures.xz("a0\n")), () -> pack("a.1", ArchiveFixtures.xz("head\na1\n")));
        for (Runnable each : meanwhile) {
            assertThat(inTheNextLife(each))
                    .filteredOn(line -> !line.startsWith("gap a"))
                    .containsExactly("a0", "b1", "head", "a1", "b2", "a2");
        }
        stage.kill();
    }

    @Test
    void logThatIsDeletedAndMadeAnewGoesOnWithItsFirstLine() {
        stage = new JournalStage(state(), Bytes::file).group("g");
        String key = JournalStage.allOf("g");
        stage.disk.append(JournalStage.path("a.log"), "a1\n");
        stage.disk.append(JournalStage.path("b.log"), "b1\n");
        stage.start();
        stage.write("a.log", "a2");
        List<String> ids = new ArrayList<>();
        assertThat(stage.read(stage.history().earliest(key), ids)).hasSize(3);
        stage.disk.delete(JournalStage.path("a.log"));
        for (int i = 0; i < 20; i++) {
            stage.settle();
        }
        assertThat(stage.history().members(key)).as("it has vanished").containsExactly("g/b.log");
        stage.write("b.log", "b2");
        stage.write("a.log", "a3", "a4");
        stage.write("b.log", "b3");
        assertThat(stage.read(stage.resolve(key, ids.get(2)).position())).containsExactly("b2", "a3", "a4", "b3");
        stage.kill();
    }

    @Test
    void logThatHasVanishedIsAGapForWhoStandsBeforeItsLines() {
        stage = new JournalStage(state(), Bytes::file).group("g");
        String key = JournalStage.allOf("g");
        stage.disk.append(JournalStage.path("a.log"), "a1\n");
        stage.disk.append(JournalStage.path("b.log"), "b1\n");
        stage.start();
        stage.write("b.log", "b2");
        stage.write("a.log", "a2");
        List<String> ids = new ArrayList<>();
        assertThat(stage.read(stage.history().earliest(key), ids)).containsExactly("a1", "b1", "b2", "a2");
        stage.disk.delete(JournalStage.path("b.log"));
        for (int i = 0; i < 20; i++) {
            stage.settle();
        }
        for (int life = 0; life < 3; life++) {
            assertThat(stage.history().isGone("g/b.log")).isTrue();
            assertThat(stage.read(stage.history().earliest(key)))
                    .as("life %d", life)
                    .containsExactly("a1", "gap g/b.log ROTATED_AWAY", "a2");
            for (String id : ids.subList(0, 3)) {
                assertThat(stage.read(stage.resolve(key, id).position())).endsWith("a2");
            }
            Position tip = stage.resolve(key, ids.get(3)).position();
            assertThat(stage.read(stage.history().back(tip, 1))).containsExactly("a2");
            assertThat(stage.read(stage.history().back(tip, 2))).endsWith("a2").contains("a1");
            stage.kill();
            stage.start();
        }
        stage.write("b.log", "b3");
        assertThat(stage.read(stage.resolve(key, ids.get(3)).position())).endsWith("b3");
        stage.kill();
    }

    @Test
    void logThatCameAndWasRotatedWhileNoServerRanIsNewFromItsFirstLine() {
        stage = new JournalStage(state(), Bytes::file).group("g");
        String key = JournalStage.allOf("g");
        stage.disk.append(JournalStage.path("a.log"), "a1\n");
        stage.start();
        stage.write("a.log", "a2");
        List<String> ids = new ArrayList<>();
        assertThat(stage.read(stage.history().earliest(key), ids)).containsExactly("a1", "a2");
        stage.kill();
        stage.disk.append(JournalStage.path("new.log.2"), "2023-01-01T00:00:00Z moved in\n");
        stage.disk.append(JournalStage.path("new.log.1"), "2024-01-01T00:00:00Z n1\n");
        stage.disk.append(JournalStage.path("new.log"), "2024-01-01T00:00:01Z n2\n");
        for (int life = 0; life < 2; life++) {
            stage.start();
            assertThat(stage.read(stage.resolve(key, ids.get(1)).position()))
                    .containsExactly("2024-01-01T00:00:00Z n1", "2024-01-01T00:00:01Z n2");
            assertThat(stage.read(stage.history().earliest(key)))
                    .containsExactly(
                            "2023-01-01T00:00:00Z moved in",
                            "a1",
                            "a2",
                            "2024-01-01T00:00:00Z n1",
                            "2024-01-01T00:00:01Z n2");
            stage.kill();
        }
    }

    @Test
    void sourceThatCannotBeReadKeepsNoOtherWaiting() {
        AtomicBoolean broken = new AtomicBoolean(true);
        stage = new JournalStage(state(), Bytes::file, "a", "b");
        stage.reading(history -> new BrokenHistory(history, "a", broken::get));
        stage.disk.append(JournalStage.path("a"), "a1\n");
        stage.disk.append(JournalStage.path("b"), "b1\n");
        stage.start();
        CompletableFuture<Position> without = stage.history().tip(JournalStage.all("b", "other"));
        CompletableFuture<Position> with = stage.history().tip(BOTH);
        stage.settle();
        assertThat(without).isCompleted();
        assertThat(with).isNotDone();
        broken.set(false);
        stage.settle();
        assertThat(with).isCompleted();
        assertThat(fromTheBeginning(new ArrayList<>())).containsExactlyInAnyOrder("a1", "b1");
        stage.kill();
    }

    @Test
    void forgedIdsGiveNoWrongLine() {
        long seed = Seed.next();
        Random random = new Random(seed);
        started("a", "b");
        for (int i = 0; i < 20; i++) {
            stage.write(i % 3 == 0 ? "b" : "a", (i % 3 == 0 ? "b" : "a") + i);
        }
        List<String> ids = new ArrayList<>();
        List<String> lines = fromTheBeginning(ids);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder id = new StringBuilder(ids.get(random.nextInt(ids.size())));
            String other = ids.get(random.nextInt(ids.size()));
            for (int k = random.nextInt(3); k >= 0; k--) {
                int at = random.nextInt(id.length());
                id.setCharAt(at, random.nextBoolean() ? other.charAt(at) : "AZaz09-_".charAt(random.nextInt(8)));
            }
            History.Resolution found = stage.resolve(BOTH, id.toString());
            List<String> got = stage.read(found.position()).stream()
                    .filter(line -> !line.startsWith("gap "))
                    .toList();
            assertThat(lines).as("%s, id=%s", Seed.told(seed), id).containsAll(got);
        }
        stage.kill();
    }

    // ---- With its thread.

    @Test
    @Timeout(30)
    void stateDiskThatHangsHoldsNobodyAndIsLetGoWhenItAnswers() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Ring ring = new Ring(1 << 20);
        Journal journal = new Journal(
                new Journal.Options(state(), 1 << 30, Duration.ofSeconds(10), Duration.ofSeconds(1)),
                ring,
                TailHarness.TIMES,
                new CallerWorkers(),
                Clock.system(),
                InstantSource.system(),
                path -> {
                    asked.countDown();
                    await(answer);
                    return Bytes.file(path);
                });
        journal.history(new TextLog("a"));
        journal.start();
        asked.await();
        Position tip = new Position(new Generation("a", 0, 1, 1), 10, 0, 0);
        journal.begin(tip);
        journal.announce(new byte[10]);
        assertThat(ring.tip("a")).as("a stream of one source has all it needs").isNotNull();
        long began = System.nanoTime();
        journal.close(Deadline.in(Duration.ofMillis(200)));
        journal.release(Deadline.in(Duration.ofMillis(200)));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        assertThat(StateDirectory.take(state(), Bytes::file)).isNull();
        answer.countDown();
        StateDirectory next = null;
        while (next == null) {
            Thread.onSpinWait();
            next = StateDirectory.take(state(), Bytes::file);
        }
        next.release();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.SourceState;
import io.logstreamer.tail.LogFiles.Writer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What other programs do between two calls of the tailer, and what they leave behind that looks like something else. */
class RotationRaceTest {

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final MemoryLog files = new MemoryLog(disk);

    private Following follow() {
        return new Following(files, clock);
    }

    /** A log in which something happens once, just before the n-th call of the disk. */
    private interface Scene {

        /** Before the tailer is told to look. */
        void prepare(MemoryLog log, Following following) throws IOException;

        /** What happens between two calls. */
        void disturb(MemoryLog log) throws IOException;

        /** What must be true afterwards, wherever it happened. */
        void check(MemoryLog log, Following following, String when);
    }

    /** Plays a scene with the disturbance before the first call, before the second, and so on until it comes too late. */
    private static void playAtEveryCall(Scene scene) throws IOException {
        int call = 0;
        boolean disturbed = true;
        while (disturbed) {
            call++;
            ManualClock clock = new ManualClock();
            MemoryLog log = new MemoryLog(clock);
            log.append("1\n");
            try (Following following = new Following(log, clock)) {
                scene.prepare(log, following);
                AtomicInteger calls = new AtomicInteger();
                int at = call;
                log.disk().between(() -> {
                    if (calls.incrementAndGet() == at) {
                        unchecked(() -> scene.disturb(log));
                    }
                });
                following.look();
                disturbed = calls.get() >= call;
                log.disk().between(() -> {});
                if (!disturbed) {
                    scene.disturb(log);
                }
                following.look();
                scene.check(log, following, "before call " + call);
            }
        }
        assertThat(call).as("calls of one look").isGreaterThan(5);
    }

    private interface Io {
        void run() throws IOException;
    }

    private static void unchecked(Io task) {
        try {
            task.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- Order.

    @Test
    void noLineOvertakesOneThatWasCompleteBeforeItInTheOlderFile() throws IOException {
        playAtEveryCall(new Scene() {
            private Writer old = text -> {};

            @Override
            public void prepare(MemoryLog log, Following following) throws IOException {
                old = log.open();
                log.rotate().append("");
            }

            @Override
            public void disturb(MemoryLog log) throws IOException {
                old.append("2\n");
                log.append("3\n");
            }

            @Override
            public void check(MemoryLog log, Following following, String when) {
                assertThat(following.recorder.lines()).as(when).containsExactly("2", "3");
            }
        });
    }

    @Test
    void fileIsNamedWhateverIsRenamedBetweenTwoCalls() throws IOException {
        playAtEveryCall(new Scene() {

            @Override
            public void prepare(MemoryLog log, Following following) throws IOException {
                log.rotate().append("2\n");
            }

            @Override
            public void disturb(MemoryLog log) throws IOException {
                log.rotate().append("3\n");
            }

            @Override
            public void check(MemoryLog log, Following following, String when) {
                assertThat(following.recorder.lines()).as(when).containsExactly("2", "3");
                assertThat(following.recorder.files())
                        .as(when)
                        .isNotEmpty()
                        .allMatch(file -> file.startsWith("app.log"));
            }
        });
    }

    @Test
    void rotationBetweenAnyTwoCallsLosesNothing() throws IOException {
        playAtEveryCall(new Scene() {
            @Override
            public void prepare(MemoryLog log, Following following) throws IOException {
                log.append("2\n").rotate().append("3\n");
            }

            @Override
            public void disturb(MemoryLog log) throws IOException {
                log.rotate().append("4\n");
            }

            @Override
            public void check(MemoryLog log, Following following, String when) {
                assertThat(following.recorder.news()).as(when).noneMatch(news -> news.startsWith("gap"));
                assertThat(following.recorder.lines()).as(when).containsExactly("2", "3", "4");
                assertThat(following.fromEarliest()).as(when).containsExactly("1", "2", "3", "4");
            }
        });
    }

    @Test
    void rotationDuringTheFirstLookLosesNothingOfThePast() throws IOException {
        playAtEveryCall(new Scene() {
            @Override
            public void prepare(MemoryLog log, Following following) throws IOException {
                log.rotate().append("2\n");
                following.restartAtTheNextLook();
            }

            @Override
            public void disturb(MemoryLog log) throws IOException {
                log.rotate().append("3\n");
            }

            @Override
            public void check(MemoryLog log, Following following, String when) {
                assertThat(following.fromEarliest()).as(when).containsExactly("1", "2", "3");
            }
        });
    }

    @Test
    void truncationBetweenAnyTwoCallsGivesNoForeignLineAndNoForeignId() throws IOException {
        playAtEveryCall(new Scene() {
            @Override
            public void prepare(MemoryLog log, Following following) {
                log.disk().append(log.path(), "old 2\nold 3\n");
            }

            @Override
            public void disturb(MemoryLog log) throws IOException {
                log.rewrite("new 1\nnew 2\nnew 3\nnew 4\n");
            }

            @Override
            public void check(MemoryLog log, Following following, String when) {
                List<String> lines = following.recorder.lines();
                assertThat(lines)
                        .as(when)
                        .endsWith("new 1", "new 2", "new 3", "new 4")
                        .isSubsetOf("old 2", "old 3", "new 1", "new 2", "new 3", "new 4")
                        .doesNotHaveDuplicates();
                for (int i = 0; i < lines.size(); i++) {
                    List<String> rest = following.resume(following.recorder.id(lines.get(i)));
                    if (lines.get(i).startsWith("new")) {
                        assertThat(rest).as(when).isEqualTo(lines.subList(i + 1, lines.size()));
                    } else {
                        assertThat(rest).as(when).startsWith("gap: truncated").contains("new 1", "new 4");
                    }
                }
            }
        });
    }

    @Test
    void copyAndCutOfAnEmptyFileBetweenAnyTwoCallsLosesNothing() throws IOException {
        playAtEveryCall(new Scene() {
            @Override
            public void prepare(MemoryLog log, Following following) throws IOException {
                log.rotate().append("");
                following.look();
                log.append("2\n");
            }

            @Override
            public void disturb(MemoryLog log) throws IOException {
                log.rename(log.rotated(1), log.rotated(2));
                log.copy(log.path(), log.rotated(1));
                log.rewrite("3\n4\n5\n");
            }

            @Override
            public void check(MemoryLog log, Following following, String when) {
                assertThat(following.recorder.lines()).as(when).containsExactly("2", "3", "4", "5");
                assertThat(following.fromEarliest()).as(when).contains("gap: truncated maybe");
            }
        });
    }

    /** In memory alone: a real file system's clock may not tell the births of the two apart. */
    @Test
    void copyOfANewFileThatIsNotCutYetBringsNothing() throws IOException {
        files.append("1\n");
        try (Following log = follow()) {
            files.rotate().append("2\n");
            files.rename(files.rotated(1), files.rotated(2));
            files.copy(files.path(), files.rotated(1));
            files.append("3\n");
            assertThat(log.look()).containsExactly("rotate: rename", "2", "3");
            files.rewrite("4\n");
            assertThat(log.look()).contains("4").doesNotContain("2", "3");
        }
    }

    @Test
    void fileThatIsRenamedBeforeItIsOpenedIsNoProblem() throws IOException {
        files.append("1\n");
        try (Following log = follow()) {
            files.rotate().append("2\n");
            disk.failing(call -> {
                if (call.equals("open app.log")) {
                    disk.failing(other -> false);
                    unchecked(() -> files.rotate().append("3\n"));
                }
                return false;
            });
            assertThat(log.look()).containsExactly("rotate: rename", "2", "rotate: rename", "3");
            assertThat(problem(log)).isNull();
        }
    }

    // ---- Files that look alike.

    @Test
    void missedFileWithTheSameFirstLineIsNoCopy() throws IOException {
        files.append("=== start ===\nlong before\nlong before\nlong before\n");
        try (Following log = follow()) {
            files.rotate().append("=== start ===\nmissed\n").rotate().append("=== start ===\nnew\n");
            log.look();
            assertThat(log.recorder.lines()).containsExactly("=== start ===", "missed", "=== start ===", "new");
        }
    }

    @Test
    void copyOfWhatWasReadIsNoNews() throws IOException {
        files.append("1\n2\n");
        try (Following log = follow()) {
            disk.copy(files.path(), files.rotated(1));
            files.rewrite("3\n");
            assertThat(log.look()).containsExactly("gap: truncated maybe", "rotate: copytruncate", "3");
            files.rotate().append("4\n");
            assertThat(log.look()).containsExactly("rotate: rename", "4");
        }
    }

    @Test
    void copyThatIsShorterThanWhatWasReadIsNoNews() throws IOException {
        files.append("1\n2\n");
        try (Following log = follow()) {
            disk.copy(files.path(), files.rotated(1));
            files.append("3\n");
            log.look();
            files.rewrite("4\n");
            log.look();
            files.rotate().append("5\n");
            log.look();
            assertThat(log.recorder.lines()).containsExactly("3", "4", "5");
        }
    }

    @Test
    void fileWithTheNumberOfAnEmptyOneThatIsGoneIsNotTakenForIt() throws IOException {
        files.append("");
        try (Following log = follow()) {
            String id = EventId.text(log.tip());
            long number = files.inode();
            files.append("1\n");
            log.restartAtTheNextLook();
            files.delete(files.path());
            files.append("2\n");
            log.look();
            assertThat(files.inode()).isEqualTo(number);
            assertThat(log.resume(id)).containsExactly("gap: unknown-id", "2");
        }
    }

    @Test
    void withoutTimesOfBirthANumberGivenOutAgainIsANewFile() throws IOException {
        MemoryDisk birthless = new MemoryDisk(clock, false);
        MemoryLog log = new MemoryLog(birthless);
        log.append("1\n").rotate().append("2\n");
        try (Following following = new Following(log, clock)) {
            log.rotate().append("3\n");
            following.look();
            // Nobody holds the oldest any more: its number goes to the next new file.
            log.delete(log.rotated(2));
            log.rotate().append("4\n").rotate().append("5\n");
            following.look();
            assertThat(following.recorder.lines()).containsExactly("3", "4", "5");
        }
    }

    @Test
    void withoutTimesOfBirthTheLogMayHaveTheNumberOfAnArchiveItWasIn() throws IOException {
        MemoryDisk birthless = new MemoryDisk(clock, false);
        MemoryLog log = new MemoryLog(birthless);
        log.append("1\n");
        try (Following following = new Following(log, clock)) {
            log.append("2\n");
            following.look();
            log.rotate();
            Path archive = MemoryLog.DIRECTORY.resolve("app.log.1.gz");
            birthless.append(archive, ArchiveFixtures.pack(ArchiveForm.GZIP, birthless.content(log.rotated(1))));
            long number = birthless.inode(archive);
            log.delete(log.rotated(1));
            following.lookAfter(1_100);
            log.delete(archive);
            log.append("");
            assertThat(birthless.inode(log.path())).isEqualTo(number);
            for (int i = 0; i < 5; i++) {
                following.lookAfter(1_100);
            }
            log.append("3\n");
            following.lookAfter(1_100);
            assertThat(following.recorder.lines()).containsExactly("2", "3");
        }
    }

    // ---- Rights and faults.

    @Test
    void fileThatMayNotBeReadWaitsUntilItMay() throws IOException {
        files.append("1\n");
        disk.deny(files.path(), true);
        try (Following log = follow()) {
            assertThat(log.look()).isEmpty();
            assertThat(problem(log)).startsWith("permission denied for user");
            disk.deny(files.path(), false);
            assertThat(log.look()).endsWith("1");
            assertThat(problem(log)).isNull();
        }
    }

    @Test
    void newFileThatMayNotBeReadDoesNotHoldUpTheOldOne() throws IOException {
        files.append("1\n");
        try (Following log = follow();
                Writer old = files.open()) {
            files.rotate().append("3\n");
            disk.deny(files.path(), true);
            log.look();
            old.append("2\n");
            assertThat(log.look()).containsExactly("2");
            assertThat(problem(log)).startsWith("permission denied");
            disk.deny(files.path(), false);
            assertThat(log.look()).containsExactly("rotate: rename", "3");
        }
    }

    @Test
    void rotatedFileThatMayNotBeReadDoesNotHideTheActiveOne() throws IOException {
        files.append("1\n").rotate().append("2\n");
        disk.deny(files.rotated(1), true);
        try (Following log = follow()) {
            files.append("3\n");
            assertThat(log.look()).containsExactly("3");
            assertThat(log.fromEarliest()).containsExactly("gap: unreadable", "2", "3");
        }
    }

    @Test
    void missedFileThatMayNotBeReadIsToldAsAGap() throws IOException {
        files.append("1\n");
        try (Following log = follow()) {
            files.rotate().append("2\n").rotate().append("3\n");
            disk.deny(files.rotated(1), true);
            assertThat(log.look()).containsExactly("gap: unreadable", "rotate: rename", "3");
        }
    }

    @Test
    void directoryThatMayNotBeListedIsFollowedAllTheSame() throws IOException {
        disk.mkdir(MemoryLog.DIRECTORY);
        disk.deny(MemoryLog.DIRECTORY, true);
        files.append("1\n");
        try (Following log = follow()) {
            files.append("2\n").rotate().append("3\n");
            log.look();
            assertThat(log.recorder.lines()).containsExactly("2", "3");
        }
    }

    @Test
    void fileThatTheFileSystemHasForgottenIsOpenedAnew() throws IOException {
        files.append("1\n").rotate().append("2\n");
        try (Following log = follow()) {
            files.append("3\n");
            assertThat(log.look()).containsExactly("3");
            disk.forgetOpenFiles();
            files.append("4\n");
            assertThat(log.look()).containsExactly("4");
            assertThat(problem(log)).isNull();
            assertThat(log.fromEarliest()).containsExactly("1", "2", "3", "4");
        }
        assertThat(disk.openContents()).isZero();
    }

    @Test
    void oldestOfTwoFilesThatAnIdFitsIsTakenAndThatIsTold() throws IOException {
        disk.numberFrom(1 << 24);
        files.append("same\nsame\n").rotate();
        disk.numberFrom(2 << 24);
        files.append("same\nsame\nother\n");
        try (Following log = follow()) {
            String id = EventId.text(log.history().back(log.tip(), 1));
            assertThat(log.resume(id)).containsExactly("gap: ambiguous-id", "same", "same", "other");
        }
    }

    @Test
    void logThatMayNotBeSeenIsListedWithTheReasonAndWaitedFor() throws IOException {
        files.append("1\n");
        disk.failingWith(call -> call.startsWith("attributes app.log"), path -> new AccessDeniedException(path));
        try (Following log = follow()) {
            assertThat(log.look()).isEmpty();
            assertThat(problem(log)).contains("permission denied");
            assertThat(log.tip()).isNotNull();
            disk.failing(call -> false);
            assertThat(log.look()).endsWith("1");
            assertThat(problem(log)).isNull();
        }
    }

    @Test
    void idOfAFileThatCannotBeReadIsNotCalledUnknown() throws IOException {
        files.append("1\n2\n");
        String id;
        try (Following log = follow()) {
            id = EventId.text(log.tip());
        }
        disk.deny(files.path(), true);
        try (Following log = follow()) {
            assertThat(log.look()).isEmpty();
            assertThat(log.resume(id)).containsExactly("gap: unreadable");
        }
    }

    @Test
    void copyThatIsMetBeforeTheCutIsNoOtherPartOfTheLog() throws IOException {
        files.append("1\n2\n");
        files.copy(files.path(), files.rotated(1));
        try (Following log = follow()) {
            assertThat(log.fromEarliest()).containsExactly("1", "2");
            files.rewrite("3\n");
            assertThat(log.look()).contains("3");
            assertThat(log.fromEarliest()).containsExactly("1", "2", "gap: truncated maybe", "3");
        }
    }

    @Test
    void faultOfTheDiskIsAStateAndPasses() throws IOException {
        files.append("1\n");
        try (Following log = follow()) {
            disk.failing(call -> call.startsWith("read"));
            files.append("2\n");
            assertThat(log.look()).isEmpty();
            assertThat(problem(log)).contains("app.log cannot be read");
            disk.failing(call -> false);
            assertThat(log.look()).containsExactly("2");
            assertThat(problem(log)).isNull();
        }
    }

    @Test
    void faultAtFirstSightLeavesNothingOpen() throws IOException {
        files.append("1\n").rotate().append("2\n");
        disk.failing(call -> call.startsWith("size"));
        try (Following log = follow()) {
            log.look();
            assertThat(disk.openContents()).isZero();
            disk.failing(call -> false);
            log.look();
            assertThat(log.fromEarliest()).containsExactly("1", "2");
        }
    }

    // ---- What is held.

    @Test
    void logThatBeganMissingForgetsItsOldFiles() throws IOException {
        try (Following log = follow()) {
            for (int i = 0; i < 50; i++) {
                files.append(i + "\n");
                log.look();
                disk.rotate(files.path(), 2);
            }
            log.lookAfter(5_000);
            assertThat(log.tail().generations(Following.APP)).isLessThan(8);
            assertThat(disk.openContents()).isLessThan(5);
            assertThat(log.recorder.lines()).hasSize(50).doesNotHaveDuplicates();
        }
    }

    @Test
    void truncationsAreForgottenThoughARotatedFileStays() throws IOException {
        files.append("0\n").rotate();
        try (Following log = follow()) {
            for (int i = 0; i < 50; i++) {
                files.rewriteOrAppend(i + "\n");
                log.lookAfter(3_000);
            }
            assertThat(log.tail().generations(Following.APP)).isLessThan(8);
        }
    }

    @Test
    void filesThatNobodyWritesToAreNotHeldForEver() throws IOException {
        files.append("1\n");
        try (Following log = follow()) {
            for (int i = 0; i < 30; i++) {
                disk.rotate(files.path(), 3);
                disk.create(files.path());
                log.lookAfter(100_000);
            }
            assertThat(log.tail().generations(Following.APP)).isLessThan(8);
            assertThat(disk.openContents()).isLessThan(8);
        }
    }

    @Test
    void everythingIsLetGoInTheEnd() throws IOException {
        files.append("1\n").rotate().append("2\n");
        Following log = follow();
        files.rotate().append("3");
        log.tail().turn();
        clock.advanceMillis(300);
        log.tail().turn();
        assertThat(disk.openContents()).isPositive();
        log.close();
        assertThat(disk.openContents()).isZero();
    }

    private static String problem(Following log) {
        SourceState state = Objects.requireNonNull(log.history().source(Following.APP));
        return state.problem();
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import io.logstreamer.tail.LogFiles.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tailer makes of whatever happens to a file, on any file system. */
abstract class FollowingContract {

    final ManualClock clock = new ManualClock();
    LogFiles files;

    private final List<Following> opened = new ArrayList<>();

    abstract LogFiles files();

    @BeforeEach
    void makeFiles() {
        files = files();
    }

    @AfterEach
    void closeFiles() throws IOException {
        opened.forEach(Following::close);
        files.close();
    }

    Following follow() {
        return follow(TailHarness.Limits.USUAL);
    }

    Following follow(TailHarness.Limits limits) {
        Following following = new Following(files, clock, limits);
        opened.add(following);
        return following;
    }

    // ---- Lines.

    @Test
    void whatIsThereAtFirstSightIsHistory() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        assertThat(log.look()).isEmpty();
        files.append("3\n");
        assertThat(log.look()).containsExactly("3");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3");
    }

    @Test
    void lineComesWithItsTerminator() throws IOException {
        files.append("half");
        Following log = follow();
        files.append(" and half");
        assertThat(log.lookAfter(5_000)).isEmpty();
        files.append("\nnext");
        assertThat(log.look()).containsExactly("half and half");
    }

    @Test
    void linesThatGrowByteByByteAreWhole() throws IOException {
        files.append("0\n");
        Following log = follow();
        try (Writer writer = files.open()) {
            for (char c : "ab\n\ncd\n".toCharArray()) {
                writer.append(String.valueOf(c));
                log.tail().turn();
                clock.advanceMillis(20);
            }
        }
        assertThat(log.look()).containsExactly("ab", "", "cd");
    }

    @Test
    void linesLongerThanABlockAreWhole() throws IOException {
        files.append("0\n");
        Following log = follow(new TailHarness.Limits(1_000, 64));
        String line = "x".repeat(900);
        files.append("a\n" + line.substring(0, 500));
        assertThat(log.look()).containsExactly("a");
        files.append(line.substring(500) + "\nb\n");
        assertThat(log.look()).containsExactly(line, "b");
        assertThat(log.fromEarliest()).containsExactly("0", "a", line, "b");
    }

    @Test
    void lineOverTheLimitIsCutAndMeasured() throws IOException {
        files.append("0\n");
        Following log = follow(new TailHarness.Limits(100, 64));
        files.append("y".repeat(100) + "\n" + "z".repeat(101) + "\nb\n");
        List<String> expected = List.of("y".repeat(100), "z".repeat(100) + "… 101", "b");
        assertThat(log.look()).isEqualTo(expected);
        assertThat(log.read(log.recorder.place("y".repeat(100)))).isEqualTo(expected.subList(1, 3));
    }

    @Test
    void longLineIsMeasuredTheSameInABlockAndOverSeveral() throws IOException {
        files.append("0\n");
        Following small = follow(new TailHarness.Limits(100, 64));
        Following large = follow(new TailHarness.Limits(100, 10_000));
        files.append("z".repeat(250) + "\n");
        assertThat(small.look()).isEqualTo(large.look());
        assertThat(small.tip()).isEqualTo(large.tip());
        assertThat(small.recorder.id("z".repeat(100) + "… 250"))
                .isEqualTo(large.recorder.id("z".repeat(100) + "… 250"));
    }

    @Test
    void byteOrderMarkIsNoText() throws IOException {
        files.append("");
        Following log = follow();
        files.append("\uFEFFfirst\n");
        assertThat(log.look()).containsExactly("first");
        assertThat(log.fromEarliest()).containsExactly("first");
        files.append("\uFEFFkept\n");
        assertThat(log.look()).containsExactly("\uFEFFkept");
    }

    // ---- Room that is reserved, and holes.

    @Test
    void reservedRoomIsNotThereYet() throws IOException {
        files.append("1\n");
        files.resize(4_096);
        Following log = follow();
        assertThat(log.look()).isEmpty();
        files.overwrite(2, "2\nha");
        assertThat(log.look()).containsExactly("2");
        files.overwrite(4, "half\n");
        assertThat(log.look()).containsExactly("half");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "half");
    }

    @Test
    void muchRoomThatIsReservedIsReadAsItIsFilled() throws IOException {
        files.append("1\n");
        files.resize(3 << 20);
        Following log = follow();
        assertThat(log.look()).isEmpty();
        files.resize(5 << 20);
        assertThat(log.look()).isEmpty();
        files.overwrite(2, "2\nha");
        assertThat(log.look()).containsExactly("2");
        files.overwrite(4, "half\n");
        assertThat(log.look()).containsExactly("half");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "half");
    }

    @Test
    void reservedRoomIsNoTextWhenItsFileIsOver() throws IOException {
        files.append("1\n");
        files.resize(4_096);
        Following log = follow();
        files.overwrite(2, "part");
        assertThat(log.look()).isEmpty();
        files.rotate().append("2\n");
        assertThat(log.lookAfter(1_100)).containsExactly("part", "rotate: rename", "2");
        log.restart();
        assertThat(log.lookAfter(1_100)).containsExactly("part");
        assertThat(log.fromEarliest()).containsExactly("1", "part", "2");
    }

    @Test
    void holeBeforeALineIsSkipped() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.resize(1_000);
        files.append("2\n");
        assertThat(log.look()).containsExactly("2");
        assertThat(log.fromEarliest()).containsExactly("1", "2");
    }

    @Test
    void holeLongerThanABlockIsSkipped() throws IOException {
        files.append("1\n");
        Following log = follow(new TailHarness.Limits(1_000, 64));
        files.resize(1_000);
        log.look();
        files.append("half");
        assertThat(log.look()).isEmpty();
        files.append("-whole\n3\n");
        assertThat(log.look()).containsExactly("half-whole", "3");
        assertThat(log.fromEarliest()).containsExactly("1", "half-whole", "3");
    }

    @Test
    void holeThatNothingFollowsIsNotTakenIn() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.resize(500);
        files.append("part");
        log.look();
        files.rotate().append("2\n");
        assertThat(log.lookAfter(1_100)).contains("2").noneMatch(news -> news.startsWith("gap"));
        assertThat(log.fromEarliest()).startsWith("1").endsWith("2").noneMatch(line -> line.startsWith("gap"));
    }

    // ---- Rotation by rename.

    @Test
    void renameAndCreateLosesNothing() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("2\n").rotate().append("3\n");
        assertThat(log.look()).containsExactly("2", "rotate: rename", "3");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3");
    }

    @Test
    void writerThatKeepsItsFileIsFollowedThroughTheRename() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            files.rotate();
            old.append("2\n");
            assertThat(log.look()).containsExactly("2");
            files.append("3\n");
            assertThat(log.look()).containsExactly("rotate: rename", "3");
        }
    }

    @Test
    void lateLinesComeThoughTheNewFileHasBegun() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            files.rotate().append("3\n");
            assertThat(log.look()).containsExactly("rotate: rename", "3");
            old.append("late\n");
            assertThat(log.lookAfter(8_000)).containsExactly("late");
            files.append("4\n");
            assertThat(log.look()).containsExactly("4");
        }
        assertThat(log.fromEarliest()).containsExactly("1", "late", "3", "4");
    }

    @Test
    void lateLinesOfAFileThatIsForgottenAreToldToWhoWasBeforeThem() throws IOException {
        files.append("1\n");
        Following log = follow();
        Position before;
        try (Writer old = files.open()) {
            files.rotate().append("2\n");
            log.look();
            before = log.tip();
            old.append("late\n");
            assertThat(log.lookAfter(8_000)).containsExactly("late");
        }
        files.rotate().append("3\n");
        log.look();
        files.delete(files.rotated(2));
        files.rotate().append("4\n");
        log.look();
        files.delete(files.rotated(2));
        for (int i = 0; i < 5; i++) {
            log.lookAfter(100_000);
        }
        assertThat(log.read(before)).containsExactly("gap: rotated-away", "3", "4");
    }

    @Test
    void whoCameBeforeTheFirstFileIsToldThatItIsGone() throws IOException {
        Following log = follow();
        String id = EventId.text(log.tip());
        files.append("1\n");
        log.look();
        assertThat(log.resume(id)).containsExactly("1");
        files.rotate().append("2\n");
        log.look();
        assertThat(log.resume(id)).containsExactly("1", "2");
        files.delete(files.rotated(1));
        for (int i = 0; i < 5; i++) {
            log.lookAfter(100_000);
        }
        assertThat(log.resume(id)).containsExactly("gap: rotated-away", "2");
    }

    @Test
    void lateLinesComeThroughARenameOfTheirFile() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            files.rotate().append("2\n");
            log.look();
            files.rotate();
            old.append("late\n");
            assertThat(log.look()).containsExactly("late");
        }
    }

    @Test
    void writerThatKeepsItsFileOverTwoRotationsIsFollowed() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            for (int i = 0; i < 2; i++) {
                files.rotate().append("");
                log.look();
            }
            old.append("late\n");
            assertThat(log.look()).contains("late");
            files.append("2\n");
            assertThat(log.look()).containsExactly("2");
        }
        assertThat(log.fromEarliest()).containsExactly("1", "late", "2");
    }

    @Test
    void lineOfAFileThatHasNoPlaceAnyMoreIsToldAsAGap() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            files.rotate().append("2\n");
            log.look();
            files.rotate().append("3\n");
            log.look();
            old.append("too late\n");
            assertThat(log.lookAfter(1_100)).containsExactly("gap: unreadable");
        }
    }

    @Test
    void lineOfAFileThatWasPassedEmptyIsToldAsAGap() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rotate().append("");
        log.look();
        try (Writer between = files.open()) {
            files.rotate().append("3\n");
            log.look();
            between.append("2\n");
            assertThat(log.lookAfter(1_100)).containsExactly("gap: unreadable");
            files.append("4\n");
            assertThat(log.look()).containsExactly("4");
        }
        assertThat(log.read(log.recorder.place("3"))).containsExactly("4");
    }

    @Test
    void fileBeforeADeletedOneDoesNotComeAgain() throws IOException {
        Following log = behindADeletedFile();
        String id = log.recorder.id("3");
        log.restart();
        assertThat(log.resume(id)).containsExactly("4");
    }

    @Test
    void fileBeforeADeletedOneDoesNotComeAgainForWhoWasInACopy() throws IOException {
        Following log = behindADeletedFile();
        String id = log.recorder.id("3");
        files.rename(files.rotated(1), files.rotated(2));
        files.copy(files.path(), files.rotated(1));
        files.rewrite("5\n");
        log.look();
        log.restart();
        assertThat(log.resume(id)).first().isEqualTo("4");
    }

    @Test
    void lateLinesComeAfterARestart() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        try (Writer old = files.open()) {
            files.rotate().append("3\n4\n");
            log.look();
            pause(100);
            old.append("late\n");
        }
        String id = log.recorder.id("3");
        log.restart();
        assertThat(log.resume(id)).containsExactly("late", "4");
    }

    /** Packed by a program that keeps the time of the last change without its fraction. */
    @Test
    void lateLinesComeAfterARestartThoughTheTimeOfTheirFileIsRounded() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        long second = 1_000_000_000;
        try (Writer old = files.open()) {
            files.rotate().append("3\n4\n");
            log.look();
            old.append("late\n");
        }
        String id = log.recorder.id("3");
        long changed = files.disk().attributes(files.rotated(1)).modifiedNanos();
        files.setModifiedNanos(files.rotated(1), changed / second * second);
        log.restart();
        assertThat(log.resume(id)).containsExactly("late", "4");
    }

    private void pause(long millis) {
        clock.advanceMillis(millis);
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A deleted file ended where a line of the one before it does. */
    private Following behindADeletedFile() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        files.rotate().append("a\n");
        assertThat(log.look()).contains("a");
        files.delete(files.path());
        // Times of files go on in steps.
        pause(100);
        files.append("3\n");
        assertThat(log.look()).contains("3");
        files.append("4\n");
        log.look();
        return log;
    }

    @Test
    void newFileMayBeALongTimeComing() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("2\n").rotate();
        assertThat(log.lookAfter(120_000)).containsExactly("2");
        files.append("3\n");
        assertThat(log.look()).contains("3");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3");
    }

    @Test
    void renamedFileIsFollowedHoweverLongNoNewOneComes() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            files.rotate();
            log.look();
            clock.advanceMillis(300_000);
            log.look();
            old.append("2\n");
            assertThat(log.look()).containsExactly("2");
        }
    }

    @Test
    void severalRotationsBetweenTwoLooksAreTakenInOrder() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("2\n")
                .rotate()
                .append("3\n")
                .rotate()
                .append("4\n")
                .rotate()
                .append("5\n");
        assertThat(log.look())
                .containsExactly("2", "rotate: rename", "3", "rotate: rename", "4", "rotate: rename", "5");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void severalRotationsAreTakenThoughNoFileIsActive() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("2\n").rotate().append("3\n").rotate().append("4\n").rotate();
        assertThat(log.look()).containsExactly("2", "rotate: rename", "3", "rotate: rename", "4");
    }

    @Test
    void fileThatComesAndGoesWhileNoneIsActiveIsTaken() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rotate();
        log.look();
        files.append("2\n").rotate();
        assertThat(log.lookAfter(1_100)).contains("2");
    }

    @Test
    void droppedFilesAreToldAsAGap() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rotate().append("2\n").rotate().append("3\n").rotate().append("4\n");
        files.delete(files.rotated(3));
        files.delete(files.rotated(2));
        assertThat(log.look()).containsExactly("gap: rotated-away", "rotate: create", "3", "rotate: rename", "4");
        assertThat(log.read(log.recorder.place("3"))).containsExactly("4");
    }

    @Test
    void holeInTheNumbersIsToldAsAGap() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rotate().append("2\n").rotate().append("3\n").rotate().append("4\n");
        files.delete(files.rotated(2));
        assertThat(log.lookAfter(100)).isEmpty();
        clock.advanceMillis(1_100);
        assertThat(log.look()).containsExactly("gap: rotated-away", "rotate: rename", "3", "rotate: rename", "4");
        assertThat(log.fromEarliest()).containsExactly("1", "gap: rotated-away", "3", "4");
    }

    @Test
    void unfinishedLineOfARotatedFileIsALineOfItsOwn() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("tail").rotate().append("head\n");
        assertThat(log.look()).doesNotContain("head");
        assertThat(log.lookAfter(1_000)).containsExactly("tail", "rotate: rename", "head");
        assertThat(log.fromEarliest()).containsExactly("1", "tail", "head");
    }

    @Test
    void unfinishedLineIsALineOfItsOwnThoughNoNewFileComes() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("tail").rotate();
        assertThat(log.look()).isEmpty();
        assertThat(log.lookAfter(1_000)).containsExactly("tail");
    }

    @Test
    void lineThatIsFinishedWithinASecondStaysWhole() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            old.append("ta");
            files.rotate().append("head\n");
            assertThat(log.look()).isEmpty();
            old.append("il\n");
            assertThat(log.look()).containsExactly("tail", "rotate: rename", "head");
        }
    }

    @Test
    void lineThatWasBegunLongBeforeARotationHasASecondToBeFinishedToo() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            old.append("ta");
            assertThat(log.look()).isEmpty();
            clock.advanceMillis(60_000);
            assertThat(log.look()).isEmpty();
            files.rotate();
            assertThat(log.look()).as("no new file yet").isEmpty();
            files.append("head\n");
            assertThat(log.look()).isEmpty();
            old.append("il\n");
            assertThat(log.look()).containsExactly("tail", "rotate: rename", "head");
        }
        assertThat(log.fromEarliest()).containsExactly("1", "tail", "head");
    }

    @Test
    void restOfALineThatWasSentUnfinishedIsALineOfItsOwn() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            old.append("ta");
            files.rotate().append("head\n");
            log.lookAfter(1_100);
            old.append("il\n");
            assertThat(log.look()).containsExactly("il");
        }
        assertThat(log.recorder.lines()).containsExactly("ta", "head", "il");
    }

    @Test
    void unfinishedLineIsNotLostWhenTheNextRotationComesAtOnce() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            files.rotate().append("2\n");
            log.look();
            old.append("tail");
            log.look();
            files.rotate().append("3\n");
            assertThat(log.look()).containsExactly("rotate: rename", "tail", "3");
        }
    }

    @Test
    void fileThatIsMovedAwayAndBackGoesOn() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        files.rename(files.path(), files.path().resolveSibling("elsewhere"));
        log.lookAfter(1_000);
        files.rename(files.path().resolveSibling("elsewhere"), files.path());
        files.append("3\n");
        assertThat(log.look()).containsExactly("3");
    }

    @Test
    void fileThatIsMovedBackAfterALongTimeGoesOn() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        files.rename(files.path(), files.path().resolveSibling("elsewhere"));
        log.look();
        clock.advanceMillis(120_000);
        log.look();
        files.rename(files.path().resolveSibling("elsewhere"), files.path());
        files.append("3\n");
        assertThat(log.look()).containsExactly("3");
    }

    @Test
    void rotationThatIsUndoneRepeatsNothing() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        files.rotate().append("");
        log.look();
        files.delete(files.path());
        files.rename(files.rotated(1), files.path());
        files.append("3\n");
        assertThat(log.look()).containsExactly("3");
    }

    // ---- Deletion.

    @Test
    void deletedFileIsReadToItsEnd() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            old.append("2\n");
            files.delete(files.path());
            old.append("3\n");
            assertThat(log.look()).containsExactly("2", "3");
            files.append("4\n");
            assertThat(log.look()).containsExactly("rotate: create", "4");
        }
    }

    @Test
    void newFileWithTheOldNumberIsReadFromItsStart() throws IOException {
        files.append("1\n2\n3\n");
        Following log = follow();
        long inode = files.inode();
        files.delete(files.path());
        // Whoever holds a file keeps its number from being given out: let go of it first.
        clock.advanceMillis(120_000);
        log.look();
        clock.advanceMillis(120_000);
        log.look();
        files.append("new 1\nnew 2\nnew 3\nnew 4\n");
        assertThat(log.look()).contains("new 1", "new 2", "new 3", "new 4").doesNotContain("3");
        if (files instanceof MemoryLog) {
            assertThat(files.inode()).isEqualTo(inode);
        }
    }

    // ---- Truncation.

    @Test
    void truncationIsToldAndWhatFollowsComes() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        files.resize(0);
        assertThat(log.look()).containsExactly("gap: truncated", "rotate: truncate");
        files.append("3\n");
        assertThat(log.look()).containsExactly("3");
        assertThat(log.fromEarliest()).containsExactly("3");
    }

    @Test
    void truncatedAndGrownLongerIsReadFromItsStart() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        files.rewrite("new 1\nnew 2\nnew 3\n");
        assertThat(log.look()).containsExactly("gap: truncated", "rotate: truncate", "new 1", "new 2", "new 3");
    }

    @Test
    void rewrittenInTheSameSizeIsReadFromItsStart() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        files.rewrite("3\n4\n");
        assertThat(log.look()).containsExactly("gap: truncated", "rotate: truncate", "3", "4");
        files.overwrite(0, "5\n6\n");
        assertThat(log.look()).containsExactly("gap: truncated", "rotate: truncate", "5", "6");
    }

    @Test
    void unfinishedLineIsNotGluedToWhatFollowsATruncation() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("half");
        log.look();
        files.rewrite("whole\n");
        assertThat(log.look()).endsWith("whole").doesNotContain("halfwhole");
    }

    @Test
    void writerThatKeepsItsOffsetOverATruncationLeavesAHole() throws IOException {
        files.append("1\n".repeat(100));
        Following log = follow();
        files.resize(0);
        log.look();
        files.resize(200);
        files.append("new\n");
        assertThat(log.look()).containsExactly("new");
        assertThat(log.fromEarliest()).containsExactly("new");
    }

    @Test
    void touchRepeatsNothing() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        for (int i = 0; i < 3; i++) {
            files.touch();
            assertThat(log.look()).isEmpty();
        }
        files.append("3\n");
        assertThat(log.look()).containsExactly("3");
    }

    @Test
    void lateLinesComeAfterATruncationOfTheNewFile() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            files.rotate().append("2\n");
            log.look();
            files.resize(0);
            log.look();
            old.append("late\n");
            assertThat(log.look()).containsExactly("late");
            files.append("3\n");
            assertThat(log.look()).containsExactly("3");
        }
        assertThat(log.read(log.recorder.place("2"))).containsExactly("late", "gap: truncated", "3");
    }

    @Test
    void truncationOfARotatedFileIsTold() throws IOException {
        files.append("1\n");
        Following log = follow();
        try (Writer old = files.open()) {
            old.append("2\n");
            files.rotate().append("3\n");
            log.look();
            files.rename(files.path(), files.path().resolveSibling("aside"));
            files.rename(files.rotated(1), files.path());
            files.resize(0);
            files.rename(files.path(), files.rotated(1));
            files.rename(files.path().resolveSibling("aside"), files.path());
            assertThat(log.look()).containsExactly("gap: truncated maybe");
        }
        files.append("4\n");
        assertThat(log.look()).containsExactly("4");
    }

    /** A rotation removes the oldest file while somebody is in the middle of it. */
    @Test
    void fileThatIsDeletedWhileSomebodyReadsItIsReadToItsEnd() throws IOException {
        deleteWhileRead(false);
    }

    @Test
    void archiveThatIsDeletedWhileSomebodyReadsItIsReadToItsEnd() throws IOException {
        deleteWhileRead(true);
    }

    private void deleteWhileRead(boolean packed) throws IOException {
        files.append("1\n2\n3\n").rotate().append("4\n").rotate().append("5\n");
        if (packed) {
            files.gzip(files.rotated(2));
        }
        Following log = follow();
        log.look();
        Entry first = Objects.requireNonNull(log.history().read(log.history().earliest(Following.APP), 1));
        assertThat(log.recorder.wordsOf(first)).containsExactly("1");
        files.delete(packed ? files.rotated(2).resolveSibling("app.log.2.gz") : files.rotated(2));
        // Seen to be missing, and for longer than a rotation takes.
        for (int i = 0; i < 5; i++) {
            log.lookAfter(2_000);
        }
        assertThat(log.read(first.after())).as("by who is in it").containsExactly("2", "3", "4", "5");
        log.lookAfter(70_000);
        assertThat(log.fromEarliest()).as("after a minute").containsExactly("4", "5");
    }

    // ---- Ids of starts without a line.

    @Test
    void startBehindACutIsFoundByWhatCameBeforeIt() throws IOException {
        files.append("0\n").rotate().append("1\n");
        Following log = follow();
        files.resize(0);
        log.look();
        String id = EventId.text(log.tip());
        files.append("2\n").rotate().append("3\n");
        files.gzip(files.rotated(2));
        assertThat(log.look()).contains("2", "3");
        assertThat(log.resume(id)).containsExactly("2", "3");
        log.restart();
        assertThat(log.resume(id)).containsExactly("2", "3");
        files.gzip(files.rotated(1));
        log.restart();
        assertThat(log.resume(id)).containsExactly("2", "3");
        files.delete(files.rotated(2).resolveSibling("app.log.2.gz"));
        log.restart();
        assertThat(log.resume(id)).containsExactly("gap: unknown-id", "2", "3");
    }

    @Test
    void endOfAnArchiveIsFoundThoughItWasNotLookedInto() throws IOException {
        files.append("one\n").rotate();
        files.gzip(files.rotated(1));
        Following log = follow();
        String withoutFile = EventId.text(log.tip());
        files.append("");
        log.restart();
        String withFile = EventId.text(log.tip());
        files.append("2\n");
        log.look();
        assertThat(log.resume(withFile)).containsExactly("2");
        files.rename(
                files.rotated(1).resolveSibling("app.log.1.gz"),
                files.rotated(2).resolveSibling("app.log.2.gz"));
        files.rename(files.path(), files.rotated(1));
        files.append("three\n");
        for (int i = 0; i < 2; i++) {
            log.restart();
            assertThat(log.fromEarliest()).containsExactly("one", "2", "three");
            assertThat(log.resume(withFile)).containsExactly("2", "three");
            assertThat(log.resume(withoutFile)).containsExactly("2", "three");
        }
    }

    @Test
    void archiveIsTheLogWhileNoFileIsActive() throws IOException {
        files.append("1\n").rotate();
        files.gzip(files.rotated(1));
        Following log = follow();
        assertThat(log.fromEarliest()).containsExactly("1");
        files.append("2\n");
        assertThat(log.look()).containsExactly("rotate: create", "2");
        assertThat(log.fromEarliest()).containsExactly("1", "2");
    }

    @Test
    void shortCopyStaysNoNewsWhenItIsPacked() throws IOException {
        files.append("1\n2\n");
        Following log = follow();
        files.copy(files.path(), files.rotated(1));
        files.append("3\n");
        log.look();
        files.resize(0);
        assertThat(log.lookAfter(5_000)).containsExactly("gap: truncated", "rotate: truncate");
        files.gzip(files.rotated(1));
        files.append("4\n");
        assertThat(log.look()).containsExactly("4");
        assertThat(log.lookAfter(5_000)).isEmpty();
        files.rename(
                files.rotated(1).resolveSibling("app.log.1.gz"),
                files.rotated(2).resolveSibling("app.log.2.gz"));
        files.rename(files.path(), files.rotated(1));
        files.append("5\n");
        assertThat(log.lookAfter(3_000)).containsExactly("rotate: rename", "5");
    }

    @Test
    void cutOfAFileThatWasEmptyIsToldToWhoStoodAtItsStart() throws IOException {
        files.append("");
        Following log = follow();
        String id = EventId.text(log.tip());
        files.append("1\n");
        log.look();
        assertThat(log.resume(id)).containsExactly("1");
        files.rewrite("2\n");
        log.look();
        assertThat(log.resume(id)).containsExactly("gap: truncated", "2");
    }

    @Test
    void startOfTheFirstFileIsFoundAfterItsRename() throws IOException {
        files.append("");
        Following log = follow();
        String id = EventId.text(log.tip());
        files.append("1\n").rotate().append("2\n");
        log.restart();
        assertThat(log.resume(id)).containsExactly("1", "2");
    }

    @Test
    void whoStoodAtTheStartOfTheFirstFileGetsWhatWasCopiedFromIt() throws IOException {
        files.append("");
        Following log = follow();
        String id = EventId.text(log.tip());
        files.append("1\n");
        files.copy(files.path(), files.rotated(1));
        files.rewrite("2\n");
        log.restart();
        assertThat(log.resume(id)).containsExactly("gap: ambiguous-id", "1", "2");
    }

    // ---- Truncation after a copy.

    @Test
    void restOfWhatWasCutIsReadFromItsCopy() throws IOException {
        files.append("1\n");
        Following log = follow();
        String id = EventId.text(log.tip());
        files.append("2\n3\n");
        files.copy(files.path(), files.rotated(1));
        files.rewrite("4\n");
        assertThat(log.look()).containsExactly("2", "3", "gap: truncated maybe", "rotate: copytruncate", "4");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3", "gap: truncated maybe", "4");
        assertThat(log.resume(log.recorder.id("2"))).containsExactly("3", "gap: truncated maybe", "4");
        log.restart();
        assertThat(log.resume(id)).containsExactly("2", "3", "4");
    }

    @Test
    void copyIsReadBeforeTheGapIsTold() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("2\n3\n");
        files.copy(files.path(), files.rotated(1));
        files.rewrite("4444444444\n5555555555\n");
        assertThat(log.look())
                .containsExactly("2", "3", "gap: truncated maybe", "rotate: copytruncate", "4444444444", "5555555555");
    }

    @Test
    void equalLogsOfTwoRunsStayTwo() throws IOException {
        files.append("started\nstopped\n").rotate();
        clock.advanceMillis(10);
        files.append("started\nstopped\n");
        Following log = follow();
        assertThat(log.fromEarliest()).containsExactly("started", "stopped", "started", "stopped");
    }

    @Test
    void unfinishedLineIsTakenFromTheCopy() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("half");
        log.look();
        files.append("-whole");
        files.copy(files.path(), files.rotated(1));
        files.rewrite("2\n");
        assertThat(log.look()).containsExactly("half-whole", "gap: truncated maybe", "rotate: copytruncate", "2");
    }

    @Test
    void copiesAreRotatedThemselves() throws IOException {
        files.append("first 1\n");
        Following log = follow();
        for (int round = 2; round < 6; round++) {
            files.append("unread " + round + "\n");
            for (int number = round; number > 0; number--) {
                if (files.exists(files.rotated(number))) {
                    files.rename(files.rotated(number), files.rotated(number + 1));
                }
            }
            files.copy(files.path(), files.rotated(1));
            files.rewrite("first " + round + "\n");
            assertThat(log.look())
                    .containsExactly(
                            "unread " + round, "gap: truncated maybe", "rotate: copytruncate", "first " + round);
        }
        assertThat(log.fromEarliest())
                .filteredOn(line -> !line.startsWith("gap"))
                .containsExactly(
                        "first 1",
                        "unread 2",
                        "first 2",
                        "unread 3",
                        "first 3",
                        "unread 4",
                        "first 4",
                        "unread 5",
                        "first 5");
    }

    @Test
    void copyOfAFileThatWasEmptyHoldsWhatWasMissed() throws IOException {
        files.append("");
        Following log = follow();
        files.append("1\n2\n");
        files.copy(files.path(), files.rotated(1));
        files.rewrite("3\n");
        assertThat(log.look()).containsExactly("1", "2", "gap: truncated maybe", "rotate: copytruncate", "3");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "gap: truncated maybe", "3");
        assertThat(log.resume(log.recorder.id("1"))).containsExactly("2", "gap: truncated maybe", "3");
        log.restart();
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3");
    }

    @Test
    void copyOfAFileThatWasEmptyIsReadThoughNothingIsWrittenAfterTheCut() throws IOException {
        files.append("0\n");
        Following log = follow();
        files.rotate().append("");
        log.look();
        files.append("1\n2\n").rename(files.rotated(1), files.rotated(2));
        files.copy(files.path(), files.rotated(1));
        files.resize(0);
        assertThat(log.look()).containsExactly("1", "2", "gap: truncated maybe", "rotate: copytruncate");
        files.append("3\n");
        assertThat(log.look()).containsExactly("3");
    }

    @Test
    void copyOfAFileThatWasEmptyIsReadThoughThatIsRenamedByNow() throws IOException {
        files.append("");
        Following log = follow();
        files.append("1\n");
        files.copy(files.path(), files.rotated(1));
        files.rewrite("2\n");
        files.rotate().append("3\n");
        assertThat(log.look())
                .containsExactly("1", "gap: truncated maybe", "rotate: copytruncate", "2", "rotate: rename", "3");
    }

    @Test
    void copyOfAFileThatIsNotCutYetBringsNothing() throws IOException {
        files.append("");
        Following log = follow();
        files.append("1\n2\n");
        files.copy(files.path(), files.rotated(1));
        files.append("3\n");
        assertThat(log.look()).containsExactly("1", "2", "3");
    }

    @Test
    void secondCopyThatIsNotCutYetBringsNothing() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("2\n");
        files.copy(files.path(), files.rotated(2));
        files.rewrite("3\n4\n");
        files.copy(files.path(), files.rotated(1));
        assertThat(log.look()).containsExactly("2", "gap: truncated maybe", "rotate: copytruncate", "3", "4");
        files.rewrite("5\n");
        assertThat(log.look()).containsExactly("gap: truncated maybe", "rotate: copytruncate", "5");
    }

    @Test
    void severalCopiesBetweenTwoLooksAreTakenInOrder() throws IOException {
        files.append("1\n");
        Following log = follow();
        for (int round = 2; round < 5; round++) {
            files.append("rest " + round + "\n");
            for (int number = round; number > 0; number--) {
                if (files.exists(files.rotated(number))) {
                    files.rename(files.rotated(number), files.rotated(number + 1));
                }
            }
            files.copy(files.path(), files.rotated(1));
            files.rewrite("first " + round + "\n");
        }
        String gap = "gap: truncated maybe";
        String rotate = "rotate: copytruncate";
        assertThat(log.look())
                .containsExactly(
                        "rest 2", gap, rotate, "first 2", "rest 3", gap, rotate, "first 3", "rest 4", gap, rotate,
                        "first 4");
        assertThat(log.fromEarliest())
                .containsExactly("1", "rest 2", gap, "first 2", "rest 3", gap, "first 3", "rest 4", gap, "first 4");
    }

    @Test
    void fileThatWasRotatedUnseenIsNewsThoughItsTextIsThatOfAnEarlierOne() throws IOException {
        files.append("service started\n");
        Following log = follow();
        files.rotate().append("2\n");
        log.look();
        files.rotate().append("service started\n");
        files.rotate().append("3\n");
        assertThat(log.look()).filteredOn(told -> !told.startsWith("rotate")).containsExactly("service started", "3");
        assertThat(log.fromEarliest()).containsExactly("service started", "2", "service started", "3");
    }

    /** As a program that packs at once what it rotates. */
    private void rotateAndPack(int archives) throws IOException {
        for (int number = archives; number > 0; number--) {
            files.rename(packed(number), packed(number + 1));
        }
        files.rotate();
        files.gzip(files.rotated(1));
    }

    private Path packed(int number) {
        return files.rotated(number).resolveSibling("app.log." + number + ".gz");
    }

    @Test
    void fileThatWasPackedUnseenIsNewsThoughItsTextIsThatOfAnEarlierOne() throws IOException {
        files.append("service started\n");
        Following log = follow();
        rotateAndPack(0);
        files.append("2\n");
        log.look();
        log.lookAfter(1_100);
        rotateAndPack(1);
        files.append("service started\n");
        rotateAndPack(2);
        files.append("3\n");
        assertThat(log.look()).filteredOn(told -> !told.startsWith("rotate")).containsExactly("service started", "3");
        assertThat(log.fromEarliest()).containsExactly("service started", "2", "service started", "3");
    }

    @Test
    void filesThatWerePackedUnseenAndLookAlikeAreNews() throws IOException {
        files.append("service started\n1\n");
        Following log = follow();
        rotateAndPack(0);
        files.append("service started\n2\n");
        rotateAndPack(1);
        files.append("service started\n3\n");
        assertThat(log.look())
                .filteredOn(told -> !told.startsWith("rotate"))
                .containsExactly("service started", "2", "service started", "3");
        assertThat(log.fromEarliest())
                .containsExactly("service started", "1", "service started", "2", "service started", "3");
    }

    @Test
    void emptyFileThatWasPackedIsNotMissed() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rotate().append("");
        log.look();
        files.rotate().append("2\n");
        files.rotate().append("3\n");
        files.gzip(files.rotated(2));
        assertThat(log.look()).filteredOn(told -> !told.startsWith("rotate")).containsExactly("2", "3");
    }

    @Test
    void archiveWithTheNumberOfOneThatIsGoneIsNotTakenForIt() throws IOException {
        files.append("1\n").rotate().append("2\n");
        files.gzip(files.rotated(1));
        Following log = follow();
        files.delete(packed(1));
        files.rotate().append("3\n").rotate().append("4\n");
        files.gzip(files.rotated(2));
        files.gzip(files.rotated(1));
        assertThat(log.look()).filteredOn(told -> !told.startsWith("rotate")).containsExactly("3", "4");
        log.lookAfter(1_100);
        assertThat(log.fromEarliest()).containsExactly("2", "3", "4");
    }

    @Test
    void copyThatIsShorterThanWhatWasReadIsAllThatIsLeft() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.copy(files.path(), files.rotated(1));
        files.append("2\n");
        assertThat(log.look()).containsExactly("2");
        files.rewrite("3\n");
        assertThat(log.look()).containsExactly("gap: truncated", "rotate: truncate", "3");
        assertThat(log.fromEarliest()).containsExactly("1", "gap: truncated", "3");
        String id = log.recorder.id("2");
        assertThat(log.resume(id)).containsExactly("gap: truncated", "3");
        log.restart();
        assertThat(log.resume(id)).containsExactly("gap: truncated", "3");
    }

    @Test
    void idOfALineThatTheCopyDoesNotHoldStaysWhereItIs() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.copy(files.path(), files.rotated(1));
        files.append("2\n3\n");
        log.look();
        files.rewrite("");
        log.look();
        for (String line : List.of("2", "3")) {
            String id = log.recorder.id(line);
            Position place = log.history()
                    .resolve(Following.APP, Objects.requireNonNull(EventId.parse(id)))
                    .position();
            // What is in memory goes on behind it: nothing comes twice.
            assertThat(EventId.text(place)).isEqualTo(id);
            assertThat(log.resume(id)).containsExactly("gap: truncated");
        }
    }

    @Test
    void copyThatIsShorterThanWhatWasReadIsAllThatIsLeftThoughTheFileIsPacked() throws IOException {
        files.append("0\n");
        Following log = follow();
        files.rotate().append("1\n");
        log.look();
        files.rename(files.rotated(1), files.rotated(2));
        files.copy(files.path(), files.rotated(1));
        files.append("2\n");
        log.look();
        String id = log.recorder.id("2");
        files.rewrite("3\n");
        log.look();
        files.rotate().append("4\n");
        files.gzip(files.rotated(1));
        log.restart();
        assertThat(log.resume(id)).containsExactly("gap: truncated", "3", "4");
    }

    @Test
    void fileWithTheSameFirstLineIsNoCopy() throws IOException {
        files.append("banner\nold\n");
        files.copy(files.path(), files.rotated(1));
        files.rewrite("banner\nnew\nmore\n");
        Following log = follow();
        files.rewrite("2\n");
        assertThat(log.look()).containsExactly("gap: truncated", "rotate: truncate", "2");
    }

    // ---- The same text in another file.

    @Test
    void savingALogAnewRepeatsNothing() throws IOException {
        files.append("a line of the text that stays\n".repeat(50));
        Following log = follow();
        String id = EventId.text(log.tip());
        files.copy(files.path(), files.path().resolveSibling("saved.tmp"));
        files.append("lost by the editor\n");
        log.look();
        files.rename(files.path().resolveSibling("saved.tmp"), files.path());
        files.append("new\n");
        assertThat(log.look()).contains("new");
        files.copy(files.path(), files.path().resolveSibling("saved.tmp"));
        files.rename(files.path().resolveSibling("saved.tmp"), files.path());
        files.append("newer\n");
        assertThat(log.look()).containsExactly("newer");
        assertThat(log.fromEarliest()).endsWith("new", "newer");
        log.restart();
        assertThat(log.resume(id)).containsExactly("new", "newer");
    }

    @Test
    void shortTextInANewFileIsNew() throws IOException {
        files.append("started\n");
        Following log = follow();
        files.delete(files.path());
        files.append("started\n");
        assertThat(log.look()).contains("started");
    }

    // ---- Archives.

    @Test
    void archivesAreTheOldestPartOfTheLog() throws IOException {
        files.append("1\n2\n")
                .rotate()
                .append("3\n")
                .rotate()
                .append("4\n")
                .rotate()
                .append("5\n");
        files.gzip(files.rotated(3));
        files.gzip(files.rotated(2));
        Following log = follow();
        files.append("6\n");
        assertThat(log.look()).containsExactly("6");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3", "4", "5", "6");
        for (int lines = 0; lines <= 6; lines++) {
            assertThat(log.read(log.history().back(log.tip(), lines)))
                    .as("the last " + lines)
                    .isEqualTo(List.of("1", "2", "3", "4", "5", "6").subList(6 - lines, 6));
        }
    }

    @Test
    void idsStayGoodWhenTheirFileIsPackedAndTheServerIsAnotherOne() throws IOException {
        files.append("0\n");
        Following log = follow();
        List<String> ids = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            files.append("a" + round + "\n" + "b" + round + "\n");
            log.look();
            ids.add(log.recorder.id("a" + round));
            ids.add(log.recorder.id("b" + round));
            files.rotate();
            files.append("");
            log.look();
        }
        files.gzip(files.rotated(4));
        files.gzip(files.rotated(3));
        files.gzip(files.rotated(2));
        log.look();
        List<String> all = List.of("a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3");
        for (int i = 0; i < ids.size(); i++) {
            assertThat(log.resume(ids.get(i))).as(all.get(i)).isEqualTo(all.subList(i + 1, all.size()));
        }
        log.restart();
        for (int i = 0; i < ids.size(); i++) {
            assertThat(log.resume(ids.get(i))).as(all.get(i)).isEqualTo(all.subList(i + 1, all.size()));
        }
    }

    @Test
    void fileThatIsRotatedAndPackedAtOnceIsNoNews() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("2\n");
        log.look();
        files.rotate();
        files.gzip(files.rotated(1));
        files.append("3\n");
        assertThat(log.lookAfter(3_000)).containsExactly("rotate: rename", "3");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3");
    }

    @Test
    void fileThatWasMetEmptyAndIsPackedByNowComesOnce() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rotate().append("");
        log.look();
        files.append("2\n").rotate();
        files.gzip(files.rotated(1));
        files.append("3\n");
        assertThat(log.lookAfter(3_000)).containsExactly("2", "rotate: rename", "3");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3");
    }

    @Test
    void emptyFileThatIsPackedIsNoNews() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rotate().append("");
        log.look();
        files.rotate();
        files.gzip(files.rotated(1));
        files.append("3\n");
        assertThat(log.lookAfter(3_000))
                .filteredOn(word -> !word.startsWith("rotate"))
                .containsExactly("3");
    }

    @Test
    void historyThatIsPackedUnderANewNameIsNoNews() throws IOException {
        files.append("old\n").rotate().append("1\n");
        Following log = follow();
        files.append("2\n");
        log.look();
        files.rotate();
        files.gzip(files.rotated(2));
        files.append("3\n");
        assertThat(log.lookAfter(3_000)).containsExactly("rotate: rename", "3");
        assertThat(log.fromEarliest()).containsExactly("old", "1", "2", "3");
    }

    @Test
    void fileThatWasMissedAndIsPackedByNowIsNews() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rotate().append("2\n").rotate().append("3\n");
        files.gzip(files.rotated(1));
        assertThat(log.lookAfter(3_000)).containsExactly("rotate: rename", "2", "rotate: rename", "3");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3");
    }

    @Test
    void archivesThatAreBroughtBackAreHistory() throws IOException {
        files.append("1\n")
                .rotate()
                .append("22\n")
                .rotate()
                .append("333\n")
                .rotate()
                .append("4444\n");
        Path third = files.rotated(3).resolveSibling("app.log.3.gz");
        Path aside = files.rotated(3).resolveSibling("aside");
        Path asideToo = files.rotated(3).resolveSibling("aside-too");
        files.gzip(files.rotated(3));
        files.rename(third, aside);
        files.rename(files.rotated(2), asideToo);
        Following log = follow();
        files.append("5\n");
        assertThat(log.look()).containsExactly("5");
        String id = log.recorder.id("5");
        assertThat(log.fromEarliest()).containsExactly("333", "4444", "5");
        files.rename(asideToo, files.rotated(2));
        for (int i = 0; i < 3; i++) {
            assertThat(log.lookAfter(1_100)).isEmpty();
        }
        assertThat(log.fromEarliest()).containsExactly("22", "333", "4444", "5");
        files.rename(aside, third);
        for (int i = 0; i < 3; i++) {
            assertThat(log.lookAfter(1_100)).isEmpty();
        }
        assertThat(log.fromEarliest()).containsExactly("1", "22", "333", "4444", "5");
        assertThat(log.read(log.history().back(log.tip(), 4))).containsExactly("22", "333", "4444", "5");
        files.append("6\n");
        assertThat(log.look()).containsExactly("6");
        assertThat(log.resume(id)).containsExactly("6");
        log.restart();
        assertThat(log.resume(id)).containsExactly("6");
    }

    @Test
    void archivesOfNothingAreNoHole() throws IOException {
        files.append("1\n2\n");
        for (int i = 0; i < 2; i++) {
            files.rotate();
            files.append("");
        }
        files.gzip(files.rotated(1));
        files.append("3\n");
        Following log = follow();
        assertThat(log.fromEarliest()).containsExactly("1", "2", "3");
        assertThat(log.read(log.history().back(log.tip(), 2))).containsExactly("2", "3");
    }

    @Test
    void archiveBesideItsFileIsTheSameGeneration() throws IOException {
        files.append("1\n").rotate().append("2\n");
        files.gzip(files.rotated(1), files.rotated(1).resolveSibling("app.log.1.gz"));
        Following log = follow();
        assertThat(log.fromEarliest()).containsExactly("1", "2");
        files.delete(files.rotated(1));
        log.lookAfter(1_100);
        assertThat(log.fromEarliest()).containsExactly("1", "2");
    }

    @Test
    void copyThatIsPackedAtOnceHoldsTheRest() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.append("2\n");
        files.copy(files.path(), files.rotated(1));
        files.gzip(files.rotated(1));
        files.rewrite("3\n");
        assertThat(log.look()).containsExactly("2", "gap: truncated maybe", "rotate: copytruncate", "3");
    }

    @Test
    void textWithoutALineBetweenTwoFilesIsALineAtFirstSight() throws IOException {
        files.append("1\n").rotate().append("half").rotate().append("2\n");
        Following log = follow();
        assertThat(log.fromEarliest()).containsExactly("1", "half", "2");
        assertThat(log.lookAfter(3_000)).isEmpty();
    }

    // ---- What is not there, or is no log.

    @Test
    void missingFileIsNewFromItsStartWhenItComes() throws IOException {
        Following log = follow();
        assertThat(log.look()).isEmpty();
        files.append("1\n2\n");
        assertThat(log.look()).containsExactly("rotate: create", "1", "2");
        assertThat(log.fromEarliest()).containsExactly("1", "2");
    }

    @Test
    void emptyFileIsNewFromItsStart() throws IOException {
        files.append("");
        Following log = follow();
        assertThat(log.look()).isEmpty();
        files.append("1\n");
        assertThat(log.look()).containsExactly("1");
    }

    @Test
    void directoryIsRefusedUntilAFileComes() throws IOException {
        files.mkdir(files.path());
        Following log = follow();
        log.look();
        assertThat(problem(log)).contains("not a regular file");
        files.delete(files.path());
        files.append("1\n");
        assertThat(log.look()).endsWith("1");
        assertThat(problem(log)).isNull();
    }

    @Test
    void fifoIsNotOpened() throws IOException {
        files.mkfifo(files.path());
        Following log = follow();
        assertThat(log.look()).isEmpty();
        assertThat(problem(log)).contains("not a regular file");
        files.delete(files.path());
        files.append("1\n");
        assertThat(log.look()).endsWith("1");
    }

    @Test
    void fifoUnderARotatedNameIsNotOpened() throws IOException {
        files.append("1\n");
        files.mkfifo(files.rotated(2));
        Following log = follow();
        files.append("2\n").rename(files.path(), files.rotated(1));
        files.append("3\n");
        assertThat(log.look()).containsExactly("2", "rotate: rename", "3");
    }

    private static String problem(Following log) {
        SourceState state = Objects.requireNonNull(log.history().source(Following.APP));
        return state.problem();
    }
}

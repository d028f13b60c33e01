package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of logs, of which few are busy: files held open and calls of the file system are bounded. */
class ManyLogsTest {

    private static final Path DIRECTORY = Path.of("/logs");
    private static final int LOGS = 700;
    private static final int MAX_OPEN = 512;

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final Recorder recorder = new Recorder();
    private final TailHarness tail = new TailHarness(
            List.of(new SourceSpec.Glob("many", DIRECTORY, "*.log")),
            disk,
            clock,
            recorder,
            TailHarness.Limits.USUAL,
            () -> clock.advanceMillis(20));

    @AfterEach
    void closeAll() {
        tail.close();
        assertThat(disk.openContents()).isZero();
    }

    private static Path log(int number) {
        return DIRECTORY.resolve("app" + number + "x.log");
    }

    private void writeToAll(String line) throws IOException {
        for (int i = 0; i < LOGS; i++) {
            disk.append(log(i), line + " " + i + "\n");
        }
    }

    private void letPass(long millis) {
        long until = clock.nanos() + millis * 1_000_000;
        while (clock.nanos() < until) {
            tail.turn();
            clock.advanceMillis(20);
        }
    }

    @Test
    void filesHeldOpenAreBoundedAndNoLineIsLost() throws IOException {
        disk.mkdir(DIRECTORY);
        writeToAll("old");
        letPass(100);
        assertThat(disk.openContents()).isLessThanOrEqualTo(MAX_OPEN);
        writeToAll("new");
        letPass(2_000);
        assertThat(recorder.lines()).hasSize(LOGS).allMatch(line -> line.startsWith("new "));
        assertThat(disk.openContents()).isLessThanOrEqualTo(MAX_OPEN);
    }

    @Test
    void closedFileThatGrowsAndIsRotatedBetweenTwoLooksIsReadToItsEnd() throws IOException {
        disk.mkdir(DIRECTORY);
        writeToAll("old");
        letPass(100);
        for (int i = 0; i < LOGS; i++) {
            disk.append(log(i), "last " + i + "\n");
            disk.rename(log(i), MemoryDisk.rotated(log(i), 1));
            disk.append(log(i), "first " + i + "\n");
        }
        letPass(3_000);
        assertThat(recorder.lines()).hasSize(2 * LOGS);
        for (int i = 0; i < LOGS; i++) {
            assertThat(recorder.lines()).containsSubsequence("last " + i, "first " + i);
        }
    }

    @Test
    void thousandsOfQuietLogsThatAreFollowedAreLookedAtLessOftenThanAFewAre() {
        disk.mkdir(DIRECTORY);
        int logs = 2_000;
        for (int i = 0; i < logs; i++) {
            disk.append(log(i), "old\n");
        }
        letPass(5_000);
        for (int i = 0; i < logs; i++) {
            tail.attention().begin("many/app" + i + "x.log");
        }
        AtomicInteger looks = new AtomicInteger();
        letPass(40_000);
        disk.failing(call -> {
            looks.addAndGet(call.equals("attributes app0x.log") ? 1 : 0);
            return false;
        });
        letPass(10_000);
        // Each 500 ms, and no more than another time when the directory is listed.
        assertThat(looks.get()).isBetween(19, 42);
        disk.append(log(0), "new\n");
        letPass(520);
        assertThat(recorder.lines()).containsExactly("new");
    }

    @Test
    void logThatNobodyFollowsIsLookedAtOnceASecond() throws IOException {
        disk.mkdir(DIRECTORY);
        disk.append(log(0), "old\n");
        disk.append(log(1), "old\n");
        letPass(60_000);
        tail.attention().begin("many/app0x.log");
        letPass(100);
        AtomicInteger followed = new AtomicInteger();
        AtomicInteger ignored = new AtomicInteger();
        disk.failing(call -> {
            followed.addAndGet(call.equals("attributes app0x.log") ? 1 : 0);
            ignored.addAndGet(call.equals("attributes app1x.log") ? 1 : 0);
            return false;
        });
        letPass(10_000);
        // Listing looks at each file too: twice a second where somebody follows one.
        assertThat(followed.get() - ignored.get()).isBetween(28, 45);
        tail.attention().end("many/app0x.log");
        followed.set(0);
        letPass(10_000);
        assertThat(followed.get()).isBetween(10, 25);
    }
}

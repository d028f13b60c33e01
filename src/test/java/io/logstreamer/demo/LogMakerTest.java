package io.logstreamer.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LogMakerTest {

    private static final Rate ONE_A_DAY = new Rate(Duration.ofDays(1));

    @TempDir
    Path directory;

    @Test
    void writesExactlyTheGivenNumberOfLines() throws Exception {
        Path out = directory.resolve("logs.log");

        long written = new LogMaker(counting(), LogFile.unbounded(out), Rate.MAX).write(1_000);

        assertThat(written).isEqualTo(1_000);
        assertThat(Files.readAllLines(out)).isEqualTo(numbers(1_000));
    }

    @Test
    void closeEndsTheWaitForTheNextLine() throws Exception {
        CountDownLatch firstLine = new CountDownLatch(1);
        AtomicReference<Thread> writer = new AtomicReference<>();
        LogMaker maker = new LogMaker(
                () -> {
                    writer.set(Thread.currentThread());
                    firstLine.countDown();
                    return bytes("one");
                },
                LogFile.unbounded(directory.resolve("logs.log")),
                ONE_A_DAY);

        maker.start();
        await(firstLine);
        maker.close();

        assertThat(writer.get().isAlive()).isFalse();
        assertThat(directory.resolve("logs.log")).hasContent("one\n");
    }

    @Test
    void ownThreadHasARoleAndKeepsNoMachineAlive() throws Exception {
        AtomicReference<Thread> writer = new AtomicReference<>();
        CountDownLatch firstLine = new CountDownLatch(1);
        LogMaker maker = new LogMaker(
                () -> {
                    writer.set(Thread.currentThread());
                    firstLine.countDown();
                    return bytes("one");
                },
                LogFile.unbounded(directory.resolve("logs.log")),
                ONE_A_DAY);
        try (maker) {
            maker.start();
            await(firstLine);

            assertThat(writer.get().getName()).isEqualTo("logstreamer-log-maker");
            assertThat(writer.get().isDaemon()).isTrue();
        }
    }

    @Test
    void closeBeforeTheStartWritesNothing() throws Exception {
        Path out = directory.resolve("logs.log");
        LogMaker maker = new LogMaker(counting(), LogFile.unbounded(out), Rate.MAX);
        maker.close();

        assertThat(maker.write(10)).isZero();
        assertThat(out).doesNotExist();
    }

    @Test
    void diskThatRefusesIsTheCallersToHandle() throws IOException {
        Path notADirectory = Files.writeString(directory.resolve("file"), "");
        LogMaker maker = new LogMaker(counting(), LogFile.unbounded(notADirectory.resolve("logs.log")), Rate.MAX);

        assertThatThrownBy(() -> maker.write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void ownThreadGoesOnWhenTheDiskTakesLinesAgain() throws Exception {
        Path out = Files.createDirectory(directory.resolve("logs.log"));
        CountDownLatch secondAttempt = new CountDownLatch(2);
        CountDownLatch repaired = new CountDownLatch(1);
        LogMaker maker = new LogMaker(
                () -> {
                    secondAttempt.countDown();
                    if (secondAttempt.getCount() == 0) {
                        await(repaired);
                    }
                    return bytes("line");
                },
                LogFile.unbounded(out),
                ONE_A_DAY);
        maker.start();
        await(secondAttempt);
        Files.delete(out);
        repaired.countDown();
        maker.close();

        assertThat(out).hasContent("line\n");
    }

    @Test
    void secondStartIsRefused() {
        try (LogMaker maker = new LogMaker(counting(), LogFile.unbounded(directory.resolve("logs.log")), ONE_A_DAY)) {
            maker.start();
            assertThatThrownBy(maker::start).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Supplier<byte[]> counting() {
        int[] next = {0};
        return () -> bytes("line " + next[0]++);
    }

    private static List<String> numbers(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("line " + i);
        }
        return lines;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

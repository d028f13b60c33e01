package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server's log says of a disk that fails: once for each change, and not once for each look. */
class FaultsToldTest {

    private static final Logger LOG = Logger.getLogger("io.logstreamer.tail");
    private static final Path DIRECTORY = Path.of("/logs");
    private static final Path APP = DIRECTORY.resolve("app.log");

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final Recorder recorder = new Recorder();
    private final Told told = new Told();

    @BeforeEach
    void listen() {
        LOG.addHandler(told);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(told);
    }

    @Test
    void directoryThatCannotBeListedIsNoTroubleOfALogThatIsRead() throws IOException {
        try (TailHarness tail = follow()) {
            disk.append(APP, "first\n");
            pass(tail, 500);
            disk.failing(call -> call.startsWith("list "));
            for (int i = 0; i < 30; i++) {
                disk.append(APP, i + "\n");
                pass(tail, 200);
            }
            assertThat(recorder.lines()).hasSize(31);
            assertThat(told.messages).isEmpty();
            assertThat(tail.history().sources())
                    .extracting(SourceState::problem)
                    .containsOnlyNulls();
        }
    }

    @Test
    void oneFaultThatIsMetAtDirectoryAndFileIsToldOnce() throws IOException {
        try (TailHarness tail = follow()) {
            disk.append(APP, "1\n");
            pass(tail, 500);
            disk.rename(APP, DIRECTORY.resolve("app.log.1"));
            disk.append(APP, "2\n");
            for (String call : List.of("list logs", "open app.log", "list logs", "open app.log")) {
                disk.failingWith(call::equals, path -> new FileSystemException(path, null, "Too many open files"));
                pass(tail, 1_000);
            }
            assertThat(told.messages)
                    .singleElement()
                    .asString()
                    .startsWith("Source app: FileSystemException")
                    .endsWith("Too many open files");
            disk.failing(call -> false);
            pass(tail, 1_000);
            assertThat(told.messages).hasSize(2).last().isEqualTo("Source app can be read again");
            assertThat(recorder.lines()).containsExactly("1", "2");
        }
    }

    @Test
    void configuredFileThatIsNotThereIsToldOnceAndOnceThatItIs() {
        try (TailHarness tail = follow()) {
            pass(tail, 500);
            disk.rename(APP, DIRECTORY.resolve("app.log.1"));
            pass(tail, 3_000);
            disk.append(APP, "1\n");
            pass(tail, 20_000);
            assertThat(told.messages).as("a rotation that creates late").isEmpty();
            disk.rename(APP, Path.of("/away.log"));
            disk.rename(DIRECTORY, Path.of("/away"));
            pass(tail, 60_000);
            assertThat(told.messages).containsExactly("Source app is not there, and is waited for: " + APP);
            disk.rename(Path.of("/away"), DIRECTORY);
            disk.rename(Path.of("/away.log"), APP);
            pass(tail, 20_000);
            assertThat(told.messages).hasSize(2).last().isEqualTo("Source app is there");
        }
    }

    private TailHarness follow() {
        disk.mkdir(DIRECTORY);
        disk.append(APP, "");
        TailHarness tail = new TailHarness(
                List.of(new SourceSpec.File("app", APP)),
                disk,
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20));
        tail.turn();
        tail.attention().begin("app");
        return tail;
    }

    private void pass(TailHarness tail, long millis) {
        for (long passed = 0; passed < millis; passed += 20) {
            clock.advanceMillis(20);
            tail.turn();
        }
    }

    private static final class Told extends Handler {

        private final List<String> messages = new ArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
                messages.add(MessageFormat.format(entry.getMessage(), entry.getParameters()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of a mount that was away come back as copies: the same names and bytes, but other files. */
class ReturnedFilesTest {

    private static final Path LOGS = Path.of("/mnt/logs");
    private static final Path LOG = LOGS.resolve("app.log");
    private static final Path AWAY = Path.of("/away");
    private static final List<String> NAMES = List.of("app.log.3.zst", "app.log.2.gz", "app.log.1", "app.log");

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final Recorder recorder = new Recorder();
    private final List<String> written = new ArrayList<>();

    private String lines(int file) {
        List<String> lines = IntStream.range(0, 60)
                .mapToObj(line -> "file %d line %d, which is long enough".formatted(file, line))
                .toList();
        written.addAll(lines);
        return String.join("\n", lines) + "\n";
    }

    @ParameterizedTest
    @CsvSource({"1000, false", "4000, false", "4000, true", "60000, true"})
    void areTheSameHistory(int awayMillis, boolean read) {
        disk.mkdir(LOGS);
        disk.append(LOGS.resolve(NAMES.get(0)), ArchiveFixtures.pack(ArchiveForm.ZSTD, bytes(lines(3))));
        disk.append(LOGS.resolve(NAMES.get(1)), ArchiveFixtures.pack(ArchiveForm.GZIP, bytes(lines(2))));
        disk.append(LOGS.resolve(NAMES.get(2)), lines(1));
        disk.append(LOG, lines(0));
        try (TailHarness tail = new TailHarness(
                List.of(new SourceSpec.File("app", LOG)),
                disk,
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20))) {
            pass(tail, 2_000);
            tail.attention().begin("app");
            if (read) {
                assertThat(fromEarliest(tail)).isEqualTo(written);
            }
            for (String name : NAMES) {
                disk.rename(LOGS.resolve(name), AWAY.resolveSibling("away-" + name));
            }
            pass(tail, awayMillis);
            for (String name : NAMES) {
                disk.copy(AWAY.resolveSibling("away-" + name), LOGS.resolve(name));
            }
            pass(tail, 5_000);
            disk.append(LOG, "back\n");
            written.add("back");
            pass(tail, 5_000);
            assertThat(recorder.lines()).containsExactly("back");
            assertThat(fromEarliest(tail)).isEqualTo(written);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void pass(TailHarness tail, int millis) {
        for (int passed = 0; passed < millis; passed += 50) {
            clock.advanceMillis(50);
            tail.turn();
        }
    }

    private List<String> fromEarliest(TailHarness tail) {
        return recorder.readFrom(tail.history(), tail.history().earliest("app"));
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file that was read as it was written, and whose archive is damaged: what is read of it is what a server reads that has
 * never seen the file.
 */
class DamagedPastTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");
    private static final int LINES = 3_000;
    private static final int MAX_SHOWN = 60;
    private static final int[] BACK = {1, 5, 10, 11, 12, 50, LINES, 2 * LINES};
    private static final int[] SECONDS = {0, LINES / 2, LINES, LINES + 3};

    private final ManualClock clock = new ManualClock();
    private final MemoryLog files = new MemoryLog(clock);

    static Stream<ArchiveForm> forms() {
        return Stream.of(ArchiveForm.values()).filter(ArchiveForm::readable);
    }

    private void write(int from, int to, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(BEGIN.plusSeconds(i)).append(" line ").append(i).append(' ');
            for (int word = 0; word < 40; word++) {
                text.append(Long.toHexString(random.nextLong()));
            }
            text.append('\n');
        }
        files.disk().append(files.path(), text.toString());
    }

    private void damage(byte[] packed, Random random) {
        int from = packed.length / 4 + random.nextInt(packed.length / 2);
        for (int i = from; i < from + 40; i++) {
            packed[i] ^= 0x5a;
        }
    }

    /** Answers, of which each line is cut and gives its length. */
    private List<String> told(Following log) {
        List<String> told = new ArrayList<>(List.of("from earliest"));
        told.addAll(log.fromEarliest());
        for (int lines : BACK) {
            Position place = log.history().back(log.tip(), lines);
            told.add("back " + lines);
            told.addAll(log.read(place));
        }
        for (int seconds : SECONDS) {
            told.add("since " + seconds);
            told.addAll(log.read(log.history().since(Following.APP, BEGIN.plusSeconds(seconds))));
        }
        return told.stream().map(DamagedPastTest::brief).toList();
    }

    private static String brief(String line) {
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "… " + line.length();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isReadAsByAServerThatHasNeverSeenIt(ArchiveForm form) throws IOException {
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            try (Following log = new Following(files, clock)) {
                write(0, LINES, random);
                log.look();
                files.rotate();
                write(LINES, LINES + 5, random);
                log.lookAfter(5_000);
                files.rotate();
                write(LINES + 5, LINES + 10, random);
                log.lookAfter(5_000);
                Path plain = files.rotated(2);
                byte[] packed = ArchiveFixtures.pack(form, files.disk().content(plain));
                damage(packed, random);
                Path archive = plain.resolveSibling(plain.getFileName() + form.suffix());
                files.disk().append(archive, packed);
                files.disk().delete(plain);
                if (random.nextBoolean()) {
                    log.lookAfter(5_000);
                }
                List<String> seen = told(log);
                log.restart();
                log.look();
                assertThat(seen).as("seed %d", seed).isEqualTo(told(log));
                assertThat(seen).as("seed %d", seed).contains("gap: unreadable");
                files.disk().delete(archive);
            }
            for (int number = 0; number <= 2; number++) {
                Path left = number == 0 ? files.path() : files.rotated(number);
                if (files.exists(left)) {
                    files.disk().delete(left);
                }
            }
        }
    }
}

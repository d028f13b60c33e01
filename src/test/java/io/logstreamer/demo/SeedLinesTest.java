package io.logstreamer.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedLinesTest {

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00.007Z"));

    @TempDir
    Path directory;

    @Test
    void sameRandomSeedGivesSameLines() throws IOException {
        SeedLines seed = seed("one\ntwo\nthree\nfour\n");

        assertThat(take(seed.shuffled(new Random(5), NOON), 50))
                .isEqualTo(take(seed.shuffled(new Random(5), NOON), 50));
    }

    @Test
    void everyLineComesUp() throws IOException {
        SeedLines seed = seed("one\ntwo\nthree");

        assertThat(take(seed.shuffled(new Random(1), NOON), 100)).containsOnly("one", "two", "three");
    }

    @Test
    void lineEndsAndBlankLinesAreLeftOut() throws IOException {
        SeedLines seed = seed("\r\none\r\n\n\ntwo\rtwo\n\r\n");

        assertThat(seed.count()).isEqualTo(2);
        assertThat(take(seed.shuffled(new Random(1), NOON), 50)).containsOnly("one", "two\rtwo");
    }

    @Test
    void nowBecomesTheMomentOfWriting() throws IOException {
        SeedLines seed = seed("at {now}: it is {now}");

        assertThat(take(seed.shuffled(new Random(1), NOON), 1))
                .containsExactly("at 2026-11-22T12:00:00.007Z: it is {now}");
    }

    @Test
    void wholeSecondStillHasThreeDecimals() throws IOException {
        InstantSource second = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

        assertThat(take(seed("{now}").shuffled(new Random(1), second), 1)).containsExactly("2026-11-22T12:00:00.000Z");
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() throws IOException {
        byte[] line = {(byte) 0xff, 0, (byte) 0x80};
        Path file = Files.write(directory.resolve("seed"), line);

        assertThat(SeedLines.read(file).shuffled(new Random(1), NOON).get()).isEqualTo(line);
    }

    @Test
    void seedWithoutLinesIsRefusedByName() {
        assertThatThrownBy(() -> seed("\n\r\n")).isInstanceOf(IOException.class).hasMessageContaining("seed.log");
    }

    @Test
    void missingSeedIsAnError() {
        assertThatThrownBy(() -> SeedLines.read(directory.resolve("none.log"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void bundledSeedIsTheOneInTheRepository() throws IOException {
        List<String> stored = Files.readAllLines(Path.of("data/seed.log"), StandardCharsets.UTF_8);

        assertThat(SeedLines.bundled().count()).isEqualTo(stored.size()).isGreaterThanOrEqualTo(300);
    }

    private SeedLines seed(String text) throws IOException {
        return SeedLines.read(Files.writeString(directory.resolve("seed.log"), text));
    }

    private static List<String> take(Supplier<byte[]> lines, int count) {
        return Stream.generate(lines)
                .limit(count)
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .toList();
    }
}

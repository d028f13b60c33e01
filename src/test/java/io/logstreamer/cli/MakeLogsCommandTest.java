package io.logstreamer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MakeLogsCommandTest {

    @TempDir
    Path directory;

    private Path seed;
    private Path out;

    @BeforeEach
    void makeSeed() throws IOException {
        seed = Files.writeString(directory.resolve("seed.log"), "one\ntwo\n");
        out = directory.resolve("new/logs.log");
    }

    @Test
    void writesTheGivenNumberOfLinesOfTheSeed() throws IOException {
        CommandRun run = makeLogs(Map.of(), "--lines", "20", "--rate", "max");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Writing 20 lines to " + out, "Wrote 20 lines.");
        assertThat(Files.readAllLines(out)).hasSize(20).containsOnly("one", "two");
    }

    @Test
    void namesOfTheOriginalAreHonoured() throws IOException {
        CommandRun run = CommandRun.of(
                Map.of("OUT_LOG_FILE_PATH", out.toString(), "SEED_FILE_PATH", seed.toString(), "WRITE_DELAY", "0.002"),
                "make-logs",
                "--lines",
                "3");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("one each 2 ms");
        assertThat(Files.readAllLines(out)).hasSize(3);
    }

    @Test
    void optionGoesBeforeEnvironment() throws IOException {
        CommandRun run = makeLogs(
                Map.of("OUT_LOG_FILE_PATH", "/dev/null", "SEED_FILE_PATH", "/none", "WRITE_DELAY", "3600"),
                "--lines",
                "2",
                "--rate",
                "max");

        assertThat(run.status()).isZero();
        assertThat(Files.readAllLines(out)).hasSize(2);
    }

    @Test
    void numbersGoOnWhereTheLogEnds() throws IOException {
        makeLogs(Map.of(), "--lines", "2", "--rate", "max", "--numbered");
        makeLogs(Map.of(), "--lines", "2", "--rate", "max", "--numbered");

        assertThat(Files.readAllLines(out))
                .extracting(line -> line.replaceAll("ts=\\d{19} (one|two)$", "ok"))
                .containsExactly(
                        "seq=000000000001 ok", "seq=000000000002 ok", "seq=000000000003 ok", "seq=000000000004 ok");
    }

    @Test
    void missingSeedIsExplained() {
        CommandRun run = CommandRun.of("make-logs", "--seed", directory + "/none.log", "--out", out.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).isEqualToNormalizingNewlines("logstreamer: no such file: " + directory + "/none.log\n");
        assertThat(out).doesNotExist();
    }

    @Test
    void unwritableLogIsExplained() {
        CommandRun run = CommandRun.of("make-logs", "--seed", seed.toString(), "--out", directory.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).startsWith("logstreamer: " + directory + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "0/s", "2"})
    void wrongRateIsExplained(String rate) {
        CommandRun run = makeLogs(Map.of(), "--rate", rate);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--rate", "'" + rate + "' is not a rate (examples: 2/s");
    }

    @ParameterizedTest
    @CsvSource({"1, one each 1000 ms", "0.25, one each 250 ms", "0, as fast as possible"})
    void delayOfTheEnvironmentIsInSeconds(String delay, String told) {
        CommandRun run = makeLogs(Map.of("WRITE_DELAY", delay), "--lines", "1");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "250ms", "-1", "1e3", "."})
    void wrongDelayOfTheEnvironmentIsExplained(String delay) {
        CommandRun run = makeLogs(Map.of("WRITE_DELAY", delay));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("WRITE_DELAY: '" + delay + "' is not a number of seconds (examples: 2, 0.5)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "many"})
    void wrongNumberOfLinesIsExplained(String lines) {
        CommandRun run = makeLogs(Map.of(), "--lines", lines);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--lines", lines);
    }

    private CommandRun makeLogs(Map<String, String> environment, String... options) {
        String[] arguments = new String[options.length + 5];
        arguments[0] = "make-logs";
        arguments[1] = "--seed";
        arguments[2] = seed.toString();
        arguments[3] = "--out";
        arguments[4] = out.toString();
        System.arraycopy(options, 0, arguments, 5, options.length);
        return CommandRun.of(environment, arguments);
    }
}

package io.logstreamer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @Test
    void helpNamesTheCommandsThatExistAndNoOthers() {
        CommandRun run = CommandRun.of("--help");

        assertThat(run.status()).isZero();
        String commands = run.out().substring(run.out().indexOf("Commands:"));
        assertThat(Pattern.compile("(?m)^  ([a-z-]+) ").matcher(commands).results())
                .extracting(found -> found.group(1))
                .containsExactly("make-logs", "load", "version");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"make-logs", "load", "version"})
    void everyCommandHasHelp(String command) {
        CommandRun run = CommandRun.of(command, "--help");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: logstreamer " + command);
    }

    @Test
    void versionNamesProductAndJava() {
        CommandRun run = CommandRun.of("version");

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualToNormalizingNewlines("logstreamer 1.2.3-test (Java " + Runtime.version() + ")\n");
    }

    @Test
    void missingCommandIsExplained() {
        CommandRun run = CommandRun.of();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Which command?", "Try: logstreamer --help");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void misspeltCommandIsExplainedWithASuggestion() {
        CommandRun run = CommandRun.of("make-log");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("make-log", "Did you mean: logstreamer make-logs");
    }

    @Test
    void misspeltOptionIsExplainedWithTheHelpOfItsCommand() {
        CommandRun run = CommandRun.of("load", "--client", "3", "http://localhost/stream");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--client", "Try: logstreamer load --help");
    }
}

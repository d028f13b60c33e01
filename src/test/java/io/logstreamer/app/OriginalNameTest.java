package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceSpec;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalNameTest {

    @TempDir
    Path directory;

    Deployment deployment;

    @BeforeEach
    void deploy() {
        deployment = new Deployment(directory);
    }

    @Test
    void logOfTheOriginalIsASourceNamedByItsFile() {
        Settings settings =
                deployment.environment("READ_LOG_FILE_PATH", "data/logs.log").load();

        assertThat(settings.sources())
                .containsExactly(new SourceSpec.File("logs.log", directory.resolve("data/logs.log")));
        assertThat(settings.describe())
                .contains(new EffectiveSetting(
                        "logstreamer.sources", "data/logs.log", "environment variable READ_LOG_FILE_PATH"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a,b.log", "[x]*?{y}.log", "name=x.log", "container", "back\\slash.log", "back\\,slash.log"})
    void pathOfTheOriginalIsTakenLiterally(String path) {
        Settings settings = deployment.environment("READ_LOG_FILE_PATH", path).load();

        assertThat(settings.sources()).containsExactly(new SourceSpec.File(path, directory.resolve(path)));
    }

    @Test
    void absolutePathOfTheOriginalStaysSo() {
        Settings settings =
                deployment.environment("READ_LOG_FILE_PATH", "/var/log/a,b.log").load();

        assertThat(settings.sources()).containsExactly(new SourceSpec.File("a,b.log", Path.of("/var/log/a,b.log")));
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "0.5, 500", "0, 1", "0.0001, 1", "60, 60000"})
    void readDelayIsInSeconds(String seconds, long millis) {
        assertThat(deployment.environment("READ_DELAY", seconds).load().tail().pollInterval())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"2, 2000", "0.25, 250", "0, 0"})
    void writeDelayIsInSeconds(String seconds, long millis) {
        assertThat(deployment.environment("WRITE_DELAY", seconds).load().demo().delay())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"READ_DELAY, 1s", "READ_DELAY, -1", "WRITE_DELAY, fast", "WRITE_DELAY, 1e3", "READ_DELAY, 61"})
    void wrongDelayIsToldAsItWasWritten(String name, String value) {
        SettingError error = deployment.environment(name, value).onlyError();

        assertThat(error.value()).isEqualTo(value);
        assertThat(error.origin()).isEqualTo("environment variable " + name);
    }

    @Test
    void filesOfTheLogMakerReachTheDemo() {
        Settings settings = deployment
                .environment("OUT_LOG_FILE_PATH", "data/logs.log")
                .environment("SEED_FILE_PATH", "data/seed.log")
                .load();

        assertThat(settings.demo().out()).isEqualTo(directory.resolve("data/logs.log"));
        assertThat(settings.demo().seed()).isEqualTo(directory.resolve("data/seed.log"));
    }

    @Test
    void environmentSharedWithALogMakerMakesNoSecondWriter() {
        Settings settings = deployment
                .environment("READ_LOG_FILE_PATH", "data/logs.log")
                .environment("OUT_LOG_FILE_PATH", "data/logs.log")
                .load();

        assertThat(settings.demoRuns()).isFalse();
    }

    @Test
    void nameOfTodayComesBeforeTheOriginalsInOnePlace() {
        Settings settings = deployment
                .environment("READ_DELAY", "1")
                .environment("LOGSTREAMER_TAIL_POLL_INTERVAL", "2s")
                .load();

        assertThat(settings.tail().pollInterval()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void strongerPlaceWinsWhateverTheName() {
        Settings settings = deployment
                .environment("READ_DELAY", "1")
                .systemProperty("logstreamer.tail.poll-interval", "2s")
                .load();

        assertThat(settings.tail().pollInterval()).isEqualTo(Duration.ofSeconds(1));
    }
}

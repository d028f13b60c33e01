package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    Path directory;

    Deployment deployment;

    @BeforeEach
    void deploy() {
        deployment = new Deployment(directory);
    }

    @Test
    void nothingGivenMeansDefaults() {
        Settings settings = deployment.load();

        assertThat(settings.sources()).isEmpty();
        assertThat(settings.defaultSource()).isNull();
        assertThat(settings.state()).isEqualTo(new Settings.State(directory.resolve("logstreamer-state"), 256L << 20));
        assertThat(settings.tail()).isEqualTo(new Settings.Tail(Duration.ofMillis(250), 1 << 20));
        assertThat(settings.ring()).isEqualTo(new Settings.Ring(64L << 20));
        assertThat(settings.history()).isEqualTo(new Settings.History(100, 10_000, 16 << 20));
        assertThat(settings.stream())
                .isEqualTo(new Settings.Stream(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(30),
                        OptionalInt.empty(),
                        Duration.ofMillis(1)));
        assertThat(settings.http()).isEqualTo(new Settings.Http(List.of()));
        assertThat(settings.ui()).isEqualTo(new Settings.Ui(true, "LogStreamer"));
        assertThat(settings.demo()).isEqualTo(new Settings.Demo(null, null, Duration.ofMillis(500)));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void everySettingReachesItsPlace() {
        Settings settings = deployment
                .file(
                        "logstreamer.properties",
                        "logstreamer.sources = app=/var/log/app.log",
                        "logstreamer.default-source = app",
                        "logstreamer.state.dir = /var/lib/logstreamer",
                        "logstreamer.tail.poll-interval = 100ms",
                        "logstreamer.tail.max-line-bytes = 64KiB",
                        "logstreamer.ring.bytes = 10MiB",
                        "logstreamer.history.lines = 20",
                        "logstreamer.history.max-lines = 500",
                        "logstreamer.stream.heartbeat = 60s",
                        "logstreamer.stream.retry = 10m",
                        "logstreamer.stream.write-timeout = 1h",
                        "logstreamer.stream.max-subscribers = 7",
                        "logstreamer.stream.batch-window = 0ms",
                        "logstreamer.http.allowed-hosts = Logs.Example.org , *",
                        "logstreamer.ui.enabled = FALSE",
                        "logstreamer.ui.title = Größe",
                        "logstreamer.demo.out = out.log",
                        "logstreamer.demo.seed = /seed.log",
                        "logstreamer.demo.delay = 1h")
                .load();

        assertThat(settings.sources()).hasSize(1);
        assertThat(settings.defaultSource()).isEqualTo("app");
        assertThat(settings.state().dir()).isEqualTo(Path.of("/var/lib/logstreamer"));
        assertThat(settings.tail()).isEqualTo(new Settings.Tail(Duration.ofMillis(100), 64 << 10));
        assertThat(settings.ring()).isEqualTo(new Settings.Ring(10L << 20));
        assertThat(settings.history()).isEqualTo(new Settings.History(20, 500, 16 << 20));
        assertThat(settings.stream())
                .isEqualTo(new Settings.Stream(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        OptionalInt.of(7),
                        Duration.ZERO));
        assertThat(settings.http().allowedHosts()).containsExactly("logs.example.org", "*");
        assertThat(settings.ui()).isEqualTo(new Settings.Ui(false, "Größe"));
        assertThat(settings.demo())
                .isEqualTo(new Settings.Demo(directory.resolve("out.log"), Path.of("/seed.log"), Duration.ofHours(1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            stream.heartbeat       | 15     | is not a duration
            stream.heartbeat       | 1.5s   | is not a duration
            stream.heartbeat       | -15s   | is not a duration
            stream.heartbeat       | 15S    | is not a duration
            stream.heartbeat       | 15sec  | is not a duration
            stream.heartbeat       | 9999999999s | is not a duration
            stream.heartbeat       | 4999ms | is out of range
            stream.heartbeat       | 61s    | is out of range
            stream.heartbeat       | 999999999d | is out of range
            stream.retry           | 99ms   | is out of range
            stream.retry           | 11m    | is out of range
            stream.write-timeout   | 0s     | is out of range
            stream.write-timeout   | 2h     | is out of range
            stream.batch-window    | 2s     | is out of range
            stream.max-subscribers | 0      | is out of range
            stream.max-subscribers | many   | is not a whole number
            stream.max-subscribers | -1     | is out of range
            stream.max-subscribers | 99999999999999999999 | is not a whole number
            tail.poll-interval     | 0ms    | is out of range
            tail.poll-interval     | 61s    | is out of range
            tail.max-line-bytes    | 1MB    | is not a size
            tail.max-line-bytes    | 1.5MiB | is not a size
            tail.max-line-bytes    | -1     | is not a size
            tail.max-line-bytes    | 1023   | is out of range
            tail.max-line-bytes    | 65MiB  | is out of range
            ring.bytes             | 999999999999GiB | is more than any machine has
            ring.bytes             | 63KiB  | is out of range
            history.lines          | 1e3    | is not a whole number
            history.lines          | -1     | is out of range
            history.max-lines      | 0      | is out of range
            ui.enabled             | yes    | is neither true nor false
            ui.enabled             | 1      | is neither true nor false
            http.allowed-hosts     | https://logs.example.org | has an entry that is no host name (https://logs.example.org)
            http.allowed-hosts     | a.example,logs:8080 | has an entry that is no host name (logs:8080)
            http.allowed-hosts     | logs.example.org/x | has an entry that is no host name (logs.example.org/x)
            """)
    void badValueIsRefusedWithKeyValueOriginAndFix(String name, String value, String problem) {
        SettingError error =
                deployment.systemProperty("logstreamer." + name, value).onlyError();

        assertThat(error.key()).isEqualTo("logstreamer." + name);
        assertThat(error.value()).isEqualTo(value);
        assertThat(error.origin()).isEqualTo("system property logstreamer." + name);
        assertThat(error.problem()).isEqualTo(problem);
        assertThat(error.fix()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "stream.heartbeat, 5s",
        "stream.heartbeat, 5000ms",
        "stream.heartbeat, 60s",
        "stream.heartbeat, 1m",
        "stream.heartbeat, 15 s",
        "stream.max-subscribers, auto",
        "stream.max-subscribers, AUTO",
        "stream.max-subscribers, 10000000",
        "tail.max-line-bytes, 1024",
        "tail.max-line-bytes, 1024B",
        "tail.max-line-bytes, 1kib",
        "tail.max-line-bytes, 64MiB",
        "ring.bytes, 512MiB",
        "history.lines, 0",
        "history.lines, 10000",
        "http.allowed-hosts, '[::1],10.0.0.1,logs_1.lan,::1'",
        "ui.enabled, True",
    })
    void valueAtTheEdgeIsAccepted(String name, String value) {
        Settings settings =
                deployment.systemProperty("logstreamer." + name, value).load();

        assertThat(settings.describe())
                .contains(new EffectiveSetting("logstreamer." + name, value, "system property logstreamer." + name));
    }

    @Test
    void messageIsOneLineThatTellsEverythingThatIsWrong() {
        ConfigurationException refusal = deployment
                .environment("LOGSTREAMER_STREAM_HEARTBEAT", "3s")
                .file("logstreamer.properties", "# comment", "", "logstreamer.stream.hartbeat=15s")
                .refusal();

        assertThat(refusal)
                .hasMessage("wrong configuration: logstreamer.stream.hartbeat (%s, line 3) is not a known setting: "
                                .formatted(directory.resolve("logstreamer.properties"))
                        + "did you mean logstreamer.stream.heartbeat?; "
                        + "logstreamer.stream.heartbeat=3s (environment variable LOGSTREAMER_STREAM_HEARTBEAT) "
                        + "is out of range: give 5s to 60s");
    }

    @Test
    void valueCannotForgeASecondLine() {
        SettingError error = deployment
                .contextParameter("logstreamer.ui.enabled", "no\nERROR \u001b[2J" + "x".repeat(1_000))
                .onlyError();

        assertThat(error.line()).doesNotContain("\n", "\u001b").contains("=no\\u000aERROR \\u001b[2Jxxx", "…");
        assertThat(error.value().length()).isLessThan(250);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 255})
    void smallHeapMakesASmallRing(int heapMebibytes) {
        long heapBytes = (long) heapMebibytes << 20;

        assertThat(deployment.maxHeapBytes(heapBytes).load().ring().bytes()).isEqualTo(heapBytes / 4);
    }

    @Test
    void ringLargerThanHalfTheHeapIsRefused() {
        SettingError error =
                deployment.systemProperty("logstreamer.ring.bytes", "513MiB").onlyError();

        assertThat(error.problem()).isEqualTo("is more than half of the heap, which is 1GiB");
    }

    @Test
    void ringThatHoldsNoLongestLineIsRefused() {
        SettingError error =
                deployment.systemProperty("logstreamer.ring.bytes", "512KiB").onlyError();

        assertThat(error.problem()).isEqualTo("is less than the longest line, which is 1MiB");
    }

    @Test
    void lineLongerThanTheRingOfASmallHeapIsRefused() {
        SettingError error = deployment
                .maxHeapBytes(64L << 20)
                .systemProperty("logstreamer.tail.max-line-bytes", "17MiB")
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.tail.max-line-bytes");
        assertThat(error.problem()).isEqualTo("is more than logstreamer.ring.bytes, which is 16MiB");
    }

    @Test
    void defaultHistoryFollowsALowerLimit() {
        Settings settings =
                deployment.systemProperty("logstreamer.history.max-lines", "50").load();

        assertThat(settings.history()).isEqualTo(new Settings.History(50, 50, 16 << 20));
        assertThat(settings.describe()).contains(new EffectiveSetting("logstreamer.history.lines", "50", "default"));
    }

    @Test
    void historyAboveItsLimitIsRefused() {
        SettingError error = deployment
                .systemProperty("logstreamer.history.lines", "60")
                .systemProperty("logstreamer.history.max-lines", "50")
                .onlyError();

        assertThat(error.problem()).isEqualTo("is more than logstreamer.history.max-lines, which is 50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalina.base", "jetty.base"})
    void stateLiesInTheBaseOfTheContainer(String property) throws Exception {
        Path base = Files.createDirectory(directory.resolve("base"));

        assertThat(deployment.systemProperty(property, "base").load().state().dir())
                .isEqualTo(base.resolve("logstreamer-state"));
    }

    @Test
    void stateGoesToTheTemporaryDirectoryWhereTheBaseCannotHoldIt() throws Exception {
        Files.createFile(directory.resolve("logstreamer-state"));
        Path temporary = directory.resolve("tmp");

        assertThat(deployment.temporaryDirectory(temporary).load().state().dir())
                .isEqualTo(temporary.resolve("logstreamer-state"));
    }

    @Test
    void loadingMakesNothingOnDisk() throws Exception {
        deployment
                .systemProperty("logstreamer.sources", "logs/*.log,app=missing/app.log")
                .systemProperty("logstreamer.demo.out", "data/out.log")
                .load();

        try (var children = Files.list(directory)) {
            assertThat(children).isEmpty();
        }
    }

    @Test
    void demoRunsWithoutSources() {
        assertThat(deployment.load().demoRuns()).isTrue();
    }

    @Test
    void demoDoesNotRunWithSources() {
        assertThat(deployment
                        .systemProperty("logstreamer.sources", "a.log")
                        .load()
                        .demoRuns())
                .isFalse();
    }

    @Test
    void demoRunsWithSourcesWhenItsFileIsNamed() {
        Settings settings = deployment
                .systemProperty("logstreamer.sources", "a.log")
                .systemProperty("logstreamer.demo.out", "a.log")
                .load();

        assertThat(settings.demoRuns()).isTrue();
        assertThat(settings.demo().out()).isEqualTo(directory.resolve("a.log"));
    }

    @Test
    void effectiveSettingsTellWhereTheyComeFrom() {
        Settings settings = deployment
                .environment("LOGSTREAMER_UI_TITLE", "Logs")
                .file("logstreamer.properties", "logstreamer.stream.retry=5s")
                .load();

        assertThat(settings.describe())
                .contains(
                        new EffectiveSetting(
                                "logstreamer.ui.title", "Logs", "environment variable LOGSTREAMER_UI_TITLE"),
                        new EffectiveSetting(
                                "logstreamer.stream.retry",
                                "5s",
                                directory.resolve("logstreamer.properties") + ", line 1"),
                        new EffectiveSetting("logstreamer.ring.bytes", "64MiB", "default"),
                        new EffectiveSetting(
                                "logstreamer.state.dir",
                                directory.resolve("logstreamer-state").toString(),
                                "default"));
        assertThat(settings.describe().stream().map(EffectiveSetting::key))
                .containsExactlyElementsOf(
                        SettingKeys.ALL.stream().map(SettingKey::name).toList());
    }

    @Test
    void valuesOfRecordsCannotBeWrong() {
        assertThatThrownBy(() -> new Settings.Tail(Duration.ZERO, 1)).hasMessageContaining("pollInterval=PT0S");
        assertThatThrownBy(() -> new Settings.Tail(Duration.ofMillis(1), 0)).hasMessageContaining("maxLineBytes=0");
        assertThatThrownBy(() -> new Settings.Ring(0)).hasMessageContaining("bytes=0");
        assertThatThrownBy(() -> new Settings.History(2, 1, 16 << 20)).hasMessageContaining("lines=2");
        assertThatThrownBy(() -> new Settings.State(Path.of("x"), 1)).hasMessageContaining("dir=x");
        assertThatThrownBy(() -> new Settings.Ui(true, " ")).hasMessageContaining("title= ");
        assertThatThrownBy(() -> new Settings.Demo(Path.of("x"), null, Duration.ZERO))
                .hasMessageContaining("out=x");
    }
}

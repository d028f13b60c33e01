package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.demo.LogMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoLogTest {

    @TempDir
    Path directory;

    @Test
    void unconfiguredServerWritesABoundedSampleInItsState() throws Exception {
        DemoLog demo = DemoLog.of(settings(Map.of()), "", directory.resolve("temp"));

        assertThat(demo.path()).isEqualTo(directory.resolve("state/ROOT/sample/sample.log"));
        assertThat(demo.maxBytes()).isLessThan(100 << 20);
        try (LogMaker maker = demo.maker()) {
            assertThat(maker.write(2)).isEqualTo(2);
        }
        assertThat(Files.readAllLines(demo.path())).hasSize(2);
    }

    @Test
    void stateThatRefusesFilesSendsTheSampleToTheTemporaryDirectory() throws Exception {
        Files.writeString(directory.resolve("state"), "a file where a directory is wanted");

        DemoLog demo = DemoLog.of(settings(Map.of()), "", directory.resolve("temp"));

        assertThat(demo.path()).isEqualTo(directory.resolve("temp/sample/sample.log"));
    }

    @Test
    void serverWithASourceWritesNothing() {
        assertThat(DemoLog.of(settings(Map.of("logstreamer.sources", "/var/log/app.log")), "", directory))
                .isNull();
    }

    @Test
    void namedFileIsWrittenBesideASource() {
        Path out = directory.resolve("logs.log");

        DemoLog demo = DemoLog.of(
                settings(Map.of("logstreamer.sources", "app=" + out, "logstreamer.demo.out", out.toString())),
                "",
                directory);

        assertThat(demo.path()).isEqualTo(out);
        assertThat(demo.maxBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void seedThatCannotBeReadIsReplacedByTheBuiltInOne() throws Exception {
        DemoLog demo = DemoLog.of(
                settings(Map.of(
                        "logstreamer.demo.seed", directory.resolve("nowhere").toString())),
                "",
                directory);

        try (LogMaker maker = demo.maker()) {
            assertThat(maker.write(1)).isEqualTo(1);
        }
    }

    private Settings settings(Map<String, String> given) {
        Map<String, String> properties = new TreeMap<>(given);
        properties.put("logstreamer.state.dir", directory.resolve("state").toString());
        properties.put("logstreamer.demo.delay", "1ms");
        return Settings.load(
                new SettingsInputs(Map.of(), "", Map.of(), Map.of(), properties, directory, null, 1L << 30));
    }
}

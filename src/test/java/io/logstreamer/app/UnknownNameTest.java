package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownNameTest {

    @TempDir
    Path directory;

    Deployment deployment;

    @BeforeEach
    void deploy() {
        deployment = new Deployment(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "logstreamer.stream.hartbeat, logstreamer.stream.heartbeat",
        "logstreamer.stream.hearbtaet, logstreamer.stream.heartbeat",
        "logstreamer.heartbeat, logstreamer.stream.heartbeat",
        "logstreamer.tail.pollInterval, logstreamer.tail.poll-interval",
        "logstreamer.tail.poll.interval, logstreamer.tail.poll-interval",
        "logstreamer.Sources, logstreamer.sources",
        "logstreamer.source, logstreamer.sources",
        "logstreamer.max-lines, logstreamer.history.max-lines",
        "LOGSTREAMER_STREAM_HARTBEAT, LOGSTREAMER_STREAM_HEARTBEAT",
    })
    void unknownNameFailsTheStartWithASuggestion(String name, String meant) {
        for (SettingError error : new SettingError[] {
            new Deployment(directory).systemProperty(name, "s3cret").onlyError(),
            new Deployment(directory).contextParameter(name, "s3cret").onlyError(),
            new Deployment(directory).namingEntry(name, "s3cret").onlyError(),
            new Deployment(directory)
                    .file("logstreamer.properties", name + "=s3cret")
                    .onlyError(),
        }) {
            assertThat(error.key()).isEqualTo(name);
            assertThat(error.problem()).isEqualTo("is not a known setting");
            assertThat(error.fix()).isEqualTo("did you mean " + meant + "?");
            assertThat(error.line()).doesNotContain("s3cret");
        }
    }

    @Test
    void forgottenPrefixInAFileIsSuggested() {
        SettingError error = deployment
                .file("logstreamer.properties", "stream.heartbeat=15s")
                .onlyError();

        assertThat(error.fix()).isEqualTo("did you mean logstreamer.stream.heartbeat?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logstreamer.auth.provider", "logstreamer.kafka.bootstrap", "logstreamer.metrics.enabled"})
    void settingThatDoesNothingYetIsUnknown(String name) {
        SettingError error = deployment.systemProperty(name, "x").onlyError();

        assertThat(error.problem()).isEqualTo("is not a known setting");
    }

    @Test
    void nameLikeNoOtherGetsNoSuggestion() {
        SettingError error =
                deployment.systemProperty("logstreamer.colour", "x").onlyError();

        assertThat(error.fix()).isEqualTo("remove it; docs/configuration.md lists all settings");
    }

    @Test
    void unknownDetailOfASourceTellsTheKnownOnes() {
        SettingError error = deployment
                .file("logstreamer.properties", "logstreamer.sources.app.colour=red")
                .onlyError();

        assertThat(error.fix())
                .isEqualTo(
                        "of one source path, group, charset, record-start, rotated can be set, as in logstreamer.sources.app.path");
    }

    @Test
    void namesOfOthersAreLeftAlone() {
        Settings settings = deployment
                .systemProperty("java.io.tmpdir", "/tmp")
                .systemProperty("logstreamers.x", "1")
                .contextParameter("jersey.config.server.tracing", "OFF")
                .namingEntry("jdbc.main", "x")
                .environment("PATH", "/bin")
                .load();

        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void unknownEnvironmentVariableOnlyWarns() {
        Settings settings =
                deployment.environment("LOGSTREAMER_STREAM_HARTBEAT", "s3cret").load();

        assertThat(settings.warnings())
                .containsExactly("environment variable LOGSTREAMER_STREAM_HARTBEAT is not a known setting and is "
                        + "ignored: did you mean LOGSTREAMER_STREAM_HEARTBEAT?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOGSTREAMER_PORT",
                "LOGSTREAMER_SERVICE_HOST",
                "LOGSTREAMER_SERVICE_PORT",
                "LOGSTREAMER_SERVICE_PORT_HTTP",
                "LOGSTREAMER_PORT_8080_TCP",
                "LOGSTREAMER_PORT_8080_TCP_PROTO",
                "LOGSTREAMER_PORT_8080_TCP_PORT",
                "LOGSTREAMER_PORT_8080_TCP_ADDR",
                "LOGSTREAMER_UI_SERVICE_HOST",
                "LOGSTREAMER_UI_PORT_53_UDP_ADDR",
            })
    void serviceLinksOfKubernetesAreIgnored(String name) {
        assertThat(deployment.environment(name, "tcp://10.0.0.1:8080").load().warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "abc, '', 3",
        "abc, abc, 0",
        "abc, ABC, 0",
        "abc, acb, 1",
        "abc, abcd, 1",
        "abc, ab, 1",
        "abc, axc, 1",
        "heartbeat, hartbeat, 1",
        "kitten, sitting, 3",
        "ab, ba, 1",
    })
    void distanceCountsSlips(String left, String right, int slips) {
        assertThat(Suggestion.distance(left, right)).isEqualTo(slips);
        assertThat(Suggestion.distance(right, left)).isEqualTo(slips);
    }
}

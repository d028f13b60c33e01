package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Configuration as an operator gives it to a real server. */
class ConfigurationIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT10", "TOMCAT11"})
    void wrongValueKeepsTheApplicationOutAndNamesTheKey(ContainerKind kind) throws Exception {
        try (ContainerBase base = ContainerBase.create(kind)) {
            base.environment("LOGSTREAMER_STREAM_HEARTBEAT", "soon").deploy("/", TestedWar.path());
            try (RunningContainer server = base.start()) {
                assertThat(Answer.get(server.uri("/stream")).status()).isEqualTo(404);
                assertThat(server.console().toString())
                        .contains("LOGSTREAMER_STREAM_HEARTBEAT")
                        .contains("soon");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT11", "JETTY121"})
    void propertiesFileBesideTheServerIsRead(ContainerKind kind) throws Exception {
        try (ContainerBase base = ContainerBase.create(kind)) {
            Files.writeString(
                    base.directory().resolve("logstreamer.properties"),
                    "logstreamer.sources=named-in-a-file=" + base.directory().resolve("app.log") + "\n");
            base.deploy("/", TestedWar.path());
            try (RunningContainer server = base.start()) {
                TempLog log = new TempLog("named-in-a-file", base.directory().resolve("app.log"));
                try (SseClient client = SseClient.open(server.uri("/stream?source=" + log.source()))) {
                    log.append("found");
                    assertThat(client.awaitLines(1, LIMIT)).containsExactly("found");
                }
                server.stop();
                server.assertNoProblems();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT11"})
    void unknownKeyInAFileIsRefusedWithTheRightOne(ContainerKind kind) throws Exception {
        try (ContainerBase base = ContainerBase.create(kind)) {
            Files.writeString(base.directory().resolve("logstreamer.properties"), "logstreamer.stream.hartbeat=5s\n");
            base.deploy("/", TestedWar.path());
            try (RunningContainer server = base.start()) {
                assertThat(Answer.get(server.uri("/stream")).status()).isEqualTo(404);
                server.console().awaitLine(Pattern.compile("hartbeat.*heartbeat"), 0, LIMIT);
            }
        }
    }
}

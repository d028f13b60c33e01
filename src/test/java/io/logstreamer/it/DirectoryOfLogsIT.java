package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A glob as the one source setting: logs of a directory come and are found by name. */
class DirectoryOfLogsIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Test
    void logThatAppearsBecomesASourceFromItsFirstByte() throws Exception {
        TempLog first = new TempLog("first.log", directory.resolve("first.log")).append("1");
        try (ContainerBase base = ContainerBase.create(ContainerKind.JETTY121)) {
            base.environment("LOGSTREAMER_SOURCES", "svc=" + directory + "/*.log")
                    .deploy("/", TestedWar.path());
            try (RunningContainer server = base.start()) {
                try (SseClient client = SseClient.open(server.uri("/stream?source=svc/first.log&tail=5"))) {
                    assertThat(client.awaitLines(1, LIMIT)).containsExactly("1");
                }
                assertThat(Answer.get(server.uri("/stream?source=second.txt")).status())
                        .as("the glob will never give it")
                        .isEqualTo(404);
                TempLog second = new TempLog("second.log", directory.resolve("second.log"));
                try (SseClient early = SseClient.open(server.uri("/stream?source=second.log"))) {
                    second.append("a");
                    assertThat(early.awaitLines(1, LIMIT))
                            .as("who came before the file waits for it")
                            .containsExactly("a");
                }
                Await.until(
                        "the new log is a source",
                        LIMIT,
                        () -> Answer.get(server.uri("/api/v1/sources")).text().contains("\"svc/second.log\""));
                try (SseClient client =
                        SseClient.open(server.uri("/stream?source=second.log&last_event_id=earliest"))) {
                    assertThat(client.awaitLines(1, LIMIT)).containsExactly("a");
                    second.rotate().append("b");
                    assertThat(client.awaitLines(1, LIMIT)).containsExactly("b");
                }
                assertThat(Answer.get(server.uri("/api/v1/sources")).text())
                        .as("a rotated file belongs to its log")
                        .doesNotContain("\"svc/second.log.1\"");
                first.append("2");
                try (SseClient client = SseClient.open(server.uri("/stream?tail=5"))) {
                    assertThat(client.awaitLines(2, LIMIT))
                            .as("the first by name is the default")
                            .containsExactly("1", "2");
                }
                server.stop();
                server.assertNoProblems();
            }
        }
    }
}

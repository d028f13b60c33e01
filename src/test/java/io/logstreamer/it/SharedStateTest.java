package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two deployments on one state directory: what the second answers while the first still holds it. */
class SharedStateTest {

    /** The order is begun without the directory after ten seconds. */
    private static final Duration LIMIT = Duration.ofSeconds(25);

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private EmbeddedServer start() throws Exception {
        Path logs = directory.resolve("logs");
        return new EmbeddedServer(Map.of(
                        "sources",
                        "shop=" + logs + "/*.log",
                        "state.dir",
                        directory.resolve("state").toString()))
                .start();
    }

    @Test
    void severalLogsAreToBeAskedForAgainAndTheirStreamsBeginAtOnce() throws Exception {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        Files.writeString(logs.resolve("a.log"), "a\n");
        Files.writeString(logs.resolve("b.log"), "b\n");
        String page = "api/v1/logs?group=shop&as=text";
        try (EmbeddedServer first = start()) {
            assertThat(Answer.get(first.uri(page)).text()).isEqualToIgnoringNewLines("ab");
            try (EmbeddedServer second = start()) {
                long begin = System.nanoTime();
                try (HttpStream stream = HttpStream.get(second.uri("stream?group=shop&tail=9"))) {
                    assertThat(stream.status()).isEqualTo(200);
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
                }
                Answer refused = Answer.get(second.uri(page));
                assertThat(refused.status()).as(refused.text()).isEqualTo(503);
                assertThat(Integer.parseInt(refused.header("Retry-After").orElse("0")))
                        .isBetween(1, 10);
                assertThat(refused.text())
                        .contains("another deployment still holds the state directory")
                        .doesNotContain("instance");
                assertThat(Answer.get(second.uri("api/v1/logs?source=shop/a.log&as=text"))
                                .text())
                        .isEqualTo("a\n");
                Await.until(
                        "a page of several",
                        LIMIT,
                        () -> Answer.get(second.uri(page)).text().contains("a\nb\n"));
            }
        }
    }
}

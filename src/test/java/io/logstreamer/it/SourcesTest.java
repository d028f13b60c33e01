package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of sources, in one process over real files. */
class SourcesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private EmbeddedServer start(String sources) throws Exception {
        Map<String, String> settings = new TreeMap<>();
        settings.put("sources", sources);
        settings.put("state.dir", directory.resolve("state").toString());
        return new EmbeddedServer(settings).start();
    }

    private static String sources(EmbeddedServer server, String query) throws IOException {
        return Answer.get(server.uri("api/v1/sources" + query)).text();
    }

    /** The tailer takes its first look on a thread of its own. */
    private static String awaited(EmbeddedServer server, String part) throws Exception {
        Await.until("listed: " + part, SOON, () -> sources(server, "").contains(part));
        return sources(server, "");
    }

    @Test
    void archiveIsListedWithoutBeingRead() throws Exception {
        Files.writeString(directory.resolve("app.log"), "2026-11-25T10:00:00Z now\n");
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(directory.resolve("app.log.1.gz")))) {
            gzip.write("2026-11-24T10:00:00Z then\n".getBytes(StandardCharsets.UTF_8));
        }
        try (EmbeddedServer server = start("app=" + directory.resolve("app.log"))) {
            assertThat(awaited(server, "\"firstTime\":\"2026-11-25"))
                    .contains("{\"file\":\"app.log.1.gz\",\"compressed\":true,\"firstId\":")
                    .contains("{\"file\":\"app.log\",\"sizeBytes\":25,\"compressed\":false,\"firstId\":")
                    .doesNotContain("2026-11-24");
        }
    }

    @Test
    void groupWithoutALogIsListed() throws Exception {
        Path nginx = Files.createDirectory(directory.resolve("nginx"));
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Files.writeString(nginx.resolve("a.log"), "a\n");
        Files.writeString(nginx.resolve("b.log"), "b\n");
        try (EmbeddedServer server = start(nginx + "/*.log," + empty + "/*.log")) {
            assertThat(awaited(server, "nginx/b.log"))
                    .endsWith("\"groups\":[{\"name\":\"nginx\",\"sources\":2},{\"name\":\"empty\",\"sources\":0}]}");
        }
    }

    @Test
    void whatIsNoRegularFileIsListedWithTheReason() throws Exception {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        Files.createDirectory(logs.resolve("more.log"));
        Files.writeString(logs.resolve("a.log"), "a\n");
        assertThat(new ProcessBuilder("mkfifo", logs.resolve("pipe.log").toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        try (EmbeddedServer server = start(
                "app=" + directory + ",gone=" + directory.resolve("gone.log") + ",null=/dev/null," + logs + "/*.log")) {
            assertThat(awaited(server, "logs/a.log"))
                    .contains("\"id\":\"logs/pipe.log\",\"group\":\"logs\",\"file\":\"pipe.log\",\"present\":true,"
                            + "\"problem\":\"pipe.log is not a regular file")
                    .contains("\"problem\":\"gone.log is not there; its stream waits for it\"")
                    .contains("\"present\":true,\"problem\":\"null is not a regular file")
                    .contains("\"present\":true,\"problem\":\"" + directory.getFileName() + " is not a regular file")
                    .doesNotContain("more.log");
            Files.delete(logs.resolve("pipe.log"));
            Await.until("forgotten", SOON, () -> !sources(server, "").contains("pipe.log"));
        }
    }

    @Test
    void whatIsNoRegularFileIsRefusedUntilItIsOne() throws Exception {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        Path folder = Files.createDirectory(logs.resolve("folder.log"));
        Path odd = Files.createDirectory(directory.resolve("odd"));
        try (EmbeddedServer server = start("odd=" + odd + ",null=/dev/null," + logs + "/*.log")) {
            for (String route : List.of("api/v1/logs", "api/v1/stream", "stream")) {
                for (String query : List.of("", "?source=odd", "?source=null&source=odd")) {
                    Answer answer = Answer.get(server.uri(route + query));
                    assertThat(answer.status()).as(route + query).isEqualTo(404);
                    assertThat(answer.text())
                            .containsPattern("The source (odd|null) is left out: .* not a regular file");
                }
                assertThat(Answer.get(server.uri(route + "?source=logs/folder.log"))
                                .status())
                        .isEqualTo(404);
            }
            assertThat(Answer.get(server.uri("stream?source=logs/folder.log")).text())
                    .contains("folder.log is not a regular file");
            assertThat(Answer.get(server.uri("stream?source=nothing-like-it")).text())
                    .doesNotContain("\"odd\"", "\"null\"", "folder.log");

            Files.delete(odd);
            Files.writeString(odd, "a line\n");
            Files.delete(folder);
            Files.writeString(folder, "another line\n");

            assertThat(Answer.get(server.uri("api/v1/logs?source=odd&as=text")).text())
                    .isEqualTo("a line\n");
            assertThat(Answer.get(server.uri("stream?source=logs/folder.log&tail=9&follow=false"))
                            .text())
                    .contains("data: another line\n");
        }
    }

    @Test
    void nameChoosesSources() throws Exception {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        Files.writeString(logs.resolve("a.log"), "a\n");
        Files.writeString(logs.resolve("b.log"), "b\n");
        try (EmbeddedServer server = start(logs + "/*.log")) {
            awaited(server, "logs/b.log");
            assertThat(sources(server, "?source=b.log"))
                    .contains("\"logs/b.log\"")
                    .doesNotContain("\"logs/a.log\"");
            String glob = URLEncoder.encode("logs/*", StandardCharsets.UTF_8);
            assertThat(sources(server, "?source=" + glob)).contains("\"logs/a.log\"", "\"logs/b.log\"");
        }
    }
}

package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code docker-compose.yml} and the {@code Dockerfile}, with the built WAR and a stand-in for the official Jetty image.
 * Where no Docker engine can be started the tests are skipped and say why.
 */
class DockerIT {
    private static final Duration LINE_LIMIT = Duration.ofSeconds(20);
    private static final int ENDED_BY_SIGTERM = 143;
    private static final int OWNER = 12_345;

    private static DockerEngine engine;

    private Path project;

    @BeforeAll
    static void startEngine() throws Exception {
        engine = DockerEngine.start(Path.of(System.getProperty("it.jetty121")), DockerFiles.jettyImage());
        // The reason of a skip is in the report only, where nobody looks after a green build.
        engine.lack().ifPresent(lack -> System.out.println("DockerIT is skipped, no Docker engine: " + lack));
    }

    @AfterAll
    static void endEngine() {
        engine.close();
    }

    @BeforeEach
    void needsAnEngine() throws IOException {
        assumeTrue(
                engine.lack().isEmpty(),
                () -> "no Docker engine: " + engine.lack().orElseThrow());
        project = Directories.create("docker");
    }

    @AfterEach
    void deleteProject() throws IOException {
        if (engine.lack().isEmpty()) {
            Directories.delete(project);
        }
    }

    @Test
    void composeFileServesTheDemonstrationLogUntilItIsStopped() throws Exception {
        Path data = project.resolve("data");
        copyTree(Path.of("data"), data);
        Files.setAttribute(data, "unix:uid", OWNER);
        Files.createDirectory(project.resolve("target"));
        Files.copy(TestedWar.path(), project.resolve("target/logstreamer.war"));
        Files.copy(DockerFiles.COMPOSE, project.resolve("docker-compose.yml"));
        // The limit on open files of the machine itself may be lower than what the file asks for.
        Map<String, String> variables = Map.of("PUBLISH", "127.0.0.1:0", "NOFILE", "4096");

        engine.compose(project, variables, "up", "--detach");
        String server = engine.compose(project, variables, "ps", "--quiet", "logstreamer");
        engine.awaitHealthy(server);
        URI address = URI.create("http://" + engine.compose(project, variables, "port", "logstreamer", "8080"));

        assertThat(address.getHost()).isEqualTo("127.0.0.1");
        assertThat(status(address.resolve("/"))).isEqualTo(200);
        assertRunsWithoutRoot(server);
        assertThat(engine.docker("exec", server, "sh", "-c", "ulimit -n")).isEqualTo("4096");
        assertThat(engine.tryDocker("exec", server, "touch", "/data/logs.log").errors())
                .contains("Read-only");
        try (SseClient stream = SseClient.open(address.resolve("/stream?last_event_id=earliest"))) {
            List<String> taken = stream.awaitLines(2, LINE_LIMIT);
            assertThat(Files.getAttribute(data.resolve("logs.log"), "unix:uid")).isEqualTo(OWNER);

            engine.compose(project, variables, "stop", "log-maker");
            takeRestOf(data.resolve("logs.log"), taken, stream);
            engine.compose(project, variables, "stop", "logstreamer");
            assertSaysGoodbye(stream, server);
        }
    }

    @Test
    void imageServesMountedLogsUntilItIsStopped() throws Exception {
        Files.copy(TestedWar.path(), project.resolve("logstreamer.war"));
        Files.writeString(project.resolve("Dockerfile"), DockerFiles.dockerfileWithWar("logstreamer.war"));
        TempLog log = new TempLog(
                "app", Files.createDirectory(project.resolve("logs")).resolve("app.log"));
        log.append("before");

        engine.docker("build", "--network", "none", "--tag", "logstreamer", project.toString());
        engine.docker("network", "create", "logstreamer");
        String server = engine.docker(
                "run",
                "--detach",
                "--network=logstreamer",
                "--publish=127.0.0.1:0:8080",
                "--volume=" + log.path().getParent() + ":/logs:ro",
                "--env=LOGSTREAMER_SOURCES=/logs/*.log",
                "logstreamer");
        engine.awaitHealthy(server);
        URI address = URI.create("http://" + engine.docker("port", server, "8080"));

        assertRunsWithoutRoot(server);
        try (SseClient stream = SseClient.open(address.resolve("/stream?tail=1"))) {
            assertThat(stream.awaitLines(1, LINE_LIMIT)).containsExactly("before");
            log.append("after");
            assertThat(stream.awaitLines(1, LINE_LIMIT)).containsExactly("after");

            engine.docker("stop", "-t", "30", server);
            assertSaysGoodbye(stream, server);
        }
        assertThat(engine.logs(server)).doesNotContain("WARN", "SEVERE", "Exception");
    }

    private static void assertRunsWithoutRoot(String container) throws Exception {
        assertThat(engine.docker("exec", container, "id", "-u")).matches("[1-9][0-9]*");
    }

    private static void assertSaysGoodbye(SseClient stream, String container) throws Exception {
        List<SseBlock> last = stream.takeToEnd(LINE_LIMIT);
        assertThat(last).isNotEmpty().last().matches(block -> block.is("bye"), "is a bye");
        assertThat(stream.http().end()).contains(HttpStream.End.WHOLE);
        assertThat(engine.docker("inspect", "--format", "{{.State.ExitCode}}", container))
                .isEqualTo(String.valueOf(ENDED_BY_SIGTERM));
    }

    /** Takes what is missing of a log that nobody writes any more. */
    private static void takeRestOf(Path log, List<String> taken, SseClient stream) throws IOException {
        List<String> lines = Files.readAllLines(log);
        List<String> all = new ArrayList<>(taken);
        all.addAll(stream.awaitLines(lines.size() - taken.size(), LINE_LIMIT));
        assertThat(all).isEqualTo(lines);
    }

    private static int status(URI uri) throws IOException {
        try (HttpStream http = HttpStream.get(uri)) {
            return http.status();
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.filter(path -> !path.getFileName().toString().startsWith("logs.log"))
                    .toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}

package io.logstreamer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logstreamer.cli.TinySseServer.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code client.sh} against servers and proxies that do not always have a stream to give. */
class ClientScriptTest {

    private static final int LIMIT_SECONDS = 30;
    private static final Answer FIRST = Answer.stream("retry: 0\n\nevent: log_update\ndata: one\nid: 1\n\n");
    private static final Answer SECOND = Answer.stream("event: log_update\ndata: two\nid: 2\n\n");

    /** How the script ended. */
    private record Outcome(int exit, String output, String errors) {}

    @TempDir
    private Path directory;

    private final List<Long> arrivals = new CopyOnWriteArrayList<>();
    private List<String> lastEventIds = List.of();

    @BeforeAll
    static void needsCurl() {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "curl"))),
                "there is no curl on this machine");
    }

    @Test
    void eventThatWasCutComesOnceFromTheNextConnection() throws Exception {
        Outcome outcome = follow(
                Answer.stream("retry: 0\n\nevent: log_update\ndata: one\nid: 1\n\nevent: log_update\ndata: tw"),
                SECOND,
                Answer.end());
        assertThat(outcome).isEqualTo(new Outcome(0, "one\ntwo\n", ""));
        assertThat(lastEventIds).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 502, 503})
    void answersOfARedeployAreWaitedForWithTheLastId(int status) throws Exception {
        Outcome outcome = follow(FIRST, refusal(status), refusal(status), SECOND, Answer.end());
        assertThat(outcome.output()).isEqualTo("one\ntwo\n");
        assertThat(outcome.errors()).as("told once").containsOnlyOnce("status " + status);
        assertThat(outcome.exit()).isZero();
        assertThat(lastEventIds).containsExactly("1", "1", "1", "2");
    }

    @Test
    void nobodyComesBackBeforeTheTimeTheServerNames() throws Exception {
        Answer busy = new Answer(503, Map.of("Retry-After", "2"), "");
        assertThat(follow(FIRST, busy, SECOND, Answer.end()).output()).isEqualTo("one\ntwo\n");
        assertThat(arrivals.get(2) - arrivals.get(1)).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(2));
    }

    @Test
    void timeThatIsNoNumberOfSecondsIsPassedOver() throws Exception {
        Answer busy = new Answer(503, Map.of("Retry-After", "Fri, 31 Dec 2049 23:59:59 GMT"), "");
        assertThat(follow(FIRST, busy, SECOND, Answer.end()).output()).isEqualTo("one\ntwo\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404})
    void refusalOfTheFirstRequestIsToldAndEndsIt(int status) throws Exception {
        Outcome outcome = follow(refusal(status), FIRST, Answer.end());
        assertThat(outcome.exit()).isOne();
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.errors()).contains("status " + status);
        assertThat(arrivals).hasSize(1);
    }

    private static Answer refusal(int status) {
        return Answer.of(status, "application/problem+json", "{\"status\":" + status + "}\n");
    }

    /** Lets the script follow a server that gives one answer after the other. */
    private Outcome follow(Answer... answers) throws IOException, InterruptedException {
        try (TinySseServer server = new TinySseServer((connection, lastEventId) -> {
            arrivals.add(System.nanoTime());
            return answers[connection];
        })) {
            Path output = directory.resolve("output");
            Path errors = directory.resolve("errors");
            ProcessBuilder builder = new ProcessBuilder(
                            "./client.sh", server.uri().toString(), "--noproxy", "*")
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            Process script = builder.start();
            if (!script.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                script.descendants().forEach(ProcessHandle::destroyForcibly);
                script.destroyForcibly();
                throw new AssertionError("still running: " + Files.readString(errors, UTF_8));
            }
            lastEventIds = List.copyOf(server.lastEventIds());
            return new Outcome(script.exitValue(), Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
        }
    }
}

package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The fixtures, tried on a small application of their own: a check that sees nothing would prove nothing. One of each
 * family does; the other tests run on all four.
 */
class FixturesIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path wars;

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT10", "JETTY120"})
    void applicationsComeGoAndAreReplacedInARealServer(ContainerKind kind) throws Exception {
        Path first = ProbeWar.write(wars.resolve("first.war"), "first", false);
        Path second = ProbeWar.write(wars.resolve("second.war"), "second", false);
        try (ContainerBase base = ContainerBase.create(kind).environment("LOGSTREAMER_PROBE", "environment")) {
            base.deploy("/", first).deploy("/deep/path", first);
            try (RunningContainer server = base.start()) {
                assertThat(answer(server, "/probe")).isEqualTo("first environment");
                assertThat(answer(server, "/deep/path/probe")).isEqualTo("first environment");
                assertThat(server.jvm().webappLoaders()).isEqualTo(2);

                server.redeploy("/", second);
                assertThat(answer(server, "/probe")).isEqualTo("second environment");
                server.redeploy("/deep/path", second);
                assertThat(answer(server, "/deep/path/probe")).isEqualTo("second environment");
                Await.until(
                        "both first applications are collected",
                        LIMIT,
                        () -> server.jvm().webappLoaders() == 2);

                server.undeploy("/deep/path");
                Await.until("the path is gone", LIMIT, () -> status(server, "/deep/path/probe") == 404);
                server.assertNoProblems();
                server.kill();
            }
            try (RunningContainer again = base.start()) {
                assertThat(answer(again, "/probe")).isEqualTo("second environment");
                again.stop();
                assertThat(again.console().toString()).contains("probe destroyed");
                again.assertNoProblems();
            }
            assertThat(Files.isDirectory(base.directory())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT11", "JETTY121"})
    void warningsAndLeaksAreSeen(ContainerKind kind) throws Exception {
        Path leaking = ProbeWar.write(wars.resolve("leaking.war"), "leaking", true);
        try (ContainerBase base = ContainerBase.create(kind).deploy("/", leaking);
                RunningContainer server = base.start()) {
            server.assertNoProblems();
            assertThat(answer(server, "/probe?warn=1")).isEqualTo("leaking ");
            // The answer may be here before the server's console is.
            Await.until(
                    "the warning is seen",
                    LIMIT,
                    () -> !server.console().problems().isEmpty());
            assertThat(server.console().problems()).hasSize(1);

            server.undeploy("/");
            Await.until("the path is gone", LIMIT, () -> status(server, "/probe") == 404);
            assertThat(server.jvm().threads("probe-")).containsExactly(ProbeServlet.LEAKED_THREAD);
            assertThat(server.jvm().webappLoaders()).isEqualTo(1);
            assertThatThrownBy(server::assertNoProblems).isInstanceOf(AssertionError.class);
            if (kind.isTomcat()) {
                assertThat(server.console().problems()).anyMatch(line -> line.contains("memory leak"));
            }
        }
    }

    private static String answer(RunningContainer server, String target) throws IOException {
        try (HttpStream http = HttpStream.get(server.uri(target))) {
            assertThat(http.status()).as(target).isEqualTo(200);
            return new String(http.readAll(LIMIT), UTF_8);
        }
    }

    private static int status(RunningContainer server, String target) throws IOException {
        try (HttpStream http = HttpStream.get(server.uri(target))) {
            return http.status();
        }
    }
}

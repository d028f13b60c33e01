package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of an application and of a server: every stream is told, and nothing stays behind. */
class RedeployIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration UNLOAD_LIMIT = Duration.ofSeconds(60);
    private static final Duration GOODBYE_LIMIT = Duration.ofSeconds(5);

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT10", "TOMCAT11", "JETTY121"})
    void fiveHotRedeploysEndEveryStreamAndLeaveNothingBehind(ContainerKind kind) throws Exception {
        // On one processor a pool is easily out of threads when all streams end at once, and what it makes then may
        // leak.
        try (LogServer server = LogServer.startOnOneProcessor(kind, 1)) {
            TempLog log = server.nextLog().append("first");
            List<String> descriptors = List.of();
            for (int turn = 0; turn < 5; turn++) {
                List<SseClient> clients = openStreams(server, log, 100);
                log.append("turn " + turn);
                for (SseClient client : clients) {
                    assertThat(client.awaitLines(1, LIMIT)).containsExactly("turn " + turn);
                }
                if (turn == 0) {
                    descriptors = ownDescriptors(server);
                    assertThat(descriptors)
                            .as("watched directories and open logs")
                            .isNotEmpty();
                }
                server.redeploy();
                assertEachStreamSaidBye(clients);
            }
            try (SseClient client = server.openLive(log)) {
                log.append("after");
                assertThat(client.awaitLines(1, LIMIT)).containsExactly("after");
            }
            Await.until("one application is loaded", UNLOAD_LIMIT, () -> loadersAfterSomeUse(server) == 1);
            assertThat(ownThreads(server))
                    .as("those of one application")
                    .doesNotHaveDuplicates()
                    .contains("logstreamer-tailer", "logstreamer-pump-0");
            assertThat(ownDescriptors(server)).isEqualTo(descriptors);

            server.undeploy();
            Await.until("no own thread lives", LIMIT, () -> ownThreads(server).isEmpty());
            assertThat(ownDescriptors(server)).isEmpty();
            Await.until("no application is loaded", UNLOAD_LIMIT, () -> loadersAfterSomeUse(server) == 0);
            server.stop();
            server.assertNoProblems();
        }
    }

    @ParameterizedTest
    @EnumSource
    void termSignalEndsEveryStreamWithinFiveSeconds(ContainerKind kind) throws Exception {
        try (LogServer server = LogServer.start(kind, 1)) {
            TempLog log = server.nextLog().append("first");
            List<SseClient> clients = openStreams(server, log, 100);
            server.process().terminate();
            List<Integer> retries = assertEachStreamSaidBye(clients);
            assertThat(retries.stream().distinct().count())
                    .as("they do not all come back at once")
                    .isGreaterThan(10);
            server.process().awaitExit(LIMIT);
            server.assertNoProblems();
        }
    }

    private static List<SseClient> openStreams(LogServer server, TempLog log, int count) throws Exception {
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(server.openLive(log));
        }
        return clients;
    }

    /** Returns the retry time each was given. */
    private static List<Integer> assertEachStreamSaidBye(List<SseClient> clients) throws Exception {
        Deadline deadline = Deadline.in(GOODBYE_LIMIT);
        List<Integer> retries = new ArrayList<>();
        for (SseClient client : clients) {
            List<SseBlock> blocks = client.takeToEnd(Duration.ofMillis(deadline.millisLeft()));
            assertThat(blocks)
                    .as("retry, then bye; ended: %s", client.http().end())
                    .isNotEmpty();
            SseBlock bye = blocks.get(blocks.size() - 1);
            assertThat(bye.event()).isEqualTo("bye");
            assertThat(bye.id()).as("a control event moves no cursor").isNull();
            assertThat(bye.text()).contains("\"reason\"");
            assertThat(blocks).filteredOn(block -> !block.isSilent()).hasSize(1);
            assertThat(blocks).anyMatch(block -> block.retryMillis() != null);
            assertThat(client.isInsideBlock()).isFalse();
            retries.add(blocks.stream()
                    .map(SseBlock::retryMillis)
                    .filter(retry -> retry != null)
                    .findFirst()
                    .orElseThrow());
            client.close();
        }
        return retries;
    }

    /**
     * Tomcat's pooled threads remember which application they were made for; it replaces those of a stopped one, each
     * second the one that has just served a request.
     */
    private static int loadersAfterSomeUse(LogServer server) throws Exception {
        for (int i = 0; i < 5; i++) {
            Answer.get(server.uri("/healthz"));
        }
        return server.process().jvm().webappLoaders();
    }

    private static List<String> ownThreads(LogServer server) throws Exception {
        return server.process().jvm().threads("logstreamer-");
    }

    /** Watched directories and log files that are held open. */
    private static List<String> ownDescriptors(LogServer server) throws Exception {
        return server.process().jvm().descriptors().stream()
                .filter(target -> target.contains("inotify")
                        || target.startsWith(server.logDirectory().toString()))
                .sorted()
                .toList();
    }
}

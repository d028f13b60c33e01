package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The resource's {@code @Context SseEventSink} hands the container's non-blocking output to the feed. This leans on
 * Jersey's inner life, so each container must show that it holds: no thread is kept, and no end makes noise.
 */
class JerseySeamIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** More than the threads Tomcat and Jetty have for requests. */
    private static final int STREAMS = 300;

    @ParameterizedTest
    @EnumSource
    void streamsHoldNoThreadAndEndInEveryWayWithoutAWarning(ContainerKind kind) throws Exception {
        try (LogServer server = LogServer.start(kind, 1)) {
            TempLog log = server.nextLog().append("first");
            List<SseClient> clients = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                clients.add(server.openLive(log));
            }
            assertThat(Answer.get(server.uri("/healthz")).status()).isEqualTo(200);
            log.append("for all");
            for (SseClient client : clients) {
                assertThat(client.awaitLines(1, LIMIT)).containsExactly("for all");
            }

            for (int i = 0; i < STREAMS; i++) {
                if (i % 2 == 0) {
                    clients.get(i).close();
                } else {
                    clients.get(i).abandon();
                }
            }
            for (int i = 0; i < 20; i++) {
                assertThat(Answer.to("HEAD", server.stream(log)).status()).isEqualTo(200);
                try (SseClient client = SseClient.open(server.stream(log, "tail=1", "follow=false"))) {
                    assertThat(client.awaitLines(1, LIMIT)).hasSize(1);
                    assertThat(client.awaitEnd(LIMIT)).isEqualTo(HttpStream.End.WHOLE);
                }
                // Two writes to closed connections: the second meets the reset.
                log.append("noise " + i);
            }
            server.stop();
            server.assertNoProblems();
        }
    }
}

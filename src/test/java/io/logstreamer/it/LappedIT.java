package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A subscriber that takes nothing for so long that its place is in memory no more. What the connection itself holds back
 * (up to four megabytes in the server's kernel) and what the ring holds are together less than what is written meanwhile.
 */
class LappedIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> SMALL_RING = Map.of("LOGSTREAMER_RING_BYTES", "1MiB");
    private static final int LINES = 200_000;
    private static final int LINES_PER_WRITE = 2_000;

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT11", "JETTY121"})
    void lappedSubscriberReadsTheFilesAndKeepsNobodyWaiting(ContainerKind kind) throws Exception {
        List<String> expected = NumberedLines.range(0, LINES);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (LogServer server = LogServer.start(kind, 1, SMALL_RING)) {
            TempLog log = server.nextLog().create();
            try (SseClient lapped = server.openLive(log);
                    SseClient live = server.openLive(log)) {
                Future<List<String>> taken = thread.submit(() -> live.awaitLines(LINES, LIMIT));
                write(log, expected);
                assertThat(taken.get()).isEqualTo(expected);

                assertThat(lapped.awaitLines(LINES, LIMIT)).isEqualTo(expected);
                log.append("for both");
                assertThat(lapped.awaitLines(1, LIMIT)).containsExactly("for both");
                assertThat(live.awaitLines(1, LIMIT)).containsExactly("for both");
            }
            server.stop();
            server.assertNoProblems();
        } finally {
            thread.shutdownNow();
        }
    }

    /** The half of it lies in a rotated file by the time it is read. */
    private static void write(TempLog log, List<String> lines) throws IOException {
        for (int next = 0; next < lines.size(); next += LINES_PER_WRITE) {
            if (next == lines.size() / 2) {
                log.rotate();
            }
            log.append(lines.subList(next, next + LINES_PER_WRITE));
        }
    }
}

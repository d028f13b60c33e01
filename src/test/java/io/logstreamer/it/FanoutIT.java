package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many subscribers at once: each gets each line, also the one that takes nothing for a while. */
class FanoutIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SUBSCRIBERS = 300;
    private static final int LINES = 2_000;

    @ParameterizedTest
    @EnumSource
    void everySubscriberGetsEveryLineOnceInOrder(ContainerKind kind) throws Exception {
        List<String> expected = NumberedLines.range(0, LINES);
        ExecutorService threads = Executors.newFixedThreadPool(SUBSCRIBERS);
        try (LogServer server = LogServer.start(kind, 1)) {
            TempLog log = server.nextLog().create();
            List<SseClient> clients = new ArrayList<>();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                clients.add(server.openLive(log));
            }
            List<Future<?>> readers = new ArrayList<>();
            try (SseClient stalled = server.openLive(log);
                    LogWriter writer = LogWriter.start(log, LINES)) {
                for (SseClient client : clients) {
                    readers.add(threads.submit(() -> {
                        assertThat(client.awaitLines(LINES, LIMIT)).isEqualTo(expected);
                        client.close();
                        return null;
                    }));
                }
                writer.await();
                for (Future<?> reader : readers) {
                    reader.get();
                }
                assertThat(stalled.awaitLines(LINES, LIMIT)).isEqualTo(expected);
            }
            server.stop();
            server.assertNoProblems();
        } finally {
            threads.shutdownNow();
        }
    }
}

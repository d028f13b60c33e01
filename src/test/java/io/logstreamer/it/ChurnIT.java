package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Subscribers that come and go while lines are written to them. A server that lets go of a response while a write of its
 * still fails hands the same response to the next connection, and that one dies: so on Tomcat, and there almost only
 * where the threads share one processor.
 */
class ChurnIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SUBSCRIBERS = 500;
    private static final int VISITS_EACH = 3;
    private static final int MOST_LINES = 50;
    /** More than can be written before the last subscriber is done. */
    private static final int ENOUGH_LINES = 1_000_000;

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT10", "TOMCAT11"})
    void noConnectionSuffersFromTheEndOfAnother(ContainerKind kind) throws Exception {
        try (LogServer server = LogServer.startOnOneProcessor(kind, 1)) {
            TempLog log = server.nextLog().append("first");
            ExecutorService threads = Executors.newFixedThreadPool(SUBSCRIBERS);
            try (LogWriter writer = LogWriter.start(log, ENOUGH_LINES)) {
                List<Callable<List<String>>> subscribers = new ArrayList<>();
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    int seed = i;
                    subscribers.add(() -> comeAndGo(server, log, new SplittableRandom(seed)));
                }
                List<String> failures = new ArrayList<>();
                for (Future<List<String>> subscriber : threads.invokeAll(subscribers)) {
                    failures.addAll(subscriber.get());
                }
                assertThat(failures).as("failed connections").isEmpty();
                assertThat(writer.isWriting()).as("lines came all the while").isTrue();
            } finally {
                threads.shutdownNow();
            }
            server.stop();
            server.assertNoProblems();
        }
    }

    /** Visits the server again and again; returns what went wrong. */
    private static List<String> comeAndGo(LogServer server, TempLog log, SplittableRandom random) {
        List<String> failures = new ArrayList<>();
        for (int visit = 0; visit < VISITS_EACH; visit++) {
            try (SseClient client = server.openLive(log)) {
                client.takeLines(random.nextInt(1, MOST_LINES), LIMIT);
                client.abandon();
            } catch (IOException | AssertionError e) {
                failures.add(e.toString());
            }
        }
        return failures;
    }
}

package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of control events, in one process over real files. */
class EventsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Path logs;
    private TempLog log;

    @BeforeEach
    void createLog() throws IOException {
        logs = Files.createDirectory(directory.resolve("shop"));
        log = new TempLog("shop/a.log", logs.resolve("a.log")).append("one");
    }

    private EmbeddedServer start(String... settings) throws Exception {
        Map<String, String> all = new TreeMap<>();
        all.put("sources", logs + "/*.log");
        all.put("state.dir", directory.resolve("state").toString());
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        EmbeddedServer server = new EmbeddedServer(all).start();
        Await.until(
                "first look",
                SOON,
                () -> Answer.get(server.uri("api/v1/sources")).text().contains("shop/a.log"));
        return server;
    }

    private static SseClient listen(EmbeddedServer server, String query) throws IOException {
        SseClient client = SseClient.open(server.uri("api/v1/events" + query));
        assertThat(client.http().header("Content-Type")).contains("text/event-stream;charset=utf-8");
        assertThat(client.http().header("X-Accel-Buffering")).contains("no");
        assertThat(client.http().header("LogStreamer-Node")).isPresent();
        assertThat(client.take(SOON).retryMillis()).isNotNull();
        SseBlock hello = client.take(SOON);
        assertThat(hello.event()).isEqualTo("hello");
        assertThat(hello.text()).contains("\"sources\":[\"shop/a.log\"]");
        assertThat(client.take(SOON).event()).isEqualTo("status");
        return client;
    }

    @Test
    void logThatAppearsAndRotatesIsToldWithoutAnId() throws Exception {
        try (EmbeddedServer server = start();
                SseClient client = listen(server, "")) {
            new TempLog("shop/b.log", logs.resolve("b.log")).append("one");
            SseBlock added = client.takeEvent(SOON);
            assertThat(added.event()).isEqualTo("sources-changed");
            assertThat(added.text()).startsWith("{\"added\":[{\"id\":\"shop/b.log\",");
            log.rotate().append("two");
            SseBlock rotated = client.takeEvent(SOON);
            assertThat(rotated.event()).isEqualTo("rotate");
            assertThat(rotated.text())
                    .contains("\"source\":\"shop/a.log\"", "\"file\":\"a.log\"", "\"how\":\"rename\"");
            assertThat(client.lastEventId()).isEmpty();
        }
    }

    @Test
    void silenceIsBrokenAndTheEndIsSaid() throws Exception {
        try (EmbeddedServer server = start();
                SseClient client = listen(server, "?heartbeat=5&retry=500")) {
            assertThat(client.take(SOON).isComment()).isTrue();
            server.undeploy();
            assertThat(client.take(SOON).retryMillis()).isBetween(500, 750);
            SseBlock bye = client.take(SOON);
            assertThat(bye.event()).isEqualTo("bye");
            assertThat(bye.text()).contains("\"reason\":\"shutdown\"");
            assertThat(client.awaitEnd(SOON)).isEqualTo(HttpStream.End.WHOLE);
        }
    }

    @Test
    void listenerTakesAPlaceAndIsRefusedWhenAllAreTaken() throws Exception {
        try (EmbeddedServer server = start("stream.max-subscribers", "1", "stream.heartbeat", "5s");
                SseClient first = listen(server, "")) {
            try (HttpStream program = HttpStream.get(server.uri("api/v1/events"), "Accept: */*")) {
                assertThat(program.status()).isEqualTo(503);
                assertThat(program.header("Retry-After")).isPresent();
            }
            try (SseClient browser = SseClient.open(server.uri("api/v1/events"))) {
                assertThat(browser.take(SOON).retryMillis()).isGreaterThanOrEqualTo(20_000);
                assertThat(browser.takeEvent(SOON).event()).isEqualTo("problem");
                assertThat(browser.awaitEnd(SOON)).isEqualTo(HttpStream.End.WHOLE);
            }
            first.abandon();
            Await.until("the place is free", SOON, () -> {
                try (HttpStream again = HttpStream.get(server.uri("api/v1/events"), "Accept: */*")) {
                    return again.status() == 200;
                }
            });
        }
    }

    @Test
    void unknownParameterIsNamedAndHeadIsAnswered() throws Exception {
        try (EmbeddedServer server = start()) {
            Answer refused = Answer.get(server.uri("api/v1/events?tail=1"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("\"parameter\":\"tail\"", "\"valid\":[\"heartbeat\",\"retry\"]");
            Answer head = Answer.to("HEAD", server.uri("api/v1/events"));
            assertThat(head.status()).isEqualTo(200);
        }
    }

    @Test
    void logThatVanishesIsToldAndItsStreamsWaitForIt() throws Exception {
        TempLog other = new TempLog("shop/b.log", logs.resolve("b.log"));
        try (EmbeddedServer server = start();
                SseClient client = listen(server, "")) {
            other.append("old");
            assertThat(client.takeEvent(SOON).text()).contains("shop/b.log");
            try (SseClient before = SseClient.open(server.uri("stream?source=b.log&tail=0"))) {
                assertThat(before.takeUntil(SseBlock::isIdOnly, SOON)).isNotNull();
                other.delete();
                SseBlock gone = client.takeEvent(SOON);
                assertThat(gone.event()).isEqualTo("sources-changed");
                assertThat(gone.text()).contains("\"removed\":[\"shop/b.log\"]");
                assertThat(Answer.get(server.uri("api/v1/sources")).text()).doesNotContain("shop/b.log");
                try (SseClient after = SseClient.open(server.uri("stream?source=shop/b.log&tail=0"))) {
                    assertThat(after.takeUntil(SseBlock::isIdOnly, SOON)).isNotNull();
                    other.append("new");
                    assertThat(before.awaitLines(1, SOON)).containsExactly("new");
                    assertThat(after.awaitLines(1, SOON)).containsExactly("new");
                }
            }
            List<String> told = new ArrayList<>();
            while (!told.contains("sources-changed")) {
                told.add(client.takeEvent(SOON).event());
            }
            assertThat(told).contains("rotate");
        }
    }

    @Test
    void followerOfALogHearsThatItCannotBeReadAnyMore() throws Exception {
        try (EmbeddedServer server = start();
                SseClient client = SseClient.open(server.uri("api/v1/stream?source=a.log&tail=0"))) {
            assertThat(client.takeEvent(SOON).event()).isEqualTo("hello");
            assertThat(client.takeEvent(SOON).event()).isEqualTo("backfill-end");
            log.delete();
            Files.createDirectory(log.path());
            SseBlock changed = client.takeEvent(SOON);
            assertThat(changed.event()).isEqualTo("sources-changed");
            assertThat(changed.text())
                    .contains("\"changed\":[{\"id\":\"shop/a.log\"", "\"problem\":\"a.log is not a regular file");
        }
    }
}

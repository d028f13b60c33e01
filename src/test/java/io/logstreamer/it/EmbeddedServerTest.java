package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.media.sse.OutboundEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a line in a file to a client's socket, in one process: the way a resource's sink takes the output over. */
class EmbeddedServerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private TempLog log;

    @BeforeEach
    void createLog() throws IOException {
        log = new TempLog("app", directory.resolve("app.log")).create().append("one", "two");
    }

    @Test
    void streamBeginsWithRetryAndPositionAndGoesOnLive() throws Exception {
        try (EmbeddedServer server = start(Map.of());
                SseClient client = SseClient.open(server.uri("stream"))) {
            assertThat(client.http().header("Content-Type")).contains("text/event-stream;charset=utf-8");
            assertThat(client.http().header("Cache-Control")).contains("no-store, no-transform");
            assertThat(client.http().header("X-Accel-Buffering")).contains("no");
            assertThat(client.http().header("LogStreamer-Node")).isPresent();
            assertThat(client.take(SOON).retryMillis()).isBetween(2_000, 3_000);
            assertThat(client.take(SOON).isIdOnly()).isTrue();

            log.append("three");

            assertThat(client.awaitLines(1, SOON)).containsExactly("three");
        }
    }

    @Test
    void subscriberThatComesAgainGoesOnBehindItsLastLine() throws Exception {
        try (EmbeddedServer server = start(Map.of())) {
            String last;
            try (SseClient client = SseClient.open(server.uri("stream?tail=2"))) {
                assertThat(client.awaitLines(2, SOON)).containsExactly("one", "two");
                last = client.lastEventId();
            }
            log.append("three", "four");

            try (SseClient client = SseClient.resume(server.uri("stream"), last)) {
                assertThat(client.awaitLines(2, SOON)).containsExactly("three", "four");
            }
            try (SseClient client = SseClient.open(server.uri("stream?last_event_id=" + last))) {
                assertThat(client.awaitLines(2, SOON)).containsExactly("three", "four");
            }
        }
    }

    @Test
    void recordsComeWithAllControlEvents() throws Exception {
        try (EmbeddedServer server = start(Map.of());
                SseClient client = SseClient.open(server.uri("api/v1/stream?tail=1"))) {
            assertThat(client.takeEvent(SOON).event()).isEqualTo("hello");
            assertThat(client.takeLines(1, SOON).get(0).text()).contains("\"line\":\"two\"");
            assertThat(client.takeEvent(SOON).event()).isEqualTo("backfill-end");
        }
    }

    @Test
    void idThatIsNoneIsAnsweredWithAGapAndTheOldestLine() throws Exception {
        try (EmbeddedServer server = start(Map.of());
                SseClient client = SseClient.open(server.uri("stream"), "Last-Event-ID: " + "x".repeat(3_000))) {
            SseBlock gap = client.takeEvent(SOON);
            assertThat(gap.event()).isEqualTo("gap");
            assertThat(gap.id()).isNull();
            assertThat(client.awaitLines(2, SOON)).containsExactly("one", "two");
        }
    }

    @Test
    void streamThatDoesNotFollowEndsAndIs204WhenItComesAgain() throws Exception {
        try (EmbeddedServer server = start(Map.of())) {
            String last;
            try (SseClient client = SseClient.open(server.uri("stream?follow=false&tail=1"))) {
                assertThat(client.awaitLines(1, SOON)).containsExactly("two");
                assertThat(client.awaitEnd(SOON)).isEqualTo(HttpStream.End.WHOLE);
                last = client.lastEventId();
            }

            try (HttpStream again = HttpStream.get(server.uri("stream?follow=false"), "Last-Event-ID: " + last)) {
                assertThat(again.status()).isEqualTo(204);
            }
        }
    }

    @Test
    void logOfAnotherCharsetIsSentInUtf8LiveAndFromThePast() throws Exception {
        byte[] table = {(byte) 0x95, '\\', '\r', '\n'};
        log.truncate().appendBytes(table);
        try (EmbeddedServer server = start(Map.of("sources.app.charset", "Shift_JIS"));
                SseClient live = SseClient.open(server.uri("stream?tail=1"))) {
            assertThat(live.awaitLines(1, SOON)).containsExactly("表");
            log.appendBytes(table).appendBytes(new byte[] {'a', (byte) 0x81});
            assertThat(live.awaitLines(1, SOON)).containsExactly("表");

            URI past = server.uri("api/v1/logs?as=text&tail=2");
            try (HttpStream page = HttpStream.get(past)) {
                assertThat(new String(page.readAll(SOON), UTF_8)).isEqualTo("表\n表\n");
            }
            try (SseClient again = SseClient.open(server.uri("stream?follow=false&last_event_id=earliest"))) {
                assertThat(again.awaitLines(3, SOON)).containsExactly("表", "表", "a\ufffd");
                assertThat(again.lastEventId()).isEqualTo(live.lastEventId());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"UTF-16, UTF-16LE", "UTF-16, UTF-16BE", "UTF-16LE, UTF-16LE"})
    void logOfTwoBytesACharacterIsFollowedAndRead(Charset charset, Charset written) throws Exception {
        log.truncate().appendBytes("\ufeff2026-11-23T10:00:00Z 上\r\n2026-11-23T11:00:00Z 二\r\n".getBytes(written));
        try (EmbeddedServer server = start(Map.of("sources.app.charset", charset.name()));
                SseClient live = SseClient.open(server.uri("stream?tail=1"))) {
            assertThat(live.awaitLines(1, SOON)).containsExactly("2026-11-23T11:00:00Z 二");
            byte[] more = "三三\r\n四".getBytes(written);
            log.appendBytes(Arrays.copyOf(more, 3)).appendBytes(Arrays.copyOfRange(more, 3, more.length));
            assertThat(live.awaitLines(1, SOON)).containsExactly("三三");

            URI since = server.uri("api/v1/logs?as=text&since=2026-11-23T10:30:00Z");
            try (HttpStream page = HttpStream.get(since)) {
                assertThat(new String(page.readAll(SOON), UTF_8)).isEqualTo("2026-11-23T11:00:00Z 二\n三三\n");
            }
            try (SseClient all = SseClient.open(server.uri("stream?follow=false&last_event_id=earliest"))) {
                assertThat(all.awaitLines(4, SOON))
                        .containsExactly("2026-11-23T10:00:00Z 上", "2026-11-23T11:00:00Z 二", "三三", "四");
                assertThat(all.lastEventId()).isEqualTo(live.lastEventId());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\n"})
    void unfinishedLineIsSentOnceToWhoComesUntilToldNotTo(String whole) throws Exception {
        log.truncate().appendBytes((whole + "unfini").getBytes(UTF_8));
        try (EmbeddedServer server = start(Map.of())) {
            String last;
            try (SseClient client = SseClient.open(server.uri("stream?follow=false&last_event_id=earliest"))) {
                List<SseBlock> blocks = client.takeToEnd(SOON);
                assertThat(blocks.get(blocks.size() - 1).text()).isEqualTo("unfini");
                last = client.lastEventId();
            }

            URI same = server.uri("stream?follow=false&last_event_id=earliest");
            try (HttpStream again = HttpStream.get(same, "Last-Event-ID: " + last)) {
                assertThat(again.status()).isEqualTo(204);
            }
            log.appendBytes("shed\n".getBytes(UTF_8));
            try (SseClient client = SseClient.resume(same, last)) {
                assertThat(client.awaitLines(1, SOON)).containsExactly("unfinished");
            }
        }
    }

    @Test
    void headIsAnsweredAtOnceWithoutASubscriber() throws Exception {
        try (EmbeddedServer server = start(Map.of("stream.max-subscribers", "1"));
                HttpStream head = HttpStream.request("HEAD", "HTTP/1.1", server.uri("stream"));
                SseClient client = SseClient.open(server.uri("stream"))) {
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).contains("text/event-stream;charset=utf-8");
            assertThat(client.take(SOON).retryMillis()).isNotNull();
        }
    }

    @Test
    void oldProxyIsStreamedToAsWell() throws Exception {
        try (EmbeddedServer server = start(Map.of());
                SseClient client = SseClient.openHttp10(server.uri("stream?tail=1"))) {
            assertThat(client.awaitLines(1, SOON)).containsExactly("two");
        }
    }

    @Test
    void badRequestsAreProblemsThatNameTheParameter() throws Exception {
        try (EmbeddedServer server = start(Map.of())) {
            assertProblem(server, "stream?source=nowhere", 404, "\"parameter\":\"source\"");
            assertProblem(server, "stream?tail=ten", 400, "\"parameter\":\"tail\"");
            assertProblem(server, "api/v1/stream?colour=red", 400, "\"parameter\":\"colour\"");
            assertProblem(server, "api/v1/sources?source=ap", 404, "\"suggestion\":\"app\"");
            assertProblem(server, "api/v1/nothing", 404, "\"status\":404");
        }
    }

    @Test
    void fileThatIsDeletedAndStillHeldOpenIsListedWithoutTheNameOfItsSuccessor() throws Exception {
        try (EmbeddedServer server = start(Map.of());
                SseClient client = SseClient.open(server.uri("stream?tail=1"))) {
            assertThat(client.awaitLines(1, SOON)).containsExactly("two");
            log.delete().append("three");
            assertThat(client.awaitLines(1, SOON)).containsExactly("three");

            // A line is on its way before its file is listed.
            Await.until(
                    "the successor is listed",
                    SOON,
                    () -> sources(server).contains("},{\"file\":\"app.log\",\"sizeBytes\":6,"));
            assertThat(sources(server)).contains("\"generations\":[{\"sizeBytes\":8,");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "api/v1/stream", "api/v1/logs"})
    void groupWithoutALogSendsProgramsAwayForAFewSeconds(String route) throws Exception {
        try (EmbeddedServer server = start(emptyGroup(Map.of()));
                HttpStream answer = HttpStream.get(server.uri(route), "Accept: */*")) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Content-Type")).contains("application/problem+json");
            assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow()))
                    .isBetween(5, 10);
            assertThat(body(answer)).contains("There is no log yet");
        }
    }

    @Test
    void groupWithoutALogLetsABrowserComeAgain() throws Exception {
        try (EmbeddedServer server = start(emptyGroup(Map.of()));
                SseClient client = SseClient.open(server.uri("stream"))) {
            List<SseBlock> blocks = client.takeToEnd(SOON);
            assertThat(blocks).hasSize(2);
            assertThat(blocks.get(0).retryMillis()).isBetween(5_000, 10_000);
            assertThat(blocks.get(1).event()).isEqualTo("problem");
            assertThat(blocks.get(1).text()).contains("\"status\":503", "There is no log yet");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "empty", "b.log"})
    void firstLogOfAGroupIsShownFromTheMomentItIsThere(String configured) throws Exception {
        Map<String, String> chosen = configured.isEmpty() ? Map.of() : Map.of("default-source", configured);
        try (EmbeddedServer server = start(emptyGroup(chosen))) {
            assertProblem(server, "stream", 503, "There is no log yet");

            new TempLog("empty/b.log", directory.resolve("empty/b.log")).append("here I am");

            try (SseClient client = SseClient.open(server.uri("stream?tail=1"))) {
                assertThat(client.awaitLines(1, SOON)).containsExactly("here I am");
            }
        }
    }

    @Test
    void defaultThatIsALogOfAGroupIsWaitedFor() throws Exception {
        try (EmbeddedServer server = start(emptyGroup(Map.of("default-source", "empty/b.log")));
                SseClient client = SseClient.open(server.uri("stream"))) {
            client.takeUntil(SseBlock::isIdOnly, SOON);
            new TempLog("empty/a.log", directory.resolve("empty/a.log")).append("another");
            new TempLog("empty/b.log", directory.resolve("empty/b.log")).append("here I am");
            assertThat(client.awaitLines(1, SOON)).containsExactly("here I am");
        }
    }

    /** A group whose directory holds nothing yet. */
    private Map<String, String> emptyGroup(Map<String, String> more) throws IOException {
        Map<String, String> settings = new TreeMap<>(more);
        settings.put("sources", Files.createDirectories(directory.resolve("empty")) + "/*.log");
        return settings;
    }

    @Test
    void programIsRefusedByStatusWhenAllPlacesAreTaken() throws Exception {
        try (EmbeddedServer server = start(Map.of("stream.max-subscribers", "1"));
                SseClient first = SseClient.open(server.uri("stream"))) {
            first.take(SOON);

            try (HttpStream second =
                    HttpStream.get(server.uri("stream"), "Accept: text/event-stream, application/problem+json")) {
                assertThat(second.status()).isEqualTo(503);
                assertThat(Integer.parseInt(second.header("Retry-After").orElseThrow()))
                        .isBetween(20, 60);
                assertThat(body(second)).contains("\"limit\":\"stream.max-subscribers\"", "\"max\":1");
            }
        }
    }

    @Test
    void browserIsRefusedInAWayThatLetsItComeAgain() throws Exception {
        try (EmbeddedServer server = start(Map.of("stream.max-subscribers", "1"));
                SseClient first = SseClient.open(server.uri("stream"))) {
            first.take(SOON);

            try (SseClient second = SseClient.open(server.uri("stream"))) {
                List<SseBlock> blocks = second.takeToEnd(SOON);
                assertThat(blocks).hasSize(2);
                assertThat(blocks.get(0).retryMillis()).isBetween(20_000, 60_000);
                assertThat(blocks.get(1).event()).isEqualTo("problem");
                assertThat(blocks.get(1).text()).contains("\"status\":503", "stream.max-subscribers");
                assertThat(second.lastEventId()).isEmpty();
            }
        }
    }

    @Test
    void placeIsFreeAgainWhenASubscriberHasLeft() throws Exception {
        try (EmbeddedServer server = start(Map.of("stream.max-subscribers", "1"))) {
            try (SseClient first = SseClient.open(server.uri("stream"))) {
                first.take(SOON);
            }
            Await.until("the place is free", SOON, () -> {
                log.append("so that the peer that has left is noticed");
                try (HttpStream second =
                        HttpStream.get(server.uri("stream"), "Accept: text/event-stream, application/problem+json")) {
                    return second.status() == 200;
                }
            });
        }
    }

    @Test
    void sourcesAreListedWithTheTimesTheirLinesGiveThemselves() throws Exception {
        log.append("2026-01-02T03:04:05Z three");
        try (EmbeddedServer server = start(Map.of())) {
            Await.until("the log has been read", SOON, () -> sources(server).contains("\"lastTime\""));

            assertThat(sources(server))
                    .startsWith(
                            "{\"sources\":[{\"id\":\"app\",\"group\":\"app\",\"file\":\"app.log\",\"present\":true,")
                    .contains("\"sizeBytes\":" + Files.size(log.path()), "\"lastTime\":\"2026-01-02T03:04:05Z\"")
                    .doesNotContain("firstTime", directory.toString());
        }
    }

    @Test
    void broadcastReachesOurSinksAndOthers() throws Exception {
        Notebook notebook = new Notebook();
        try (EmbeddedServer server = start(Map.of());
                SseClient client = SseClient.open(server.uri("stream"))) {
            assertThat(client.take(SOON).retryMillis()).isNotNull();
            assertThat(client.take(SOON).isIdOnly()).isTrue();
            server.broadcaster().register(notebook);

            OutboundSseEvent news = new OutboundEvent.Builder()
                    .name("news")
                    .data("hello\rid: 0")
                    .build();
            CompletionStage<?> sent = server.broadcaster().broadcast(news);

            assertThat(client.takeEvent(SOON)).isEqualTo(new SseBlock("news", "hello\nid: 0", null, null, List.of()));
            assertThat(notebook.next()).isEqualTo("news|hello\rid: 0");
            sent.toCompletableFuture().get(20, TimeUnit.SECONDS);

            log.append("three");
            assertThat(client.awaitLines(1, SOON)).containsExactly("three");
        }
        assertThat(notebook.isClosed()).isTrue();
    }

    @Test
    void sinkOfAnotherMakeGetsTheLinesOfTheDefaultSource() throws Exception {
        Notebook notebook = new Notebook();
        try (EmbeddedServer server = start(Map.of())) {
            server.broadcaster().register(notebook);
            // Until the sink has found its place, lines lie before it.
            Await.until("a line has come", SOON, () -> {
                log.append("again");
                return !notebook.written.isEmpty();
            });

            assertThat(notebook.next()).isEqualTo("log_update|again");
        }
    }

    @Test
    void listenersHearWhenASubscriberHasLeft() throws Exception {
        CompletableFuture<SseEventSink> left = new CompletableFuture<>();
        try (EmbeddedServer server = start(Map.of())) {
            server.broadcaster().onClose(left::complete);
            try (SseClient client = SseClient.open(server.uri("stream?follow=false&tail=1"))) {
                assertThat(client.awaitLines(1, SOON)).containsExactly("two");
                client.awaitEnd(SOON);
            }

            assertThat(left.get(20, TimeUnit.SECONDS).isClosed()).isTrue();
        }
    }

    @Test
    void undeploySaysByeAndLeavesNoThread() throws Exception {
        try (EmbeddedServer server = start(Map.of())) {
            List<SseClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(SseClient.open(server.uri("stream?tail=1")));
                assertThat(clients.get(i).awaitLines(1, SOON)).containsExactly("two");
            }

            server.undeploy();

            for (SseClient client : clients) {
                List<SseBlock> rest = client.takeToEnd(SOON);
                assertThat(rest).extracting(SseBlock::event).containsExactly(null, "bye");
                assertThat(rest.get(0).retryMillis()).isNotNull();
                assertThat(rest.get(1).text())
                        .isEqualTo("{\"reason\":\"shutdown\",\"cursor\":\"" + client.lastEventId() + "\"}");
                client.close();
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("logstreamer-") && thread.isAlive())
                    .isEmpty();
        }
    }

    @Test
    void wrongSettingStopsTheStart() {
        assertThatThrownBy(() -> start(Map.of("stream.heartbeat", "3s")).close())
                .hasStackTraceContaining("logstreamer.stream.heartbeat=3s");
    }

    @Test
    void withoutSourcesThereIsASampleThatMoves() throws Exception {
        Map<String, String> settings =
                Map.of("state.dir", directory.resolve("state").toString(), "demo.delay", "50ms");
        try (EmbeddedServer server = new EmbeddedServer(settings).start();
                SseClient client = SseClient.open(server.uri("stream?source=sample"))) {
            assertThat(client.awaitLines(3, SOON)).doesNotContain("");
            client.abandon();
        }
    }

    private EmbeddedServer start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new TreeMap<>(settings);
        all.putIfAbsent("sources", "app=" + log.path());
        all.put("state.dir", directory.resolve("state").toString());
        return new EmbeddedServer(all).start();
    }

    private static void assertProblem(EmbeddedServer server, String below, int status, String part) throws IOException {
        try (HttpStream answer = HttpStream.get(server.uri(below))) {
            assertThat(answer.status()).as(below).isEqualTo(status);
            assertThat(answer.header("Content-Type")).contains("application/problem+json");
            assertThat(body(answer)).contains(part);
        }
    }

    private static String sources(EmbeddedServer server) throws IOException {
        try (HttpStream answer = HttpStream.get(server.uri("api/v1/sources"))) {
            return body(answer);
        }
    }

    private static String body(HttpStream answer) throws IOException {
        return new String(answer.readAll(SOON), UTF_8);
    }

    /** A sink of another make. */
    private static final class Notebook implements SseEventSink {

        private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        @Override
        public CompletionStage<?> send(OutboundSseEvent event) {
            written.add(event.getName() + "|" + event.getData());
            return CompletableFuture.completedFuture(null);
        }

        String next() throws InterruptedException {
            String event = written.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("an event within 20 s").isNotNull();
            return event;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}

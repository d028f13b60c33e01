package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a subscriber of {@code /stream} sees on the wire, in each container. */
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
class StreamIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String ID = "[A-Za-z0-9._~-]{1,40}";

    @Parameter
    ContainerKind kind;

    private LogServer server;

    @BeforeParameterizedClassInvocation
    void start(ContainerKind kind) throws Exception {
        server = LogServer.start(kind, 30);
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        server.finish();
    }

    @Test
    void headIsFlushedBeforeThereIsALine() throws Exception {
        TempLog log = server.nextLog().create();
        try (HttpStream http = HttpStream.get(server.stream(log), "Accept: text/event-stream")) {
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.header("Content-Type")
                            .orElse("")
                            .toLowerCase(Locale.ROOT)
                            .replace(" ", ""))
                    .isEqualTo("text/event-stream;charset=utf-8");
            assertThat(http.header("Cache-Control").orElse(""))
                    .contains("no-store")
                    .contains("no-transform");
            assertThat(http.header("X-Accel-Buffering")).hasValue("no");
            assertThat(http.header("LogStreamer-Node").orElse("")).isNotEmpty();
            assertThat(http.header("Server")).hasValue("LogStreamer");
            assertThat(http.isChunked()).isTrue();
        }
    }

    @Test
    void streamOpensWithRetryAndAnId() throws Exception {
        TempLog log = server.nextLog().append("old");
        try (SseClient client = SseClient.open(server.stream(log))) {
            SseBlock retry = client.take(LIMIT);
            assertThat(retry.retryMillis()).isBetween(1_000, 10_000);
            SseBlock opening = retry.id() == null ? client.take(LIMIT) : retry;
            assertThat(opening.isIdOnly()).isTrue();
            assertThat(opening.position()).matches(ID);
        }
    }

    @Test
    void linesComeWithNameDataAndId() throws Exception {
        TempLog log = server.nextLog().append("before");
        try (SseClient client = server.openLive(log)) {
            log.append("one", "", "  three  ");
            List<SseBlock> lines = client.takeLines(3, LIMIT);
            assertThat(lines).extracting(SseBlock::data).containsExactly("one", "", "  three  ");
            assertThat(lines).extracting(SseBlock::id).doesNotHaveDuplicates().allMatch(id -> id.matches(ID));
        }
    }

    @Test
    void tailBeginsSoManyLinesBack() throws Exception {
        TempLog log = server.nextLog().append("1", "2", "3", "4", "5");
        try (SseClient client = SseClient.open(server.stream(log, "tail=2"))) {
            assertThat(client.awaitLines(2, LIMIT)).containsExactly("4", "5");
            log.append("6");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("6");
        }
        try (SseClient client = SseClient.open(server.stream(log, "lines=100"))) {
            assertThat(client.awaitLines(6, LIMIT)).containsExactly("1", "2", "3", "4", "5", "6");
        }
    }

    @Test
    void tailReachesIntoRotatedFiles() throws Exception {
        TempLog log = server.nextLog()
                .append("1", "2")
                .rotate()
                .append("3", "4")
                .rotate()
                .append("5");
        try (SseClient client = SseClient.open(server.stream(log, "tail=4"))) {
            assertThat(client.awaitLines(4, LIMIT)).containsExactly("2", "3", "4", "5");
        }
    }

    @Test
    void jsonFormHoldsTheSameIdAndTheWholeLine() throws Exception {
        TempLog log = server.nextLog().create();
        try (SseClient client = server.openLive(log, "format=json")) {
            log.append("say \"hi\"\tthere");
            SseBlock line = client.takeLines(1, LIMIT).get(0);
            assertThat(line.text())
                    .startsWith("{")
                    .endsWith("}")
                    .contains("\"id\":\"" + line.position() + "\"")
                    .contains("\"source\":\"" + log.source() + "\"")
                    .contains("\"line\":\"say \\\"hi\\\"\\tthere\"");
        }
    }

    @Test
    void apiStreamSpeaksJsonAndSaysHello() throws Exception {
        TempLog log = server.nextLog().append("1", "2", "3");
        URI uri = server.uri("/api/v1/stream?tail=2&source=" + log.source());
        try (SseClient client = SseClient.open(uri)) {
            assertThat(client.takeEvent(LIMIT).event()).isEqualTo("hello");
            List<SseBlock> lines = client.takeLines(2, LIMIT);
            assertThat(lines.get(0).text()).contains("\"line\":\"2\"");
            assertThat(lines.get(1).text()).contains("\"line\":\"3\"");
            SseBlock merged = client.takeEvent(LIMIT);
            assertThat(merged.event()).isEqualTo("backfill-end");
            assertThat(merged.id()).isNull();
        }
    }

    @Test
    void eventNameIsTheSubscribersChoice() throws Exception {
        TempLog log = server.nextLog().create();
        try (SseClient unnamed = server.openLive(log, "event=none");
                SseClient named = server.openLive(log, "event=tick")) {
            log.append("x");
            SseBlock withoutName = unnamed.takeEvent(LIMIT);
            assertThat(withoutName.event()).isNull();
            assertThat(withoutName.data()).isEqualTo("x");
            assertThat(named.takeEvent(LIMIT).event()).isEqualTo("tick");
        }
    }

    @Test
    void silenceIsBrokenByAComment() throws Exception {
        TempLog log = server.nextLog().create();
        try (SseClient client = server.openLive(log, "heartbeat=5")) {
            long begin = System.nanoTime();
            client.takeUntil(SseBlock::isComment, LIMIT);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void subscriberGoesOnBehindItsLastId() throws Exception {
        TempLog log = server.nextLog().append("1", "2", "3", "4", "5");
        String second;
        String fourth;
        try (SseClient client = SseClient.open(server.stream(log, "tail=5"))) {
            List<SseBlock> lines = client.takeLines(5, LIMIT);
            second = lines.get(1).position();
            fourth = lines.get(3).position();
        }
        try (SseClient client = SseClient.resume(server.stream(log), second)) {
            assertThat(client.awaitLines(3, LIMIT)).containsExactly("3", "4", "5");
        }
        try (SseClient client = SseClient.open(server.stream(log, "last_event_id=" + fourth))) {
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("5");
        }
        try (SseClient client = SseClient.resume(server.stream(log, "tail=5", "last_event_id=" + second), fourth)) {
            assertThat(client.awaitLines(1, LIMIT))
                    .as("the header counts first")
                    .containsExactly("5");
        }
    }

    @Test
    void everyLinesIdIsAPlaceToGoOn() throws Exception {
        TempLog log = server.nextLog().append("first").rotate().append("a", "", "b");
        List<SseBlock> lines;
        try (SseClient client = SseClient.open(server.stream(log, "last_event_id=earliest"))) {
            lines = client.takeLines(4, LIMIT);
        }
        for (int i = 0; i < lines.size() - 1; i++) {
            try (SseClient client =
                    SseClient.resume(server.stream(log), lines.get(i).position())) {
                List<SseBlock> rest = client.takeLines(lines.size() - 1 - i, LIMIT);
                assertThat(rest).isEqualTo(lines.subList(i + 1, lines.size()));
            }
        }
    }

    @Test
    void unknownIdIsToldByAGapBeforeAnything() throws Exception {
        TempLog log = server.nextLog().append("1", "2");
        for (String id : List.of("garbage", "1.2.3~_-", "x".repeat(500))) {
            try (SseClient client = SseClient.resume(server.stream(log), id)) {
                List<SseBlock> opening = new ArrayList<>();
                while (opening.isEmpty() || opening.get(opening.size() - 1).data() == null) {
                    opening.add(client.take(LIMIT));
                }
                assertThat(opening).as("no id before the gap").allMatch(block -> block.id() == null);
                SseBlock gap = opening.get(opening.size() - 1);
                assertThat(gap.event()).isEqualTo("gap");
                assertThat(gap.text())
                        .contains("\"reason\":\"unknown-id\"")
                        .contains("\"source\":\"" + log.source() + "\"");
                assertThat(client.take(LIMIT).isIdOnly()).isTrue();
                assertThat(client.awaitLines(2, LIMIT)).containsExactly("1", "2");
            }
        }
    }

    @Test
    void idOfAnotherLogIsToldByAGap() throws Exception {
        TempLog one = server.nextLog().append("one's first", "one's second");
        TempLog other = server.nextLog().append("other's first", "other's second");
        String foreign;
        try (SseClient client = SseClient.open(server.stream(one, "tail=2"))) {
            foreign = client.takeLines(2, LIMIT).get(0).position();
        }
        try (SseClient client = SseClient.resume(server.stream(other), foreign)) {
            assertThat(client.takeEvent(LIMIT).event()).isEqualTo("gap");
            assertThat(client.awaitLines(2, LIMIT)).containsExactly("other's first", "other's second");
        }
    }

    @Test
    void withoutFollowTheStreamEndsAtTheTip() throws Exception {
        TempLog log = server.nextLog().append("1", "2");
        String last;
        try (SseClient client = SseClient.open(server.stream(log, "tail=10", "follow=false"))) {
            List<SseBlock> lines = client.takeLines(2, LIMIT);
            last = lines.get(1).position();
            assertThat(client.awaitEnd(LIMIT)).isEqualTo(HttpStream.End.WHOLE);
            assertThat(client.lastEventId()).isEqualTo(last);
        }
        Answer again = Answer.get(server.stream(log, "follow=false"), "Last-Event-ID: " + last);
        assertThat(again.status()).as("nothing more: EventSource is to stop").isEqualTo(204);
        log.append("3");
        try (SseClient client = SseClient.resume(server.stream(log, "follow=false"), last)) {
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("3");
            client.awaitEnd(LIMIT);
        }
    }

    @Test
    void http10IsStreamedWithoutChunks() throws Exception {
        TempLog log = server.nextLog().create();
        try (SseClient client = SseClient.openHttp10(server.stream(log))) {
            assertThat(client.http().isChunked()).isFalse();
            client.takeUntil(SseBlock::isIdOnly, LIMIT);
            log.append("one");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("one");
            log.append("two");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("two");
        }
    }

    @Test
    void linesThatLookLikeTheProtocolStayLines() throws Exception {
        List<String> harmless = List.of(
                "data: x",
                "event: evil",
                "id: 5",
                ": comment",
                "retry: 1",
                "\uFEFFmark",
                "a\u2028b\u2029c\u0085d",
                "é€😀",
                "\ttab",
                "\u001b[31mred\u001b[0m",
                " ",
                ":");
        TempLog log = server.nextLog().create();
        try (SseClient client = server.openLive(log)) {
            log.append("begin").append(harmless);
            assertThat(client.takeLines(1 + harmless.size(), LIMIT).stream()
                            .skip(1)
                            .map(SseBlock::text)
                            .map(text -> text.replace("\\u0085", "\u0085"))
                            .toList())
                    .isEqualTo(harmless);
        }
    }

    @Test
    void controlCharactersInLinesAreShownNotObeyed() throws Exception {
        TempLog log = server.nextLog().create();
        try (SseClient client = server.openLive(log)) {
            log.appendBytes(
                    "a\rid: 7\r\revent: evil\nnul\0nul\nbell\u0007\u001b]0;title\u0007\ncrlf\r\n".getBytes(UTF_8));
            List<String> lines = client.awaitLines(4, LIMIT);
            assertThat(lines.get(0)).isEqualTo("a\\rid: 7\\r\\revent: evil");
            assertThat(lines.get(1)).startsWith("nul\\").endsWith("nul");
            assertThat(lines.get(2)).startsWith("bell\\x07\\x1b]0;title");
            assertThat(lines.get(3)).isEqualTo("crlf");
            assertThat(lines).allMatch(line -> line.chars().noneMatch(c -> c < ' '));
        }
    }

    @Test
    void invalidUtf8BecomesReplacementCharacters() throws Exception {
        TempLog log = server.nextLog().create();
        try (SseClient client = server.openLive(log)) {
            log.appendBytes("ok \u00ff\u00fe \u00c3\nnext\n".getBytes(ISO_8859_1));
            List<String> lines = client.awaitLines(2, LIMIT);
            assertThat(lines.get(0)).matches("ok \uFFFD+ \uFFFD+");
            assertThat(lines.get(1)).isEqualTo("next");
        }
    }

    @Test
    void lineIsHeldBackUntilItsEnd() throws Exception {
        TempLog log = server.nextLog().append("whole");
        try (SseClient client = server.openLive(log)) {
            log.appendBytes("par".getBytes(UTF_8));
            log.appendBytes("ti".getBytes(UTF_8));
            log.appendBytes("al\nnext\n".getBytes(UTF_8));
            assertThat(client.awaitLines(2, LIMIT)).containsExactly("partial", "next");
        }
    }

    @Test
    void missingFileIsWaitedFor() throws Exception {
        TempLog log = server.nextLog();
        try (SseClient client = SseClient.open(server.stream(log))) {
            client.takeUntil(block -> block.retryMillis() != null, LIMIT);
            log.append("here", "I am");
            assertThat(client.awaitLines(2, LIMIT)).containsExactly("here", "I am");
        }
    }

    @Test
    void deletedFileIsWaitedForAgain() throws Exception {
        TempLog log = server.nextLog().append("old");
        try (SseClient client = server.openLive(log)) {
            log.append("last");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("last");
            log.delete();
            log.append("born again");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("born again");
        }
    }

    @Test
    void longLineIsCutAndTheNextIsWhole() throws Exception {
        int limit = 1 << 20;
        TempLog log = server.nextLog().create();
        try (SseClient client = server.openLive(log)) {
            log.append("x".repeat(limit), "y".repeat(limit + 1), "after");
            List<String> lines = client.awaitLines(3, LIMIT);
            assertThat(lines.get(0)).hasSize(limit);
            assertThat(lines.get(1)).startsWith("y".repeat(1000)).hasSizeLessThan(limit + 200);
            assertThat(lines.get(1).substring(limit)).as("says that it was cut").isNotEqualTo("y");
            assertThat(lines.get(2)).isEqualTo("after");
        }
    }

    @Test
    void headAnswersAtOnceAndLeavesNoStream() throws Exception {
        TempLog log = server.nextLog().create();
        Answer head = Answer.to("HEAD", server.stream(log));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.mediaType()).isEqualTo("text/event-stream");
    }

    @Test
    void subscribersOfTheSameSourceAllGetEverything() throws Exception {
        TempLog log = server.nextLog().create();
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(server.openLive(log, i % 2 == 0 ? "format=raw" : "format=json"));
        }
        log.append(NumberedLines.range(0, 500));
        for (SseClient client : clients) {
            assertThat(client.takeLines(500, LIMIT)).extracting(SseBlock::id).doesNotHaveDuplicates();
            client.close();
        }
    }
}

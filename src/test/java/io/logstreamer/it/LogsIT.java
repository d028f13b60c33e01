package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages of the past, and streams over a range of time, in real containers. */
@ParameterizedClass
@EnumSource(names = {"TOMCAT11", "JETTY121"})
@TestInstance(Lifecycle.PER_CLASS)
class LogsIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int OLD_LINES = 50_000;
    private static final int NEW_LINES = 4_000;

    @Parameter
    ContainerKind kind;

    private LogServer server;

    @BeforeParameterizedClassInvocation
    void start(ContainerKind kind) throws Exception {
        server = LogServer.start(kind, 8);
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        server.finish();
    }

    @Test
    void forwardPagesGiveEachLineOnceWhileTheLogGrowsAndRotates() throws Exception {
        TempLog log = threeGenerations();
        List<String> got = new ArrayList<>();
        String last = "earliest";
        try (LogWriter writer = LogWriter.startRotating(log, NEW_LINES, 1_500)) {
            URI next = logs(log, "as=text", "limit=3000", "after=" + last);
            while (next != null) {
                Answer page = Answer.get(next);
                assertThat(page.status()).isEqualTo(200);
                got.addAll(page.text().lines().toList());
                last = page.header("LogStreamer-Last-Event-ID").orElseThrow();
                next = next(page).orElse(null);
            }
            writer.await();
        }
        got.addAll(walk(logs(log, "as=text", "limit=999", "after=" + last)));
        List<String> expected = new ArrayList<>(NumberedLines.range(0, OLD_LINES));
        expected.addAll(NumberedLines.range(0, NEW_LINES));
        assertThat(got).isEqualTo(expected);
    }

    @Test
    void backwardPagesGiveEachLineOnceWhileTheLogGrowsAndRotates() throws Exception {
        TempLog log = threeGenerations();
        Answer newest = Answer.get(logs(log, "as=text", "limit=1"));
        String tip = newest.header("LogStreamer-Last-Event-ID").orElseThrow();
        try (LogWriter writer = LogWriter.startRotating(log, NEW_LINES, 1_500)) {
            List<String> got = walk(logs(log, "as=text", "limit=2500", "direction=backward", "before=" + tip));
            Collections.reverse(got);
            assertThat(got).isEqualTo(NumberedLines.range(0, OLD_LINES));
            writer.await();
        }
    }

    @Test
    void streamGoesOnWhereAPageEnds() throws Exception {
        TempLog log = server.nextLog().append("a", "b", "c");
        Answer page = Answer.get(logs(log, "as=text", "limit=2"));
        assertThat(page.text()).isEqualTo("b\nc\n");
        log.append("d").rotate().append("e");
        String last = page.header("LogStreamer-Last-Event-ID").orElseThrow();
        try (SseClient client = SseClient.open(server.stream(log, "last_event_id=" + last))) {
            assertThat(client.awaitLines(2, LIMIT)).containsExactly("d", "e");
        }
    }

    @Test
    void formsHaveTheirHeads() throws Exception {
        TempLog log = server.nextLog().append("a");
        assertThat(Answer.get(logs(log)).mediaType()).isEqualTo("application/x-ndjson");
        assertThat(Answer.get(logs(log), "Accept: text/event-stream").mediaType())
                .isEqualTo("text/event-stream");
        assertThat(Answer.get(logs(log), "Accept: text/event-stream").text()).contains("\nid: 1");
        assertThat(Answer.get(logs(log), "Accept: text/plain").header("Cache-Control"))
                .hasValue("no-store");
        assertThat(Answer.to("HEAD", logs(log)).header("LogStreamer-Last-Event-ID"))
                .isPresent();
        assertThat(Answer.get(logs(log, "limit=0")).status()).isEqualTo(400);
        assertThat(Answer.get(logs(log), "Accept: image/png").status()).isEqualTo(406);
    }

    @Test
    void timesBoundStreamsAndPages() throws Exception {
        Instant now = Instant.now();
        TempLog log = server.nextLog();
        for (int minute = 9; minute > 0; minute--) {
            if (minute == 6) {
                log.rotate();
            }
            log.append(now.minusSeconds(60L * minute) + " m" + minute, "  more of m" + minute);
        }
        assertThat(minutes(Answer.get(logs(log, "as=text", "since=450s", "until=270s"))
                        .text()))
                .containsExactly("m7", "m6", "m5");
        String stream =
                Answer.get(server.stream(log, "since=450s", "until=270s")).text();
        assertThat(minutes(stream)).containsExactly("m7", "m6", "m5");
        assertThat(stream).doesNotContain("event: bye").contains("data:   more of m5\n");
        assertThat(minutes(Answer.get(server.stream(log, "since=150s", "follow=false"))
                        .text()))
                .containsExactly("m2", "m1");
        assertThat(Answer.get(server.stream(log, "until=1h", "since=10m")).status())
                .isEqualTo(400);
    }

    @Test
    void streamUntilATimeToComeEndsThere() throws Exception {
        TempLog log = server.nextLog().append("before");
        Instant until = Instant.now().plusSeconds(600);
        try (SseClient client = server.openLive(log, "until=" + until)) {
            log.append(until.minusSeconds(1) + " in time", "  more of it");
            assertThat(client.awaitLines(2, LIMIT)).last().isEqualTo("  more of it");
            log.append(until + " just in time", until.plusMillis(1) + " too late");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly(until + " just in time");
            client.awaitEnd(LIMIT);
        }
    }

    /** Whatever the server says of it in its log fails the class at its end. */
    @Test
    void clientThatGoesInTheMiddleOfAPageIsNoFault() throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 10_000));
        URI page = logs(log, "limit=10000");
        for (int i = 0; i < 8; i++) {
            try (Socket socket = new Socket(page.getHost(), page.getPort())) {
                String request =
                        "GET " + page.getRawPath() + "?" + page.getRawQuery() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                socket.setSoLinger(true, 0);
            }
        }
        assertThat(Answer.get(page).text().lines()).hasSize(10_000);
    }

    private TempLog threeGenerations() throws Exception {
        TempLog log = server.nextLog();
        int third = OLD_LINES / 3;
        log.append(NumberedLines.range(0, third)).rotate();
        log.append(NumberedLines.range(third, 2 * third)).rotate();
        return log.append(NumberedLines.range(2 * third, OLD_LINES));
    }

    /** Follows the links to their end. */
    private List<String> walk(URI first) throws Exception {
        List<String> lines = new ArrayList<>();
        URI next = first;
        while (next != null) {
            Answer page = Answer.get(next);
            assertThat(page.status()).isEqualTo(200);
            lines.addAll(page.text().lines().toList());
            next = next(page).orElse(null);
        }
        return lines;
    }

    private Optional<URI> next(Answer page) {
        return page.header("Link").map(link -> server.uri(link.substring(1, link.indexOf('>'))));
    }

    private URI logs(TempLog log, String... parameters) {
        String further = parameters.length == 0 ? "" : "&" + String.join("&", parameters);
        return server.uri("/api/v1/logs?source=" + log.source() + further);
    }

    private static List<String> minutes(String text) {
        return text.lines()
                .filter(line -> line.contains("Z m"))
                .map(line -> line.substring(line.indexOf("Z m") + 2))
                .toList();
    }
}

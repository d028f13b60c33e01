package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client over a real socket, against bytes written by hand. */
class SseClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final String CHUNKED_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void chunksCutAnywhereMakeOneStream() throws Exception {
        try (Scripted script = serve(
                CHUNKED_HEAD + "9\r\ndata: a\n\n\r\n3;x=y\r\ndat\r\n2\r\na:\r\n7\r\n b\nid: \r\n3\r\n7\n\n\r\n")) {
            try (SseClient client = script.client) {
                assertThat(client.takeEvent(LIMIT).data()).isEqualTo("a");
                assertThat(client.takeEvent(LIMIT).data()).isEqualTo("b");
                assertThat(client.lastEventId()).isEqualTo("7");
                script.write("0\r\n\r\n");
                assertThat(client.awaitEnd(LIMIT)).isEqualTo(HttpStream.End.WHOLE);
            }
        }
    }

    @Test
    void connectionThatEndsInsideTheBodyIsCut() throws Exception {
        try (Scripted script = serve(CHUNKED_HEAD + "9\r\ndata: a\n\n\r\n5\r\nda")) {
            script.peer.close();
            try (SseClient client = script.client) {
                assertThat(client.takeEvent(LIMIT).data()).isEqualTo("a");
                assertThat(client.awaitEnd(LIMIT)).isEqualTo(HttpStream.End.CUT);
                assertThat(client.isInsideBlock()).isTrue();
            }
        }
    }

    @Test
    void unframedBodyEndsWithTheConnection() throws Exception {
        try (Scripted script = serve("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n")) {
            script.peer.close();
            try (SseClient client = script.client) {
                assertThat(client.http().isChunked()).isFalse();
                assertThat(client.takeEvent(LIMIT).data()).isEqualTo("a");
                assertThat(client.awaitEnd(LIMIT)).isEqualTo(HttpStream.End.WHOLE);
            }
        }
    }

    @Test
    void readingGoesOnWhereTheTimeWasOver() throws Exception {
        try (Scripted script = serve(CHUNKED_HEAD + "1")) {
            try (SseClient client = script.client) {
                assertThatThrownBy(() -> client.take(MOMENT)).isInstanceOf(AssertionError.class);
                script.write("0\r\ndata: 123456789\n");
                script.write("\r\n1\r\n\n\r\n");
                assertThat(client.takeEvent(LIMIT).data()).isEqualTo("123456789");
            }
        }
    }

    @Test
    void untakenEventFailsTheClose() throws Exception {
        try (Scripted script = serve(CHUNKED_HEAD + "9\r\ndata: a\n\n\r\n9\r\ndata: b\n\n\r\n")) {
            assertThat(script.client.takeEvent(LIMIT).data()).isEqualTo("a");
            assertThatThrownBy(script.client::close)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("data=b");
        }
    }

    @Test
    void eventThatIsNoLineFailsTheWaitForLines() throws Exception {
        String body = "event: log_update\ndata: 1\n\n:\n\nevent: gap\ndata: {}\n\n";
        try (Scripted script = serve(CHUNKED_HEAD + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n")) {
            assertThat(script.client.awaitLines(1, LIMIT)).isEqualTo(List.of("1"));
            assertThatThrownBy(() -> script.client.awaitLines(1, LIMIT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("gap");
        }
    }

    @Test
    void answerThatIsNoEventStreamFailsWithItsBody() {
        assertThatThrownBy(() -> serve("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("404")
                .hasMessageContaining("gone");
    }

    private Scripted serve(String answer) throws IOException {
        CompletableFuture<Socket> peer = CompletableFuture.supplyAsync(() -> answerOne(answer));
        SseClient client = SseClient.open(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/stream"));
        return new Scripted(client, peer.join());
    }

    private Socket answerOne(String answer) {
        try {
            Socket peer = server.accept();
            readRequest(peer.getInputStream());
            peer.getOutputStream().write(answer.getBytes(ISO_8859_1));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            request.append((char) in.read());
        }
        assertThat(request.toString()).startsWith("GET /stream HTTP/1.1\r\nHost: 127.0.0.1:");
    }

    private record Scripted(SseClient client, Socket peer) implements AutoCloseable {
        void write(String bytes) throws IOException {
            peer.getOutputStream().write(bytes.getBytes(UTF_8));
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }
}

package io.logstreamer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole command over real sockets; a stream ends by 204, so that no test waits for its duration. */
@Timeout(60)
class LoadCommandTest {

    @Test
    void printsEachLineWithItsSubscriber() throws IOException {
        try (TinySseServer server = new TinySseServer(endlessTimes(events("a", "b\u001b[2J\u001b[31mred")))) {
            CommandRun run = load(server, "--clients", "2");

            assertThat(run.err()).isEmpty();
            assertThat(run.status()).isZero();
            assertThat(run.out())
                    .contains("0 -> a\n", "1 -> a\n", "0 -> b\\x1b[2J\u001b[31mred\n", "1 -> b\\x1b[2J\u001b[31mred\n")
                    .contains("missing 0   duplicate 0   out of order 0")
                    .contains("comparing ids 4");
        }
    }

    @Test
    void comesBackWithTheLastIdAndGoesOn() throws IOException {
        TinySseServer.Script script = (connection, lastEventId) -> switch (connection) {
            case 0 ->
                TinySseServer.Answer.stream(
                        "retry: 1\n\n" + event("p1", "seq=1 x") + event("p2", "seq=2 x") + "id: p2b\n\n");
            case 1 -> TinySseServer.Answer.stream(event("p3", "seq=3 x") + "data: cut off");
            case 2 -> TinySseServer.Answer.stream(event("p4", "seq=4 x"));
            default -> TinySseServer.Answer.end();
        };
        try (TinySseServer server = new TinySseServer(script)) {
            CommandRun run = load(server, "--clients", "1", "--json");

            assertThat(run.status()).isZero();
            assertThat(server.lastEventIds()).containsExactly("p2b", "p3", "p4");
            assertThat(run.out())
                    .contains(
                            "\"lines\":4",
                            "\"checkedBySeq\":4",
                            "\"missing\":0",
                            "\"reconnects\":2",
                            "\"connected\":1");
        }
    }

    @Test
    void numberJumpedOverIsAFault() throws IOException {
        try (TinySseServer server =
                new TinySseServer(endlessTimes(events("seq=1 a", "seq=2 b", "seq=5 c", "seq=5 c")))) {
            CommandRun run = load(server, "--clients", "1", "--no-print");

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.out()).contains("missing 2   duplicate 1   out of order 0");
        }
    }

    @Test
    void lineThatOneOfTwoDoesNotGetIsAFault() throws IOException {
        String whole = "retry: 1\n\n" + event("1", "a") + event("2", "b") + event("3", "c");
        String holed = "retry: 1\n\n" + event("1", "a") + event("3", "c");
        TinySseServer.Script script = (connection, lastEventId) -> lastEventId != null
                ? TinySseServer.Answer.end()
                : TinySseServer.Answer.stream(connection == 0 ? whole : holed);
        try (TinySseServer server = new TinySseServer(script)) {
            CommandRun run = load(server, "--clients", "2", "--no-print");

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.out()).contains("missing 1   duplicate 0   out of order 0");
        }
    }

    @Test
    void gapIsShownAndCountedAndIsNoLine() throws IOException {
        String stream = "event: gap\ndata: {\"reason\":\"truncated\"}\n\n" + event("1", "a");
        try (TinySseServer server = new TinySseServer(endlessTimes(stream))) {
            CommandRun run = load(server, "--clients", "1");

            assertThat(run.status()).isZero();
            assertThat(run.err()).contains("0 -- gap {\"reason\":\"truncated\"}");
            assertThat(run.out()).contains("lines         1 ", "gaps announced 1");
        }
    }

    @Test
    void manySubscribersShareFewThreads() throws IOException {
        String stream = IntStream.rangeClosed(1, 50)
                .mapToObj(i -> event("id" + i, "seq=" + i + " line"))
                .collect(Collectors.joining());
        AtomicInteger threads = new AtomicInteger();
        TinySseServer.Script script = (connection, lastEventId) -> {
            threads.accumulateAndGet(loadThreads(), Math::max);
            return endlessTimes(stream).answer(connection, lastEventId);
        };
        try (TinySseServer server = new TinySseServer(script)) {
            CommandRun run = load(server, "--clients", "300", "--json");

            assertThat(run.status()).isZero();
            assertThat(run.out()).contains("\"connected\":300", "\"lines\":15000", "\"missing\":0", "\"duplicate\":0");
        }
        // Some of a test before this one may be about to end.
        assertThat(threads.get()).isBetween(1, 12);
    }

    private static int loadThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("logstreamer-load-"))
                .count();
    }

    @Test
    void agesAreReportedWhereLinesSayWhenTheyWereWritten() throws IOException {
        TinySseServer.Script script = (connection, lastEventId) -> lastEventId != null
                ? TinySseServer.Answer.end()
                : TinySseServer.Answer.stream(
                        "retry: 1\n\n" + event("1", "seq=1 ts=" + (System.currentTimeMillis() + 1_000) + "000000 x"));
        try (TinySseServer server = new TinySseServer(script)) {
            assertThat(load(server, "--clients", "1", "--json").out())
                    .contains("\"latencyMicros\":{\"count\":1,\"p50\":0");
            assertThat(load(server, "--clients", "1").out()).contains("age in ms     p50 0.00");
        }
    }

    @Test
    void refusalIsExplainedInTheServersWords() throws IOException {
        try (TinySseServer server = new TinySseServer((connection, id) ->
                TinySseServer.Answer.of(404, "application/problem+json", "{\"title\":\"Unknown source\"}"))) {
            CommandRun run = load(server, "--clients", "3", "--json");

            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err())
                    .contains("cannot subscribe to " + server.uri(), "status 404: {\"title\":\"Unknown source\"}");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void pageInsteadOfAStreamIsExplained() throws IOException {
        try (TinySseServer server =
                new TinySseServer((connection, id) -> TinySseServer.Answer.of(200, "text/html", "<p>hello"))) {
            CommandRun run = load(server, "--clients", "1", "--json");

            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err()).contains("the answer is not an event stream: text/html");
        }
    }

    @Test
    void absentServerIsExplained() throws IOException {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        CommandRun run = CommandRun.of("load", "--json", "--clients", "1", "http://127.0.0.1:" + freePort);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err().toLowerCase(Locale.ROOT))
                .contains("http://127.0.0.1:" + freePort + "/stream: connection refused");
    }

    @Test
    void wrongUsageIsExplained() {
        assertUsage("not an http or https address", "ftp://localhost/");
        assertUsage("not an http or https address", "localhost:8080/stream");
        assertUsage("at least one client", "--clients", "0", "http://localhost/");
        assertUsage("duration must be above zero", "--duration", "0s", "http://localhost/");
        assertUsage("'soon' is not a duration", "--duration", "soon", "http://localhost/");
        assertUsage("Missing required parameter: 'URL'");
        assertUsage("exclude each other", "--print", "--json", "http://localhost/");
    }

    private static void assertUsage(String message, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "load";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CommandRun run = CommandRun.of(all);

        assertThat(run.err()).contains(message, "Try: logstreamer load --help");
        assertThat(run.status()).isEqualTo(2);
    }

    private static CommandRun load(TinySseServer server, String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "load";
        arguments[1] = "--duration";
        arguments[2] = "40s";
        System.arraycopy(options, 0, arguments, 3, options.length);
        arguments[arguments.length - 1] = server.uri().toString();
        return CommandRun.of(arguments);
    }

    /** Every newcomer gets the stream, everybody who comes back has had it. */
    private static TinySseServer.Script endlessTimes(String stream) {
        return (connection, lastEventId) ->
                lastEventId != null ? TinySseServer.Answer.end() : TinySseServer.Answer.stream("retry: 1\n\n" + stream);
    }

    private static String events(String... lines) {
        return IntStream.range(0, lines.length)
                .mapToObj(i -> event("id" + i, lines[i]))
                .collect(Collectors.joining());
    }

    private static String event(String id, String line) {
        return "event: log_update\ndata: " + line + "\nid: " + id + "\n\n";
    }
}

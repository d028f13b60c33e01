package io.logstreamer.feed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The small blocks that one subscriber alone gets: its pace, its place, its end. Stateless. */
final class Blocks {

    /** A comment, so that proxies and clients see life (WHATWG HTML, 9.2.7 "Authoring notes"). */
    static final byte[] HEARTBEAT = ascii(":\n\n");

    private Blocks() {}

    /** Reconnection time, spread so that clients which lost the same server do not come back together. */
    static byte[] retry(Duration base, RandomGenerator random) {
        long millis = base.toMillis();
        return ascii("retry: " + (millis + random.nextLong(millis / 2 + 1)) + "\n\n");
    }

    /** An id without data: becomes the client's last id and dispatches nothing (WHATWG HTML, 9.2.6). */
    static byte[] idOnly(String id) {
        return ascii("id: " + id + "\n\n");
    }

    static byte[] hello(
            String version,
            String node,
            Instant started,
            Duration heartbeat,
            boolean follow,
            List<String> sources,
            String start) {
        String names = sources.stream().map(source -> '"' + json(source) + '"').collect(Collectors.joining(","));
        return utf8("event: hello\ndata: {\"version\":\"" + json(version) + "\",\"node\":\"" + json(node)
                + "\",\"sources\":[" + names + "],\"start\":\"" + start
                + "\",\"follow\":" + follow + ",\"heartbeatSeconds\":"
                + heartbeat.toSeconds() + ",\"started\":\"" + started + "\"}\n\n");
    }

    static byte[] backfillEnd() {
        return ascii("event: backfill-end\ndata: {}\n\n");
    }

    static byte[] bye(String reason, String cursor) {
        return ascii("event: bye\ndata: {\"reason\":\"" + reason + "\",\"cursor\":\"" + cursor + "\"}\n\n");
    }

    /** A problem of the server's own in mid-stream (RFC 9457); the stream ends behind it. */
    static byte[] problem(String title, String detail) {
        return utf8("event: problem\ndata: {\"type\":\"about:blank\",\"title\":\"" + json(title)
                + "\",\"status\":500,\"detail\":\"" + json(detail) + "\"}\n\n");
    }

    private static String json(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                safe.append('\\').append(c);
            } else if (c < ' ') {
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

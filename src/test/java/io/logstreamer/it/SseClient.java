package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A subscriber that overlooks nothing: every block of the stream is taken by the test, in order, or the test fails at
 * {@link #close}. It reads only while the test waits for something; between two calls it is a subscriber that stalls.
 *
 * <p>Confined to one thread at a time.
 */
final class SseClient implements AutoCloseable {
    private static final Duration CONTROL_LIMIT = Duration.ofSeconds(10);

    private final HttpStream http;
    private final SseParser parser = new SseParser();
    private final Deque<SseBlock> arrived = new ArrayDeque<>();
    private final byte[] buffer = new byte[16 * 1024];
    private String lastEventId = "";
    private boolean abandoned;

    private SseClient(HttpStream http) {
        this.http = http;
    }

    /** Opens a stream that must answer 200 as an event stream. */
    static SseClient open(URI uri, String... headerLines) throws IOException {
        return of(HttpStream.get(uri, withAccept(headerLines)));
    }

    /** As a client does that was here before: with its last id in the header, if it has one. */
    static SseClient resume(URI uri, String lastEventId) throws IOException {
        return lastEventId.isEmpty() ? open(uri) : open(uri, "Last-Event-ID: " + lastEventId);
    }

    /** Opens a stream with HTTP/1.0. */
    static SseClient openHttp10(URI uri) throws IOException {
        return of(HttpStream.request("GET", "HTTP/1.0", uri, withAccept()));
    }

    private static SseClient of(HttpStream http) throws IOException {
        String type = http.header("Content-Type").orElse("");
        if (http.status() != 200 || !type.startsWith("text/event-stream")) {
            String body = new String(http.readAll(CONTROL_LIMIT), UTF_8);
            http.close();
            throw new AssertionError("not an event stream: " + http.status() + " " + type + "\n" + body);
        }
        return new SseClient(http);
    }

    private static String[] withAccept(String... headerLines) {
        String[] all = Arrays.copyOf(headerLines, headerLines.length + 1);
        all[headerLines.length] = "Accept: text/event-stream";
        return all;
    }

    HttpStream http() {
        return http;
    }

    /** The id of the last block taken that had one: what this subscriber would resume with. */
    String lastEventId() {
        return lastEventId;
    }

    /** Takes the next block, whatever it is. */
    SseBlock take(Duration timeout) throws IOException {
        return poll(Deadline.in(timeout))
                .orElseThrow(() -> new AssertionError(
                        http.end().isPresent()
                                ? "the stream has ended: " + http.end()
                                : "nothing came within " + timeout.toMillis() + " ms"));
    }

    /** Takes the next block with data; those without (comments, ids, retry times) are taken and passed over. */
    SseBlock takeEvent(Duration timeout) throws IOException {
        return takeUntil(block -> !block.isSilent(), timeout);
    }

    /** Takes blocks up to one that fits; any other block with data on the way fails. */
    SseBlock takeUntil(Predicate<SseBlock> wanted, Duration timeout) throws IOException {
        Deadline deadline = Deadline.in(timeout);
        while (true) {
            SseBlock block = poll(deadline)
                    .orElseThrow(() -> new AssertionError(
                            http.end().isPresent()
                                    ? "the stream has ended: " + http.end()
                                    : "not within " + timeout.toMillis() + " ms"));
            if (wanted.test(block)) {
                return block;
            }
            if (!block.isSilent()) {
                throw new AssertionError("unexpected: " + block);
            }
        }
    }

    /** Takes this many lines; anything else with data on the way fails. */
    List<SseBlock> takeLines(int count, Duration timeout) throws IOException {
        Deadline deadline = Deadline.in(timeout);
        List<SseBlock> lines = new ArrayList<>(count);
        while (lines.size() < count) {
            Optional<SseBlock> block = poll(deadline);
            if (block.isEmpty()) {
                throw new AssertionError(
                        (http.end().isPresent() ? "the stream has ended" : "not in time") + ": lines=" + lines.size()
                                + " of " + count + ", last=" + (lines.isEmpty() ? "" : lines.get(lines.size() - 1)));
            }
            if (block.get().isLine()) {
                lines.add(block.get());
            } else if (!block.get().isSilent()) {
                throw new AssertionError("unexpected: " + block.get());
            }
        }
        return lines;
    }

    /** As {@link #takeLines}, the texts alone. */
    List<String> awaitLines(int count, Duration timeout) throws IOException {
        return takeLines(count, timeout).stream().map(SseBlock::text).toList();
    }

    /**
     * Takes everything up to the end of the stream.
     *
     * @return the blocks, without comments
     * @throws AssertionError if the stream does not end in time
     */
    List<SseBlock> takeToEnd(Duration timeout) throws IOException {
        Deadline deadline = Deadline.in(timeout);
        List<SseBlock> blocks = new ArrayList<>();
        for (Optional<SseBlock> block = poll(deadline); block.isPresent(); block = poll(deadline)) {
            if (!block.get().isComment()) {
                blocks.add(block.get());
            }
        }
        if (http.end().isEmpty()) {
            throw new AssertionError("still open after " + timeout.toMillis() + " ms");
        }
        return blocks;
    }

    /** Waits for the end, before which nothing with data may come. */
    HttpStream.End awaitEnd(Duration timeout) throws IOException {
        List<SseBlock> rest =
                takeToEnd(timeout).stream().filter(block -> !block.isSilent()).toList();
        if (!rest.isEmpty()) {
            throw new AssertionError("unexpected before the end: " + rest);
        }
        return http.end().orElseThrow();
    }

    /** Whether the last byte of the stream so far was inside a block. */
    boolean isInsideBlock() {
        return parser.isInsideBlock();
    }

    /** Goes away without a look at what may have come, as a client that loses its network. */
    void abandon() throws IOException {
        abandoned = true;
        http.reset();
    }

    /** Ends the connection; fails if something with data had come that the test has not taken. */
    @Override
    public void close() throws IOException {
        if (abandoned) {
            return;
        }
        try (http) {
            while (http.hasArrived() && receive(Deadline.in(Duration.ZERO))) {
                // Each turn takes in what is here already.
            }
        }
        List<SseBlock> untaken =
                arrived.stream().filter(block -> !block.isSilent()).toList();
        if (!untaken.isEmpty()) {
            throw new AssertionError("not taken: " + untaken);
        }
    }

    /** The next block; empty at the end of the stream and when the time is over. */
    private Optional<SseBlock> poll(Deadline deadline) throws IOException {
        while (arrived.isEmpty()) {
            if (!receive(deadline)) {
                return Optional.empty();
            }
        }
        SseBlock block = arrived.remove();
        if (block.id() != null) {
            lastEventId = block.id();
        }
        return Optional.of(block);
    }

    private boolean receive(Deadline deadline) throws IOException {
        try {
            int n = http.read(buffer, deadline);
            if (n >= 0) {
                arrived.addAll(parser.feed(buffer, n));
            }
            return n >= 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}

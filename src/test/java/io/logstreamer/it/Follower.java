package io.logstreamer.it;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that wants everything: it comes back with its last id whenever its stream ends, and keeps all lines and
 * all announced gaps in the order they came, over all its connections.
 *
 * <p>Thread-safe: one thread reads, the test waits and looks.
 */
final class Follower implements AutoCloseable {
    private static final long BETWEEN_TRIES_NANOS = 20_000_000;
    private static final Duration READ_STEP = Duration.ofMillis(100);

    private final URI stream;
    private final Thread thread = new Thread(this::run, "follower");
    private final @Nullable Random cuts;

    private final List<String> lines = new ArrayList<>();
    private final List<SseBlock> gaps = new ArrayList<>();
    private String lastEventId = "";
    private int connections;
    private @Nullable Throwable failure;
    private volatile boolean stopping;

    private Follower(URI stream, @Nullable Random cuts) {
        this.stream = stream;
        this.cuts = cuts;
    }

    /** Begins at the oldest line of a log. */
    static Follower start(LogServer server, TempLog log) {
        return begin(new Follower(server.stream(log, "last_event_id=earliest"), null));
    }

    /** The same, and resets its own connection now and then; the seed says when. */
    static Follower startCutting(LogServer server, TempLog log, long seed) {
        return begin(new Follower(server.stream(log, "last_event_id=earliest"), new Random(seed)));
    }

    /** Follows a stream of any kind from its beginning, and comes back by id. */
    static Follower of(URI stream) {
        return begin(new Follower(stream, null));
    }

    /** The same, and resets its own connection now and then; the seed says when. */
    static Follower cutting(URI stream, long seed) {
        return begin(new Follower(stream, new Random(seed)));
    }

    private static Follower begin(Follower follower) {
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    /** Waits until this many lines have come in all. */
    synchronized List<String> awaitLines(int count, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        while (lines.size() < count && failure == null && !deadline.isOver()) {
            wait(Math.max(1, deadline.millisLeft()));
        }
        if (failure != null) {
            throw new AssertionError("the follower failed after lines=" + lines.size(), failure);
        }
        if (lines.size() < count) {
            throw new AssertionError("not within " + timeout.toMillis() + " ms: lines=" + lines.size() + " of " + count
                    + ", connections=" + connections + ", gaps=" + gaps);
        }
        return List.copyOf(lines);
    }

    /** Those that have come. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized List<SseBlock> gaps() {
        return List.copyOf(gaps);
    }

    /** The last id that came: what a connection of today resumes with. */
    synchronized String lastEventId() {
        return lastEventId;
    }

    synchronized int connections() {
        return connections;
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!stopping) {
                readOneConnection();
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void readOneConnection() {
        int linesToCut = cuts == null ? Integer.MAX_VALUE : cuts.nextInt(400);
        try (HttpStream http = HttpStream.get(stream, headerLines())) {
            if (http.status() == 404 || http.status() == 503) {
                return; // between two deployments
            }
            if (http.status() != 200) {
                throw new AssertionError("status=" + http.status());
            }
            connected();
            SseParser parser = new SseParser();
            byte[] buffer = new byte[4096];
            int left = linesToCut;
            for (int n = 0; n >= 0 && left > 0 && !stopping; n = readStep(http, buffer)) {
                for (SseBlock block : parser.feed(buffer, n)) {
                    left -= take(block);
                }
            }
            if (left <= 0) {
                http.reset();
            }
        } catch (IOException serverIsDown) {
            // It comes back, or the test waits in vain.
            return;
        }
    }

    private static int readStep(HttpStream http, byte[] buffer) throws IOException {
        try {
            return http.read(buffer, Deadline.in(READ_STEP));
        } catch (SocketTimeoutException silence) {
            return 0;
        }
    }

    private synchronized String[] headerLines() {
        return lastEventId.isEmpty()
                ? new String[] {"Accept: text/event-stream"}
                : new String[] {"Accept: text/event-stream", "Last-Event-ID: " + lastEventId};
    }

    private synchronized void connected() {
        connections++;
    }

    /** Returns 1 for a line, else 0. */
    private synchronized int take(SseBlock block) {
        if (block.id() != null) {
            lastEventId = block.id();
        }
        if (block.isLine()) {
            lines.add(block.text());
            notifyAll();
            return 1;
        }
        if (block.is("gap")) {
            gaps.add(block);
        } else if (!block.isSilent() && !block.is("bye") && !isComeAgain(block)) {
            throw new AssertionError("unexpected: " + block);
        }
        return 0;
    }

    /** The 503 of a server that is ending, to who asked for events: as one whose status that is. */
    private static boolean isComeAgain(SseBlock block) {
        return block.is("problem") && block.text().contains("\"status\":503");
    }

    private synchronized void fail(Throwable e) {
        failure = e;
        notifyAll();
    }
}

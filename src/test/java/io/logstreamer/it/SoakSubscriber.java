package io.logstreamer.it;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client that comes again with its last id whenever its stream ends, and now and then ends it: in the middle of an event,
 * by reading nothing for a while, or by asking only for what is there.
 *
 * <p>Has a thread of its own; thread-safe.
 */
final class SoakSubscriber implements AutoCloseable {

    /** What it is like. */
    enum Manner {
        /** Reads as fast as it can. */
        LIVE,
        /** Resets its connection after some lines. */
        CUTTING,
        /** The same, and reads nothing for seconds now and then: what it wants is in the files only. */
        STALLING,
        /** Asks for what is there, and comes again after a while. */
        FETCHING
    }

    private static final long BETWEEN_TRIES_NANOS = 50_000_000;
    private static final Duration READ_STEP = Duration.ofMillis(100);
    private static final Pattern SOURCE = Pattern.compile("\"source\":\"([^\"]*)\"");
    private static final Pattern REASON = Pattern.compile("\"reason\":\"([^\"]*)\"");
    private static final Pattern LINE = Pattern.compile("\"line\":\"([^\"]*)\"");

    /** Of a server that starts or stops; then the stream ends. */
    private static final String COME_AGAIN = "\"status\":503,";

    private final URI stream;
    private final Manner manner;
    private final SoakAccount account;
    private final Random random;
    private final SoakStory story;
    private final Thread thread;

    private String lastEventId = "earliest";
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private volatile boolean calm;
    private volatile boolean stopping;

    /** @param stream without a place to begin at */
    SoakSubscriber(URI stream, Manner manner, SoakAccount account, Random random, SoakStory story) {
        this.stream = manner == Manner.FETCHING ? URI.create(stream + "&follow=false") : stream;
        this.manner = manner;
        this.account = account;
        this.random = random;
        this.story = story;
        this.thread = new Thread(this::run, "soak-" + account.name());
        thread.setDaemon(true);
    }

    SoakSubscriber start() {
        thread.start();
        return this;
    }

    SoakAccount account() {
        return account;
    }

    int connections() {
        return connections.get();
    }

    /** What it has to object to; null: nothing so far. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** From now on it reads what comes. */
    void calmDown() {
        calm = true;
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                readOneConnection();
                LockSupport.parkNanos(
                        manner == Manner.FETCHING && !calm ? 1_000_000L * random.nextInt(3_000) : BETWEEN_TRIES_NANOS);
            }
        } catch (Throwable e) {
            if (!stopping) {
                failure = e;
            }
        }
    }

    private void readOneConnection() {
        try (HttpStream http = HttpStream.get(stream, "Accept: text/event-stream", "Last-Event-ID: " + lastEventId)) {
            if (http.status() == 404 || http.status() == 503 || http.status() == 204) {
                return; // it is just starting or stopping; or there is nothing new
            }
            if (http.status() != 200) {
                String body = new String(http.readAll(Duration.ofSeconds(5)), StandardCharsets.UTF_8);
                throw new AssertionError(account.name() + ": status " + http.status() + ", " + body);
            }
            connections.incrementAndGet();
            if (manner != Manner.FETCHING) {
                story.tell("%s connected with %s".formatted(account.name(), lastEventId));
            }
            read(http);
        } catch (IOException serverIsDown) {
            // It comes back, or everybody waits in vain.
            return;
        }
    }

    private void read(HttpStream http) throws IOException {
        boolean cuts = manner == Manner.CUTTING || manner == Manner.STALLING;
        long left = cuts ? random.nextInt(80_000) : Long.MAX_VALUE;
        long leftToStall = manner == Manner.STALLING ? random.nextInt(20_000) : Long.MAX_VALUE;
        SseParser parser = new SseParser();
        byte[] buffer = new byte[16 * 1024];
        for (int n = 0; n >= 0 && (left > 0 || calm) && !stopping; n = readStep(http, buffer)) {
            long before = account.received();
            for (SseBlock block : parser.feed(buffer, n)) {
                take(block);
            }
            long taken = account.received() - before;
            left -= taken;
            leftToStall -= taken;
            if (leftToStall <= 0 && !calm) {
                LockSupport.parkNanos(1_000_000L * random.nextInt(4_000));
                leftToStall = random.nextInt(40_000);
            }
        }
        if (left <= 0 && !calm) {
            http.reset();
        }
    }

    private static int readStep(HttpStream http, byte[] buffer) throws IOException {
        try {
            return http.read(buffer, Deadline.in(READ_STEP));
        } catch (SocketTimeoutException silence) {
            return 0;
        }
    }

    private void take(SseBlock block) {
        if (block.isLine()) {
            if (block.id() == null) {
                return; // an unfinished one, at the end of what is there
            }
            String text = block.text();
            account.line(text.startsWith("{") ? first(LINE, text) : text);
        } else if (block.is("gap")) {
            account.gap(first(SOURCE, block.text()), first(REASON, block.text()), block.text());
        } else if (block.is("problem") && !block.text().contains(COME_AGAIN)) {
            throw new AssertionError(account.name() + ": " + block.text());
        }
        if (block.id() != null) {
            lastEventId = block.id();
        }
    }

    private static String first(Pattern pattern, String json) {
        Matcher matcher = pattern.matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + ": " + json);
        }
        return matcher.group(1);
    }
}

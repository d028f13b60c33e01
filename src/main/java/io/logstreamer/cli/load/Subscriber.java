package io.logstreamer.cli.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber: connects, reads, checks, and connects again with the last id when the stream ends.
 *
 * <pre>
 *              head 200             end of stream, broken
 *  CONNECTING ──────────▶ STREAMING ────────────────────▶ WAITING ──retry──▶ CONNECTING
 *      │ refused for now ─────────────────────────────────▶ WAITING
 *      │ refused for good, 204
 *      ▼
 *    ENDED ◀── stop() from every state
 * </pre>
 *
 * <p>Its steps run one after the other, on threads of the run; {@link #stop} may be called from any thread.
 */
final class Subscriber {

    /** What the run wants to know of its subscribers. Called on any thread of the run. */
    interface Owner {
        /** It is connected for the first time; called at most once. */
        void connected();

        /**
         * The first attempt to connect is decided; called once, after {@link #connected} if it succeeded.
         *
         * @param failure why not, null if connected
         */
        void settled(@Nullable String failure);

        /** It will not connect again; called at most once, never after {@link Subscriber#stop}. */
        void ended();
    }

    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);
    private static final long DEFAULT_RETRY_MILLIS = 1_000;
    private static final long MAX_RETRY_MILLIS = 30_000;

    private final int number;
    private final URI uri;
    private final HttpClient client;
    private final Executor executor;
    private final LineCheck check;
    private final Counters counters;
    private final LoadListener listener;
    private final Owner owner;

    private volatile boolean stopped;
    private volatile boolean settled;
    private volatile boolean everConnected;
    private volatile boolean streaming;
    private volatile @Nullable CompletableFuture<HttpResponse<byte[]>> exchange;
    private volatile String lastEventId = "";
    private volatile long retryMillis = DEFAULT_RETRY_MILLIS;

    Subscriber(
            int number,
            URI uri,
            HttpClient client,
            Executor executor,
            LineCheck check,
            Counters counters,
            LoadListener listener,
            Owner owner) {
        this.number = number;
        this.uri = uri;
        this.client = client;
        this.executor = executor;
        this.check = check;
        this.counters = counters;
        this.listener = listener;
        this.owner = owner;
    }

    void connect() {
        if (stopped) {
            return;
        }
        streaming = false;
        HttpRequest request;
        try {
            request = request();
        } catch (IllegalArgumentException e) {
            endForGood("the request cannot be made: " + e.getMessage());
            return;
        }
        CompletableFuture<HttpResponse<byte[]>> started = client.sendAsync(request, new Head());
        exchange = started;
        // Its failure is an argument of connectionEnded, so there is nobody left to look at what this returns.
        CompletableFuture<?> unused = started.whenCompleteAsync(this::connectionEnded, executor);
        if (stopped) {
            // stop() may have looked before this connection was there to be seen.
            started.cancel(true);
        }
    }

    /** Closes the connection; nothing is counted or reported afterwards. May be called again. */
    void stop() {
        stopped = true;
        check.end();
        CompletableFuture<?> running = exchange;
        if (running != null) {
            running.cancel(true);
        }
    }

    private HttpRequest request() {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                .timeout(HEAD_TIMEOUT)
                .header("Accept", "text/event-stream")
                .header("Cache-Control", "no-cache");
        if (!lastEventId.isEmpty()) {
            builder.header("Last-Event-ID", lastEventId);
        }
        return builder.build();
    }

    private void connectionEnded(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (stopped) {
            return;
        }
        if (streaming) {
            // However a stream ends, the answer is the same.
            reconnect(0);
        } else if (response == null) {
            refusedForNow(Refusal.explain(failure), 0);
        } else if (response.statusCode() == 204) {
            // "No content" tells a client that there is nothing more to come.
            settle(null);
            owner.ended();
        } else if (response.statusCode() == 429 || response.statusCode() >= 500) {
            refusedForNow(Refusal.explain(response), retryAfterMillis(response));
        } else {
            endForGood(Refusal.explain(response));
        }
    }

    private void refusedForNow(String reason, long waitMillis) {
        counters.connectFailures.increment();
        settle(reason);
        reconnect(waitMillis);
    }

    private void endForGood(String reason) {
        counters.connectFailures.increment();
        settle(reason);
        owner.ended();
    }

    private void settle(@Nullable String failure) {
        if (!settled) {
            settled = true;
            owner.settled(failure);
        } else if (failure != null) {
            listener.notice(number, failure);
        }
    }

    /** With a little jitter: a server that comes back should not meet all at the same moment. */
    private void reconnect(long atLeastMillis) {
        long millis = Math.min(MAX_RETRY_MILLIS, Math.max(atLeastMillis, retryMillis));
        long jittered = millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1);
        CompletableFuture.delayedExecutor(jittered, TimeUnit.MILLISECONDS, executor)
                .execute(this::connect);
    }

    private static long retryAfterMillis(HttpResponse<?> response) {
        try {
            return response.headers().firstValueAsLong("Retry-After").orElse(0) * 1_000;
        } catch (NumberFormatException e) {
            return 0; // a date: the usual delay will do
        }
    }

    /** Decides on the head what is done with the body. */
    private final class Head implements BodyHandler<byte[]> {
        @Override
        public BodySubscriber<byte[]> apply(ResponseInfo info) {
            if (!Refusal.isEventStream(info)) {
                return new Refusal.Text();
            }
            streaming = true;
            if (everConnected) {
                counters.reconnects.increment();
            } else {
                everConnected = true;
                owner.connected();
            }
            settle(null);
            return BodySubscribers.fromSubscriber(new Body(), body -> new byte[0]);
        }
    }

    /** The bytes of one connection. */
    private final class Body implements Flow.Subscriber<List<ByteBuffer>>, SseListener {
        private final SseParser parser = new SseParser(lastEventId, this);
        private final Instant connectedAt = Instant.now();
        private byte[] scratch = new byte[16 << 10];

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                int length = buffer.remaining();
                if (scratch.length < length) {
                    scratch = new byte[length];
                }
                buffer.get(scratch, 0, length);
                counters.bytes.add(length);
                parser.feed(scratch, length);
                lastEventId = parser.lastEventId();
            }
            listener.pause();
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}

        @Override
        public void event(String type, byte[] data, int length, @Nullable String id) {
            if (stopped) {
                return;
            }
            switch (type) {
                case "gap" -> told(counters.gaps, type, data, length);
                case "problem" -> told(counters.problems, type, data, length);
                case "bye" -> told(counters.byes, type, data, length);
                case "hello", "rotate", "backfill-end", "progress", "status", "sources-changed" -> {}
                default -> {
                    counters.lines.increment();
                    check.line(data, length, id, connectedAt);
                    listener.line(number, data, length);
                }
            }
        }

        private void told(LongAdder counter, String type, byte[] data, int length) {
            counter.increment();
            listener.notice(number, type + " " + new String(data, 0, length, StandardCharsets.UTF_8));
        }

        @Override
        public void retry(long millis) {
            retryMillis = millis;
        }
    }
}

package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy in front of a server that does what proxies do when something behind them is wrong: it cuts the streams that run
 * and answers for the server until it is told to stop. It counts the streams that were asked for.
 *
 * <p>Thread-safe. Answers with threads of its own.
 */
final class RefusingProxy implements AutoCloseable {
    private static final Set<String> KEPT = Set.of(
            "content-type",
            "cache-control",
            "content-security-policy",
            "retry-after",
            "etag",
            "link",
            "logstreamer-first-event-id",
            "logstreamer-last-event-id");
    private static final List<String> PASSED_ON = List.of("Accept", "Last-Event-ID");
    private static final int PASS = 0;
    private static final long SLOW_PIECE_NANOS = 100_000_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<HttpExchange> streams = ConcurrentHashMap.newKeySet();
    private final Set<HttpExchange> forgotten = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final URI behind;
    private volatile int status = PASS;
    private volatile String retryAfterSeconds = "";
    private volatile boolean isSlow;

    private RefusingProxy(HttpServer server, URI behind) {
        this.server = server;
        this.behind = behind;
    }

    /** @param behind the root of the server */
    static RefusingProxy before(URI behind) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RefusingProxy proxy = new RefusingProxy(server, behind);
        server.setExecutor(proxy.threads);
        server.createContext("/", proxy::answer);
        server.start();
        return proxy;
    }

    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + target);
    }

    /**
     * Cuts all streams and answers everything with a status and a page of its own, as a proxy does.
     *
     * @param retryAfterSeconds empty: the header is left out
     */
    void refuse(int status, String retryAfterSeconds) {
        this.retryAfterSeconds = retryAfterSeconds;
        refused.set(0);
        this.status = status;
        cut();
    }

    /** Lets everything through again. */
    void pass() {
        status = PASS;
    }

    /** Ends the streams that run, in the middle of whatever they say. */
    void cut() {
        for (HttpExchange exchange : streams) {
            // Closing sends what is held back; together with a write on another thread it would be sent twice.
            synchronized (exchange) {
                exchange.close();
            }
        }
    }

    /** Passes on some 160 kilobytes a second, or as much as there is. */
    void slow(boolean isSlow) {
        this.isSlow = isSlow;
    }

    /** Passes nothing on any more of the streams that run, and ends none: so does a network that has lost its memory. */
    void forget() {
        forgotten.addAll(streams);
    }

    /** How many requests were refused since the refusing began. */
    int refused() {
        return refused.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (status == PASS) {
                pass(exchange);
            } else {
                refuse(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.remove(exchange);
            forgotten.remove(exchange);
        }
    }

    private void refuse(HttpExchange exchange) throws IOException {
        byte[] page = "<html><body><h1>Bad luck</h1></body></html>".getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        if (!retryAfterSeconds.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", retryAfterSeconds);
        }
        refused.incrementAndGet();
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
    }

    private void pass(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()));
        for (String name : PASSED_ON) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        response.headers().map().forEach((name, values) -> {
            if (KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        streams.add(exchange);
        exchange.sendResponseHeaders(response.statusCode(), response.statusCode() == 204 ? -1 : 0);
        try (InputStream in = response.body()) {
            copy(in, exchange);
        }
    }

    /** Each piece at once, as it came. */
    private void copy(InputStream in, HttpExchange exchange) throws IOException {
        OutputStream out = exchange.getResponseBody();
        byte[] piece = new byte[16_384];
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
            if (!forgotten.contains(exchange)) {
                synchronized (exchange) {
                    out.write(piece, 0, length);
                    out.flush();
                }
            }
            if (isSlow) {
                LockSupport.parkNanos(SLOW_PIECE_NANOS);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

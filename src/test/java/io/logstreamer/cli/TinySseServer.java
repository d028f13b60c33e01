package io.logstreamer.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers each connection as a script says, on a free port of the loopback address. */
final class TinySseServer implements AutoCloseable {

    /**
     * What one connection gets.
     *
     * @param headers beside those of the transfer
     */
    record Answer(int status, Map<String, String> headers, String body) {

        static Answer of(int status, String contentType, String body) {
            return new Answer(status, Map.of("Content-Type", contentType), body);
        }

        static Answer stream(String body) {
            return of(200, "text/event-stream;charset=utf-8", body);
        }

        /** Nothing more to come: the client is not to connect again. */
        static Answer end() {
            return new Answer(204, Map.of(), "");
        }
    }

    /** Decides on the answer; called on several threads at once. */
    interface Script {
        /**
         * Decides.
         *
         * @param connection counted from 0
         * @param lastEventId null if the client sent none
         */
        Answer answer(int connection, @Nullable String lastEventId);
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> lastEventIds = new CopyOnWriteArrayList<>();
    private final Script script;

    TinySseServer(Script script) throws IOException {
        this.script = script;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/stream");
    }

    /** The ids with which clients came back, in order of arrival. */
    List<String> lastEventIds() {
        return lastEventIds;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String lastEventId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            if (lastEventId != null) {
                lastEventIds.add(lastEventId);
            }
            Answer answer = script.answer(connections.getAndIncrement(), lastEventId);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : 0);
            if (answer.status() != 204) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

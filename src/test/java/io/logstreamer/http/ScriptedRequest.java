package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Feed;
import io.logstreamer.log.Subscription;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.process.internal.RequestContext;
import org.glassfish.jersey.process.internal.RequestScope;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;

/**
 * One request around a {@link CursorSink}, with Jersey and a container played by the test: {@link #begin} goes through
 * the sink's two flushes, {@link #commits} counts the ends.
 */
final class ScriptedRequest {

    final ScriptedOutput output;
    final CursorSink sink;
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();
    private final AtomicInteger overs = new AtomicInteger();
    private final RequestContext context = new RequestContext() {
        @Override
        public RequestContext getReference() {
            return this;
        }

        @Override
        public void release() {
            releases.incrementAndGet();
        }
    };
    private final RequestScope scope = new RequestScope() {
        @Override
        public RequestContext createContext() {
            return context;
        }
    };
    private final AsyncContext async;
    private int scopeRuns;
    private volatile AsyncListener listener;
    private volatile Runnable atCommit = () -> {};
    private volatile String lastCallBeforeCommit = "";

    ScriptedRequest(ScriptedOutput output) {
        this(output, "GET");
    }

    ScriptedRequest(ScriptedOutput output, String method) {
        this.output = output;
        ContainerRequest request = new ContainerRequest(
                URI.create("http://localhost/"),
                URI.create("http://localhost/stream"),
                method,
                null,
                new MapPropertiesDelegate(),
                new ResourceConfig());
        request.setWriter(played(ContainerResponseWriter.class, Map.of("commit", arguments -> commit())));
        async = played(AsyncContext.class, Map.of("addListener", arguments -> {
            listener = (AsyncListener) arguments[0];
            return null;
        }));
        var surroundings = new CursorSink.Surroundings(
                played(HttpServletRequest.class, Map.of("getAsyncContext", arguments -> async)),
                played(HttpServletResponse.class, Map.of("getOutputStream", arguments -> output)),
                scope,
                event -> String.valueOf(event.getData()).getBytes(StandardCharsets.UTF_8));
        // Resuming is where Jersey sends the head, after which it flushes the sink again, from within the first flush.
        CursorSink[] self = new CursorSink[1];
        var jersey = played(org.glassfish.jersey.server.AsyncContext.class, Map.of("resume", arguments -> {
            try {
                self[0].flushQueue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        }));
        self[0] = new CursorSink(request, jersey, surroundings);
        sink = self[0];
    }

    /** An object of an interface of which a few methods do something; the others return null or zero. */
    private static <T> T played(Class<T> type, Map<String, Function<Object[], Object>> methods) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Function<Object[], Object> known = methods.get(method.getName());
                    return known == null ? zero(method.getReturnType()) : known.apply(arguments);
                }));
    }

    private static Object zero(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        return type == long.class || type == int.class ? 0 : null;
    }

    private Object commit() {
        commits.incrementAndGet();
        var calls = output.calls();
        lastCallBeforeCommit = calls.isEmpty() ? "" : calls.get(calls.size() - 1);
        atCommit.run();
        return null;
    }

    /** The method body, Jersey's head, and the take-over. */
    void begin(Feed feed, Subscription subscription) {
        sink.want(subscription);
        sink.serve(feed, (self, failure) -> overs.incrementAndGet());
        flush();
    }

    void flush() {
        // Each run gives back what it was given.
        scopeRuns++;
        scope.runInScope(context, () -> {
            try {
                sink.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What the container does inside the end of a response. */
    void atCommit(Runnable action) {
        atCommit = action;
    }

    /** The container says that the response is over. */
    void tellComplete() {
        try {
            listener.onComplete(new AsyncEvent(async));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How often the response was ended. */
    int commits() {
        return commits.get();
    }

    /** The call of the output that preceded the end. */
    String lastCallBeforeCommit() {
        return lastCallBeforeCommit;
    }

    void assertEndedOnce() {
        assertThat(commits).as("ends of the response").hasValue(1);
        assertThat(releases).as("releases of the request scope").hasValue(scopeRuns + 1);
        assertThat(overs).as("calls of what waits for the end").hasValue(1);
    }
}

package io.logstreamer.http;

import io.logstreamer.log.Feed;
import io.logstreamer.log.History;
import io.logstreamer.log.Recent;
import io.logstreamer.log.Workers;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ext.Providers;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The standard's broadcaster over the shared log. Registering a {@link CursorSink} puts a cursor on it: there is no
 * queue here, and nothing grows with subscribers times events. A sink of another kind is served line by line at its own
 * speed (see {@link ForeignSink}).
 *
 * <p>As the standard says: {@code onError} listeners hear of a sink that could not be written to, {@code onClose}
 * listeners of one whose connection is over; after {@code close} every other method throws {@code
 * IllegalStateException}.
 *
 * <p>Thread-safe. Listeners are called on whatever thread noticed: the container's, a pump's or a worker's; they must
 * return at once.
 */
@Singleton
public final class Broadcaster implements SseBroadcaster {

    /**
     * What it stands on.
     *
     * @param feed serves our own sinks
     * @param history what other sinks are sent from
     * @param recent says when there is more
     * @param workers sends to other sinks
     * @param defaultSource the log that other sinks get; null: there is none yet
     * @param announce puts an encoded event between the lines of every source
     */
    public record Ports(
            Feed feed,
            History history,
            Recent recent,
            Workers workers,
            Supplier<@Nullable String> defaultSource,
            Consumer<byte[]> announce) {}

    private static final System.Logger LOG = System.getLogger("io.logstreamer.http");

    private final Ports ports;
    private final Provider<Providers> providers;
    private final Set<CursorSink> cursors = ConcurrentHashMap.newKeySet();
    private final Set<ForeignSink> foreigners = ConcurrentHashMap.newKeySet();
    private final List<BiConsumer<SseEventSink, Throwable>> onError = new CopyOnWriteArrayList<>();
    private final List<Consumer<SseEventSink>> onClose = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    @Inject
    public Broadcaster(Ports ports, Provider<Providers> providers) {
        this.ports = ports;
        this.providers = providers;
    }

    @Override
    public void register(SseEventSink sink) {
        requireOpen();
        if (sink instanceof CursorSink cursor) {
            cursors.add(cursor);
            cursor.serve(ports.feed(), this::over);
        } else {
            ForeignSink foreigner = new ForeignSink(sink, ports, this::over);
            foreigners.add(foreigner);
            foreigner.start();
        }
    }

    /**
     * Sends an event to everyone.
     *
     * @return completes when it is in the shared log of what is sent and every sink of another kind has taken it, failed
     *     at it, or is so slow that it passed it by
     */
    @Override
    public CompletionStage<?> broadcast(OutboundSseEvent event) {
        requireOpen();
        ports.announce().accept(new EventEncoder(providers.get()).encode(event));
        return CompletableFuture.allOf(
                foreigners.stream().map(foreigner -> foreigner.announce(event)).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void onError(BiConsumer<SseEventSink, Throwable> listener) {
        requireOpen();
        onError.add(listener);
    }

    @Override
    public void onClose(Consumer<SseEventSink> listener) {
        requireOpen();
        onClose.add(listener);
    }

    @Override
    public void close() {
        close(true);
    }

    @Override
    public void close(boolean cascading) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (ForeignSink foreigner : foreigners) {
            if (foreigner.stop() && cascading) {
                close(foreigner.sink());
            }
        }
        foreigners.clear();
        if (cascading) {
            // Each takes itself out when its stream has ended.
            cursors.forEach(CursorSink::close);
        }
    }

    private void close(SseEventSink sink) {
        try {
            sink.close();
            tellClosed(sink);
        } catch (RuntimeException e) {
            tellFailed(sink, e);
        }
    }

    private void over(CursorSink cursor, @Nullable Throwable failure) {
        cursors.remove(cursor);
        if (failure != null) {
            tellFailed(cursor, failure);
        }
        tellClosed(cursor);
    }

    private void over(ForeignSink foreigner, @Nullable Throwable failure) {
        foreigners.remove(foreigner);
        if (failure == null) {
            tellClosed(foreigner.sink());
        } else {
            tellFailed(foreigner.sink(), failure);
        }
    }

    private void tellFailed(SseEventSink sink, Throwable failure) {
        onError.forEach(listener -> tell(() -> listener.accept(sink, failure)));
    }

    private void tellClosed(SseEventSink sink) {
        onClose.forEach(listener -> tell(() -> listener.accept(sink)));
    }

    /** A listener is somebody else's code: what it throws must not end a container's callback. */
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A listener of the broadcaster failed", e);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the broadcaster is closed");
        }
    }
}

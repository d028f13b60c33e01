package io.logstreamer.http;

import io.logstreamer.log.Entry;
import io.logstreamer.log.Position;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A sink that is not ours: it gets each line of the default source from now on, the next one only when it is done with
 * the last. It is a place in the log and nothing more: a slow one costs no memory and no thread.
 *
 * <pre>
 *           .-- more to send, its stage is done --.
 *           v                                     |
 *  IDLE --signal--&gt; RUNNING --send--&gt; (its stage is pending: nobody runs) --done--&gt; RUNNING
 *    ^                |   ^
 *    '-- all is sent -'   '-- AGAIN: a signal came meanwhile
 * </pre>
 *
 * <p>Signals may come from any thread. Turns run on the workers, one at a time: whoever moved the state to RUNNING, or
 * the completion it handed over to, owns everything that is not volatile.
 */
final class ForeignSink {

    private enum State {
        IDLE,
        RUNNING,
        AGAIN
    }

    /** A broadcast event that waits its turn, and what its sender waits for. */
    private record Announcement(OutboundSseEvent event, CompletableFuture<Void> done) {}

    /** What became of an event; null: it was taken. */
    private record Outcome(@Nullable Throwable failure) {}

    /** Broadcasts that a slow sink has not taken; when it has so many open, further ones pass it by. */
    static final int MAX_WAITING = 256;

    private static final int READ_BYTES = 64 * 1024;

    /** After so many events without a pause the worker looks after others. */
    private static final int TURN_EVENTS = 256;

    private static final long RETRY_MILLIS = 1_000;
    private static final System.Logger LOG = System.getLogger("io.logstreamer.http");

    private final SseEventSink sink;
    private final Broadcaster.Ports ports;
    private final BiConsumer<ForeignSink, @Nullable Throwable> over;

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Queue<Announcement> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final Runnable listener = this::signal;

    /** Null: not found yet. Then moved by turns alone. */
    private volatile @Nullable Position position;

    // The running turn's alone.
    private @Nullable Entry entry;
    private int next;
    private boolean failing;

    /** @param over called once when the sink gets nothing more: with what it failed with, or null */
    ForeignSink(SseEventSink sink, Broadcaster.Ports ports, BiConsumer<ForeignSink, @Nullable Throwable> over) {
        this.sink = sink;
        this.ports = ports;
        this.over = over;
    }

    SseEventSink sink() {
        return sink;
    }

    /** Finds the place to begin at. While there is no log at all it asks again each second. */
    void start() {
        if (stopped.get()) {
            return;
        }
        String source = ports.defaultSource().get();
        if (source == null) {
            ports.workers().later(this::start, RETRY_MILLIS);
            return;
        }
        var unused = ports.history().tip(source).whenComplete((tip, failure) -> {
            if (failure == null) {
                ports.workers().execute(() -> begin(tip));
            } else {
                ports.workers().later(this::start, RETRY_MILLIS);
            }
        });
    }

    private void begin(Position tip) {
        position = tip;
        ports.recent().listen(tip.source(), listener);
        if (stopped.get()) {
            ports.recent().unlisten(tip.source(), listener);
        }
        signal();
    }

    /**
     * Sends an event in between, behind what is under way.
     *
     * @return completes when the sink has taken it, or never will
     */
    CompletableFuture<Void> announce(OutboundSseEvent event) {
        Announcement announcement = new Announcement(event, new CompletableFuture<>());
        if (waitingCount.incrementAndGet() > MAX_WAITING) {
            waitingCount.decrementAndGet();
            announcement.done().complete(null);
            return announcement.done();
        }
        waiting.add(announcement);
        if (stopped.get()) {
            releaseWaiting();
        }
        signal();
        return announcement.done();
    }

    /** Sends nothing more. Returns whether it has just been stopped by this call. */
    boolean stop() {
        if (!stopped.compareAndSet(false, true)) {
            return false;
        }
        Position at = position;
        if (at != null) {
            ports.recent().unlisten(at.source(), listener);
        }
        releaseWaiting();
        return true;
    }

    private void releaseWaiting() {
        Announcement left;
        while ((left = waiting.poll()) != null) {
            waitingCount.decrementAndGet();
            left.done().complete(null);
        }
    }

    private void signal() {
        if (state.compareAndSet(State.IDLE, State.RUNNING)) {
            ports.workers().execute(this::turn);
        } else {
            state.compareAndSet(State.RUNNING, State.AGAIN);
            // It may have come to rest in between.
            if (state.compareAndSet(State.IDLE, State.RUNNING)) {
                ports.workers().execute(this::turn);
            }
        }
    }

    private void turn() {
        for (int sent = 0; sent < TURN_EVENTS; sent++) {
            if (stopped.get()) {
                return;
            }
            Announcement announcement = waiting.poll();
            OutboundSseEvent event;
            if (announcement == null) {
                event = nextLine();
            } else {
                waitingCount.decrementAndGet();
                event = announcement.event();
            }
            if (event == null) {
                if (rest()) {
                    return;
                }
                continue;
            }
            CompletableFuture<Outcome> sending = send(event);
            if (announcement != null) {
                var unused = sending.thenAccept(outcome -> announcement.done().complete(null));
            }
            if (!sending.isDone()) {
                var unused = sending.thenAccept(outcome -> ports.workers().execute(() -> goOn(outcome)));
                return;
            }
            Throwable failure = sending.join().failure();
            if (failure != null) {
                end(failure);
                return;
            }
        }
        ports.workers().execute(this::turn);
    }

    private void goOn(Outcome outcome) {
        Throwable failure = outcome.failure();
        if (failure == null) {
            turn();
        } else {
            end(failure);
        }
    }

    /** All is sent. Returns whether the turn is over; false: a signal came meanwhile. */
    private boolean rest() {
        if (state.compareAndSet(State.RUNNING, State.IDLE)) {
            return true;
        }
        state.set(State.RUNNING);
        return false;
    }

    /** The next event of the log, null: there is none yet. */
    private @Nullable OutboundSseEvent nextLine() {
        while (true) {
            Entry current = entry;
            if (current == null) {
                current = read();
                if (current == null) {
                    return null;
                }
                entry = current;
                next = 0;
            }
            if (next < LineEvents.count(current)) {
                OutboundSseEvent event = LineEvents.event(current, next++);
                if (event != null) {
                    return event;
                }
            } else {
                position = current.after();
                entry = null;
            }
        }
    }

    private @Nullable Entry read() {
        Position at = position;
        if (at == null) {
            return null;
        }
        try {
            Entry read = ports.history().read(at, READ_BYTES);
            failing = false;
            return read;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.log(System.Logger.Level.WARNING, "Reading " + at.source() + " for a sink failed; trying again", e);
            }
            failing = true;
            ports.workers().later(listener, RETRY_MILLIS);
            return null;
        }
    }

    private CompletableFuture<Outcome> send(OutboundSseEvent event) {
        CompletableFuture<Outcome> sending = new CompletableFuture<>();
        try {
            if (sink.isClosed()) {
                throw new ClosedSink();
            }
            var unused = sink.send(event).whenComplete((nothing, failure) -> sending.complete(new Outcome(failure)));
        } catch (RuntimeException e) {
            sending.complete(new Outcome(e));
        }
        return sending;
    }

    private void end(Throwable failure) {
        if (stop()) {
            over.accept(this, failure instanceof ClosedSink ? null : failure);
        }
    }

    /** The sink was closed by somebody else, which is no failure. */
    private static final class ClosedSink extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private ClosedSink() {
            super("the sink is closed", null, false, false);
        }
    }
}

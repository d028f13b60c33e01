package io.logstreamer.feed;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Feed;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Outlet;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Session;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.log.Subscription.Until;
import io.logstreamer.log.Tape;
import io.logstreamer.log.Tapes;
import io.logstreamer.log.Workers;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All subscribers, spread over a few pumps. A subscriber that comes is given to a pump at once, so that it hears
 * heartbeats; where it begins is found out on a worker, since that may mean to read files.
 *
 * <p>Thread-safe.
 */
public final class Pumps implements Feed, AutoCloseable {

    /** A pump that has not come round for so long is not alive. */
    private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** For the pumps to let go of those who took no bye. */
    private static final Duration LAST_LOOK = Duration.ofMillis(200);

    private static final Duration STOP = Duration.ofMillis(400);
    private static final long LOOK_SECONDS = 3;
    private static final long AGAIN_MILLIS = 20;
    private static final long FAULT_MILLIS = 1_000;
    /** A program may write a line a little after the time that stands in it. */
    private static final Duration LATENESS = Duration.ofSeconds(1);

    /** Nobody stays connected for longer. */
    private static final Duration LONG_TIME = Duration.ofDays(3650);

    /** Of those who want none. */
    private static final Form NO_LINES = new Form(Form.Kind.RAW, Form.Control.ESCAPE, null, false);

    private static final String SHUTDOWN = "shutdown";
    private static final int MAX_SHOWN_ID = 80;
    private static final Logger LOG = System.getLogger("io.logstreamer.feed");

    /**
     * What the pumps are made with.
     *
     * @param pumps number of pumps, at least 1
     * @param batchWindow how long new lines gather under load
     * @param writeTimeout a peer that takes nothing for so long is closed
     * @param version of the server, for {@code hello}
     * @param node name of the server, for {@code hello}
     * @param started when the server started, for {@code hello}: who comes again tells by it whether that is the same one
     */
    public record Options(
            int pumps, Duration batchWindow, Duration writeTimeout, String version, String node, Instant started) {
        public Options {
            if (pumps < 1) {
                throw new IllegalArgumentException("no pump: pumps=" + pumps);
            }
        }
    }

    private final Options options;
    private final Tapes tapes;
    private final History history;
    private final Fence fence;
    private final Border border;
    private final Workers workers;
    private final Clock clock;
    private final RandomGenerator random = new SecureRandom();
    private final List<PumpThread> threads = new ArrayList<>();
    private final AtomicInteger subscribers = new AtomicInteger();
    private final AtomicInteger arrivals = new AtomicInteger();
    private volatile boolean closed;

    public Pumps(Options options, Tapes tapes, History history, LineTimes times, Workers workers, Clock clock) {
        this.options = options;
        this.tapes = tapes;
        this.history = history;
        this.fence = new Fence(history, times);
        this.border = new Border(history);
        this.workers = workers;
        this.clock = clock;
        for (int i = 0; i < options.pumps(); i++) {
            threads.add(new PumpThread(this::pump, i, options.batchWindow().toNanos()));
        }
    }

    private Pump pump(Runnable unpark) {
        return new Pump(clock, unpark, this::over, options.writeTimeout().toNanos(), this::stalled);
    }

    /** Starts the pump threads. */
    public void start() {
        threads.forEach(PumpThread::start);
    }

    /** One round of each pump, for a simulation that has not called {@link #start}; whether another should follow. */
    public boolean turn() {
        boolean more = false;
        for (PumpThread thread : threads) {
            more |= thread.pump().turn() || thread.pump().woken();
        }
        return more;
    }

    @Override
    public CompletableFuture<Position> look(String source) {
        return history.tip(source);
    }

    @Override
    public Session subscribe(Subscription subscription, Outlet outlet, CompletableFuture<Position> tip) {
        Cursor cursor = serve(subscription, outlet);
        tip.whenComplete((position, failure) -> workers.execute(() -> begin(cursor, position, failure)))
                .exceptionally(failure -> null);
        return cursor;
    }

    /** A cursor that is given no tape: it sends what it is handed. */
    @Override
    public Session listen(Duration heartbeat, Duration retry, String peer, Outlet outlet) {
        Session session = serve(
                new Subscription("", NO_LINES, new Start.Live(), true, false, heartbeat, retry, false, peer), outlet);
        session.insert(Blocks.retry(retry, random));
        return session;
    }

    private Cursor serve(Subscription subscription, Outlet outlet) {
        // Counted before the question: a drain that closes in between waits for this one too.
        subscribers.incrementAndGet();
        if (closed) {
            left();
            throw new IllegalStateException("the server is stopping");
        }
        Pump pump = threads.get(Math.floorMod(arrivals.getAndIncrement(), threads.size()))
                .pump();
        Cursor cursor = new Cursor(subscription, outlet, pump, this::farewell, clock.nanos());
        pump.post(() -> {
            pump.add(cursor);
            if (closed) {
                sayBye(cursor, SHUTDOWN);
            }
        });
        return cursor;
    }

    @Override
    public boolean atEnd(Subscription wanted) {
        if (wanted.follow() && wanted.until() == null) {
            return false;
        }
        String source = wanted.source();
        try {
            Position tip = history.tip(source).get(LOOK_SECONDS, TimeUnit.SECONDS);
            Bound bound = bound(wanted, tip);
            if (bound.deadlineNanos() != null) {
                return false;
            }
            Resolution found = history.resolve(source, givenId(wanted.start()));
            // An unfinished line behind it has no id: it was sent with that place, and would be at each return.
            return found.reason() == null && border.isEnd(found.position(), bound.place());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "No answer from the tailer of {0}: {1}", source, e);
            return false;
        }
    }

    @Override
    public int subscribers() {
        return subscribers.get();
    }

    @Override
    public boolean live() {
        long now = clock.nanos();
        return threads.stream().allMatch(thread -> now - thread.pump().lastTurnNanos() < HANGING_NANOS);
    }

    /** As {@link #close(Deadline)}, within five seconds. */
    @Override
    public void close() {
        close(Deadline.in(Duration.ofSeconds(5)));
    }

    /**
     * Says {@code bye} to everyone, waits until they have it, closes who has not taken it by then, and ends the threads:
     * all of it by the deadline. Repeating it does nothing.
     */
    public void close(Deadline deadline) {
        if (!drain(Duration.ofNanos(deadline.minus(LAST_LOOK.plus(STOP)).leftNanos()))) {
            onEveryCursor(this::stalled);
            allLeftWithin(LAST_LOOK.toNanos());
        }
        threads.forEach(PumpThread::stop);
        try {
            Deadline stop = deadline.atMost(STOP);
            for (PumpThread thread : threads) {
                thread.join(stop.leftNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says {@code bye} to everyone and waits until they are gone, or the time is over; returns whether they are. */
    boolean drain(Duration patience) {
        closed = true;
        onEveryCursor(this::leaveBecauseClosed);
        return allLeftWithin(patience.toNanos());
    }

    private void onEveryCursor(Consumer<Cursor> action) {
        for (PumpThread thread : threads) {
            Pump pump = thread.pump();
            pump.post(() -> pump.cursors().forEach(action));
        }
    }

    /** Waits until nobody is left, at most so long; returns whether nobody is. Sends nobody away. */
    public boolean awaitNobody(Duration patience) {
        return allLeftWithin(patience.toNanos());
    }

    private boolean allLeftWithin(long patienceNanos) {
        long deadline = System.nanoTime() + patienceNanos;
        synchronized (subscribers) {
            long left;
            while (subscribers.get() > 0 && (left = deadline - System.nanoTime()) > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(subscribers, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            return subscribers.get() == 0;
        }
    }

    private void leaveBecauseClosed(Cursor cursor) {
        sayBye(cursor, SHUTDOWN);
        cursor.pump.signal(cursor);
    }

    private void farewell(Cursor cursor, String reason) {
        cursor.pump.post(() -> {
            sayBye(cursor, reason);
            cursor.pump.signal(cursor);
        });
    }

    /** On the cursor's pump. */
    private void sayBye(Cursor cursor, String reason) {
        cursor.leave(new byte[][] {Blocks.retry(cursor.subscription.retry(), random), Blocks.bye(reason, cursor.id())});
    }

    // ---- The beginning of a stream. On a worker.

    private void begin(Cursor cursor, @Nullable Position tip, @Nullable Throwable failure) {
        if (tip == null) {
            fail(cursor, failure);
            return;
        }
        try {
            join(cursor, tip);
        } catch (RuntimeException e) {
            fail(cursor, e);
        }
    }

    private void join(Cursor cursor, Position tip) {
        Subscription subscription = cursor.subscription;
        Bound bound = bound(subscription, tip);
        Resolution start = start(subscription, tip, bound.place());
        List<byte[]> preamble = new ArrayList<>();
        preamble.add(Blocks.retry(subscription.retry(), random));
        if (subscription.full()) {
            preamble.add(Blocks.hello(
                    options.version(),
                    options.node(),
                    options.started(),
                    subscription.heartbeat(),
                    bound.stays() || bound.deadlineNanos() != null,
                    history.members(subscription.source()),
                    history.id(start.position())));
        }
        Gap.Reason reason = start.reason();
        if (reason != null) {
            byte[] gap = tapes.gapBlock(shown(givenId(subscription.start())), start.position(), reason);
            if (gap.length > 0) {
                // Of a group that has no log now nothing can be missing.
                preamble.add(gap);
            }
        }
        preamble.add(Blocks.idOnly(history.id(start.position())));
        byte[] unfinished = null;
        if (!subscription.follow() && subscription.until() == null) {
            unfinished = unfinished(tip, subscription.form());
        }
        Position end = bound.stays() ? null : bound.place();
        byte[] lastWords = unfinished;
        Tape tape = tapes.acquire(subscription.source(), subscription.form());
        cursor.pump.post(() -> {
            if (cursor.place < 0) {
                // Gone before it began: give the tape back at once.
                tapes.release(subscription.source(), subscription.form());
                return;
            }
            if (bound.deadlineNanos() != null) {
                cursor.fence(place -> workers.execute(() -> look(cursor, tape, place)), bound.deadlineNanos());
            }
            cursor.begin(tape, start.position(), preamble.toArray(byte[][]::new), end, lastWords);
            cursor.pump.join(cursor, tape);
        });
    }

    /** The unfinished last lines at a tip; null: there are none. */
    private byte @Nullable [] unfinished(Position tip, Form form) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Position each : history.tips(tip)) {
            PartialLine partial = history.partial(each);
            if (!partial.isEmpty()) {
                all.writeBytes(tapes.partialBlock(each, form, partial));
            }
        }
        return all.size() == 0 ? null : all.toByteArray();
    }

    /**
     * Where a stream ends.
     *
     * @param place the end, or how far it may go before it asks for more
     * @param stays whether there is none
     * @param deadlineNanos until when (clock) lines may come behind the place that are not too late; null: none is waited
     *     for
     */
    private record Bound(
            Position place, boolean stays, @Nullable Long deadlineNanos) {}

    private Bound bound(Subscription subscription, Position tip) {
        Until until = subscription.until();
        if (until == null) {
            return new Bound(tip, subscription.follow(), null);
        }
        Position behind = history.since(subscription.source(), until.behind());
        if (behind.isBefore(tip)) {
            return new Bound(border.reached(behind), false, null);
        }
        boolean waits = subscription.follow() && until.left().compareTo(Duration.ZERO) > 0;
        return new Bound(tip, false, waits ? clock.nanos() + nanos(until.left().plus(LATENESS)) : null);
    }

    private static long nanos(Duration time) {
        return time.compareTo(LONG_TIME) > 0 ? LONG_TIME.toNanos() : time.toNanos();
    }

    /** Finds out how far a subscriber may go whose end is to come. On a worker. */
    private void look(Cursor cursor, Tape tape, Position from) {
        Until until = cursor.subscription.until();
        if (until == null || cursor.isOver()) {
            return;
        }
        try {
            Fence.Sight seen = fence.look(from, until);
            cursor.pump.post(() -> answer(cursor, tape, from, seen));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Looking for the end of a stream failed, trying again in a second", e);
            workers.later(() -> look(cursor, tape, from), FAULT_MILLIS);
        }
    }

    /** On the pump. */
    private void answer(Cursor cursor, Tape tape, Position from, Fence.Sight seen) {
        Position newest = tape.tip();
        if (seen.last() || from.isBefore(seen.end())) {
            cursor.extend(seen.end(), seen.last());
        } else if (newest != null && seen.reached().isBefore(newest)) {
            // The files are a little behind the memory.
            workers.later(() -> look(cursor, tape, from), AGAIN_MILLIS);
            return;
        } else if (cursor.due(clock.nanos())) {
            cursor.extend(seen.reached(), true);
        } else if (!cursor.stand()) {
            // It is asked again when the log grows, and when the time is over.
            return;
        }
        cursor.pump.signal(cursor);
    }

    private Resolution start(Subscription subscription, Position tip, Position end) {
        String source = subscription.source();
        Start start = subscription.start();
        if (start instanceof Start.Live) {
            return new Resolution(tip, null);
        }
        if (start instanceof Start.Earliest) {
            return new Resolution(history.earliest(source), null);
        }
        if (start instanceof Start.Tail tail) {
            return new Resolution(history.back(end, tail.lines()), null);
        }
        if (start instanceof Start.Since since) {
            return new Resolution(history.since(source, since.time()), null);
        }
        Resolution found = history.resolve(source, givenId(start));
        boolean lost = found.reason() == Gap.Reason.UNKNOWN_ID || found.reason() == Gap.Reason.RETENTION;
        return lost && subscription.onGapLatest() ? new Resolution(tip, found.reason()) : found;
    }

    /** What a client sends for an id may be anything: no more of it comes back than the longest id of ours has. */
    private static String shown(String id) {
        return id.length() <= MAX_SHOWN_ID ? id : id.substring(0, MAX_SHOWN_ID);
    }

    private static String givenId(Start start) {
        return start instanceof Start.After after ? after.id() : "";
    }

    private void fail(Cursor cursor, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (closed || cause instanceof CancellationException) {
            // Nobody looks any more: the server stops, and its log may be shut already.
            farewell(cursor, SHUTDOWN);
            return;
        }
        LOG.log(Level.ERROR, "No place found for a subscriber of " + cursor.subscription.source(), failure);
        cursor.pump.post(() -> {
            cursor.leave(new byte[][] {
                Blocks.problem("The stream could not begin", "The server failed to read the log; its own log says why.")
            });
            cursor.pump.signal(cursor);
        });
    }

    // ---- The end of one. On its pump.

    private void over(Cursor cursor) {
        if (cursor.tape() != null) {
            tapes.release(cursor.subscription.source(), cursor.subscription.form());
        }
        left();
    }

    private void left() {
        synchronized (subscribers) {
            subscribers.decrementAndGet();
            subscribers.notifyAll();
        }
    }

    /** The peer takes nothing: it resumes by id when it wants to. Ending may wait for the container, so a worker does it. */
    private void stalled(Cursor cursor) {
        if (cursor.abandon()) {
            workers.execute(cursor::endAbandoned);
        }
    }
}

package io.logstreamer.feed;

import io.logstreamer.log.Outlet;
import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import io.logstreamer.log.Selection;
import io.logstreamer.log.Session;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Tape;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber: a place on a tape, and the output its bytes go to.
 *
 * <pre>
 *   joining --begin--&gt; reading &lt;--locate/arrived--&gt; waiting
 *      |                  |
 *      '------ leave -----+--&gt; leaving --bye, end--&gt; gone
 *   any --gone(), failed write, abandon--&gt; over
 * </pre>
 *
 * <p><b>Threads.</b> The pump owns it and alone calls the outlet. Container threads only set {@code ready} and {@code
 * gone} and signal. Two races decide the order of the lines below, both found the hard way:
 * <ol>
 *   <li>{@code ready} is cleared <em>before</em> {@code isReady()} is asked and set again if it said true. Asked the other
 *       way round, an {@code onWritePossible} in between is overwritten and the subscriber hangs for ever.
 *   <li>{@code inDrain} is raised around every call of the outlet and {@code gone} is looked at after raising it; {@link
 *       #gone()} sets {@code gone} and waits until it is lowered. Otherwise Tomcat recycles the response while a failing
 *       write still uses it, and the next request that gets the same response dies for it.
 * </ol>
 */
final class Cursor implements Session {

    /** What one subscriber may write before the next one's turn. */
    private static final int TURN_BYTES = 256 * 1024;

    private static final int WRITE_BYTES = 64 * 1024;

    /** So many blocks may wait for this subscriber alone; who lets more pile up takes nothing, and is closed. */
    private static final int MAX_OWN = 1_024;

    /** How long a container's callback waits for the pump to leave. A bound, not a lock: two of them could wait on each other. */
    private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = System.getLogger("io.logstreamer.feed");

    /** What a turn came to. */
    enum Turn {
        /** Nothing to write, or the output is full: somebody will signal. */
        IDLE,
        /** The turn's share is used up and there is more. */
        MORE,
        /** Over: the pump forgets it. */
        OVER
    }

    final Subscription subscription;
    final Pump pump;
    private final Outlet outlet;
    private final BiConsumer<Cursor, String> farewell;
    private final long heartbeatNanos;
    private final Ending ending;

    private volatile boolean ready;
    /** The container said so: nothing may be touched any more, not even to end it. */
    private volatile boolean gone;

    private volatile boolean inDrain;
    private volatile @Nullable Thread drainer;

    // From here on: the pump's alone.
    private final Deque<byte[]> own = new ArrayDeque<>();
    private @Nullable Tape tape;
    private @Nullable Position position;
    private @Nullable Segment segment;
    private int index;
    private boolean backfilling;
    private boolean asking;
    private boolean unflushed;
    private boolean leaving;
    /** Ended, failed or abandoned: the pump has done with the outlet. */
    private boolean over;

    private long quietSince;
    boolean queued;
    /** Index among the pump's cursors, -1: not among them. */
    int place = -1;
    /** Index among the pump's readers of the same tape. */
    int seat;

    /** @param farewell says bye to this cursor for a reason; may be called from any thread */
    Cursor(Subscription subscription, Outlet outlet, Pump pump, BiConsumer<Cursor, String> farewell, long now) {
        this.farewell = farewell;
        this.subscription = subscription;
        this.outlet = outlet;
        this.pump = pump;
        this.heartbeatNanos = subscription.heartbeat().toNanos();
        this.ending = new Ending(Selection.is(subscription.source()));
        this.backfilling = subscription.full();
        this.quietSince = now;
    }

    @Override
    public void writable() {
        ready = true;
        pump.signal(this);
    }

    @Override
    public void gone() {
        gone = true;
        pump.signal(this);
        if (drainer == Thread.currentThread()) {
            return;
        }
        long deadline = System.nanoTime() + LEAVE_NANOS;
        while (inDrain && System.nanoTime() < deadline) {
            LockSupport.parkNanos(20_000);
        }
    }

    @Override
    public void insert(byte[] block) {
        pump.post(() -> {
            if (own.size() < MAX_OWN) {
                own.add(block);
                pump.signal(this);
            } else {
                pump.giveUp(this);
            }
        });
    }

    @Override
    public void leave(String reason) {
        farewell.accept(this, reason);
    }

    /** Whether only the forgetting is left to do. */
    boolean isOver() {
        return gone || over;
    }

    @Nullable Tape tape() {
        return tape;
    }

    /**
     * The place is known: bytes may flow.
     *
     * @param preamble what goes before the first line
     * @param end null: stay; else the place to end at
     * @param unfinished what to send there before the end, null: nothing
     */
    void begin(Tape on, Position from, byte[][] preamble, @Nullable Position end, byte @Nullable [] unfinished) {
        tape = on;
        position = from;
        ending.at(end, unfinished);
        if (!leaving) {
            own.addAll(List.of(preamble));
        }
    }

    /**
     * The end is to come: this subscriber may go as far as {@code end}, and then asks. Before it joins its tape.
     *
     * @param ask is given the place, and calls {@link #extend} or {@link #stand} on the pump
     * @param deadline when it ends where nothing follows, on the clock of {@link #tick}
     */
    void fence(Consumer<Position> ask, long deadline) {
        ending.fence(ask, deadline);
    }

    /**
     * It may go on to a place.
     *
     * @param last whether it ends there
     */
    void extend(Position end, boolean last) {
        ending.extend(end, last);
    }

    /** Nothing follows yet. Returns whether there is something to write. */
    boolean stand() {
        ending.stand();
        boolean ends = backfilling;
        endBackfill();
        return ends;
    }

    /** Whether the time is over for one that waits for its end. */
    boolean due(long now) {
        return ending.due(now);
    }

    /** Ends the stream behind the current event. */
    void leave(byte[][] words) {
        if (leaving) {
            return;
        }
        leaving = true;
        own.addAll(List.of(words));
    }

    /** The id the client has, or will have once the event it stands in has arrived; empty: it has none yet. */
    String id() {
        Segment current = segment;
        if (current != null) {
            int behind =
                    Events.endOfEvent(current.bytes(), index, current.extent().limit());
            String id = Events.idAt(current, behind);
            return id == null ? text(current.start()) : id;
        }
        Position at = position;
        return at == null ? "" : text(at);
    }

    /** Called now and then: a silence that is too long is broken. Returns whether there is something to write. */
    boolean tick(long now) {
        // The next look would be too late for a silence that ends before it.
        boolean quiet = now - quietSince + Pump.TICK_NANOS > heartbeatNanos;
        if (quiet && ready && own.isEmpty() && atBoundary()) {
            own.add(Blocks.HEARTBEAT);
            return true;
        }
        return ending.isDueToAsk(now);
    }

    /** For how long the output has taken nothing, nanoseconds. */
    long stalledNanos(long now) {
        return ready ? 0 : now - quietSince;
    }

    /** Keeps the pump away from an output that takes nothing; whether {@link #endAbandoned} should follow. On the pump. */
    boolean abandon() {
        if (isOver()) {
            return false;
        }
        over = true;
        pump.signal(this);
        return true;
    }

    /**
     * Ends an abandoned stream. On a worker, since the container may make it wait, but like a turn: a container that
     * declares the response over meanwhile must not recycle it under our hands.
     */
    void endAbandoned() {
        drainer = Thread.currentThread();
        inDrain = true;
        try {
            if (!gone) {
                outlet.end();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "The container had ended an abandoned stream already", e);
        } finally {
            inDrain = false;
            drainer = null;
        }
    }

    /** Writes what there is, at most a turn's share. Called by the pump. */
    Turn turn(long now) {
        if (over) {
            return Turn.OVER;
        }
        if (!ready && !gone) {
            return Turn.IDLE;
        }
        drainer = Thread.currentThread();
        inDrain = true;
        try {
            // After raising inDrain: from here on a container that declares it over waits.
            return gone ? over() : drain(now);
        } catch (IOException | RuntimeException e) {
            // The peer is gone, or the container's state with it. Its callbacks end the response; we only keep away.
            return over();
        } finally {
            inDrain = false;
            drainer = null;
        }
    }

    private Turn over() {
        over = true;
        return Turn.OVER;
    }

    private Turn drain(long now) throws IOException {
        int left = TURN_BYTES;
        while (left > 0) {
            int written = writeNext();
            if (written < 0) {
                return Turn.IDLE;
            }
            if (written == 0) {
                return finish();
            }
            left -= written;
            quietSince = now;
        }
        return Turn.MORE;
    }

    /** Writes the next piece. Returns its length, 0 if there is none, -1 if the output is full. */
    private int writeNext() throws IOException {
        // The place on the tape is taken before the first byte is written: a client that has seen its id counts on what
        // is announced from then on.
        Segment current = readable();
        if (!own.isEmpty() && atBoundary()) {
            byte[] block = own.element();
            if (!writable0()) {
                return -1;
            }
            own.remove();
            outlet.write(block, 0, block.length);
            unflushed = true;
            return block.length;
        }
        if (current == null) {
            return 0;
        }
        int limit = Math.min(limit(current, Objects.requireNonNull(tape)), index + WRITE_BYTES);
        if (limit <= index) {
            return 0;
        }
        if (!writable0()) {
            return -1;
        }
        int from = index;
        index = limit;
        outlet.write(current.bytes(), from, limit - from);
        unflushed = true;
        return limit - from;
    }

    /** Rule: cleared first, then asked, then set again; see above. Whoever is gone meanwhile is not asked any more. */
    private boolean writable0() {
        ready = false;
        if (gone || !outlet.isReady()) {
            return false;
        }
        ready = true;
        return true;
    }

    /** Everything there is has been handed over. */
    private Turn finish() throws IOException {
        if (unflushed) {
            if (!writable0()) {
                return Turn.IDLE;
            }
            unflushed = false;
            outlet.flush();
        }
        if (!leaving || !own.isEmpty()) {
            return own.isEmpty() ? Turn.IDLE : Turn.MORE;
        }
        if (!writable0()) {
            return Turn.IDLE;
        }
        over = true;
        outlet.end();
        return Turn.OVER;
    }

    /** As {@link #current}; a tape that fails is the server's fault, no container will end this stream for it. */
    private @Nullable Segment readable() {
        try {
            return current();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Reading " + subscription.source() + " for a subscriber failed; its stream ends", e);
            leave(new byte[][] {
                Blocks.problem("The stream broke off", "The server failed to read the log; its own log says why.")
            });
            return null;
        }
    }

    /** The segment to read from, or null if it is not there (yet). Moves on to the next one where one is read. */
    private @Nullable Segment current() {
        Tape on = tape;
        if (on == null) {
            return null;
        }
        while (true) {
            Segment current = segment;
            if (current == null) {
                Position at = position;
                if (at == null || leaving || ended(at)) {
                    return null;
                }
                Tape.Spot spot = asking ? null : on.locate(at, this::arrived);
                if (spot == null) {
                    asking = true;
                    return null;
                }
                segment = spot.segment();
                index = spot.index();
                position = null;
                continue;
            }
            Segment.Extent extent = current.extent();
            if (index < extent.limit()) {
                return current;
            }
            if (leaving || ended(extent.end())) {
                return null;
            }
            if (extent.sealed()) {
                position = extent.end();
                segment = null;
                continue;
            }
            if (!on.extend(current, pump.waker(this))) {
                endBackfill();
                return null;
            }
        }
    }

    private void endBackfill() {
        if (backfilling) {
            backfilling = false;
            own.add(Blocks.backfillEnd());
        }
    }

    private void arrived() {
        pump.arrived(this);
    }

    /** On the pump: what was asked for is there. */
    void found() {
        asking = false;
    }

    private boolean ended(Position at) {
        Ending.Found found = ending.found(at);
        if (found == Ending.Found.END) {
            leave(ending.words(at));
        }
        return found != Ending.Found.MORE;
    }

    /** How far this subscriber may read in a segment that has more for it: to its limit, or to where it leaves. */
    private int limit(Segment current, Tape on) {
        Segment.Extent extent = current.extent();
        if (leaving) {
            return Events.endOfEvent(current.bytes(), index, extent.limit());
        }
        int behind = ending.limit(current, index, on);
        Position end = ending.place();
        if (behind == index && end != null) {
            ended(end);
        }
        return behind;
    }

    private String text(Position place) {
        Tape on = tape;
        return on == null ? "" : on.id(place);
    }

    private boolean atBoundary() {
        Segment current = segment;
        return current == null || Events.boundary(current.bytes(), index);
    }
}

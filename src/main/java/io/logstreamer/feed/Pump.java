package io.logstreamer.feed;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Tape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Drives a share of the cursors: one turn after another, so that nobody waits for more than everybody's share.
 *
 * <p>Confined to its thread but for {@link #signal}, {@link #arrived}, {@link #post} and {@link #wake}, which anyone
 * may call and which never block. It never parks itself: {@link #turn} does what there is to do and returns, so that a
 * simulation can call it.
 */
final class Pump {

    /** How often heartbeats and stalls are looked at. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The cursors of one tape on this pump; they are all woken when it grows. */
    private final class Group implements Runnable {
        private final List<Cursor> members = new ArrayList<>();
        private volatile boolean changed;
        private int first;

        @Override
        public void run() {
            changed = true;
            wake();
        }

        /** Everyone once, each time beginning with another one: the first is served soonest. */
        private void makeAllDue() {
            changed = false;
            int size = members.size();
            first = size == 0 ? 0 : (first + 1) % size;
            for (int i = first; i < size; i++) {
                makeDue(members.get(i));
            }
            for (int i = 0; i < first; i++) {
                makeDue(members.get(i));
            }
        }
    }

    private final Clock clock;
    private final Runnable unpark;
    private final Consumer<Cursor> onOver;
    private final long writeTimeoutNanos;
    private final Consumer<Cursor> onStalled;

    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private volatile boolean woken;
    private volatile boolean urgent;
    private volatile long lastTurnNanos;

    private final Map<Tape, Group> groups = new HashMap<>();
    private final List<Cursor> all = new ArrayList<>();
    private Deque<Cursor> due = new ArrayDeque<>();
    private Deque<Cursor> spare = new ArrayDeque<>();
    private long nextTick;

    /**
     * @param unpark called when there is work, from any thread
     * @param onOver called on the pump's thread for each cursor that is over
     * @param onStalled called on the pump's thread for a cursor whose output took nothing for {@code writeTimeoutNanos},
     *     or too little of what waits for it alone
     */
    Pump(Clock clock, Runnable unpark, Consumer<Cursor> onOver, long writeTimeoutNanos, Consumer<Cursor> onStalled) {
        this.clock = clock;
        this.unpark = unpark;
        this.onOver = onOver;
        this.writeTimeoutNanos = writeTimeoutNanos;
        this.onStalled = onStalled;
        this.lastTurnNanos = clock.nanos();
        this.nextTick = lastTurnNanos + TICK_NANOS;
    }

    /** Something happened to a cursor: its output is ready, or it is gone. */
    void signal(Cursor cursor) {
        post(() -> makeDue(cursor));
    }

    /** What a cursor asked its tape for is there. */
    void arrived(Cursor cursor) {
        post(() -> {
            cursor.found();
            makeDue(cursor);
        });
    }

    /** Runs a task on the pump's thread, without waiting for a batch to gather. */
    void post(Runnable task) {
        inbox.add(task);
        urgent = true;
        woken = true;
        unpark.run();
    }

    /** Tells the pump that there is something to do. Cheap when it knows already. */
    void wake() {
        if (!woken) {
            woken = true;
            unpark.run();
        }
    }

    boolean woken() {
        return woken;
    }

    /** Whether something waits that is not new lines: an output that got room, a subscriber that came or went. */
    boolean urgent() {
        return urgent;
    }

    /** Nanoseconds until the next look at heartbeats. */
    long nanosToTick() {
        return Math.max(0, nextTick - clock.nanos());
    }

    /** When the last turn ended, on the pump's clock; a value that stands still means a pump that hangs. */
    long lastTurnNanos() {
        return lastTurnNanos;
    }

    /** Takes over a cursor. On the pump's thread. */
    void add(Cursor cursor) {
        cursor.place = all.size();
        all.add(cursor);
        makeDue(cursor);
    }

    /** A cursor has begun to read its tape. On the pump's thread. */
    void join(Cursor cursor, Tape tape) {
        if (cursor.place < 0) {
            return;
        }
        Group group = groups.get(tape);
        if (group == null) {
            group = new Group();
            groups.put(tape, group);
            tape.attach(group);
        }
        cursor.seat = group.members.size();
        group.members.add(cursor);
        makeDue(cursor);
    }

    /** Closes a cursor whose output takes nothing. On the pump's thread. */
    void giveUp(Cursor cursor) {
        onStalled.accept(cursor);
    }

    /** The cursors on this pump. On the pump's thread. */
    List<Cursor> cursors() {
        return List.copyOf(all);
    }

    /** What its tape should not call back when this cursor's pump makes it grow: we are here already. */
    Runnable waker(Cursor cursor) {
        Group group = groups.get(cursor.tape());
        return group == null ? () -> {} : group;
    }

    /**
     * One round over all cursors that have something to do.
     *
     * @return whether another round should follow at once
     */
    boolean turn() {
        woken = false;
        urgent = false;
        long now = clock.nanos();
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run();
        }
        for (Group group : groups.values()) {
            if (group.changed) {
                group.makeAllDue();
            }
        }
        if (now - nextTick >= 0) {
            tick(now);
        }
        Deque<Cursor> round = due;
        due = spare;
        spare = round;
        for (Cursor cursor = round.poll(); cursor != null; cursor = round.poll()) {
            cursor.queued = false;
            switch (cursor.turn(now)) {
                case IDLE -> {}
                case MORE -> makeDue(cursor);
                case OVER -> remove(cursor);
            }
        }
        lastTurnNanos = clock.nanos();
        return !due.isEmpty();
    }

    private void tick(long now) {
        nextTick = now + TICK_NANOS;
        for (Cursor cursor : all) {
            if (cursor.isOver() || cursor.tick(now)) {
                makeDue(cursor);
            } else if (cursor.stalledNanos(now) > writeTimeoutNanos) {
                giveUp(cursor);
            }
        }
    }

    private void makeDue(Cursor cursor) {
        if (!cursor.queued && cursor.place >= 0) {
            cursor.queued = true;
            due.add(cursor);
        }
    }

    private void remove(Cursor cursor) {
        if (cursor.place < 0) {
            return;
        }
        Cursor last = all.remove(all.size() - 1);
        if (last != cursor) {
            all.set(cursor.place, last);
            last.place = cursor.place;
        }
        cursor.place = -1;
        Tape tape = cursor.tape();
        if (tape != null) {
            leave(cursor, tape);
        }
        onOver.accept(cursor);
    }

    private void leave(Cursor cursor, Tape tape) {
        Group group = groups.get(tape);
        if (group == null) {
            return;
        }
        Cursor last = group.members.remove(group.members.size() - 1);
        if (last != cursor) {
            group.members.set(cursor.seat, last);
            last.seat = cursor.seat;
        }
        if (group.members.isEmpty()) {
            groups.remove(tape);
            tape.detach(group);
        }
    }
}

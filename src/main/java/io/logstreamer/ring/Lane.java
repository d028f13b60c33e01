package io.logstreamer.ring;

import io.logstreamer.log.Entry;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent.Tip;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The part of the ring that belongs to one source: its newest entries, numbered without holes.
 *
 * <p>One writer at a time (under the ring's intake lock), many readers without any lock. A reader that took an entry
 * asks afterwards whether the tail has passed it, as one does with a seqlock: the slot may have been given to a newer
 * entry in between.
 */
final class Lane {

    /** More entries than this are not kept, however small: half a megabyte of references. */
    static final int MAX_SLOTS = 1 << 16;

    private static final int FIRST_SLOTS = 16;

    final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile AtomicReferenceArray<@Nullable Entry> slots = new AtomicReferenceArray<>(FIRST_SLOTS);
    private volatile long tail;
    private volatile @Nullable Tip tip;

    @Nullable Tip tip() {
        return tip;
    }

    /** Whether another entry needs {@link #dropOldest} first. Writer only. */
    boolean full() {
        Tip now = tip;
        return now != null && now.next() - tail == MAX_SLOTS;
    }

    boolean empty() {
        Tip now = tip;
        return now == null || now.next() == tail;
    }

    void begin(Position position) {
        Tip now = tip;
        tip = new Tip(position, now == null ? 0 : now.next());
    }

    /** Appends; the lane is not full. Writer only. */
    void append(Entry entry) {
        Tip now = tip;
        if (now == null) {
            throw new IllegalStateException("source has not begun: source=" + entry.source());
        }
        if (!entry.before().equals(now.position())) {
            throw new IllegalArgumentException(
                    "an entry begins where the last one ended: before=" + entry.before() + " tip=" + now.position());
        }
        if (now.next() - tail == slots.length()) {
            grow(now.next());
        }
        slots.set(index(slots, now.next()), entry);
        tip = new Tip(entry.after(), now.next() + 1);
    }

    /** Drops the oldest entry and returns its weight. Writer only. */
    int dropOldest() {
        long number = tail;
        tail = number + 1;
        AtomicReferenceArray<@Nullable Entry> array = slots;
        Entry entry = array.getAndSet(index(array, number), null);
        return entry == null ? 0 : entry.weightBytes();
    }

    /** Gives back the room of many entries; the lane is empty. Writer only. */
    void shrink() {
        slots = new AtomicReferenceArray<>(FIRST_SLOTS);
    }

    @Nullable Entry entry(long number) {
        Tip now = tip;
        if (now == null || number >= now.next() || number < tail) {
            return null;
        }
        AtomicReferenceArray<@Nullable Entry> array = slots;
        Entry entry = array.get(index(array, number));
        return number < tail ? null : entry;
    }

    /** See {@link io.logstreamer.log.Recent#find}; walks back from the tip, since that is where cursors come in. */
    long find(Position before) {
        Tip now = tip;
        if (now == null) {
            return -1;
        }
        if (now.position().equals(before)) {
            // Entries that move nothing (announcements, rotations) and lie behind are not for one who joins here.
            return now.next();
        }
        // Asked for each block a lapped reader reads: it must not cost a walk through everything.
        Entry oldest = entry(tail);
        if (oldest != null && before.isBefore(oldest.before())) {
            return -1;
        }
        for (long number = now.next() - 1; number >= tail; number--) {
            Entry entry = entry(number);
            if (entry == null) {
                return -1;
            }
            if (entry.before().equals(before)) {
                return number;
            }
            if (entry.before().isBefore(before)) {
                return -1;
            }
        }
        return -1;
    }

    private void grow(long next) {
        AtomicReferenceArray<@Nullable Entry> old = slots;
        AtomicReferenceArray<@Nullable Entry> wider = new AtomicReferenceArray<>(old.length() * 2);
        for (long number = tail; number < next; number++) {
            wider.set(index(wider, number), old.get(index(old, number)));
        }
        slots = wider;
    }

    private static int index(AtomicReferenceArray<@Nullable Entry> array, long number) {
        return (int) number & (array.length() - 1);
    }
}

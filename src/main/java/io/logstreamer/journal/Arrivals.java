package io.logstreamer.journal;

import io.logstreamer.log.Announcement;
import io.logstreamer.log.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest arrivals of all sources, numbered without holes: which entry of which source came when. The entries themselves
 * stay in the ring. One writer, many readers without a lock, as with a seqlock: a reader asks afterwards whether the slot
 * was given to a newer one.
 */
final class Arrivals {

    /** So many are kept: a few megabytes. */
    static final int SLOTS = 1 << 16;

    /** So much of what was announced is kept. */
    static final int ANNOUNCED_BYTES = 4 << 20;

    /** The entry is in no memory: it is read from the files. */
    static final long FROM_FILES = -1;

    /**
     * One arrival.
     *
     * @param source it is of; empty: of none
     * @param number of the entry in its source's part of the ring, or {@link #FROM_FILES}
     * @param before where it begins, as a place of no stream in particular
     * @param after the place behind it
     * @param announced what came instead of an entry of the ring; null where it is of a source, or was forgotten
     */
    record Slot(
            String source,
            long number,
            Position before,
            Position after,
            @Nullable Announcement announced) {

        /** Whether the bytes are in no memory. */
        boolean fromFiles() {
            return number == FROM_FILES && !isAnnounced();
        }

        /** Whether it is of no source. */
        boolean isAnnounced() {
            return source.isEmpty();
        }

        private int announcedBytes() {
            return announced == null ? 0 : announced.weightBytes();
        }

        private Slot forgotten() {
            return new Slot(source, number, before, after, null);
        }
    }

    /** How far it goes: the place behind the newest arrival, and the number that the next one gets. */
    record Tip(Position place, long next) {}

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);
    private volatile long tail;
    private volatile @Nullable Tip tip;

    // The writer's.
    private long next;
    private @Nullable Position end;
    private final Deque<Long> announced = new ArrayDeque<>();
    private long announcedBytes;

    /** Says where the order begins. */
    void begin(Position place) {
        end = place;
    }

    /** The place behind everything that was added, seen or not. Writer only. */
    @Nullable Position end() {
        return end;
    }

    /** Adds an arrival that readers see when they are shown. Writer only. */
    void add(Slot slot) {
        long oldest = tail;
        if (next - oldest == SLOTS) {
            // First out of sight, then away.
            tail = oldest + 1;
            Slot last = slots.get((int) oldest & (SLOTS - 1));
            announcedBytes -= last == null ? 0 : last.announcedBytes();
            slots.set((int) oldest & (SLOTS - 1), null);
        }
        slots.set((int) next & (SLOTS - 1), slot);
        if (slot.isAnnounced()) {
            announced.add(next);
            announcedBytes += slot.announcedBytes();
            forget();
        }
        next++;
        end = slot.after();
    }

    /** Events that stand in no file take memory that nothing else gives back. */
    private void forget() {
        while (announced.size() > 1 && (announcedBytes > ANNOUNCED_BYTES || announced.element() < tail)) {
            long oldest = announced.remove();
            Slot slot = oldest < tail ? null : slots.get((int) oldest & (SLOTS - 1));
            if (slot != null) {
                announcedBytes -= slot.announcedBytes();
                slots.set((int) oldest & (SLOTS - 1), slot.forgotten());
            }
        }
    }

    /** Lets readers see everything that was added. Writer only. */
    void show() {
        Position place = end;
        if (place != null) {
            tip = new Tip(place, next);
        }
    }

    /** Null: the order has not begun. */
    @Nullable Tip tip() {
        return tip;
    }

    /** Null: not there, either not yet or no more. */
    @Nullable Slot slot(long number) {
        Tip now = tip;
        if (now == null || number >= now.next() || number < tail) {
            return null;
        }
        Slot slot = slots.get((int) number & (SLOTS - 1));
        return number < tail ? null : slot;
    }

    /**
     * The number of the newest arrival that begins at a place and whose entry may be in memory; that of the next one to
     * come, if the place is the tip; -1: none.
     */
    long find(Position place) {
        Tip now = tip;
        if (now == null) {
            return -1;
        }
        if (same(now.place(), place)) {
            return now.next();
        }
        long low = tail;
        long high = now.next() - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            Slot slot = slot(middle);
            if (slot == null) {
                // Lapped while it was looked for.
                low = middle + 1;
            } else if (place.isBefore(slot.before())) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        Slot slot = slot(high);
        return slot != null && same(slot.before(), place) && !slot.fromFiles() ? high : -1;
    }

    /** Places are compared by their numbers: they may be of different streams over the same order. */
    static boolean same(Position one, Position other) {
        return one.generation().ordinal() == other.generation().ordinal()
                && one.offset() == other.offset()
                && one.taken() == other.taken();
    }
}

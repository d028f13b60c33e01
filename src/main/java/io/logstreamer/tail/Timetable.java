package io.logstreamer.tail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When each log is to be looked at next: a heap, so that thousands of quiet logs cost nothing between two looks at them.
 * Confined to the tailer thread.
 */
final class Timetable {

    /** In order of need: none is due before its parent, the one at {@code (i - 1) / 2}. */
    private final List<Turnus> heap = new ArrayList<>();

    /** Notes a new time, which is in {@link Turnus#due()} already. */
    void note(Turnus log) {
        if (log.seat < 0) {
            log.seat = heap.size();
            heap.add(log);
        }
        up(log);
        down(log);
    }

    void remove(Turnus log) {
        int seat = log.seat;
        if (seat < 0) {
            return;
        }
        log.seat = -1;
        Turnus last = heap.remove(heap.size() - 1);
        if (last.seat != -1) {
            last.seat = seat;
            heap.set(seat, last);
            up(last);
            down(last);
        }
    }

    /** Takes out all that are due, in the order of their ids. Each is to be {@linkplain #note noted} again. */
    List<Turnus> takeDue(long now) {
        List<Turnus> due = new ArrayList<>();
        while (!heap.isEmpty() && heap.get(0).due() - now <= 0) {
            Turnus log = heap.get(0);
            remove(log);
            due.add(log);
        }
        due.sort(Comparator.comparing(log -> log.track.id));
        return due;
    }

    /** When the next one is due, if that is sooner. */
    long next(long otherwise) {
        if (heap.isEmpty()) {
            return otherwise;
        }
        long due = heap.get(0).due();
        return due - otherwise < 0 ? due : otherwise;
    }

    private void up(Turnus log) {
        while (log.seat > 0) {
            Turnus parent = heap.get((log.seat - 1) / 2);
            if (parent.due() - log.due() <= 0) {
                return;
            }
            swap(parent, log);
        }
    }

    private void down(Turnus log) {
        while (true) {
            int left = 2 * log.seat + 1;
            if (left >= heap.size()) {
                return;
            }
            Turnus child = heap.get(left);
            if (left + 1 < heap.size() && heap.get(left + 1).due() - child.due() < 0) {
                child = heap.get(left + 1);
            }
            if (log.due() - child.due() <= 0) {
                return;
            }
            swap(log, child);
        }
    }

    private void swap(Turnus above, Turnus below) {
        int seat = above.seat;
        above.seat = below.seat;
        below.seat = seat;
        heap.set(above.seat, above);
        heap.set(below.seat, below);
    }
}

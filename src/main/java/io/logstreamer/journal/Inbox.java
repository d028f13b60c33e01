package io.logstreamer.journal;

import io.logstreamer.log.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What tailers tell the journal, in the order in which it came. Bounded: while the journal is held by its disk, what comes of
 * a source is put together to as few notes as it has generations. Then the order between sources is coarser; nothing is lost,
 * and nothing of one source changes its place.
 *
 * <p>Thread-safe: tailers add, the journal's thread takes.
 */
final class Inbox {

    /** So many notes are kept one by one: about 10 MB. */
    static final int MAX_NOTES = 1 << 16;

    /**
     * What the order needs of an entry.
     *
     * @param number of the entry in its source's part of the ring, or {@link Arrivals#FROM_FILES}
     * @param missing null: it holds lines; else what is missing
     */
    record Came(Position before, Position after, int lines, Run.@Nullable Missing missing, long number) {

        String source() {
            return after.source();
        }

        boolean movesNothing() {
            return before.equals(after);
        }

        /** Whether it makes a run longer, and is none of its own. */
        boolean goesOnIn(Run run) {
            return missing == null && run.goesOn(before, after);
        }

        /** As a run of its own. */
        Run run(long runNumber, long second) {
            return new Run(runNumber, before, after, false, lines, second, missing);
        }

        /** This and what follows it; null: they are two things. */
        private @Nullable Came with(Came next) {
            boolean together = missing == null
                    && next.missing == null
                    && !movesNothing()
                    && !next.movesNothing()
                    && after.equals(next.before)
                    && after.generation().equals(next.after.generation());
            return together ? new Came(before, next.after, lines + next.lines, null, Arrivals.FROM_FILES) : null;
        }
    }

    private final Consumer<Came> taker;
    private final Queue<Runnable> events = new ArrayDeque<>();
    private final Map<String, List<Came>> behind = new LinkedHashMap<>();

    /** @param taker called with each note by whoever runs what {@link #poll} gives */
    Inbox(Consumer<Came> taker) {
        this.taker = taker;
    }

    synchronized void add(Came came) {
        List<Came> late = behind.get(came.source());
        if (late == null && events.size() < MAX_NOTES) {
            events.add(() -> taker.accept(came));
            return;
        }
        if (late == null) {
            late = new ArrayList<>();
            behind.put(came.source(), late);
        }
        int last = late.size() - 1;
        Came together = last < 0 ? null : late.get(last).with(came);
        if (together == null) {
            late.add(came);
        } else {
            late.set(last, together);
        }
    }

    /** Adds something else that has to be done, behind everything that came so far of a source; null: of none. */
    synchronized void add(@Nullable String source, Runnable event) {
        List<Came> late = source == null ? null : behind.remove(source);
        if (late != null) {
            events.add(() -> late.forEach(taker));
        }
        events.add(event);
    }

    /** What is to be done next; null: nothing. */
    synchronized @Nullable Runnable poll() {
        Runnable event = events.poll();
        Iterator<List<Came>> all = behind.values().iterator();
        if (event == null && all.hasNext()) {
            List<Came> late = all.next();
            all.remove();
            return () -> late.forEach(taker);
        }
        return event;
    }

    synchronized boolean isEmpty() {
        return events.isEmpty() && behind.isEmpty();
    }
}

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

        /**
         * What of it lies behind a place; null: nothing does.
         *
         * @param had a place of its source
         */
        @Nullable Came behind(Position had) {
            Position start = startBehind(had, before, after);
            Position end = endBehind(had, after);
            if (start.equals(before) && end.equals(after)) {
                return this;
            }
            return start.equals(end) ? null : new Came(start, end, Run.UNCOUNTED, missing, Arrivals.FROM_FILES);
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

    /**
     * Where a stretch begins that lies behind a place. Lines of a generation and late ones of the generation before it come
     * independently of each other, so that each of the two numbers of a place has its own end.
     *
     * @return {@code before} where all of it does, {@link #endBehind} where nothing does
     */
    static Position startBehind(Position had, Position before, Position after) {
        if (!had.generation().equals(after.generation()) || !before.generation().equals(after.generation())) {
            return after.isBefore(had) || after.equals(had) ? endBehind(had, after) : before;
        }
        long offset = Math.max(before.offset(), Math.min(had.offset(), after.offset()));
        int mark = offset == before.offset() ? before.mark() : offset == after.offset() ? after.mark() : had.mark();
        return new Position(after.generation(), offset, Math.max(before.taken(), had.taken()), mark);
    }

    /** Where a stretch ends behind a place: late lines that were taken in before stay so. */
    static Position endBehind(Position had, Position after) {
        return had.generation().equals(after.generation()) && had.taken() > after.taken()
                ? new Position(after.generation(), after.offset(), had.taken(), after.mark())
                : after;
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

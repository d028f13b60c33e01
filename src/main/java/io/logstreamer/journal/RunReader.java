package io.logstreamer.journal;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a merged stream on from a place: the order says which run comes next, the history of its source what stands in it.
 *
 * <p>Thread-safe; may wait for a disk.
 */
final class RunReader {

    /** So many runs behind one that is gone are looked at, in search of others. */
    private static final int MAX_AHEAD = 4_096;

    /** So much of one that is not gone is read for that. */
    private static final int LOOK_BYTES = 4_096;

    private final Runs runs;
    private final Bounds bounds;
    private final History single;

    RunReader(Runs runs, Bounds bounds, History single) {
        this.runs = runs;
        this.bounds = bounds;
        this.single = single;
    }

    /**
     * What follows a place, from one run at most. Whoever has read everything is brought to the tip: only there are readers
     * live, and places before it may have nothing between them, such as the end of an archive and that of its run.
     *
     * @param tip of the stream, of which all runs are there
     * @return an entry that begins at {@code from}; null: nothing yet
     */
    @Nullable Entry read(Position from, Position tip, int maxBytes) {
        String key = from.source();
        Selection selection = Selection.parse(key);
        RunWalk walk = runs.walk();
        long number = Places.run(from);
        Run run = walk.at(number);
        Reading reading = new Reading(key, from, maxBytes);
        if (run != null && !isRead(run, from) && selection.shows(run.source(), single::isAlias)) {
            Bounds.Stretch stretch = bounds.of(run);
            Entry entry = reading.in(run, stretch, stretch == null ? null : Places.own(from, stretch.generation()));
            if (entry != null || reading.again) {
                return withThoseBehind(run, stretch, entry, walk);
            }
        }
        Position reached = tip;
        for (Run next = walk.after(number); next != null; next = walk.after(next.number())) {
            if (selection.shows(next.source(), single::isAlias) && !next.isEmpty()) {
                Bounds.Stretch stretch = bounds.of(next);
                Entry entry = reading.of(next, stretch);
                if (entry != null || reading.again) {
                    return withThoseBehind(next, stretch, entry, walk);
                }
            }
            Position end = Places.endOf(key, next);
            reached = reached.isBefore(end) ? end : reached;
        }
        // What was passed over is told, so that nobody walks over it again.
        return from.isBefore(reached) ? Arrival.passedOver(from, reached) : null;
    }

    /** What was found of a run, or, if that is gone, one gap for it and those behind it. */
    private @Nullable Entry withThoseBehind(
            Run run, Bounds.@Nullable Stretch where, @Nullable Entry found, RunWalk walk) {
        if (gap(run, found) == null || found == null) {
            return found;
        }
        String key = found.before().source();
        Selection selection = Selection.parse(key);
        Reading look = new Reading(key, found.before(), LOOK_BYTES);
        GoneRuns gone = new GoneRuns(runs);
        Run at = run;
        Bounds.Stretch stretch = where;
        Entry entry = found;
        for (int ahead = 0; ahead < MAX_AHEAD; ahead++) {
            Gap gap = gap(at, entry);
            if (gap == null || !(entry instanceof Arrival told)) {
                break;
            }
            gone.add(at, stretch, told, gap);
            at = behind(at, selection, walk);
            if (at == null) {
                break;
            }
            stretch = gone.hasEndOf(at) ? null : bounds.of(at);
            entry = look.of(at, stretch);
        }
        return gone.first();
    }

    private @Nullable Run behind(Run run, Selection selection, RunWalk walk) {
        Run next = walk.after(run.number());
        while (next != null && (next.isEmpty() || !selection.shows(next.source(), single::isAlias))) {
            next = walk.after(next.number());
        }
        return next;
    }

    /** What is told if a run is gone, or what was left of it; null: it is not. */
    private static @Nullable Gap gap(Run run, @Nullable Entry entry) {
        return run.missing() == null && entry instanceof Arrival told && Places.isBehind(told.after())
                ? Arrival.content(told) instanceof Gap gap ? gap : null
                : null;
    }

    /** Whether nothing of a run lies behind a place in it; so it may have gone since. */
    static boolean isRead(Run run, Position from) {
        return Places.isBehind(from) || run.isEmpty() || Arrivals.same(from, Places.endOf("", run));
    }

    /** Reads on from one place. */
    private final class Reading {
        private final String key;
        private final Position from;
        private final int maxBytes;
        /** Nothing could be read although there is something: ask again in a moment. */
        private boolean again;

        private Reading(String key, Position from, int maxBytes) {
            this.key = key;
            this.from = from;
            this.maxBytes = maxBytes;
        }

        /** What a whole run has; null: nothing. */
        private @Nullable Entry of(Run run, Bounds.@Nullable Stretch stretch) {
            if (stretch == null || stretch.lateBytes() == 0 || run.missing() != null) {
                return in(run, stretch, stretch == null ? null : stretch.start());
            }
            Position start = stretch.start();
            Position after =
                    stretch.isOver(start) ? Places.behind(key, run.number()) : Places.in(key, run.number(), start);
            return arrival(run, after, new Gap(start, start, Gap.Reason.ROTATED_AWAY, -1, false));
        }

        /** What a run has from a place on; null: nothing. */
        private @Nullable Entry in(Run run, Bounds.@Nullable Stretch stretch, @Nullable Position start) {
            Run.Missing missing = run.missing();
            if (missing != null || stretch == null || start == null) {
                Position place = run.end();
                return arrival(
                        run,
                        Places.behind(key, run.number()),
                        missing == null
                                ? new Gap(place, place, Gap.Reason.ROTATED_AWAY, -1, false)
                                : new Gap(place, place, missing.reason(), missing.bytes(), missing.maybe()));
            }
            Position at = start;
            while (!stretch.isOver(at)) {
                Entry entry = single.read(at, maxBytes);
                if (entry == null) {
                    return atItsTip(run, stretch, at);
                }
                if (Arrival.content(entry) == null) {
                    at = entry.after();
                    continue;
                }
                if (entry instanceof Gap gap) {
                    boolean leaves = stretch.isOver(gap.after());
                    Position after =
                            leaves ? Places.behind(key, run.number()) : Places.in(key, run.number(), gap.after());
                    return arrival(run, after, gap);
                }
                Entry within = cut(entry, stretch);
                if (within != null) {
                    return arrival(run, Places.in(key, run.number(), within.after()), within);
                }
                if (!isLate(entry, stretch)) {
                    return endsBefore(entry, stretch) ? atItsEnd(run, at) : null;
                }
                // A late line that came in a run of its own.
                at = entry.after();
            }
            return null;
        }

        /** The source has nothing more, as far as the readers know. */
        private @Nullable Entry atItsTip(Run run, Bounds.Stretch stretch, Position at) {
            if (stretch.end() == null) {
                return null;
            }
            if (runs.ofThisLife(run.number())) {
                // The tailer is ahead of the readers by a moment.
                again = true;
                return null;
            }
            return atItsEnd(run, at);
        }

        /**
         * Taken in once, and not there any more: the machine died before its disk had it, or what is left is a copy that was made
         * before.
         */
        private Arrival atItsEnd(Run run, Position at) {
            return arrival(run, Places.behind(key, run.number()), new Gap(at, at, Gap.Reason.TRUNCATED, -1, false));
        }

        private Arrival arrival(Run run, Position after, Entry entry) {
            Long epoch = runs.epochOf(run.number());
            byte[] prefix = ArrivalId.prefix(epoch == null ? 0 : epoch, run.number(), run.source());
            return new Arrival(from, after, entry, prefix);
        }
    }

    /** As much of an entry as lies in a stretch; null: nothing. */
    static @Nullable Entry cut(Entry entry, Bounds.Stretch stretch) {
        boolean late = isLate(entry, stretch);
        if (!(entry instanceof LineBatch batch)) {
            return within(entry.after(), late, stretch) ? entry : null;
        }
        int count = 0;
        while (count < batch.count() && within(batch.after(count), late, stretch)) {
            count++;
        }
        if (count == batch.count() || count == 0) {
            return count == 0 ? null : batch;
        }
        return new LineBatch(
                batch.before(),
                batch.generation(),
                batch.late(),
                batch.file(),
                batch.offset(),
                batch.bytes(),
                batch.lead(),
                Arrays.copyOf(batch.ends(), count),
                count,
                batch.taken());
    }

    /** Late lines are read before all others: those that came behind the end of a stretch are of another run. */
    private static boolean within(Position after, boolean late, Bounds.Stretch stretch) {
        Position end = stretch.end();
        if (!after.generation().equals(stretch.generation())) {
            return false;
        }
        return end == null || (after.offset() <= end.offset() && (!late || after.taken() <= end.taken()));
    }

    /** Whether an entry is of a later generation, though a stretch is not over: its own has less than was taken of it. */
    private static boolean endsBefore(Entry entry, Bounds.Stretch stretch) {
        Position end = stretch.end();
        return end != null
                && entry.after().generation().ordinal() > stretch.generation().ordinal()
                && entry.before().offset() < end.offset();
    }

    /** Whether an entry moves only how far the generation before was taken. */
    static boolean isLate(Entry entry, Bounds.Stretch stretch) {
        return entry.after().generation().equals(stretch.generation())
                && ((entry instanceof LineBatch batch && batch.late())
                        || (entry instanceof LongLine
                                && entry.after().offset() == entry.before().offset()
                                && entry.before().generation().equals(stretch.generation())));
    }
}

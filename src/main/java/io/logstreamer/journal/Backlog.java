package io.logstreamer.journal;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place in the order of arrival of what was there before the journal saw it: what came while no server ran is
 * news, what is older than the journal goes in front of everything. Reads files: one call at a time, on a worker.
 */
final class Backlog {

    /** So many of the last lines of each source are put in the order of their times. */
    private static final int LINES = 10_000;

    /** And so many of all sources together. */
    private static final int ALL_LINES = 200_000;

    private static final int LEAST_LINES = 20;
    private static final int READ_BYTES = 256 * 1024;

    /**
     * A source that was met.
     *
     * @param tip where it stood
     * @param last its newest run so far; null: it was never seen
     * @param returned whether it had gone, and was taken to its end before: if nothing of that is left, nothing is missing
     */
    record Met(String source, Position tip, @Nullable Run last, boolean returned) {}

    /**
     * What was found. The numbers of runs mean nothing yet.
     *
     * @param older goes in front of everything
     * @param news of each source, comes behind everything
     * @param had how far a source was taken in before, where that is further than it is now: lines that nobody had ended come
     *     once more
     * @param failed sources that cannot be read now, and why
     */
    record Found(
            List<Run> older,
            Map<String, List<Run>> news,
            Map<String, Position> had,
            Map<String, RuntimeException> failed) {}

    private final History history;
    private final LineTimes times;
    private final InstantSource clock;

    Backlog(History history, LineTimes times, InstantSource clock) {
        this.history = history;
        this.times = times;
        this.clock = clock;
    }

    /** @param knownGroups the groups of which the journal has seen a source in an older life */
    Found of(List<Met> met, Set<String> knownGroups) {
        List<Run> oldest = new ArrayList<>();
        List<Lines> ends = new ArrayList<>();
        Map<String, List<Run>> news = new HashMap<>();
        Map<String, Position> had = new HashMap<>();
        Map<String, RuntimeException> failed = new HashMap<>();
        int lines = met.size() == 1 ? 0 : Math.max(LEAST_LINES, Math.min(LINES, ALL_LINES / met.size()));
        for (Met each : met) {
            try {
                Place place = placeOf(each, knownGroups, lines);
                news.put(each.source(), place.news());
                Position before = place.had();
                if (before.offset() > each.tip().offset()
                        || before.taken() > each.tip().taken()) {
                    had.put(each.source(), before);
                }
                oldest.addAll(place.older());
                if (place.from().isBefore(each.tip())) {
                    ends.add(new Lines(place.from(), each.tip()));
                }
            } catch (RuntimeException e) {
                failed.put(each.source(), e);
            }
        }
        oldest.addAll(merged(ends));
        return new Found(oldest, news, had, failed);
    }

    /**
     * Where something of one source belongs.
     *
     * @param from what lies behind it is put in the order of its times
     * @param had how far it was taken in before
     */
    private record Place(List<Run> older, Position from, List<Run> news, Position had) {}

    private Place placeOf(Met met, Set<String> knownGroups, int lines) {
        Run last = met.last();
        if (last != null) {
            return since(met, last);
        }
        SourceState state = history.source(met.source());
        if (state != null && knownGroups.contains(state.group()) && !state.id().equals(state.group())) {
            Position start = startOfNewest(state, met.tip());
            return new Place(
                    runs(met.source(), history.earliest(met.source()), start),
                    met.tip(),
                    runs(met.source(), start, met.tip()),
                    met.tip());
        }
        Position from = lines == 0 ? met.tip() : history.back(met.tip(), lines);
        return new Place(runs(met.source(), history.earliest(met.source()), from), from, List.of(), met.tip());
    }

    /** What came of a source since its newest run. */
    private Place since(Met met, Run last) {
        Position end = last.end();
        Position behind = last.open() ? behindOpen(met.source(), end) : null;
        if (behind != null) {
            return new Place(List.of(), met.tip(), runs(met.source(), behind, met.tip()), met.tip());
        }
        if (end.offset() == 0 && end.taken() == 0 && end.generation().head() == 0) {
            // Nothing was ever in it.
            List<Run> all = runs(met.source(), history.earliest(met.source()), met.tip());
            return new Place(List.of(), met.tip(), all, met.tip());
        }
        History.Resolution found = history.resolve(met.source(), EventId.of(end));
        List<Run> runs = new ArrayList<>();
        Gap.Reason reason = found.reason();
        if (reason != null && !met.returned()) {
            Position here = found.position();
            runs.add(new Run(0, here, here, false, 0, now(), new Run.Missing(reason, -1, false)));
        }
        Position had = reason == null ? had(met, found.position()) : met.tip();
        runs.addAll(runs(met.source(), found.position(), Inbox.endBehind(had, met.tip())));
        return new Place(List.of(), met.tip(), runs, had);
    }

    /** Behind a generation that was taken in to its end, wherever that is; null: it is not there any more. */
    private @Nullable Position behindOpen(String source, Position within) {
        History.Resolution found = history.resolve(source, EventId.of(within));
        SourceState state = found.reason() == null ? history.source(source) : null;
        if (state != null) {
            for (SourceState.Stretch each : state.generations()) {
                if (each.generation().equals(found.position().generation())) {
                    return each.last();
                }
            }
        }
        return null;
    }

    /** A place that was reached before, as one of the generation that the source stands in. */
    private Position had(Met met, Position reached) {
        Position tip = met.tip();
        if (reached.generation().equals(tip.generation())) {
            return reached;
        }
        SourceState state = history.source(met.source());
        SourceState.Stretch before = state == null ? null : predecessor(state, tip);
        boolean follows = before != null && before.generation().equals(reached.generation());
        return follows ? new Position(tip.generation(), 0, reached.offset(), 0) : tip;
    }

    private static Position startOfNewest(SourceState state, Position tip) {
        List<SourceState.Stretch> all = state.generations();
        for (int i = all.size() - 1; i >= 0; i--) {
            SourceState.Stretch each = all.get(i);
            if (each.generation().equals(tip.generation())) {
                return each.first();
            }
        }
        return tip;
    }

    /** The runs from one place to another, one for each generation. */
    private List<Run> runs(String source, Position from, Position to) {
        List<Run> runs = new ArrayList<>();
        SourceState state = history.source(source);
        if (state == null || !from.isBefore(to)) {
            return runs;
        }
        Position at = from;
        SourceState.Stretch predecessor = predecessor(state, to);
        for (SourceState.Stretch each : state.generations()) {
            // Nothing stands in an empty one, so that a place in it would say nothing of those before.
            boolean before = each.sizeBytes() == 0
                    || each.generation().ordinal() < at.generation().ordinal();
            if (before || each.generation().ordinal() > to.generation().ordinal() || !at.isBefore(to)) {
                continue;
            }
            boolean newest = each.generation().equals(to.generation());
            boolean closed = newest || each.last().generation().equals(each.generation());
            Position end = each.first().generation().equals(each.generation())
                    ? each.first()
                    : new Position(each.generation(), 0, 0, 0);
            if (closed) {
                end = newest ? to : each.equals(predecessor) ? end(each, to) : each.last();
            }
            if (closed && !at.isBefore(end)) {
                continue;
            }
            runs.add(new Run(0, at, end, !closed, Run.UNCOUNTED, now(), null));
            at = closed ? end : each.last();
        }
        return runs;
    }

    /** The generation that {@code taken} of a place speaks of; null: there is none. */
    private static SourceState.@Nullable Stretch predecessor(SourceState state, Position place) {
        SourceState.Stretch found = null;
        for (SourceState.Stretch each : state.generations()) {
            if (each.sizeBytes() != 0
                    && each.generation().ordinal() < place.generation().ordinal()) {
                found = each;
            }
        }
        return found;
    }

    /** How far a generation had been taken at a place in a newer one; what came to it later has runs of its own. */
    private Position end(SourceState.Stretch older, Position at) {
        Position last = older.last();
        for (int lines = 64; at.taken() > 0 && at.taken() < last.offset() && lines <= LINES; lines *= 12) {
            Position place = history.back(last, lines);
            if (place.generation().equals(last.generation()) && place.offset() <= at.taken()) {
                return placeAt(place, last, at.taken());
            }
        }
        return last;
    }

    /** The place at an offset between two places; the second if no line ends there. */
    private Position placeAt(Position from, Position to, long offset) {
        Position at = from;
        while (at.isBefore(to)) {
            if (at.offset() == offset) {
                return at;
            }
            Entry entry = history.read(at, READ_BYTES);
            if (entry == null) {
                break;
            }
            for (int i = 0; entry instanceof LineBatch batch && i < batch.count(); i++) {
                if (batch.after(i).offset() == offset) {
                    return batch.after(i);
                }
            }
            at = entry.after();
        }
        return to;
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    // ---- The last lines of several sources, in the order of their times.

    private List<Run> merged(List<Lines> ends) {
        PriorityQueue<Lines> first = new PriorityQueue<>(
                Comparator.comparingLong((Lines lines) -> lines.time).thenComparing(lines -> lines.at.source()));
        for (Lines each : ends) {
            if (each.advance()) {
                first.add(each);
            }
        }
        List<Run> runs = new ArrayList<>();
        Run open = null;
        for (Lines next = first.poll(); next != null; next = first.poll()) {
            Position after = next.after;
            if (open != null && open.source().equals(next.at.source()) && open.goesOn(next.at, after)) {
                open = open.until(after, 1);
            } else {
                if (open != null) {
                    runs.add(open);
                }
                open = new Run(0, next.at, after, false, 1, now(), null);
            }
            next.at = after;
            if (next.advance()) {
                first.add(next);
            }
        }
        if (open != null) {
            runs.add(open);
        }
        return runs;
    }

    /** The lines of one source from a place to another, one after the other. */
    private final class Lines {
        private Position at;
        private final Position end;
        /** Behind the line that is next. */
        private Position after;
        /** Of that line, or of the one before it that had one; never goes back. */
        private long time = Long.MIN_VALUE;

        private @Nullable Entry entry;
        private int line;

        private Lines(Position from, Position end) {
            this.at = from;
            this.after = from;
            this.end = end;
        }

        /** Goes to the next line; false: there is none. */
        private boolean advance() {
            while (true) {
                Entry held = entry;
                if (held instanceof LineBatch batch && line < batch.count()) {
                    return found(batch.bytes(), batch.start(line), batch.ends()[line], batch.after(line++));
                }
                Position reached = held == null ? at : held.after();
                held = reached.isBefore(end) ? history.read(reached, READ_BYTES) : null;
                entry = held;
                line = 0;
                if (held == null) {
                    return false;
                }
                if (held instanceof LongLine cut) {
                    return found(cut.head(), 0, cut.head().length, cut.after());
                }
                if (held instanceof Gap) {
                    at = held.after();
                }
            }
        }

        private boolean found(byte[] bytes, int from, int to, Position behind) {
            if (end.isBefore(behind)) {
                return false;
            }
            after = behind;
            long own = times.nanosOf(bytes, from, to, LineTimes.nanosOf(clock.instant()));
            if (own != LineTimes.NONE) {
                time = Math.max(time, own);
            }
            return true;
        }
    }
}

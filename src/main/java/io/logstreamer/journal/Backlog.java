package io.logstreamer.journal;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place in the order of arrival of what was there before the journal saw it: what came while no server ran is
 * news, what is older than the journal goes in front of everything. Reads files, on workers; holds nothing between two calls,
 * so that several may ask at once.
 */
final class Backlog {

    /** So many of the last lines of each source are put in the order of their times, as far as they are not packed. */
    private static final int LINES = 10_000;

    /** And so many of all sources together. */
    private static final int ALL_LINES = 200_000;

    private static final int LEAST_LINES = 20;

    /** So many runs are looked for in content of which none was found. */
    private static final int MAX_TRIES = 32;

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
     * @param newest comes behind that: the last lines of several sources, in the order of their times
     * @param had how far a source was taken in before, where that is further than it is now: lines that nobody had ended come
     *     once more
     * @param failed sources that cannot be read now, and why
     */
    record Found(
            List<Run> older,
            Map<String, List<Run>> news,
            List<Run> newest,
            Map<String, Position> had,
            Map<String, RuntimeException> failed) {}

    /** The runs so far. */
    interface Past {

        /** The last run before a number; null: there is none. */
        @Nullable Run before(long number);
    }

    private final Past past;
    private final History history;
    private final TimeOrder byTime;
    private final Predecessors predecessors;
    private final InstantSource clock;

    Backlog(Past past, History history, LineTimes times, InstantSource clock) {
        this.past = past;
        this.history = history;
        this.byTime = new TimeOrder(history, times, clock);
        this.predecessors = new Predecessors(history);
        this.clock = clock;
    }

    /**
     * What one source had.
     *
     * @param place null: it cannot be read now
     * @param failure why
     */
    record Placed(Met met, @Nullable Place place, @Nullable RuntimeException failure) {}

    /**
     * Finds it; several threads may, for one source each.
     *
     * @param knownGroups the groups of which the journal has seen a source in an older life
     * @param lines as {@link #linesOfEach} says
     */
    Placed place(Met met, Set<String> knownGroups, int lines) {
        try {
            return new Placed(met, placeOf(met, knownGroups, lines), null);
        } catch (RuntimeException e) {
            return new Placed(met, null, e);
        }
    }

    /** So many of the last lines of each of several sources are put in the order of their times. */
    static int linesOfEach(int sources) {
        return sources == 1 ? 0 : Math.max(LEAST_LINES, Math.min(LINES, ALL_LINES / sources));
    }

    /** One order of what several sources had. */
    Found order(List<Placed> all) {
        List<Run> oldest = new ArrayList<>();
        List<TimeOrder.Last> oldestEnds = new ArrayList<>();
        List<TimeOrder.Last> newsEnds = new ArrayList<>();
        Map<String, List<Run>> news = new HashMap<>();
        Map<String, Position> had = new HashMap<>();
        Map<String, RuntimeException> failed = new HashMap<>();
        for (Placed each : all) {
            String source = each.met().source();
            Place place = each.place();
            if (place == null) {
                failed.put(source, Objects.requireNonNull(each.failure()));
                continue;
            }
            news.put(source, place.news());
            Position before = place.had();
            Position tip = each.met().tip();
            if (before.offset() > tip.offset() || before.taken() > tip.taken()) {
                had.put(source, before);
            }
            oldest.addAll(place.older());
            (place.isNews() ? newsEnds : oldestEnds).add(new TimeOrder.Last(place.from(), place.to()));
        }
        oldest.addAll(byTime.of(oldestEnds, failed));
        List<Run> newest = byTime.of(newsEnds, failed);
        // What is known of a source that then failed is not all.
        oldest.removeIf(run -> failed.containsKey(run.source()));
        newest.removeIf(run -> failed.containsKey(run.source()));
        return new Found(oldest, news, newest, had, failed);
    }

    /** All at once, one source after the other. */
    Found of(List<Met> met, Set<String> knownGroups) {
        int lines = linesOfEach(met.size());
        return order(met.stream().map(each -> place(each, knownGroups, lines)).toList());
    }

    /**
     * Where something of one source belongs.
     *
     * @param older goes in front of everything
     * @param news comes behind everything
     * @param from what lies from here to {@code to} is put in the order of its times, behind that of this source which is in
     *     the two lists
     * @param isNews whether that is news
     * @param had how far it was taken in before
     */
    record Place(List<Run> older, List<Run> news, Position from, Position to, boolean isNews, Position had) {}

    private Place placeOf(Met met, Set<String> knownGroups, int lines) {
        Run last = met.last();
        if (last != null) {
            return since(met, last, lines);
        }
        SourceState state = history.source(met.source());
        if (state != null && knownGroups.contains(state.group()) && !state.id().equals(state.group())) {
            Position start = startOfNews(state, met.tip());
            List<Run> older = runs(met.source(), history.earliest(met.source()), start);
            return news(met.source(), older, List.of(), start, met.tip(), met.tip(), lines);
        }
        Position from = lines == 0 ? met.tip() : history.backInPlain(met.tip(), lines);
        List<Run> older = runs(met.source(), history.earliest(met.source()), from);
        return new Place(older, List.of(), from, met.tip(), false, met.tip());
    }

    /** What came of a source since its newest run. */
    private Place since(Met met, Run last, int lines) {
        Position end = last.end();
        Position behind = last.open() ? behindOpen(met.source(), end) : null;
        if (behind != null) {
            return news(met.source(), List.of(), List.of(), behind, met.tip(), met.tip(), lines);
        }
        if (end.offset() == 0 && end.taken() == 0 && end.generation().head() == 0) {
            // Nothing was ever in it.
            Position earliest = history.earliest(met.source());
            return news(met.source(), List.of(), List.of(), earliest, met.tip(), met.tip(), lines);
        }
        History.Resolution found = history.resolve(met.source(), EventId.of(end));
        Gap.Reason reason = found.reason();
        Position here = reason == null || met.returned() ? found.position() : behindWhatIsLeft(last, found.position());
        Run.Missing missing = reason == null || met.returned() ? null : new Run.Missing(reason, -1, false);
        List<Run> gap = missing == null ? List.of() : List.of(new Run(0, here, here, false, 0, now(), missing));
        if (reason == null && predecessors.isGone(last, past)) {
            Long whole = predecessors.length(here.generation());
            here = new Position(here.generation(), here.offset(), whole == null ? here.taken() : whole, here.mark());
        }
        Position had = reason == null ? had(met, here) : met.tip();
        return news(met.source(), List.of(), gap, here, Inbox.endBehind(had, met.tip()), had, lines);
    }

    /**
     * Where a source goes on whose last run is gone: behind the last of its runs that are still there, so that none of these
     * comes twice.
     */
    private Position behindWhatIsLeft(Run gone, Position oldest) {
        Generation unknown = gone.generation();
        int tries = 0;
        for (Run run = past.before(gone.number()); run != null; run = past.before(run.number())) {
            boolean its = run.source().equals(gone.source()) && run.missing() == null && !run.isEmpty();
            boolean same = run.generation().head() == unknown.head()
                    && run.generation().hint() == unknown.hint()
                    && run.generation().ordinal() == unknown.ordinal();
            if (!its || (same && tries >= MAX_TRIES)) {
                continue;
            }
            tries = same ? tries + 1 : 1;
            unknown = run.generation();
            Position left = endIn(run);
            if (left != null) {
                return left.isBefore(oldest) ? oldest : left;
            }
        }
        return oldest;
    }

    /** Where a run ends now; null: it is gone. */
    private @Nullable Position endIn(Run run) {
        if (run.open()) {
            return behindOpen(run.source(), run.end());
        }
        History.Resolution found = history.resolve(run.source(), EventId.of(run.end()));
        boolean there =
                found.reason() == null && found.position().offset() == run.end().offset();
        return there ? found.position() : null;
    }

    /** News from one place to another, of which so many lines are put in the order of their times. */
    private Place news(
            String source, List<Run> older, List<Run> first, Position from, Position to, Position had, int lines) {
        Position last = lines == 0 || !from.isBefore(to) ? to : history.backInPlain(to, lines);
        Position middle = last.isBefore(from) ? from : last;
        List<Run> news = new ArrayList<>(first);
        news.addAll(runs(source, from, middle));
        return new Place(older, news, middle, to, true, had);
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
        SourceState.Stretch before = state == null ? null : state.predecessor(tip);
        boolean follows = before != null && before.generation().equals(reached.generation());
        return follows ? new Position(tip.generation(), 0, reached.offset(), 0) : tip;
    }

    /** Of a log that came while no server ran: its newest file, and what was written after the last run of all. */
    private Position startOfNews(SourceState state, Position tip) {
        Position newest = startOfNewest(state, tip);
        Run last = past.before(Long.MAX_VALUE);
        if (last == null || state.generations().size() == 1) {
            return newest;
        }
        Position since = history.since(state.id(), Instant.ofEpochSecond(last.second()));
        return since.isBefore(newest) ? since : newest;
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
        SourceState.Stretch predecessor = state.predecessor(to);
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
}

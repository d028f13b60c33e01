package io.logstreamer.journal;

import io.logstreamer.log.Entry;
import io.logstreamer.log.History;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
import io.logstreamer.log.SourceState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds places in the order of arrival: by lines back from another, and by places of the sources; and the places of a source
 * by those in the order.
 *
 * <p>Thread-safe; may wait for a disk.
 */
final class RunSearch {

    private static final int COUNT_BYTES = 256 * 1024;

    private final Runs runs;
    private final Bounds bounds;
    private final Arrivals arrivals;
    private final History single;

    RunSearch(Runs runs, Bounds bounds, Arrivals arrivals, History single) {
        this.runs = runs;
        this.bounds = bounds;
        this.arrivals = arrivals;
        this.single = single;
    }

    /** The oldest place there is. */
    Position earliest(String key) {
        return Places.behind(key, runs.first() - 1);
    }

    /** The place so many lines before another, or the oldest if there are fewer. */
    Position back(Position from, int lines) {
        String key = from.source();
        Selection selection = Selection.parse(key);
        RunWalk walk = runs.walk();
        int left = lines;
        long number = Places.run(from);
        if (left == 0) {
            return from;
        }
        Run first = walk.at(number);
        boolean whole = Places.isBehind(from) || (first != null && Arrivals.same(from, Places.endOf(key, first)));
        for (Run run = first == null ? walk.before(number) : first; run != null; run = walk.before(run.number())) {
            boolean entire = run.number() != number || whole;
            if (!selection.shows(run.source(), single::isAlias)
                    || run.missing() != null
                    || single.isGone(run.source())) {
                continue;
            }
            if (entire && run.lines() != Run.UNCOUNTED && run.lines() <= left) {
                left -= run.lines();
                if (left == 0) {
                    return Places.behind(key, run.number() - 1);
                }
                continue;
            }
            Bounds.Stretch stretch = bounds.of(run);
            if (stretch == null) {
                continue;
            }
            Position end = entire ? endOf(run, stretch) : Places.own(from, stretch.generation());
            Position place = single.back(end, left);
            boolean inside = place.generation().equals(stretch.generation())
                    && stretch.start().isBefore(place);
            if (inside) {
                return Places.in(key, run.number(), place);
            }
            left -= count(stretch, end, left);
            if (left <= 0) {
                return Places.behind(key, run.number() - 1);
            }
        }
        return earliest(key);
    }

    /**
     * How far one source had come at the end of a run of any source; null: the order does not say.
     *
     * @param number of that run
     */
    @Nullable Resolution alone(String source, long number) {
        RunWalk walk = runs.walk();
        Run last = walk.before(number + 1);
        while (last != null && !last.source().equals(source)) {
            last = walk.before(last.number());
        }
        Bounds.Stretch had = last == null ? null : bounds.of(last);
        if (last != null && had != null) {
            return new Resolution(endOf(last, had), null);
        }
        // Nothing had come of it, or what had come is gone: it goes on with what came next.
        Run next = walk.after(number);
        while (next != null && !next.source().equals(source)) {
            next = walk.after(next.number());
        }
        Bounds.Stretch follows = next == null ? null : bounds.of(next);
        if (next == null || follows == null) {
            return null;
        }
        Run.Missing missing = next.missing();
        return missing == null
                ? new Resolution(follows.start(), null)
                : new Resolution(endOf(next, follows), missing.reason());
    }

    private Position endOf(Run run, Bounds.Stretch stretch) {
        Position end = stretch.end();
        if (end != null) {
            return end;
        }
        SourceState state = single.source(run.source());
        if (state != null) {
            for (SourceState.Stretch each : state.generations()) {
                if (each.generation().equals(stretch.generation())) {
                    return each.last();
                }
            }
        }
        return stretch.start();
    }

    /** Lines of a run before a place, of which there are no more than {@code most}. */
    private int count(Bounds.Stretch stretch, Position end, int most) {
        int count = 0;
        Position at = stretch.start();
        // The end of an archive goes by the name of what follows it: its offset says nothing of this generation.
        Position stop = end.generation().equals(stretch.generation()) ? end : null;
        while (count < most && at.isBefore(end)) {
            Entry entry = single.read(at, COUNT_BYTES);
            if (entry == null || stretch.isOver(at)) {
                break;
            }
            Entry within = RunReader.cut(entry, new Bounds.Stretch(stretch.generation(), at, stop));
            if (within instanceof LineBatch batch) {
                count += batch.count();
            } else if (within instanceof LongLine) {
                count++;
            } else if (within == null && !RunReader.isLate(entry, stretch)) {
                break;
            }
            at = within == null ? entry.after() : within.after();
        }
        return count;
    }

    /**
     * The place in the order that lies before each of several places of sources: nothing behind one of them lies before it.
     *
     * @param wanted the places, by source; emptied
     */
    Position before(String key, Map<String, Position> wanted) {
        return before(key, wanted, false);
    }

    /** The place of one source in the order, right behind the last of it that came before. */
    Position near(String key, Position wanted) {
        return before(key, new HashMap<>(Map.of(wanted.source(), wanted)), true);
    }

    /** @param near whether the place is to lie behind the last run before it, and not before the next of its source */
    private Position before(String key, Map<String, Position> wanted, boolean near) {
        RunWalk walk = runs.walk();
        Run newest = runs.last();
        Arrivals.Tip tip = arrivals.tip();
        Position found = tip == null ? earliest(key) : Places.in(key, Places.run(tip.place()), tip.place());
        long from = newest == null ? runs.next() : newest.number() + 1;
        for (Run run = walk.before(from); run != null && !wanted.isEmpty(); run = walk.before(run.number())) {
            Position place = wanted.get(run.source());
            if (place == null || run.missing() != null) {
                continue;
            }
            Bounds.Stretch stretch = bounds.of(run);
            if (stretch == null) {
                continue;
            }
            boolean behind = place.generation().ordinal() > stretch.generation().ordinal()
                    || (place.generation().equals(stretch.generation()) && !place.isBefore(stretch.start()));
            if (!behind) {
                found = Places.behind(key, run.number() - 1);
                continue;
            }
            wanted.remove(run.source());
            boolean within = place.generation().equals(stretch.generation()) && !stretch.isOver(place);
            if (within || near) {
                Position here = within ? Places.in(key, run.number(), place) : Places.behind(key, run.number());
                found = here.isBefore(found) ? here : found;
            }
        }
        return found;
    }
}

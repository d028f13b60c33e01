package io.logstreamer.journal;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs of which nothing is left, one behind the other. Where logs take turns there are as many as turns, so they are told as
 * one gap for each log and reason, at the last run that it is of: so what is told depends on nothing but the place it is told
 * behind.
 *
 * <p>Confined to one reading.
 */
final class GoneRuns {

    /** Gaps that can be told as one. */
    private record Kind(String source, Gap.Reason reason, boolean maybe) {}

    /** What runs are of, as the life that wrote them named it. */
    private record Content(long life, Generation generation) {}

    private final Runs runs;
    private final Map<Kind, Arrival> gaps = new LinkedHashMap<>();
    private final Set<Content> contents = new HashSet<>();

    GoneRuns(Runs runs) {
        this.runs = runs;
    }

    /**
     * Adds what is told of a run.
     *
     * @param stretch where it lies now; null: nowhere
     */
    void add(Run run, Bounds.@Nullable Stretch stretch, Arrival told, Gap gap) {
        if (stretch == null || !gap.after().generation().equals(stretch.generation())) {
            contents.add(content(run));
        }
        gaps.merge(new Kind(run.source(), gap.reason(), gap.maybe()), told, GoneRuns::joined);
    }

    /** Whether what a run is of ended before it: runs of the same content are in its order. */
    boolean hasEndOf(Run run) {
        return contents.contains(content(run));
    }

    /** The gap whose last run comes first. */
    Arrival first() {
        return Collections.min(gaps.values(), Comparator.comparingLong((Arrival gap) -> Places.run(gap.after())));
    }

    private Content content(Run run) {
        return new Content(runs.lifeOf(run.number()), run.generation());
    }

    private static Arrival joined(Arrival one, Arrival next) {
        if (!(one.entry() instanceof Gap from && next.entry() instanceof Gap to)) {
            throw new IllegalArgumentException("no gaps");
        }
        // How much each run is short of counts what the later ones are short of as well, or is not known.
        Position start = from.before();
        Gap both = new Gap(start, to.after(), to.reason(), from.bytes(), to.maybe());
        return new Arrival(one.before(), next.after(), both, next.prefix());
    }
}

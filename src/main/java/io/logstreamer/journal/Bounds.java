package io.logstreamer.journal;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where runs lie in their sources now. The ranks of generations are good for one life of a server: the places of older
 * runs are found by their ids, once for each generation.
 *
 * <p>Thread-safe; may read files.
 */
final class Bounds {

    private static final int MAX_FOUND = 4_096;

    /** Between a copy and the cut behind it come not many runs. */
    private static final int MAX_WALKED = 4_096;

    private static final int MAX_RESOLVED = 16;

    /**
     * A run as its source has it now.
     *
     * @param generation of its lines
     * @param start its first place, in that generation
     * @param end its last; null: the end of the generation
     * @param lateBytes how many bytes of late lines came in it whose file is gone by now
     */
    record Stretch(
            Generation generation, Position start, @Nullable Position end, long lateBytes) {

        Stretch(Generation generation, Position start, @Nullable Position end) {
            this(generation, start, end, 0);
        }

        /**
         * Whether it had to be longer for a place to lie in it. How far the generation before was taken is no sign of that but
         * among late lines: ids say how far it was when they were written, which may be later.
         */
        boolean endsBefore(Position own) {
            Position last = end;
            boolean late = last != null && start.offset() == last.offset();
            return last != null
                    && (own.offset() > last.offset()
                            || (late && own.offset() == last.offset() && own.taken() > last.taken()));
        }

        /** Whether a place lies behind all of it. */
        boolean isOver(Position own) {
            Position last = end;
            return own.generation().ordinal() > generation.ordinal() || (last != null && !own.isBefore(last));
        }
    }

    /** Content that begins alike in the same file is told apart by its rank, in the life that gave it. */
    private record Name(Generation generation, long life, long head, int hint) {

        String source() {
            return generation.source();
        }
    }

    /** How far the generation before was taken, as it was counted then. */
    private record Taken(Name generation, long taken) {}

    private final Runs runs;
    private final History history;
    private final Predecessors predecessors;
    private final Map<String, Long> reborn = new ConcurrentHashMap<>();

    /** Generations of older lives. Guarded by itself. */
    private final Map<Name, Generation> found = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Generation> eldest) {
            return size() > MAX_FOUND;
        }
    };

    /** How far the generation before one of an older life was taken, as it is counted now. Guarded by {@link #found}. */
    private final Map<Taken, Long> takenNow = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Taken, Long> eldest) {
            return size() > MAX_FOUND;
        }
    };

    Bounds(Runs runs, History history) {
        this.runs = runs;
        this.history = history;
        this.predecessors = new Predecessors(history);
    }

    /** The ranks of a source's generations begin anew: those in its runs so far mean nothing any more. */
    void beganAnew(String source, long lastRun) {
        reborn.put(source, lastRun);
        synchronized (found) {
            found.keySet().removeIf(name -> name.source().equals(source));
            takenNow.keySet().removeIf(taken -> taken.generation().source().equals(source));
        }
    }

    /** Null: nothing of it is there any more. */
    @Nullable Stretch of(Run run) {
        Generation generation = history.isGone(run.source()) ? null : generation(run);
        if (generation == null) {
            return null;
        }
        Position start = run.start();
        boolean within = start.generation().equals(run.generation());
        Position first = within
                ? now(run, start, generation)
                : new Position(generation, 0, takenNow(run, generation, taken(start)), 0);
        return new Stretch(generation, first, run.open() ? null : now(run, run.end(), generation), lateGone(run));
    }

    /** How many bytes of late lines a run of an older life had that are gone with their file; 0: it had none, or they are there. */
    private long lateGone(Run run) {
        Position start = run.start();
        long from = start.generation().equals(run.generation()) ? start.taken() : taken(start);
        long late = run.open() ? 0 : run.end().taken() - from;
        return late > 0 && !isOfThisLife(run) && predecessors.isGone(run, runs.walk()::before) ? late : 0;
    }

    /** Whether late lines that a run had behind a place, as an id of it tells it, are gone with their file, and were not told. */
    static boolean lacksLate(Run run, Stretch stretch, EventId own) {
        // Who was told has an id of this life, which says of the file before what is there now.
        boolean told = own.taken() == (stretch.start().taken() & Generation.MASK_24);
        int behind = ((int) run.end().taken() - own.taken()) & Generation.MASK_24;
        return !told && behind > 0 && behind <= stretch.lateBytes();
    }

    /** How far the generation before one was taken that begins behind a place: of one without a line its places tell it. */
    private static long taken(Position end) {
        return end.offset() > 0 ? end.offset() : end.taken();
    }

    /** A place in a run's generation as it is written in this life. */
    private Position now(Run run, Position place, Generation generation) {
        Position own = Places.own(place, generation);
        return new Position(generation, own.offset(), takenNow(run, generation, own.taken()), own.mark());
    }

    /**
     * How far the generation before a run's own was taken may be counted otherwise by now, since that was packed or unpacked;
     * and another one may be before it, which was taken whole, since that is gone.
     */
    private long takenNow(Run run, Generation generation, long then) {
        Position end = run.end();
        if (isOfThisLife(run) || end.offset() == 0 || !end.generation().equals(run.generation())) {
            return then;
        }
        Taken key = new Taken(name(run, end), then);
        synchronized (found) {
            Long known = takenNow.get(key);
            if (known != null) {
                return known;
            }
        }
        Long now = predecessors.isGone(run, runs.walk()::before) ? predecessors.length(generation) : null;
        if (now == null) {
            Position place = new Position(end.generation(), end.offset(), then, end.mark());
            now = takenBefore(run.source(), place, generation);
        }
        if (now == null) {
            // Perhaps only now: a file that cannot be read may be read again.
            return then;
        }
        synchronized (found) {
            takenNow.put(key, now);
        }
        return now;
    }

    /** A place that was found in a run, which must not be taken for one in what is before its generation by now. */
    Position found(Run run, Position place) {
        Long whole = !isOfThisLife(run) && predecessors.isGone(run, runs.walk()::before)
                ? predecessors.length(place.generation())
                : null;
        return whole == null ? place : new Position(place.generation(), place.offset(), whole, place.mark());
    }

    /** What a place of a generation says of the one before, as that is now; null: it is not there. */
    private @Nullable Long takenBefore(String source, Position place, Generation generation) {
        Position here = here(source, place);
        return here == null || !here.generation().equals(generation) ? null : here.taken();
    }

    private boolean isOfThisLife(Run run) {
        long rebirth = reborn.getOrDefault(run.source(), Long.MIN_VALUE);
        return runs.ofThisLife(run.number()) && run.number() > rebirth;
    }

    private @Nullable Generation generation(Run run) {
        if (isOfThisLife(run)) {
            return run.generation();
        }
        Name name = name(run, run.end());
        synchronized (found) {
            Generation known = found.get(name);
            if (known != null) {
                return known;
            }
        }
        Resolution end = history.resolve(run.source(), EventId.of(run.end()));
        Generation now = isHere(end, run.end()) ? end.position().generation() : null;
        if (now == null && isProof(run)) {
            Position start = here(run.source(), run.start());
            now = start == null ? null : start.generation();
        }
        if (now == null && run.end().offset() > 0) {
            Generation left = shortened(run, end);
            now = left == null ? copied(run) : left;
        }
        // A place at the start shows nothing of what is behind it: content that is gone may have begun alike.
        if (now != null && name.head() != 0 && (run.end().offset() > 0 || run.open())) {
            synchronized (found) {
                found.put(name, now);
            }
        }
        return now;
    }

    /** Whether the content where a run begins shows its generation: where nothing was read yet, another may begin alike. */
    private static boolean isProof(Run run) {
        return run.start().generation().equals(run.generation()) && (run.start().offset() > 0 || run.open());
    }

    /** What is left of a generation that was cut after a copy was made of it, and went on in between; null: nothing. */
    private @Nullable Generation shortened(Run run, Resolution behind) {
        boolean cut = behind.reason() == null || behind.reason() == Gap.Reason.TRUNCATED;
        SourceState state = cut ? history.source(run.source()) : null;
        SourceState.Stretch left = null;
        for (SourceState.Stretch each : state == null ? List.<SourceState.Stretch>of() : state.generations()) {
            if (each.sizeBytes() != 0 && each.last().equals(behind.position())) {
                left = each;
            }
        }
        return left == null ? null : left.generation();
    }

    /**
     * The same where the file that was cut is packed by now, so that nothing tells the copy by. It follows what the run
     * followed, and is not what came next.
     */
    private @Nullable Generation copied(Run run) {
        boolean follows = !run.start().generation().equals(run.generation());
        Generation copy = follows ? history.copied(run.source(), EventId.of(run.start()), EventId.of(run.end())) : null;
        return copy == null || isOfAnother(run, copy) ? null : copy;
    }

    /** Whether what came behind a run in its source is in a generation, or may be. */
    private boolean isOfAnother(Run run, Generation generation) {
        RunWalk walk = runs.walk();
        int resolved = 0;
        Run next = walk.after(run.number());
        for (int i = 0; next != null; i++) {
            boolean another = next.source().equals(run.source())
                    && next.missing() == null
                    && next.end().offset() > 0
                    && !next.generation().equals(run.generation());
            Position end = another ? here(next.source(), next.end()) : null;
            resolved += another ? 1 : 0;
            if (end != null) {
                return end.generation().equals(generation);
            }
            if (i == MAX_WALKED || resolved == MAX_RESOLVED) {
                return true;
            }
            next = walk.after(next.number());
        }
        return false;
    }

    private Name name(Run run, Position place) {
        Generation generation = place.generation();
        return new Name(generation, runs.lifeOf(run.number()), generation.head(), generation.hint());
    }

    /** A place of an older life in this one; null: it is not there. Where somebody goes on who stood in it is another matter. */
    private @Nullable Position here(String source, Position place) {
        Resolution resolution = history.resolve(source, EventId.of(place));
        return isHere(resolution, place) ? resolution.position() : null;
    }

    private static boolean isHere(Resolution resolution, Position place) {
        return resolution.reason() == null && resolution.position().offset() == place.offset();
    }
}

package io.logstreamer.journal;

import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes damaged runs anew. Each run of a source begins where the one before it ended, so that those beside a damaged one say
 * what stood in it: its source, its start and its end. Where they do not, what is missing becomes a gap.
 *
 * <pre>
 *   a 0-10   b 0-30   (damaged)   b 30-40   a 25-30      the damaged one was a 10-25
 * </pre>
 *
 * Confined to the journal's thread, before anybody reads.
 */
final class DamagedRuns {

    private static final Logger LOG = System.getLogger("io.logstreamer.journal");

    /** A run, and the life that wrote it. */
    private record Written(Run run, long life) {}

    /** What lies between two runs of a source. */
    private record Break(long from, long to, Run run) {

        /** Those that are certain come first, and of these who has the least choice. */
        static final Comparator<Break> ORDER = Comparator.comparing(
                        (Break each) -> each.run().missing() != null)
                .thenComparingLong(Break::to);
    }

    private final List<RunFile> files;
    private final Names names;
    private final boolean oldestMayBeGone;

    /** Numbers of damaged runs, and when the runs before them came. */
    private final TreeMap<Long, Long> damaged = new TreeMap<>();

    private final Map<String, Written> last = new HashMap<>();
    private final List<Break> breaks = new ArrayList<>();

    /** Whether a run speaks of a name that may have been there and is not. */
    private boolean nameless;

    /**
     * @param files all there are, from the oldest to the newest
     * @param oldestMayBeGone whether older files may have had to go
     */
    DamagedRuns(List<RunFile> files, Names names, boolean oldestMayBeGone) {
        this.files = files;
        this.names = names;
        this.oldestMayBeGone = oldestMayBeGone;
    }

    /**
     * Looks for them.
     *
     * @return false: names are lost that runs speak of, so that nothing says what stood in these
     */
    boolean look() throws IOException {
        for (RunFile file : files) {
            look(file);
        }
        return !nameless;
    }

    /** Returns how many runs were written anew, of those found by {@link #look()}. */
    int mend() throws IOException {
        int all = damaged.size();
        int mended = 0;
        breaks.sort(Break.ORDER);
        for (Break each : breaks) {
            Map.Entry<Long, Long> place = damaged.higherEntry(each.from());
            if (place != null && place.getKey() < each.to()) {
                damaged.remove(place.getKey());
                write(each.run().numbered(place.getKey()), place.getValue());
                mended++;
            }
        }
        if (all > 0) {
            LOG.log(
                    breaks.isEmpty() ? Level.INFO : Level.WARNING,
                    "Damaged runs in the order of arrival: {0}; written anew from those beside them: {1}; gaps in the order"
                            + " that found no place: {2}",
                    all,
                    mended,
                    breaks.size() - mended);
        }
        return mended;
    }

    private void look(RunFile file) throws IOException {
        long second = 0;
        for (long from = file.first; from < file.end(); ) {
            @Nullable Run[] page = file.page(from, this::name);
            for (int i = 0; i < page.length; i++) {
                Run run = page[i];
                if (run == null) {
                    damaged.put(from + i, second);
                } else {
                    second = run.second();
                    look(new Written(run, file.life));
                }
            }
            from += page.length;
        }
    }

    private @Nullable String name(int index) {
        String name = names.name(index);
        nameless |= name == null && names.mayHaveHad(index);
        return name;
    }

    private void look(Written next) {
        Run run = next.run();
        Written before = last.put(run.source(), next);
        long from = before == null ? Long.MIN_VALUE : before.run().number();
        if (damaged.isEmpty() || damaged.lastKey() < from) {
            return;
        }
        Run between = before == null ? beginning(run) : between(before, next);
        if (between != null) {
            breaks.add(new Break(from, run.number(), between));
        }
    }

    /** What was there of a source before its first run that is left; null: nothing. */
    private @Nullable Run beginning(Run first) {
        Position to = first.start();
        if (to.offset() == 0 || saysWhatIsMissing(first)) {
            return null;
        }
        return oldestMayBeGone ? gap(first, true) : run(beginningOf(to, to.taken()), first);
    }

    /** What was there between two runs of a source; null: the one begins where the other ended. */
    private static @Nullable Run between(Written before, Written next) {
        Run run = next.run();
        Position from = before.run().end();
        Position to = run.start();
        boolean sameLife = before.life() == next.life();
        boolean sameRank = from.generation().ordinal() == to.generation().ordinal();
        boolean alike = from.generation().hint() == to.generation().hint() && headsAgree(from, to);
        if (saysWhatIsMissing(run)) {
            return null;
        }
        if (alike && (sameRank || !sameLife)) {
            return before.run().open() ? null : within(from, to, sameLife, run);
        }
        if (isSamePlace(from, to)) {
            return null;
        }
        boolean isLater =
                sameLife && from.generation().ordinal() < to.generation().ordinal();
        boolean unclear =
                isLater ? alike : from.generation().head() == to.generation().head();
        if (unclear || to.offset() == 0 || (sameLife && !isLater)) {
            return gap(run, true);
        }
        if (before.run().open()) {
            return run(beginningOf(to, to.taken()), run);
        }
        long taken = from.offset() > 0 ? from.offset() : from.taken();
        if (from.offset() > to.taken()) {
            // That speaks of another generation, between the two.
            return gap(run, false);
        }
        return run(sameLife ? from : beginningOf(to, taken), run);
    }

    /** Between two places of the same generation. */
    private static @Nullable Run within(Position from, Position to, boolean sameLife, Run next) {
        if (from.offset() > to.offset()) {
            // A line that nobody had ended came once more, or the content is another one.
            return gap(next, true);
        }
        boolean late = from.offset() == to.offset() && sameLife && from.taken() < to.taken();
        if (from.offset() == to.offset() && !late) {
            return from.offset() == 0 || from.mark() == to.mark() ? null : gap(next, true);
        }
        // Ranks and heads may be known otherwise by now.
        return run(new Position(to.generation(), from.offset(), from.taken(), from.mark()), next);
    }

    private static boolean headsAgree(Position one, Position other) {
        Generation first = one.generation();
        Generation second = other.generation();
        return first.head() == second.head() || first.head() == 0 || second.head() == 0;
    }

    private static boolean isSamePlace(Position one, Position other) {
        return one.offset() > 0
                && one.offset() == other.offset()
                && one.mark() == other.mark()
                && one.generation().head() == other.generation().head();
    }

    /** Whether it stands for what is gone before it, and begins there. */
    private static boolean saysWhatIsMissing(Run run) {
        return run.missing() != null && run.start().equals(run.end());
    }

    private static Position beginningOf(Position place, long taken) {
        return new Position(place.generation(), 0, taken, 0);
    }

    private static Run run(Position from, Run next) {
        return new Run(0, from, next.start(), false, Run.UNCOUNTED, next.second(), null);
    }

    private static Run gap(Run next, boolean maybe) {
        Run.Missing missing = new Run.Missing(Gap.Reason.UNREADABLE, -1, maybe);
        return new Run(0, next.start(), next.start(), false, 0, next.second(), missing);
    }

    private void write(Run run, long second) throws IOException {
        for (RunFile file : files) {
            if (file.holds(run.number())) {
                long when = second == 0 ? run.second() : second;
                Run timed = new Run(run.number(), run.start(), run.end(), false, run.lines(), when, run.missing());
                ByteBuffer record = ByteBuffer.allocate(Run.BYTES);
                timed.write(names.index(run.source()), record);
                file.write(run.number(), record.flip());
                file.force();
            }
        }
    }
}

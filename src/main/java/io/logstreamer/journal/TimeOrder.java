package io.logstreamer.journal;

import io.logstreamer.log.Entry;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts the last lines of several sources in the order of their times, those of each in the order of its files. Reads files,
 * on a worker; holds nothing between two calls.
 */
final class TimeOrder {

    private static final int READ_BYTES = 256 * 1024;

    /** The last lines of one source, from a place to another. */
    record Last(Position from, Position to) {}

    private final History history;
    private final LineTimes times;
    private final InstantSource clock;

    TimeOrder(History history, LineTimes times, InstantSource clock) {
        this.history = history;
        this.times = times;
        this.clock = clock;
    }

    /**
     * The runs of all of them.
     *
     * @param failed sources that cannot be read now are added to it; what is given of them is not all
     */
    List<Run> of(List<Last> ends, Map<String, RuntimeException> failed) {
        PriorityQueue<Lines> first = new PriorityQueue<>(
                Comparator.comparingLong((Lines lines) -> lines.time).thenComparing(lines -> lines.at.source()));
        for (Last each : ends) {
            Lines lines = new Lines(each.from(), each.to());
            if (advance(lines, failed)) {
                first.add(lines);
            }
        }
        List<Run> runs = new ArrayList<>();
        Run open = null;
        for (Lines next = first.poll(); next != null; next = first.poll()) {
            Position after = next.after;
            Run.Missing missing = next.missing;
            if (missing == null
                    && open != null
                    && open.source().equals(next.at.source())
                    && open.goesOn(next.at, after)) {
                open = open.until(after, 1);
            } else {
                if (open != null) {
                    runs.add(open);
                }
                open = new Run(
                        0,
                        next.at,
                        after,
                        false,
                        missing == null ? 1 : 0,
                        clock.instant().getEpochSecond(),
                        missing);
            }
            next.at = after;
            if (advance(next, failed)) {
                first.add(next);
            }
        }
        if (open != null) {
            runs.add(open);
        }
        return runs;
    }

    private static boolean advance(Lines lines, Map<String, RuntimeException> failed) {
        try {
            return lines.advance();
        } catch (RuntimeException e) {
            failed.put(lines.at.source(), e);
            return false;
        }
    }

    /** The lines of one source from a place to another, one after the other. */
    private final class Lines {
        private Position at;
        private final Position end;
        /** What is read next: behind {@code at}, and as the history counts now. */
        private Position reached;
        /** Behind the line that is next. */
        private Position after;
        /** Of that line, or of the one before it that had one; never goes back. */
        private long time = Long.MIN_VALUE;

        private final Bounds.Stretch newest;
        /** What the end says of the generation before its own; null: nothing. */
        private final Bounds.@Nullable Stretch older;

        private @Nullable Entry entry;
        /** Whether that moves only how far the generation before is taken. */
        private boolean late;

        private int line;
        /** It is no line that is next, but this. */
        private Run.@Nullable Missing missing;

        private Lines(Position from, Position end) {
            this.at = from;
            this.reached = from;
            this.after = from;
            this.end = end;
            this.newest = new Bounds.Stretch(end.generation(), end, end);
            this.older = older();
        }

        private Bounds.@Nullable Stretch older() {
            SourceState state = end.taken() == 0 ? null : history.source(end.source());
            SourceState.Stretch before = state == null ? null : state.predecessor(end);
            if (before == null) {
                return null;
            }
            Position last = new Position(before.generation(), end.taken(), Places.END, 0);
            return new Bounds.Stretch(before.generation(), last, last);
        }

        /** Goes to the next line, or to what tells that some are missing; false: there is none. */
        private boolean advance() {
            missing = null;
            while (true) {
                Entry held = entry;
                if (held instanceof LineBatch batch && line < batch.count()) {
                    return found(batch.bytes(), batch.start(line), batch.ends()[line], batch.after(line++));
                }
                held = read();
                entry = held;
                line = 0;
                if (held == null) {
                    return false;
                }
                if (held instanceof LongLine cut) {
                    return found(cut.head(), 0, cut.head().length, cut.after());
                }
                if (held instanceof Gap gap) {
                    after = own(gap.after());
                    missing = new Run.Missing(gap.reason(), gap.bytes(), gap.maybe());
                    return true;
                }
            }
        }

        /** What comes next before the end; null: nothing. What has come to a file since the end was there is not of it. */
        private @Nullable Entry read() {
            while (reached.isBefore(end)) {
                Entry whole = history.read(reached, READ_BYTES);
                if (whole == null
                        || whole.after().generation().ordinal()
                                > end.generation().ordinal()) {
                    return null;
                }
                Bounds.Stretch stretch = stretchOf(whole);
                boolean isLines = whole instanceof LineBatch || whole instanceof LongLine;
                Entry within = stretch == null || !isLines ? whole : RunReader.cut(whole, stretch);
                late = RunReader.isLate(whole, newest);
                boolean isLast = within != whole && newest.equals(stretch) && !late;
                Position next = whole.after();
                reached = isLast ? end : next.taken() < end.taken() ? own(next) : next;
                if (within != null) {
                    return within;
                }
            }
            return null;
        }

        private Bounds.@Nullable Stretch stretchOf(Entry whole) {
            Generation generation = whole.after().generation();
            if (generation.equals(newest.generation())) {
                return newest;
            }
            return older != null && generation.equals(older.generation()) ? older : null;
        }

        private boolean found(byte[] bytes, int from, int to, Position behind) {
            after = own(behind);
            long own = times.nanosOf(bytes, from, to, LineTimes.nanosOf(clock.instant()));
            if (own != LineTimes.NONE) {
                time = Math.max(time, own);
            }
            return true;
        }

        /**
         * A place, which says of the generation before what the end says: all of that is read before the lines of its own, and
         * a tailer may not have taken yet what an earlier server did.
         */
        private Position own(Position place) {
            if (!place.generation().equals(end.generation())) {
                return place;
            }
            long taken = late ? Math.min(place.taken(), end.taken()) : end.taken();
            return new Position(place.generation(), place.offset(), taken, place.mark());
        }
    }
}

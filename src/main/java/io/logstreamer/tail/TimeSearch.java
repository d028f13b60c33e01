package io.logstreamer.tail;

import io.logstreamer.log.EventId;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Position;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;

/**
 * Finds the place before the first line at or after a time, over all generations, without reading them: by halving, as
 * long as times go up on the whole. A line without a time belongs to the one before it; a generation that shows none near
 * its beginning counts as written at its last modification.
 *
 * <p><b>Disorder.</b> Threads and programs that share a log write their lines a little out of order. The answer is exact
 * where no line is later than one that begins more than {@link #WINDOW_BYTES} behind it:
 *
 * <pre>
 *          low - window        low            high
 *   --------------|-------------|--------------|-------
 *     all before T  may hold     before T       at or after T
 *                   an earlier T
 *   halved until low and high are near; then everything from low - window on is looked at, over the borders of
 *   generations, and the first line at or after T wins
 * </pre>
 *
 * Thread-safe; may block on the disk.
 */
final class TimeSearch {

    /** How far out of order a line may be. */
    static final int WINDOW_BYTES = 1024 * 1024;

    private final Holdings holdings;
    private final LineTimes times;
    private final int windowBytes;

    /** @param windowBytes how far out of order a line may be, and how much without any time is passed over at once */
    TimeSearch(Holdings holdings, LineTimes times, int windowBytes) {
        this.holdings = holdings;
        this.times = times;
        this.windowBytes = windowBytes;
    }

    /**
     * See {@link io.logstreamer.log.History#since}.
     *
     * @param time ns since the epoch
     */
    Position since(String source, long time) {
        return holdings.patiently(source, (state, last) -> search(state, time, last));
    }

    private Position search(LogState state, long time, boolean last) throws IOException {
        Position found = state.tip();
        boolean nothingBefore = true;
        // How much of the end of this generation may still hold a line that is out of order; -1: all is open.
        long reach = -1;
        for (int i = state.generations().size() - 1; i >= 0 && reach != 0; i--) {
            Snapshot in = state.generations().get(i);
            if (in.gone() || in.offset() == 0) {
                continue;
            }
            Part part;
            try {
                part = part(in, time, reach);
                found = part.first() < 0 ? found : placeAt(state, i, part);
            } catch (IOException e) {
                if (last || e instanceof DamagedArchiveException) {
                    continue;
                }
                throw e;
            }
            nothingBefore &= part.allAfter();
            reach = part.reach();
        }
        return nothingBefore ? state.earliest() : found;
    }

    /**
     * What one generation says.
     *
     * @param first offset of the first line at or after the time, -1: it has none
     * @param mark of that offset
     * @param allAfter whether it has no line before the time
     * @param reach how much of the generation before it must be looked at: -1 all, 0 nothing
     */
    private record Part(long first, int mark, boolean allAfter, long reach) {}

    private Part part(Snapshot in, long time, long reach) throws IOException {
        long modified = holdings.modifiedNanos(in);
        Part part = holdings.reading(in, content -> {
            // What an archive claims to hold it need not hold.
            long size = in.claimed() ? content.size() : in.offset();
            TimedLines lines =
                    new TimedLines(holdings.lineEnd(in.generation().source()), content, size, times, modified);
            Part seen = reach < 0 ? whole(lines, modified, time) : end(lines, time, reach);
            long first = seen.first();
            byte[] before = first < 0 ? new byte[0] : Blocks.mark(content, first);
            if (!in.claimed()) {
                Holdings.requireMark(content, in.offset(), in.endMark());
            }
            return new Part(first, EventId.markOf(before, 0, before.length), seen.allAfter(), seen.reach());
        });
        if (part == null) {
            throw new MovedException("nothing read: " + in.path());
        }
        return part;
    }

    /** All of a generation is open. */
    private Part whole(TimedLines lines, long modified, long time) throws IOException {
        long size = lines.size();
        long low = lines.find(0, Math.min(size, windowBytes), Long.MIN_VALUE + 1);
        if (low < 0) {
            boolean after = modified >= time;
            return new Part(after ? 0 : -1, 0, after, after ? -1 : 0);
        }
        if (lines.time() >= time) {
            return new Part(low, 0, true, -1);
        }
        Halving halving = new Halving(lines, time, modified);
        long first = halving.first(low, size);
        return new Part(first, 0, false, Math.max(0, windowBytes - halving.low));
    }

    /** Only the end is: a line in it may be out of order. */
    private Part end(TimedLines lines, long time, long reach) throws IOException {
        long from = lines.lineStart(Math.max(0, lines.size() - reach), lines.size());
        long first = lines.find(from, lines.size(), time);
        return new Part(first, 0, false, Math.max(0, reach - lines.size()));
    }

    /** The search within one generation. */
    private final class Halving {

        /** So much is looked at rather than halved. */
        private static final long NEAR_BYTES = 64 * 1024;

        /** So many stretches without any time are passed over; then the time of the last modification decides. */
        private static final int MAX_SILENT = 32;

        private final TimedLines lines;
        private final long time;
        private final long modified;

        /** The last line that is known to be before the time, or the end of a stretch behind it that shows none. */
        private long low;

        private int silent;

        private Halving(TimedLines lines, long time, long modified) {
            this.lines = lines;
            this.time = time;
            this.modified = modified;
        }

        /** Offset of the first line at or after the time that begins before {@code end}; -1: none does. */
        private long first(long before, long end) throws IOException {
            low = before;
            long high = end;
            long found = -1;
            while (high - low > Math.min(NEAR_BYTES, windowBytes)) {
                long middle = lines.lineStart(low + (high - low) / 2, high);
                long limit = Math.min(high, middle + windowBytes);
                long timed = lines.find(middle, limit, Long.MIN_VALUE + 1);
                if (timed < 0 && limit == high) {
                    high = low + (high - low) / 2;
                } else if (timed < 0) {
                    if (++silent > MAX_SILENT) {
                        return modified >= time ? low : -1;
                    }
                    // Whether the time is before the stretch or behind it is seen from what stands before it.
                    long earlier = first(low, middle);
                    if (earlier >= 0) {
                        return earlier;
                    }
                    low = lines.lineStart(limit, high);
                } else if (lines.time() < time) {
                    low = timed;
                } else {
                    high = timed;
                    found = timed;
                }
            }
            long first = lines.find(lines.lineStart(Math.max(0, low - windowBytes), high), high, time);
            return first >= 0 ? first : found;
        }
    }

    private Position placeAt(LogState state, int index, Part part) throws IOException {
        Snapshot in = state.generations().get(index);
        if (part.first() > 0) {
            return new Position(holdings.headed(in).generation(), part.first(), state.taken(index), part.mark());
        }
        // The start of a generation is written as the end of the one before it, where it follows on that.
        int before = in.start() != null || in.before() == null ? -1 : state.indexOf(in.before());
        return before < 0 ? state.startOf(index) : state.endOf(before);
    }
}

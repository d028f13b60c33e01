package io.logstreamer.tail;

import io.logstreamer.log.EventId;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Position;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the place before the first line at or after a time, over all generations, without reading them: by halving, where
 * times go up on the whole. A line without a time belongs to the one before it; a generation that shows none near
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
 * <p><b>Clocks that are put back.</b> Times are looked at in {@link #MAX_SAMPLES} places of a generation first, and the
 * generation before is looked at again if it was written to at that time or later. Where times go back from one place to
 * the next all lines between them are looked at; only between two such places times are taken to go up.
 *
 * <p>Thread-safe; may block on the disk.
 */
final class TimeSearch {

    /** So many places of a generation are looked at before it is halved. */
    static final int MAX_SAMPLES = 256;

    /** A line with a time is looked for so far behind such a place. */
    private static final int SAMPLE_BYTES = 64 * 1024;

    /** So much of a generation is read where its times go back; beyond that they are taken to go up. */
    private static final long MAX_READ_BYTES = 512L << 20;

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
        for (int i = state.generations().size() - 1; i >= 0; i--) {
            Snapshot in = state.generations().get(i);
            if (in.gone() || in.offset() == 0) {
                continue;
            }
            if (reach >= 0 && !in.packed() && in.path() != null && holdings.modifiedNanos(in) >= time) {
                reach = -1;
            }
            if (reach == 0) {
                break;
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
                Holdings.requireWhole(in, content);
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
        List<Sample> samples = samples(lines, new Sample(low, lines.time()));
        long read = 0;
        for (int i = 1; i < samples.size(); i++) {
            Sample from = samples.get(i - 1);
            Sample to = samples.get(i);
            boolean back = to.time() < from.time() && read + to.offset() - from.offset() <= MAX_READ_BYTES;
            if (back) {
                read += to.offset() - from.offset();
                long start = lines.lineStart(Math.max(0, from.offset() - windowBytes), to.offset());
                long first = lines.find(start, to.offset(), time);
                if (first >= 0) {
                    return new Part(first, 0, false, Math.max(0, windowBytes - from.offset()));
                }
            }
            if (to.time() >= time) {
                return halved(lines, modified, time, from.offset(), to.offset());
            }
        }
        return halved(lines, modified, time, samples.get(samples.size() - 1).offset(), size);
    }

    /** The line at {@code high} is at or after the time, if it is not the end. */
    private Part halved(TimedLines lines, long modified, long time, long low, long high) throws IOException {
        Halving halving = new Halving(lines, time, modified);
        long first = halving.first(low, high);
        long found = first < 0 && high < lines.size() ? high : first;
        return new Part(found, 0, false, Math.max(0, windowBytes - halving.low));
    }

    /** A line that gives itself a time. */
    private record Sample(long offset, long time) {}

    /** Lines all over a generation, from the first that has a time on. */
    private List<Sample> samples(TimedLines all, Sample first) throws IOException {
        List<Sample> samples = new ArrayList<>(List.of(first));
        long size = all.size();
        long near = Math.min(SAMPLE_BYTES, windowBytes);
        long places = Math.min(MAX_SAMPLES, size / windowBytes);
        TimedLines lines = all.inSmallSteps();
        for (long i = 1; i <= places; i++) {
            // The last one near the end: what comes behind it begins as it ends.
            long place = Math.min(size / places * i, Math.max(0, size - near));
            long limit = Math.min(size, place + near);
            long timed = lines.find(lines.lineStart(place, limit), limit, Long.MIN_VALUE + 1);
            if (timed > samples.get(samples.size() - 1).offset()) {
                samples.add(new Sample(timed, lines.time()));
            }
        }
        return samples;
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

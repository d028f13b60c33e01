package io.logstreamer.tail;

import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineEnd;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;

/**
 * How far the generation before that of an id had been taken when the id was given. Thread-safe; may block on the disk.
 */
final class TakenBefore {

    private final Holdings holdings;

    TakenBefore(Holdings holdings) {
        this.holdings = holdings;
    }

    /**
     * How far.
     *
     * @param sure whether it was that one which the id speaks of, as far as it can be known
     */
    record Found(long offset, boolean sure) {}

    /**
     * Finds it by the low 24 bits that an id carries: the nearest such value at or below its size. It must be the end of a line
     * there, and something must have been written to it once the file of the id was there; else the id speaks of another one
     * that is gone by now, and this one counts as taken whole. Behind what is taken in lies at most an unfinished line, which an
     * earlier server had sent.
     *
     * @param born when the file was made in which the id was given, ns since the epoch; 0: not known
     * @param last whether it will not be asked again: who fails now must do without
     */
    Found of(Snapshot before, int low, long born, boolean last) throws IOException {
        long end = before.offset();
        if (before.claimed() && (end & Generation.MASK_24) == low) {
            // Taken whole, as is usual, and not worth inflating it.
            return new Found(end, true);
        }
        try {
            long taken = within(before, low);
            boolean late = taken < end;
            return late && isWhole(before, taken, born) ? new Found(end, true) : new Found(taken, !late || born != 0);
        } catch (IOException e) {
            if (before.gone() || last) {
                return new Found(nearest(end, low), true);
            }
            throw e;
        }
    }

    /**
     * Whether nothing was written to it since the file was made in which an id was given: so late lines of it were no more to
     * come. Only its unfinished last line may not have been taken then, since that waits for its end.
     */
    private boolean isWhole(Snapshot before, long taken, long born) throws IOException {
        if (born == 0 || holdings.modifiedNanos(before) >= born) {
            return false;
        }
        LineEnd lineEnd = holdings.lineEnd(before.generation().source());
        Boolean lines = holdings.reading(
                before, content -> Blocks.lineEnds(lineEnd, content, taken, Math.max(before.offset(), content.size())));
        return lines != null && lines;
    }

    private long within(Snapshot before, int low) throws IOException {
        long end = before.offset();
        LineEnd lineEnd = holdings.lineEnd(before.generation().source());
        Long taken = holdings.reading(before, content -> {
            boolean unknown = before.claimed() && end == FirstSight.UNKNOWN_BYTES;
            long size = unknown ? content.size() : Math.max(end, content.size());
            long found = nearest(size, low);
            if (unknown) {
                return found < size && endsLine(lineEnd, content, found) ? found : end;
            }
            if (before.claimed() && size != end) {
                // It holds other than it claims, so that its offsets mean nothing here: at most a gap is told.
                return found < size && endsLine(lineEnd, content, found) ? end - 1 : end;
            }
            return found > end || endsLine(lineEnd, content, found) ? found : end;
        });
        return taken == null ? end : taken;
    }

    /** The largest number up to {@code size} with these low 24 bits; {@code size} itself if there is none. */
    static long nearest(long size, int low) {
        long found = size - ((size - low) & Generation.MASK_24);
        return found <= 0 ? size : found;
    }

    private static boolean endsLine(LineEnd lineEnd, Content content, long offset) throws IOException {
        int unit = lineEnd.unitBytes();
        if (offset < unit || lineEnd.whole(offset) != offset) {
            return false;
        }
        byte[] last = Blocks.read(content, offset - unit, unit);
        return last.length == unit && lineEnd.ends(last, 0, unit);
    }
}

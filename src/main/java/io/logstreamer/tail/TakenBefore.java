package io.logstreamer.tail;

import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineEnd;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * How far the generation before that of an id had been taken when the id was given. Thread-safe; may block on the disk.
 */
final class TakenBefore {

    /** File systems keep whole seconds, or two of them. */
    private static final long ROUNDED_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Times of files go on in steps of some milliseconds. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Holdings holdings;

    TakenBefore(Holdings holdings) {
        this.holdings = holdings;
    }

    /**
     * Finds it by the low 24 bits that an id carries: the nearest such value at or below its size. It must be the end of a line
     * there, and something must have been written to it once the file of the id was there; else the id speaks of another one
     * that is gone by now, and this one counts as taken whole. Where it is not known when the file of the id was made that is left
     * to chance: lines of another one may end there too. Behind what is taken in lies at most an unfinished line, which an
     * earlier server had sent.
     *
     * @param born when the file was made in which the id was given, ns since the epoch; 0: not known
     * @param last whether it will not be asked again: who fails now must do without
     */
    long of(Snapshot before, int low, long born, boolean last) throws IOException {
        long end = before.offset();
        if (before.claimed() && (end & Generation.MASK_24) == low) {
            // Taken whole, as is usual, and not worth inflating it.
            return end;
        }
        try {
            long taken = within(before, low);
            return taken < end && isWhole(before, taken, born) ? end : taken;
        } catch (IOException e) {
            if (before.gone() || last) {
                return nearest(end, low);
            }
            throw e;
        }
    }

    /**
     * Whether nothing was written to it since the file was made in which an id was given: so late lines of it were no more to
     * come. Only its unfinished last line may not have been taken then, since that waits for its end.
     */
    private boolean isWhole(Snapshot before, long taken, long born) throws IOException {
        if (born == 0 || !wasOver(holdings.modifiedNanos(before), born)) {
            return false;
        }
        LineEnd lineEnd = holdings.lineEnd(before.generation().source());
        Boolean lines =
                holdings.reading(before, content -> Blocks.lineEnds(lineEnd, content, taken, size(before, content)));
        return lines != null && lines;
    }

    /** Whether it was written last before a file was made. Some packers keep whole seconds of that time. */
    private static boolean wasOver(long lastNanos, long bornNanos) {
        boolean rounded = lastNanos % TimeUnit.SECONDS.toNanos(1) == 0;
        return lastNanos + (rounded ? ROUNDED_NANOS : TICK_NANOS) < bornNanos;
    }

    /** How long it is now; an archive may not have said that. */
    private static long size(Snapshot before, Content content) throws IOException {
        boolean unknown = before.claimed() && before.offset() == FirstSight.UNKNOWN_BYTES;
        return unknown ? content.size() : Math.max(before.offset(), content.size());
    }

    private long within(Snapshot before, int low) throws IOException {
        long end = before.offset();
        LineEnd lineEnd = holdings.lineEnd(before.generation().source());
        Long taken = holdings.reading(before, content -> {
            boolean unknown = before.claimed() && end == FirstSight.UNKNOWN_BYTES;
            long size = size(before, content);
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

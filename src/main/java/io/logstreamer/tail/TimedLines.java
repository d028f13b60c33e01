package io.logstreamer.tail;

import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.LineTimes;
import java.io.IOException;

/**
 * The lines of a content with the times they give themselves, read a block at a time. Confined to one thread; may block on
 * the disk.
 */
final class TimedLines {

    private static final int SMALL_STEP_BYTES = 16 * 1024;

    private final LineEnd lineEnd;
    private final Content content;
    private final long size;
    private final LineTimes times;
    private final long reference;
    private final int stepBytes;

    private byte[] block = new byte[0];
    private long blockOffset;
    private long time;

    /**
     * @param size how far the content counts
     * @param reference see {@link LineTimes#nanosOf}
     */
    TimedLines(LineEnd lineEnd, Content content, long size, LineTimes times, long reference) {
        this(lineEnd, content, size, times, reference, Blocks.STEP_BYTES);
    }

    private TimedLines(LineEnd lineEnd, Content content, long size, LineTimes times, long reference, int stepBytes) {
        this.lineEnd = lineEnd;
        this.content = content;
        this.size = size;
        this.times = times;
        this.reference = reference;
        this.stepBytes = stepBytes;
    }

    /** The same, for who looks at a few lines here and there. */
    TimedLines inSmallSteps() {
        return new TimedLines(lineEnd, content, size, times, reference, SMALL_STEP_BYTES);
    }

    long size() {
        return size;
    }

    /** Of the line found last. */
    long time() {
        return time;
    }

    /**
     * The first line that gives itself a time of at least {@code least}.
     *
     * @param from start of a line
     * @param limit it begins before this
     * @return offset of its start, -1: there is none
     */
    long find(long from, long limit, long least) throws IOException {
        long at = from;
        while (at < limit) {
            load(at);
            if (at >= blockEnd()) {
                // Shorter than it was: whoever asked compares marks.
                return -1;
            }
            int start = (int) (at - blockOffset);
            int behind = Splitter.behindLf(lineEnd, block, start, block.length);
            int end = behind < 0 ? block.length : behind - lineEnd.unitBytes();
            long own = times.nanosOf(block, start, end, reference);
            if (own != LineTimes.NONE && own >= least) {
                time = own;
                return at;
            }
            at = behind < 0 ? behindLf(blockEnd(), limit) : blockOffset + behind;
        }
        return -1;
    }

    /** The start of the first line that begins at or behind an offset, or {@code limit}. */
    long lineStart(long offset, long limit) throws IOException {
        long unit = lineEnd.wholeUp(offset);
        return unit == 0 ? 0 : behindLf(unit - lineEnd.unitBytes(), limit);
    }

    /** Offset behind the first LF from {@code from}, the start of a unit, on, or {@code limit}. */
    private long behindLf(long from, long limit) throws IOException {
        long at = from;
        while (at < limit) {
            load(at);
            int behind = Splitter.behindLf(lineEnd, block, (int) (at - blockOffset), block.length);
            if (behind >= 0) {
                return Math.min(limit, blockOffset + behind);
            }
            if (blockEnd() <= at) {
                return limit;
            }
            at = blockEnd();
        }
        return limit;
    }

    private long blockEnd() {
        return blockOffset + block.length;
    }

    /** Has as much of the line at an offset in the block as its time can need. */
    private void load(long at) throws IOException {
        boolean enough =
                at >= blockOffset && (at + LineTimes.LOOK_BYTES <= blockEnd() || (blockEnd() == size && at < size));
        if (!enough) {
            block = Blocks.read(content, at, (int) Math.min(stepBytes, size - at));
            blockOffset = at;
        }
    }
}

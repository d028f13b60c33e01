package io.logstreamer.tail;

import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.EventId;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.Position;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads whole lines from where an incarnation stands, a block at a time. Each read begins with the bytes of the mark, in
 * the same call of the file system, so that what was written anew since the last look is never taken for what follows.
 *
 * <p>Confined to the tailer thread; the block is used again at the next call.
 */
final class LineReader {

    /** Enough of a first line for its hash, with a line end after the most that counts. */
    private static final int HEAD_BYTES = EventId.HEAD_BYTES + 64;

    /** What reading came to. */
    enum Outcome {
        /** No whole line behind what is taken in. */
        NOTHING,
        /** It got further; there may be more. */
        FURTHER,
        /** Other bytes are where those were that are taken in. */
        FOREIGN
    }

    /** Takes what is read. */
    interface Taker {

        /**
         * Something was read and is about to be handed on.
         *
         * @return false: it is not to be; the file is not the one it was
         */
        boolean read() throws IOException;

        /**
         * Whole lines.
         *
         * @param offset of the first of them
         * @param head hash of the first of them, as {@link EventId#headOf} has it
         * @param bytes the lead and the lines; see {@link io.logstreamer.log.LineBatch}
         */
        void lines(long offset, long head, byte[] bytes, int lead, int[] ends, int count);

        /**
         * One line over the limit.
         *
         * @param head hash of the line
         * @param cut its first bytes
         * @param lengthBytes without terminator
         * @param behind offset behind its terminator
         * @param mark the bytes before that
         */
        void longLine(long offset, long head, byte[] cut, long lengthBytes, long behind, byte[] mark);
    }

    private final LineEnd lineEnd;
    private final int unit;
    private final int blockBytes;
    private final int maxLineBytes;
    private final byte[] block;
    private final Splitter splitter;
    private int progress;

    LineReader(LineEnd lineEnd, int blockBytes, int maxLineBytes) {
        this.lineEnd = lineEnd;
        this.unit = lineEnd.unitBytes();
        this.blockBytes = Math.max(unit, lineEnd.whole(blockBytes));
        this.maxLineBytes = lineEnd.whole(maxLineBytes);
        this.block = new byte[this.blockBytes + Position.MARK_BYTES];
        this.splitter = new Splitter(lineEnd, this.maxLineBytes);
    }

    /** Bytes the last {@link #read} got further. */
    int progressBytes() {
        return progress;
    }

    /**
     * Reads a block.
     *
     * @param in stands behind what was handed on, afterwards
     * @param size of the file, asked for just before
     */
    Outcome read(Incarnation in, Content content, long size, Taker taker) throws IOException {
        progress = 0;
        if (size < in.offset) {
            return Outcome.FOREIGN;
        }
        if (size < in.scanned || (in.scanned > in.offset && in.reservedAt >= 0 && !nulAt(content, in.reservedAt))) {
            // Cut, or room that was reserved is filled from its beginning, which makes no file longer.
            in.scanned = in.offset;
            in.holeEnd = 0;
        }
        if (size == in.scanned) {
            return Outcome.NOTHING;
        }
        return in.scanned == in.offset ? readLines(in, content, size, taker) : scanOn(in, content, size, taker);
    }

    private Outcome readLines(Incarnation in, Content content, long size, Taker taker) throws IOException {
        int lead = in.mark.length;
        long base = in.offset - lead;
        int wanted = lead + (int) Math.min(blockBytes, size - in.offset);
        int end = Blocks.read(content, block, 0, wanted, base);
        if (end < lead || !Arrays.equals(block, 0, lead, in.mark, 0, lead)) {
            return Outcome.FOREIGN;
        }
        boolean first = true;
        int at = lead;
        while (at < end) {
            Splitter.Piece piece = splitter.next(block, at, end, base + at);
            if (piece == Splitter.Piece.NOTHING) {
                break;
            }
            int behind = splitter.end();
            if (piece != Splitter.Piece.SKIP) {
                if (first) {
                    first = false;
                    if (!taker.read()) {
                        return Outcome.FOREIGN;
                    }
                }
                byte[] mark = Arrays.copyOfRange(block, Math.max(0, behind - Position.MARK_BYTES), behind);
                if (piece == Splitter.Piece.LINES) {
                    handLines(base, at, behind, taker);
                } else {
                    long head = EventId.headOf(block, at, behind);
                    byte[] cut = Arrays.copyOfRange(block, at, at + maxLineBytes);
                    taker.longLine(base + at, head, cut, (long) behind - unit - at, base + behind, mark);
                }
                in.advance(base + behind, mark);
                progress = behind - lead;
            }
            at = behind;
        }
        if (progress == 0 && end - lead == blockBytes) {
            in.scanned = in.offset + blockBytes;
            in.reservedAt = firstNul(in.offset, lead, end);
            in.holeEnd = at > lead && in.offset + at - lead < in.scanned ? in.offset + at - lead : 0;
            progress = blockBytes;
        }
        return progress == 0 ? Outcome.NOTHING : Outcome.FURTHER;
    }

    /** Offset of the first NUL of a block; -1: there is none. */
    private long firstNul(long offset, int from, int to) {
        for (int i = from; i + unit <= to; i += unit) {
            if (lineEnd.isNul(block, i)) {
                return offset + i - from;
            }
        }
        return -1;
    }

    private void handLines(long base, int from, int to, Taker taker) {
        int lead = Math.min(Position.MARK_BYTES, from);
        int[] ends = splitter.ends(lead - from);
        byte[] bytes = Arrays.copyOfRange(block, from - lead, to);
        taker.lines(base + from, EventId.headOf(bytes, lead, ends[0]), bytes, lead, ends, splitter.count());
    }

    /** Inside a line (or a hole) that is longer than a block: looks for its end without keeping it. */
    private Outcome scanOn(Incarnation in, Content content, long size, Taker taker) throws IOException {
        int end = Blocks.read(content, block, 0, (int) Math.min(blockBytes, size - in.scanned), in.scanned);
        int from = 0;
        if (in.holeEnd == 0 && nulAt(content, in.offset)) {
            while (from < end && block[from] == 0) {
                from++;
            }
            if (from < end && in.scanned + from - in.offset >= Splitter.HOLE_BYTES && allNul(in, content)) {
                in.holeEnd = in.offset + lineEnd.whole(in.scanned + from - in.offset);
            }
        }
        // Where text follows a hole its first byte may be a NUL of its own.
        int found = Splitter.behindLf(lineEnd, block, lineEnd.whole(from), end);
        if (found < 0) {
            progress = lineEnd.whole(end);
            in.scanned += progress;
            return progress == 0 ? Outcome.NOTHING : Outcome.FURTHER;
        }
        long offset = Math.max(in.offset, in.holeEnd);
        long behind = in.scanned + found;
        boolean whole = behind - unit - offset <= maxLineBytes;
        int lead = (int) Math.min(Position.MARK_BYTES, offset);
        int wanted = (int) Math.min(behind - offset, whole ? maxLineBytes + unit : Math.max(maxLineBytes, HEAD_BYTES));
        byte[] bytes = Blocks.read(content, offset - lead, lead + wanted);
        byte[] mark = Blocks.mark(content, behind);
        // Asked last: what was read is what stands behind the mark, if the mark still stands.
        if (bytes.length < lead + wanted || !Arrays.equals(Blocks.mark(content, in.offset), in.mark)) {
            return Outcome.FOREIGN;
        }
        if (!taker.read()) {
            return Outcome.FOREIGN;
        }
        long head = EventId.headOf(bytes, lead, bytes.length);
        if (whole) {
            taker.lines(offset, head, bytes, lead, new int[] {bytes.length}, 1);
        } else {
            byte[] cut = Arrays.copyOfRange(bytes, lead, lead + maxLineBytes);
            taker.longLine(offset, head, cut, behind - unit - offset, behind, mark);
        }
        in.advance(behind, mark);
        progress = found;
        return Outcome.FURTHER;
    }

    /**
     * The bytes behind the last terminator, up to the first NUL, as a line of their own.
     *
     * @return FURTHER: there were some
     */
    Outcome readUnfinished(Incarnation in, Content content, Taker taker) throws IOException {
        progress = 0;
        int lead = in.mark.length;
        long base = in.offset - lead;
        long end = endOfText(lineEnd, content, in.offset, content.size());
        long length = end - in.offset;
        if (length <= 0) {
            return Outcome.NOTHING;
        }
        boolean whole = length <= maxLineBytes;
        int wanted = (int) Math.min(length, Math.max(maxLineBytes, HEAD_BYTES));
        byte[] bytes = Blocks.read(content, base, lead + wanted);
        byte[] mark = Blocks.mark(content, end);
        byte[] again = Blocks.read(content, base, lead);
        if (bytes.length < lead + wanted
                || !Arrays.equals(again, in.mark)
                || !Arrays.equals(bytes, 0, lead, in.mark, 0, lead)) {
            return Outcome.FOREIGN;
        }
        if (Blocks.lineEnds(lineEnd, content, in.offset, end)) {
            // Finished in the last moment: it is read as any other.
            return Outcome.NOTHING;
        }
        if (!taker.read()) {
            return Outcome.FOREIGN;
        }
        long head = EventId.headOf(bytes, lead, bytes.length);
        if (whole) {
            taker.lines(in.offset, head, bytes, lead, new int[] {bytes.length}, 1);
        } else {
            taker.longLine(in.offset, head, Arrays.copyOfRange(bytes, lead, lead + maxLineBytes), length, end, mark);
        }
        in.advance(end, mark);
        progress = (int) Math.min(length, Integer.MAX_VALUE);
        return Outcome.FURTHER;
    }

    /** Whether bytes wait behind the last terminator that are text. */
    boolean unfinished(Incarnation in, Content content, long size) throws IOException {
        return size > in.offset && !nulAt(content, in.offset);
    }

    /** From a NUL on nothing is there yet: a program has reserved room it has not filled. */
    private boolean nulAt(Content content, long offset) throws IOException {
        byte[] one = Blocks.read(content, offset, unit);
        for (byte b : one) {
            if (b != 0) {
                return false;
            }
        }
        return one.length > 0;
    }

    /**
     * Offset of the first NUL, or {@code size}.
     *
     * @param from the start of a unit
     */
    static long endOfText(LineEnd lineEnd, Content content, long from, long size) throws IOException {
        int unit = lineEnd.unitBytes();
        for (long at = from; at < size; ) {
            byte[] bytes = Blocks.read(content, at, (int) Math.min(Blocks.STEP_BYTES, size - at));
            for (int i = 0; i + unit <= bytes.length; i += unit) {
                if (lineEnd.isNul(bytes, i)) {
                    return at + i;
                }
            }
            if (bytes.length == 0) {
                return at;
            }
            at += bytes.length;
        }
        return size;
    }

    /** Whether the first block from the offset on is NULs alone; the later ones were looked at as they were passed. */
    private boolean allNul(Incarnation in, Content content) throws IOException {
        byte[] first = Blocks.read(content, in.offset, (int) Math.min(blockBytes, in.scanned - in.offset));
        for (byte b : first) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}

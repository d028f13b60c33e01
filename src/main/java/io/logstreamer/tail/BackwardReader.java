package io.logstreamer.tail;

import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.Position;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;

/**
 * Finds the place a number of lines before another, reading backwards. Thread-safe; may block on the disk.
 */
final class BackwardReader {

    private static final int BACK_BYTES = 64 * 1024;

    private final Holdings holdings;

    BackwardReader(Holdings holdings) {
        this.holdings = holdings;
    }

    /** See {@link io.logstreamer.log.History#back}. */
    Position back(Position from, int lines) {
        return back(from, lines, false);
    }

    /** See {@link io.logstreamer.log.History#backInPlain}. */
    Position backInPlain(Position from, int lines) {
        return back(from, lines, true);
    }

    private Position back(Position from, int lines, boolean plain) {
        return lines == 0
                ? from
                : holdings.patiently(from.source(), (state, last) -> back(state, from, lines, plain, last));
    }

    private Position back(LogState state, Position from, int lines, boolean plain, boolean last) throws IOException {
        LineEnd lineEnd = holdings.lineEnd(from.source());
        int index = state.indexOf(from.generation());
        int left = lines;
        Position reached = index < 0 ? state.earliest() : from;
        for (int i = index; i >= 0; i--) {
            Snapshot in = state.generations().get(i);
            boolean whole = i != index;
            long stop = whole ? in.offset() : from.offset();
            if (stop == 0 || in.gone()) {
                continue;
            }
            if (plain && in.packed()) {
                break;
            }
            Generation generation;
            Back found;
            try {
                generation = holdings.headed(in).generation();
                int wanted = left;
                int mark = i == index ? from.mark() : in.endMark();
                found = holdings.reading(in, content -> {
                    if (whole && in.claimed()) {
                        return lineStart(lineEnd, content, endOfText(lineEnd, content), wanted);
                    }
                    if (whole) {
                        Holdings.requireWhole(in, content);
                    }
                    Back start = lineStart(lineEnd, content, stop, wanted);
                    Holdings.requireMark(content, stop, mark);
                    return start;
                });
            } catch (IOException e) {
                if (last || e instanceof DamagedArchiveException) {
                    // Reading on from its start tells what is missing there.
                    reached = state.startOf(i);
                    continue;
                }
                throw e;
            }
            if (found == null) {
                break;
            }
            if (found.missing() == 0 && found.offset() > 0) {
                long taken = i == index ? from.taken() : state.taken(i);
                return new Position(generation, found.offset(), taken, found.mark());
            }
            left = found.missing();
            reached = state.startOf(i);
            if (left == 0) {
                return reached;
            }
        }
        return reached;
    }

    /**
     * Where backward reading came to.
     *
     * @param offset of the start of the first line wanted
     * @param missing lines that the file did not have
     */
    private record Back(long offset, int missing, int mark) {}

    /** Where an archive ends but for room that was reserved and not filled. */
    private static long endOfText(LineEnd lineEnd, Content content) throws IOException {
        long size = content.size();
        return LineReader.endOfText(lineEnd, content, Blocks.behindLastLine(lineEnd, content, size), size);
    }

    private static Back lineStart(LineEnd lineEnd, Content content, long end, int lines) throws IOException {
        int left = lines;
        long stop = end;
        while (stop > 0) {
            long begin = lineEnd.whole(Math.max(0, stop - BACK_BYTES));
            byte[] bytes = Blocks.read(content, begin, (int) (stop - begin));
            for (int to = bytes.length, behind; ; to = behind - lineEnd.unitBytes()) {
                behind = Splitter.behindLastLf(lineEnd, bytes, 0, to);
                if (behind < 0) {
                    break;
                }
                long offset = begin + behind;
                // The LF that ends the last line is not the start of another one.
                if (offset != end && --left == 0) {
                    byte[] mark = Blocks.mark(content, offset);
                    return new Back(offset, 0, EventId.markOf(mark, 0, mark.length));
                }
            }
            stop = begin;
        }
        return new Back(0, end == 0 ? lines : left - 1, 0);
    }
}

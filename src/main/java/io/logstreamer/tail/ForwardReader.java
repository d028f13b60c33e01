package io.logstreamer.tail;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows a place. Believes no byte that it has not checked: after a block was read, the bytes before it are
 * read once more and compared with the mark of the place, or the head of the file with that of the generation. If they
 * differ the block is thrown away and the bytes are sought elsewhere, or told as a gap.
 *
 * <p>Thread-safe; may block on the disk.
 */
final class ForwardReader {

    private static final int STEP_BYTES = 64 * 1024;

    private final Holdings holdings;
    private final int maxLineBytes;

    ForwardReader(Holdings holdings, int maxLineBytes) {
        this.holdings = holdings;
        this.maxLineBytes = maxLineBytes;
    }

    /** See {@link io.logstreamer.log.History#read}. */
    @Nullable Entry read(Position from, int maxBytes) {
        String source = from.source();
        for (int attempt = 0; ; attempt++) {
            LogState state = holdings.state(source);
            if (from.equals(state.tip())) {
                return null;
            }
            Next next = next(state, from, false);
            Gap.Reason trouble = Gap.Reason.ROTATED_AWAY;
            try {
                Position at = from;
                boolean ended = false;
                while (next != null && endsHere(next)) {
                    ended = true;
                    if (next.late()) {
                        // It holds less than it claims, or than was said of it before it was packed: there is nothing
                        // late.
                        at = new Position(at.generation(), at.offset(), next.taken(), at.mark());
                        next = next(state, at, false);
                    } else {
                        boolean own = next.in().generation().equals(at.generation());
                        next = own ? next(state, at, true) : behindNothing(state, next.index(), at);
                    }
                }
                if (next == null) {
                    return ended ? stepToTip(state, from) : null;
                }
                Gap gap = next.gap();
                if (gap != null) {
                    return new Gap(from, gap.after(), gap.reason(), gap.bytes(), gap.maybe());
                }
                Entry entry = readOn(next, from, maxBytes);
                if (entry != null) {
                    return entry;
                }
            } catch (MovedException e) {
                trouble = Gap.Reason.ROTATED_AWAY;
            } catch (DamagedArchiveException e) {
                // It stays damaged however often it is asked.
                return skip(state, next, from, Gap.Reason.UNREADABLE);
            } catch (IOException | UncheckedIOException e) {
                trouble = Gap.Reason.UNREADABLE;
            }
            if (attempt == Holdings.ATTEMPTS && next != null) {
                return skip(state, next, from, trouble);
            }
            holdings.search(source);
        }
    }

    /** Behind an archive of which nobody knew where it ends there is nothing more: the tip has a place of its own. */
    private static @Nullable Entry stepToTip(LogState state, Position from) {
        return from.isBefore(state.tip()) ? Arrival.passedOver(from, state.tip()) : null;
    }

    /** Whether an archive, of which that is not known beforehand, holds nothing more. */
    private boolean endsHere(Next next) throws IOException {
        if (next.gap() != null || !next.in().claimed()) {
            return false;
        }
        Boolean over = holdings.reading(next.in(), content -> isOver(content, next.offset()));
        return over != null && over;
    }

    /** Whether nothing is left but room that was reserved. */
    private static boolean isOver(Content content, long from) throws IOException {
        long at = from;
        // Mostly the first byte says it.
        for (int length = 1; ; length = STEP_BYTES) {
            byte[] bytes = Blocks.read(content, at, length);
            for (byte b : bytes) {
                if (b != 0) {
                    return false;
                }
            }
            if (bytes.length < length) {
                return true;
            }
            at += length;
        }
    }

    private @Nullable Entry readOn(Next next, Position from, int maxBytes) throws IOException {
        Next headed =
                new Next(holdings.headed(next.in()), next.index(), next.offset(), next.late(), null, next.taken());
        return holdings.reading(headed.in(), content -> entry(content, headed, from, maxBytes));
    }

    /**
     * What to read next.
     *
     * @param in from which generation
     * @param index of it
     * @param offset from where in it
     * @param late whether these are bytes of the generation before the place's own
     * @param gap instead of all that
     * @param taken how far the generation before that one is taken at its lines, bytes
     */
    private record Next(
            Snapshot in,
            int index,
            long offset,
            boolean late,
            @Nullable Gap gap,
            long taken) {

        private static Next gap(LogState state, int index, Gap gap) {
            return new Next(state.generations().get(index), index, 0, false, gap, 0);
        }
    }

    /**
     * Null: nothing, as far as is known.
     *
     * @param over whether the place is known to be the end of its generation
     */
    private static @Nullable Next next(LogState state, Position from, boolean over) {
        int index = state.indexOf(from.generation());
        if (index < 0) {
            return follower(state, state.firstAfter(from.generation()), from, -1, false);
        }
        Snapshot in = state.generations().get(index);
        if (from.taken() < in.taken()) {
            Snapshot before = state.predecessor(index);
            Position after = new Position(from.generation(), from.offset(), in.taken(), from.mark());
            return before == null || before.gone()
                    ? Next.gap(state, index, new Gap(from, after, Gap.Reason.ROTATED_AWAY, -1, false))
                    : new Next(before, state.indexOf(before.generation()), from.taken(), true, null, in.taken());
        }
        boolean more = !over && (in.claimed() || from.offset() < in.offset());
        return more && !in.gone()
                ? new Next(in, index, from.offset(), false, null, from.taken())
                : follower(state, index + 1, from, more ? index : -1, over);
    }

    /**
     * The generation that the stream goes on in.
     *
     * @param first index of the first that may be it
     * @param over whether the place is known to be the end of its generation
     * @param lost index of the place's own generation if bytes of it cannot be read any more, else -1
     */
    private static @Nullable Next follower(LogState state, int first, Position from, int lost, boolean over) {
        int overwritten = lost;
        for (int i = first; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            Position start = in.start();
            Gap.Reason missing = in.missingBefore();
            if (start != null && missing != null) {
                return Next.gap(state, i, new Gap(from, startFor(state, in, start, from), missing, -1, in.maybe()));
            }
            if (in.offset() > 0 && in.gone()) {
                overwritten = i;
            } else if (in.offset() > 0) {
                // Of a generation that is forgotten nobody knows where its late lines were.
                boolean late = from.generation().equals(in.before())
                        && state.indexOf(from.generation()) < 0
                        && from.taken() < in.takenBefore();
                boolean follows = in.follows(from.generation())
                        && !late
                        && (over || from.offset() >= in.taken() || in.before() == null);
                Gap.Reason reason = overwritten < 0 ? Gap.Reason.ROTATED_AWAY : Gap.Reason.TRUNCATED;
                return follows
                        ? new Next(in, i, 0, false, null, in.taken())
                        : Next.gap(state, i, new Gap(from, state.startOf(i), reason, -1, false));
            }
        }
        return overwritten < 0
                ? null
                : Next.gap(
                        state, overwritten, new Gap(from, state.endOf(overwritten), Gap.Reason.TRUNCATED, -1, false));
    }

    /** The generation that the stream goes on in behind an archive that holds nothing. */
    private static @Nullable Next behindNothing(LogState state, int empty, Position from) {
        Generation nothing = state.generations().get(empty).generation();
        Next next = follower(state, empty + 1, from, -1, true);
        if (next == null || !nothing.equals(next.in().before()) || next.in().start() != null) {
            return next;
        }
        return new Next(next.in(), next.index(), 0, false, null, next.in().taken());
    }

    /** The place behind a gap, for a reader who may have had more late lines, or less, than there were when it was told. */
    private static Position startFor(LogState state, Snapshot in, Position start, Position from) {
        Generation before = in.before();
        if (before == null) {
            return start;
        }
        int index = state.indexOf(from.generation());
        boolean same = index < 0
                ? before.ordinal() < from.generation().ordinal()
                : before.equals(state.generations().get(index).before());
        if (same) {
            return new Position(start.generation(), 0, from.taken(), 0);
        }
        boolean more = before.equals(from.generation()) && from.offset() > start.taken();
        return more ? new Position(start.generation(), 0, from.offset(), 0) : start;
    }

    /** Passes over what cannot be read any more. */
    private static Entry skip(LogState state, Next next, Position from, Gap.Reason reason) {
        Snapshot in = next.in();
        long bytes = in.claimed() ? -1 : in.offset() - next.offset();
        if (next.late()) {
            return new Gap(
                    from,
                    new Position(from.generation(), from.offset(), in.offset(), from.mark()),
                    reason,
                    bytes,
                    false);
        }
        Position end = state.endOf(next.index());
        boolean stays = from.generation().equals(end.generation()) && from.taken() != end.taken();
        Position after = stays ? new Position(end.generation(), end.offset(), from.taken(), end.mark()) : end;
        return new Gap(from, after, reason, bytes, false);
    }

    /** Null: the content is not the one the place was given for. */
    private @Nullable Entry entry(Content content, Next next, Position from, int maxBytes) throws IOException {
        long limit = next.in().claimed() ? Long.MAX_VALUE : next.in().offset();
        long offset = next.offset();
        LineEnd lineEnd = holdings.lineEnd(from.source());
        int unit = lineEnd.unitBytes();
        int longest = lineEnd.whole(maxLineBytes);
        int wanted = (int) lineEnd.wholeUp(Math.max(maxBytes, 1));
        Splitter splitter = new Splitter(lineEnd, longest);
        while (true) {
            int lead = (int) Math.min(Position.MARK_BYTES, offset);
            int length = (int) Math.min(wanted, limit - offset);
            if (offset + length == limit) {
                Holdings.requireWhole(next.in(), content);
            }
            byte[] bytes = Blocks.read(content, offset - lead, lead + length);
            if (bytes.length < lead + length) {
                Holdings.requireWhole(next.in(), content);
                if (!next.in().claimed() || bytes.length <= lead) {
                    return null;
                }
                length = bytes.length - lead;
                limit = offset + length;
            }
            Splitter.Piece piece = splitter.next(bytes, lead, bytes.length, offset);
            if (piece == Splitter.Piece.SKIP) {
                offset += splitter.end() - lead;
                if (offset >= limit) {
                    return null;
                }
                continue;
            }
            Entry entry;
            if (piece == Splitter.Piece.LINES) {
                entry = lines(
                        next,
                        from,
                        offset,
                        Arrays.copyOf(bytes, splitter.end()),
                        lead,
                        splitter.ends(0),
                        splitter.count());
            } else if (piece == Splitter.Piece.LONG_LINE) {
                entry = longLine(lineEnd, next, from, offset, content, offset + splitter.end() - lead);
            } else if (offset + length == limit) {
                // The unfinished last line of a generation that is over.
                long end = next.in().claimed() ? LineReader.endOfText(lineEnd, content, offset, limit) : limit;
                if (end == offset) {
                    return null;
                }
                byte[] text = Arrays.copyOf(bytes, lead + (int) (end - offset));
                entry = end - offset > longest
                        ? longLine(lineEnd, next, from, offset, content, end)
                        : lines(next, from, offset, text, lead, new int[] {text.length}, 1);
            } else {
                long hole = lineEnd.whole(Blocks.behindNuls(content, offset, limit) - offset);
                if (hole >= Splitter.HOLE_BYTES && offset + hole < limit) {
                    offset += hole;
                    continue;
                }
                long end = endOfLine(
                        lineEnd, content, offset + length, limit, next.in().claimed());
                if (end == limit) {
                    Holdings.requireWhole(next.in(), content);
                }
                if (next.in().claimed() && !Blocks.lineEnds(lineEnd, content, end - unit, end)) {
                    end = LineReader.endOfText(lineEnd, content, offset, end);
                }
                if (end - offset - unit > longest) {
                    entry = longLine(lineEnd, next, from, offset, content, end);
                } else {
                    wanted = (int) (end - offset);
                    // Nothing more: of an archive that shows only here.
                    limit = end == offset + length ? end : limit;
                    continue;
                }
            }
            return proven(content, next, from, bytes, lead, offset) ? entry : null;
        }
    }

    private static Entry lines(Next next, Position from, long offset, byte[] bytes, int lead, int[] ends, int count) {
        Generation named = next.late() ? from.generation() : next.in().generation();
        String file = Listings.nameOf(next.in().path());
        return new LineBatch(from, named, next.late(), file, offset, bytes, lead, ends, count, next.taken());
    }

    private Entry longLine(LineEnd lineEnd, Next next, Position from, long offset, Content content, long behind)
            throws IOException {
        byte[] head = Blocks.read(content, offset, lineEnd.whole(maxLineBytes));
        byte[] mark = Blocks.mark(content, behind);
        boolean terminated = lineEnd.whole(behind) == behind && lineEnd.ends(mark, 0, mark.length);
        Generation generation = next.in().generation();
        Position after = next.late()
                ? new Position(from.generation(), from.offset(), behind, from.mark())
                : new Position(generation, behind, next.taken(), EventId.markOf(mark, 0, mark.length));
        return new LongLine(
                from,
                after,
                Listings.nameOf(next.in().path()),
                offset,
                head,
                behind - offset - (terminated ? lineEnd.unitBytes() : 0));
    }

    /** Whether the bytes are what the place was given for; asked after they were read. */
    private static boolean proven(Content content, Next next, Position from, byte[] bytes, int lead, long offset)
            throws IOException {
        byte[] again = Blocks.read(content, offset - lead, lead);
        if (!Arrays.equals(again, 0, again.length, bytes, 0, lead)) {
            return false;
        }
        boolean marked = !next.late()
                && offset > 0
                && offset == from.offset()
                && from.generation().equals(next.in().generation());
        if (marked && EventId.markOf(bytes, 0, lead) != from.mark()) {
            return false;
        }
        // A mark of less than its full length proves little, a place in another file nothing.
        return (marked && lead == Position.MARK_BYTES)
                || Blocks.head(
                                content,
                                next.in().claimed() ? Long.MAX_VALUE : next.in().offset(),
                                true)
                        == next.in().generation().head();
    }

    /**
     * Offset behind the first LF; the limit if there is none.
     *
     * @param from the start of a unit
     * @param claimed whether the content may end before the limit: then its end counts
     */
    private static long endOfLine(LineEnd lineEnd, Content content, long from, long limit, boolean claimed)
            throws IOException {
        long at = from;
        while (at < limit) {
            byte[] bytes = Blocks.read(content, at, (int) Math.min(STEP_BYTES, limit - at));
            int behind = Splitter.behindLf(lineEnd, bytes, 0, bytes.length);
            if (behind >= 0) {
                return at + behind;
            }
            if (bytes.length == 0) {
                break;
            }
            at += bytes.length;
        }
        return claimed ? at : limit;
    }

    /** See {@link io.logstreamer.log.History#partial}. */
    PartialLine partial(Position tip) {
        LogState state = holdings.state(tip.source());
        Snapshot last = state.generations().get(state.generations().size() - 1);
        boolean its = last.generation().equals(tip.generation());
        long offset = its ? tip.offset() : last.offset();
        int mark = its ? tip.mark() : last.endMark();
        try {
            LineEnd lineEnd = holdings.lineEnd(tip.source());
            PartialLine rest = holdings.reading(last, content -> {
                long size = Math.max(0, content.size() - offset);
                byte[] bytes = Blocks.read(content, offset, (int) Math.min(lineEnd.whole(maxLineBytes), size));
                byte[] before = Blocks.mark(content, offset);
                // At the start of a file the mark is not of its own bytes.
                boolean proven = offset == 0 || EventId.markOf(before, 0, before.length) == mark;
                return proven ? unfinished(lineEnd, content, offset, bytes, before) : null;
            });
            return rest == null ? PartialLine.NONE : rest;
        } catch (IOException e) {
            return PartialLine.NONE;
        }
    }

    /** @param before up to 64 bytes before it; none at the start of a generation */
    private PartialLine unfinished(LineEnd lineEnd, Content content, long offset, byte[] rest, byte[] before)
            throws IOException {
        int unit = lineEnd.unitBytes();
        int from = before.length == 0 ? lineEnd.byteOrderMark(rest, 0, rest.length) : 0;
        int end = from;
        // What is there of a unit is no text yet.
        while (end + unit <= rest.length && !lineEnd.is('\n', rest, end) && !lineEnd.isNul(rest, end)) {
            end += unit;
        }
        // A line that has ended since is no partial line: it belongs to the next stream.
        boolean ended = end + unit <= rest.length && lineEnd.is('\n', rest, end);
        if (ended || end == from || (before.length == 0 && lineEnd.isMarkAlone(rest, 0, end))) {
            return PartialLine.NONE;
        }
        long length = (long) end - from;
        if (end == lineEnd.whole(maxLineBytes)) {
            long size = content.size();
            if (Blocks.lineEnds(lineEnd, content, offset + end, size)) {
                return PartialLine.NONE;
            }
            length = LineReader.endOfText(lineEnd, content, offset + end, size) - offset - from;
        }
        int order = from > 0 ? lineEnd.orderBehind(rest, from) : lineEnd.orderBehind(before, before.length);
        byte[] mark = order == 0 ? new byte[0] : lineEnd.byteOrderMark(order > 0);
        byte[] line = Arrays.copyOf(mark, mark.length + end - from);
        System.arraycopy(rest, from, line, mark.length, end - from);
        return new PartialLine(line, mark.length + length);
    }
}

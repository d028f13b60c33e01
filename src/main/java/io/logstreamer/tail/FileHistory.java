package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what lies behind, from the files, on the caller's thread. Goes by the {@link LogState} that the tailer
 * publishes, and believes no byte that it has not checked: after a block was read, the bytes before it are read once more
 * and compared with the mark of the place, or the head of the file with that of the generation. If they differ the block
 * is thrown away and the tailer is asked for a look, after which the bytes are elsewhere, or gone.
 *
 * <p>Thread-safe.
 */
final class FileHistory implements History {

    private static final int BACK_BYTES = 64 * 1024;
    private static final int ATTEMPTS = 10;
    private static final long LOOK_SECONDS = 3;

    /** What the tailer side does for history. */
    interface Logs {

        /** Names of all logs, in order. */
        List<LogTrack> all();

        /** Files that are no source, though a glob takes them, each with the reason. */
        List<SourceState> refused();

        /** By id; null: not known now. */
        @Nullable LogTrack find(String id);

        /** Looks at the directories again and then finds by id; null: not there, and no configured source has this id. */
        @Nullable LogTrack discover(String id);

        /** One look at the log's file, made after the call. */
        CompletableFuture<Position> look(String id);

        /** Finds out where the generations of a log are now, for one that was not where it was. Completes as a look. */
        CompletableFuture<Position> search(String id);
    }

    private final Logs logs;
    private final Disk disk;
    private final int maxLineBytes;

    FileHistory(Logs logs, Disk disk, int maxLineBytes) {
        this.logs = logs;
        this.disk = disk;
        this.maxLineBytes = maxLineBytes;
    }

    // ---- What there is.

    @Override
    public List<SourceState> sources() {
        return Stream.concat(logs.all().stream().map(FileHistory::describe), logs.refused().stream())
                .sorted(Comparator.comparing(SourceState::id))
                .toList();
    }

    @Override
    public @Nullable SourceState source(String id) {
        LogTrack track = logs.find(id);
        if (track == null) {
            track = logs.discover(id);
        }
        return track == null ? null : describe(track);
    }

    private static SourceState describe(LogTrack track) {
        LogState state = track.state();
        if (state == null) {
            return new SourceState(track.id, track.group, track.path.toString(), null, false, List.of());
        }
        List<SourceState.Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            if (in.gone() || in.generation().ordinal() == 0) {
                continue;
            }
            stretches.add(new SourceState.Stretch(
                    in.generation(),
                    RotatedSet.nameOf(in.path() == null ? track.path : in.path()),
                    in.offset(),
                    false,
                    state.startOf(i),
                    state.endOf(i)));
        }
        return new SourceState(
                track.id, track.group, track.path.toString(), state.problem(), state.present(), List.copyOf(stretches));
    }

    @Override
    public CompletableFuture<Position> tip(String source) {
        return logs.look(source);
    }

    @Override
    public Position earliest(String source) {
        return earliest(state(source));
    }

    private static Position earliest(LogState state) {
        for (int i = 0; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            if (!in.gone() && in.offset() > 0 && (in.path() != null || in.content() != null)) {
                return state.startOf(i);
            }
        }
        return state.tip();
    }

    private LogState state(String source) {
        LogTrack track = logs.find(source);
        LogState state = track == null ? null : track.state();
        if (state == null) {
            throw new IllegalStateException("source has not begun: source=" + source);
        }
        return state;
    }

    // ---- From an id to a place.

    @Override
    public Resolution resolve(String source, EventId id) {
        return patiently(source, (state, last) -> {
            if (id.head() == 0) {
                return headless(state, id, last);
            }
            return withHead(state, id, last);
        });
    }

    private Resolution withHead(LogState state, EventId id, boolean last) throws IOException {
        List<Integer> proven = new ArrayList<>();
        int overwritten = -1;
        for (int i = state.generations().size() - 1; i >= 0; i--) {
            Snapshot in = state.generations().get(i);
            if (in.generation().head() != id.head()) {
                continue;
            }
            if (in.gone()) {
                boolean its = in.generation().hint() == id.hint() && id.offset() <= in.offset();
                overwritten = its && overwritten < 0 ? i : overwritten;
            } else if (holds(in, id, last)) {
                proven.add(i);
            }
        }
        if (proven.isEmpty()) {
            return overwritten >= 0
                    ? new Resolution(place(state, overwritten, id, last), null)
                    : new Resolution(earliest(state), Gap.Reason.UNKNOWN_ID);
        }
        List<Integer> hinted = proven.stream()
                .filter(i -> state.generations().get(i).generation().hint() == id.hint())
                .toList();
        List<Integer> candidates = hinted.isEmpty() ? proven : hinted;
        // The oldest: a repeat is better than a hole.
        Position found = place(state, candidates.get(candidates.size() - 1), id, last);
        return new Resolution(found, candidates.size() == 1 ? null : Gap.Reason.AMBIGUOUS_ID);
    }

    /** An id given before its generation had a whole line: the start of that file, or of everything. */
    private Resolution headless(LogState state, EventId id, boolean last) throws IOException {
        if (id.offset() != 0) {
            return new Resolution(earliest(state), Gap.Reason.UNKNOWN_ID);
        }
        if (id.hint() == 0) {
            // Not even a file was there.
            return new Resolution(earliest(state), null);
        }
        int found = -1;
        for (int i = state.generations().size() - 1; i >= 0; i--) {
            Snapshot in = state.generations().get(i);
            // A file that was cut more than once has several such starts: from the oldest on, so that every cut is
            // told.
            boolean its = in.generation().hint() == id.hint();
            boolean cut = in.start() != null && (state.startOf(i).taken() & Generation.MASK_24) == id.taken();
            found = its && (cut || (found < 0 && !in.gone())) ? i : found;
        }
        return found < 0
                ? new Resolution(earliest(state), Gap.Reason.UNKNOWN_ID)
                : new Resolution(start(state, found, id.taken(), last), null);
    }

    /** The start of a generation, with the rest of the one before it from where an id says. */
    private Position start(LogState state, int index, int low, boolean last) throws IOException {
        Snapshot in = state.generations().get(index);
        Snapshot before = state.predecessor(index);
        long taken = before == null ? 0 : takenOf(before, low, last);
        if (in.offset() > 0 || in.start() != null) {
            return new Position(in.generation(), 0, taken, 0);
        }
        // Nothing of it was handed on: its start is the end of the one before, or the start of the next.
        return before == null ? startBehind(state, index) : within(state, state.indexOf(before.generation()), taken);
    }

    private static Position startBehind(LogState state, int index) {
        for (int i = index + 1; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            if (in.start() != null) {
                // Something is missing in between, and that is told on the way.
                return new Position(state.generations().get(index).generation(), 0, 0, 0);
            }
            if (in.offset() > 0) {
                return state.startOf(i);
            }
        }
        return state.tip();
    }

    private Position within(LogState state, int index, long offset) throws IOException {
        Position end = state.endOf(index);
        if (offset >= end.offset()) {
            return end;
        }
        byte[] mark = reading(state.generations().get(index), content -> {
            byte[] before = Blocks.mark(content, offset);
            requireMark(content, end.offset(), end.mark());
            return before;
        });
        return mark == null
                ? end
                : new Position(end.generation(), offset, end.taken(), EventId.markOf(mark, 0, mark.length));
    }

    /** Asked after something was read: is it still the content it was meant to be? */
    private static void requireMark(Content content, long offset, int mark) throws IOException {
        byte[] before = Blocks.mark(content, offset);
        if (EventId.markOf(before, 0, before.length) != mark) {
            throw new MovedException("other bytes before " + offset);
        }
    }

    /**
     * Whether the content proves an id. It may lie behind what is taken in: an earlier server had taken more.
     *
     * @param last whether one that cannot be read counts as one that does not
     */
    private boolean holds(Snapshot in, EventId id, boolean last) throws IOException {
        try {
            Integer mark = reading(in, content -> {
                byte[] before = Blocks.mark(content, id.offset());
                return before.length == Math.min(Position.MARK_BYTES, id.offset())
                        ? EventId.markOf(before, 0, before.length)
                        : null;
            });
            return mark != null && mark == id.mark();
        } catch (IOException e) {
            if (last) {
                return false;
            }
            throw e;
        }
    }

    private Position place(LogState state, int index, EventId id, boolean last) throws IOException {
        Snapshot in = state.generations().get(index);
        Snapshot before = state.predecessor(index);
        // Of one that is not known any more the difference will be told as a gap.
        long taken = before == null ? nearest(state.taken(index), id.taken()) : takenOf(before, id.taken(), last);
        Position found = new Position(in.generation(), id.offset(), taken, id.mark());
        // The place as the ring has it, if it is there.
        Position tip = state.tip();
        boolean isTip = tip.generation().equals(found.generation())
                && tip.offset() == found.offset()
                && tip.taken() == found.taken();
        return isTip ? tip : found;
    }

    /**
     * How far the preceding generation had been taken, from the low 24 bits that an id carries: the nearest such value at
     * or below its size. It must be the end of a line there; if it is not, the id speaks of another file, and this one
     * counts as taken whole. Behind what is taken in lies at most an unfinished line, which an earlier server had sent.
     */
    private long takenOf(Snapshot before, int low, boolean last) throws IOException {
        long end = before.offset();
        try {
            Long taken = reading(before, content -> {
                long size = Math.max(end, content.size());
                long found = nearest(size, low);
                return found > end || endsLine(content, found) ? found : end;
            });
            return taken == null ? end : taken;
        } catch (IOException e) {
            if (before.gone() || last) {
                return nearest(end, low);
            }
            throw e;
        }
    }

    /** The largest number up to {@code size} with these low 24 bits; {@code size} itself if there is none. */
    private static long nearest(long size, int low) {
        long found = size - ((size - low) & Generation.MASK_24);
        return found <= 0 ? size : found;
    }

    private static boolean endsLine(Content content, long offset) throws IOException {
        byte[] last = offset <= 0 ? new byte[0] : Blocks.read(content, offset - 1, 1);
        return last.length == 1 && last[0] == '\n';
    }

    // ---- Backward.

    @Override
    public Position back(Position from, int lines) {
        return lines == 0 ? from : patiently(from.source(), (state, last) -> back(state, from, lines, last));
    }

    private Position back(LogState state, Position from, int lines, boolean last) throws IOException {
        int index = state.indexOf(from.generation());
        int left = lines;
        Position reached = index < 0 ? earliest(state) : from;
        for (int i = index; i >= 0; i--) {
            Snapshot in = state.generations().get(i);
            long stop = i == index ? from.offset() : in.offset();
            if (stop == 0 || in.gone()) {
                continue;
            }
            Back found;
            try {
                int wanted = left;
                int mark = i == index ? from.mark() : in.endMark();
                found = reading(in, content -> {
                    Back start = lineStart(content, stop, wanted);
                    requireMark(content, stop, mark);
                    return start;
                });
            } catch (IOException e) {
                if (last) {
                    break;
                }
                throw e;
            }
            if (found == null) {
                break;
            }
            if (found.missing() == 0 && found.offset() > 0) {
                long taken = i == index ? from.taken() : state.taken(i);
                return new Position(in.generation(), found.offset(), taken, found.mark());
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

    private static Back lineStart(Content content, long end, int lines) throws IOException {
        int left = lines;
        long stop = end;
        // The LF that ends the last line is not the start of another one.
        long ignored = end - 1;
        while (stop > 0) {
            long begin = Math.max(0, stop - BACK_BYTES);
            byte[] bytes = Blocks.read(content, begin, (int) (stop - begin));
            for (int i = bytes.length - 1; i >= 0; i--) {
                if (bytes[i] == '\n' && begin + i != ignored && --left == 0) {
                    long offset = begin + i + 1;
                    byte[] mark = Blocks.mark(content, offset);
                    return new Back(offset, 0, EventId.markOf(mark, 0, mark.length));
                }
            }
            stop = begin;
        }
        return new Back(0, left - 1, 0);
    }

    // ---- Forward.

    @Override
    public @Nullable Entry read(Position from, int maxBytes) {
        String source = from.source();
        for (int attempt = 0; ; attempt++) {
            LogState state = state(source);
            if (from.equals(state.tip())) {
                return null;
            }
            Next next = next(state, from);
            if (next == null) {
                return null;
            }
            Gap gap = next.gap();
            if (gap != null) {
                return gap;
            }
            Gap.Reason trouble = Gap.Reason.ROTATED_AWAY;
            try {
                Entry entry = reading(next.in(), content -> entry(content, next, from, maxBytes));
                if (entry != null) {
                    return entry;
                }
            } catch (MovedException e) {
                trouble = Gap.Reason.ROTATED_AWAY;
            } catch (IOException | UncheckedIOException e) {
                trouble = Gap.Reason.UNREADABLE;
            }
            if (attempt == ATTEMPTS) {
                return skip(state, next, from, trouble);
            }
            await(logs.search(source));
        }
    }

    /**
     * What to read next.
     *
     * @param in from which generation
     * @param index of it
     * @param offset from where in it
     * @param late whether these are bytes of the generation before the place's own
     * @param gap instead of all that
     */
    private record Next(
            Snapshot in,
            int index,
            long offset,
            boolean late,
            @Nullable Gap gap) {

        private static Next gap(LogState state, int index, Gap gap) {
            return new Next(state.generations().get(index), index, 0, false, gap);
        }
    }

    /** Null: nothing, as far as is known. */
    private static @Nullable Next next(LogState state, Position from) {
        int index = state.indexOf(from.generation());
        if (index < 0) {
            return follower(state, state.firstAfter(from.generation()), from, -1);
        }
        Snapshot in = state.generations().get(index);
        if (from.taken() < in.taken()) {
            Snapshot before = state.predecessor(index);
            Position after = new Position(from.generation(), from.offset(), in.taken(), from.mark());
            return before == null || before.gone()
                    ? Next.gap(state, index, new Gap(from, after, Gap.Reason.ROTATED_AWAY, -1, false))
                    : new Next(before, state.indexOf(before.generation()), from.taken(), true, null);
        }
        boolean more = from.offset() < in.offset();
        return more && !in.gone()
                ? new Next(in, index, from.offset(), false, null)
                : follower(state, index + 1, from, more ? index : -1);
    }

    /**
     * The generation that the stream goes on in.
     *
     * @param first index of the first that may be it
     * @param lost index of the place's own generation if bytes of it cannot be read any more, else -1
     */
    private static @Nullable Next follower(LogState state, int first, Position from, int lost) {
        int overwritten = lost;
        for (int i = first; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            Position start = in.start();
            Gap.Reason missing = in.missingBefore();
            if (start != null && missing != null) {
                return Next.gap(state, i, new Gap(from, startFor(state, in, start, from), missing, -1, false));
            }
            if (in.offset() > 0 && in.gone()) {
                overwritten = i;
            } else if (in.offset() > 0) {
                boolean follows = from.generation().equals(in.before()) && from.offset() >= in.taken();
                Gap.Reason reason = overwritten < 0 ? Gap.Reason.ROTATED_AWAY : Gap.Reason.TRUNCATED;
                return follows
                        ? new Next(in, i, 0, false, null)
                        : Next.gap(state, i, new Gap(from, state.startOf(i), reason, -1, false));
            }
        }
        return overwritten < 0
                ? null
                : Next.gap(
                        state, overwritten, new Gap(from, state.endOf(overwritten), Gap.Reason.TRUNCATED, -1, false));
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
        long bytes = in.offset() - next.offset();
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
        long limit = next.in().offset();
        long offset = next.offset();
        int wanted = Math.max(maxBytes, 1);
        Splitter splitter = new Splitter(maxLineBytes);
        while (true) {
            int lead = (int) Math.min(Position.MARK_BYTES, offset);
            int length = (int) Math.min(wanted, limit - offset);
            byte[] bytes = Blocks.read(content, offset - lead, lead + length);
            if (bytes.length < lead + length) {
                return null;
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
                entry = longLine(next, from, offset, content, offset + splitter.end() - lead);
            } else if (offset + length == limit) {
                // The unfinished last line of a generation that is over.
                entry = length > maxLineBytes
                        ? longLine(next, from, offset, content, limit)
                        : lines(next, from, offset, bytes, lead, new int[] {bytes.length}, 1);
            } else {
                long end = endOfLine(content, offset + length, limit);
                long hole = holeAt(content, offset, limit);
                if (hole > 0) {
                    offset += hole;
                    continue;
                }
                if (end - offset - 1 > maxLineBytes) {
                    entry = longLine(next, from, offset, content, end);
                } else {
                    wanted = (int) (end - offset);
                    continue;
                }
            }
            return proven(content, next, from, bytes, lead, offset) ? entry : null;
        }
    }

    private static Entry lines(Next next, Position from, long offset, byte[] bytes, int lead, int[] ends, int count) {
        Generation named = next.late() ? from.generation() : next.in().generation();
        return new LineBatch(
                from, named, next.late(), RotatedSet.nameOf(next.in().path()), offset, bytes, lead, ends, count);
    }

    private Entry longLine(Next next, Position from, long offset, Content content, long behind) throws IOException {
        byte[] head = Blocks.read(content, offset, maxLineBytes);
        byte[] mark = Blocks.mark(content, behind);
        boolean terminated = mark.length > 0 && mark[mark.length - 1] == '\n';
        Generation generation = next.in().generation();
        long taken = from.generation().equals(generation) ? from.taken() : from.offset();
        Position after = next.late()
                ? new Position(from.generation(), from.offset(), behind, from.mark())
                : new Position(generation, behind, taken, EventId.markOf(mark, 0, mark.length));
        return new LongLine(
                from, after, RotatedSet.nameOf(next.in().path()), offset, head, behind - offset - (terminated ? 1 : 0));
    }

    /** Whether the bytes are what the place was given for; asked after they were read. */
    private static boolean proven(Content content, Next next, Position from, byte[] bytes, int lead, long offset)
            throws IOException {
        byte[] again = Blocks.read(content, offset - lead, lead);
        if (!Arrays.equals(again, 0, again.length, bytes, 0, lead)) {
            return false;
        }
        boolean marked = !next.late()
                && offset == from.offset()
                && from.generation().equals(next.in().generation());
        if (marked && EventId.markOf(bytes, 0, lead) != from.mark()) {
            return false;
        }
        // A mark of less than its full length proves little, a place in another file nothing.
        return (marked && lead == Position.MARK_BYTES)
                || Blocks.head(content, next.in().offset(), true)
                        == next.in().generation().head();
    }

    private static long endOfLine(Content content, long from, long limit) throws IOException {
        for (long at = from; at < limit; at += BACK_BYTES) {
            byte[] bytes = Blocks.read(content, at, (int) Math.min(BACK_BYTES, limit - at));
            int lf = Splitter.indexOfLf(bytes, 0, bytes.length);
            if (lf >= 0) {
                return at + lf + 1;
            }
            if (bytes.length == 0) {
                break;
            }
        }
        return limit;
    }

    /** Length of a hole that begins here and is longer than what was read; 0: there is none. */
    private static long holeAt(Content content, long from, long limit) throws IOException {
        long at = from;
        while (at < limit) {
            byte[] bytes = Blocks.read(content, at, (int) Math.min(BACK_BYTES, limit - at));
            if (bytes.length == 0) {
                return 0;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] != 0) {
                    long length = at + i - from;
                    return length >= Splitter.HOLE_BYTES ? length : 0;
                }
            }
            at += bytes.length;
        }
        return 0;
    }

    @Override
    public byte[] partial(Position tip) {
        LogState state = state(tip.source());
        Snapshot last = state.generations().get(state.generations().size() - 1);
        boolean its = last.generation().equals(tip.generation());
        long offset = its ? tip.offset() : last.offset();
        int mark = its ? tip.mark() : last.endMark();
        try {
            byte[] rest = reading(last, content -> {
                long size = Math.max(0, content.size() - offset);
                byte[] bytes = Blocks.read(content, offset, (int) Math.min(maxLineBytes, size));
                byte[] before = Blocks.mark(content, offset);
                return EventId.markOf(before, 0, before.length) == mark ? bytes : null;
            });
            return rest == null ? new byte[0] : unfinished(rest, offset == 0);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static byte[] unfinished(byte[] rest, boolean first) {
        int from = first ? Blocks.byteOrderMark(rest) : 0;
        int end = from;
        while (end < rest.length && rest[end] != '\n' && rest[end] != 0) {
            end++;
        }
        // A line that has ended since is no partial line: it belongs to the next stream.
        return end < rest.length && rest[end] == '\n' ? new byte[0] : Arrays.copyOfRange(rest, from, end);
    }

    // ---- Getting at the bytes.

    /** What is found out from the files of a log as the tailer knows them. */
    private interface Question<T> {

        /** @param last whether it will not be asked again: who fails now must do without */
        T answer(LogState state, boolean last) throws IOException;
    }

    /** Asks again after a search where a file is not where it was: a rotation is under way. */
    private <T> T patiently(String source, Question<T> question) {
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt == ATTEMPTS;
            try {
                return question.answer(state(source), last);
            } catch (IOException | UncheckedIOException e) {
                if (last) {
                    throw new IllegalStateException("the files of " + source + " cannot be read", e);
                }
                await(logs.search(source));
            }
        }
    }

    private interface Reader<T> {
        @Nullable T read(Content content) throws IOException;
    }

    /** Null: the reader said so. */
    private <T> @Nullable T reading(Snapshot in, Reader<T> reader) throws IOException {
        Content open = in.content();
        if (open != null) {
            try {
                return reader.read(open);
            } catch (ClosedChannelException e) {
                // The tailer let go of it meanwhile: by name, then.
            }
        }
        Blocks.Opened opened = in.path() == null ? null : Blocks.open(disk, in.path());
        if (opened == null) {
            throw new MovedException("not there: " + in.path());
        }
        try {
            if (!Incarnation.same(in.identity(), opened.attributes().identity())) {
                throw new MovedException("another file: " + in.path());
            }
            return reader.read(opened.content());
        } finally {
            opened.content().close();
        }
    }

    private static void await(CompletableFuture<Position> look) {
        try {
            look.get(LOOK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The tailer is stopping, or the disk hangs: what is known already has to do.
            return;
        }
    }
}

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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final int ATTEMPTS = 4;
    private static final long LOOK_SECONDS = 3;

    /** What the tailer side does for history. */
    interface Logs {

        /** Names of all logs, in order. */
        List<LogTrack> all();

        /** By id; null: not known now. */
        @Nullable LogTrack find(String id);

        /** Looks at the directories again and then finds by id; null: not there, and no configured source has this id. */
        @Nullable LogTrack discover(String id);

        /** One look at the log's file, made after the call. */
        CompletableFuture<Position> look(String id);
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
        return logs.all().stream().map(FileHistory::describe).toList();
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
            Position first = new Position(in.generation(), 0, taken(state, i), 0);
            boolean last = in.generation().equals(state.tip().generation());
            stretches.add(new SourceState.Stretch(
                    in.generation(),
                    RotatedSet.nameOf(in.path() == null ? track.path : in.path()),
                    in.offset(),
                    false,
                    first,
                    last ? state.tip() : new Position(in.generation(), in.offset(), taken(state, i), in.endMark())));
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
                Position start = in.start();
                // The start is the end of the one before, which may be gone: then the generation begins anew.
                boolean follows =
                        start != null && state.indexOf(start.generation()) >= 0 && state.predecessor(i) != null;
                return start != null && (follows || start.offset() == 0)
                        ? start
                        : new Position(in.generation(), 0, taken(state, i), 0);
            }
        }
        return state.tip();
    }

    private static long taken(LogState state, int index) {
        Snapshot before = state.predecessor(index);
        return before == null ? 0 : before.offset();
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
        LogState state = state(source);
        if (id.head() == 0) {
            return headless(state, id);
        }
        List<Integer> proven = new ArrayList<>();
        int overwritten = -1;
        for (int i = state.generations().size() - 1; i >= 0; i--) {
            Snapshot in = state.generations().get(i);
            if (in.generation().head() != id.head() || id.offset() > in.offset()) {
                continue;
            }
            if (in.gone()) {
                overwritten = in.generation().hint() == id.hint() && overwritten < 0 ? i : overwritten;
            } else if (holds(in, id)) {
                proven.add(i);
            }
        }
        if (proven.isEmpty()) {
            return overwritten >= 0
                    ? new Resolution(place(state, overwritten, id), null)
                    : new Resolution(earliest(state), Gap.Reason.UNKNOWN_ID);
        }
        for (int i : proven) {
            if (proven.size() == 1 || state.generations().get(i).generation().hint() == id.hint()) {
                return new Resolution(place(state, i, id), null);
            }
        }
        return new Resolution(place(state, proven.get(proven.size() - 1), id), Gap.Reason.AMBIGUOUS_ID);
    }

    /** An id given before its generation had a whole line: the start of that file, or of everything. */
    private static Resolution headless(LogState state, EventId id) {
        if (id.offset() != 0) {
            return new Resolution(earliest(state), Gap.Reason.UNKNOWN_ID);
        }
        for (int i = state.generations().size() - 1; i >= 0 && id.hint() != 0; i--) {
            Snapshot in = state.generations().get(i);
            if (in.generation().hint() == id.hint() && !in.gone()) {
                if (in.offset() == 0) {
                    return new Resolution(state.tip(), null);
                }
                Position start = in.start();
                return new Resolution(
                        start != null ? start : new Position(in.generation(), 0, taken(state, i), 0), null);
            }
        }
        return new Resolution(earliest(state), null);
    }

    private boolean holds(Snapshot in, EventId id) {
        try {
            Integer mark = reading(in, content -> {
                byte[] before = Blocks.mark(content, id.offset());
                return before.length == Math.min(Position.MARK_BYTES, id.offset())
                        ? EventId.markOf(before, 0, before.length)
                        : null;
            });
            return mark != null && mark == id.mark();
        } catch (IOException e) {
            return false;
        }
    }

    private Position place(LogState state, int index, EventId id) {
        Snapshot in = state.generations().get(index);
        Snapshot before = state.predecessor(index);
        long taken = before == null ? 0 : takenOf(before, id.taken());
        Position found = new Position(in.generation(), id.offset(), taken, id.mark());
        // The canonical name of the place, where the ring and other readers may have it.
        Position tip = state.tip();
        boolean isTip = tip.generation().equals(found.generation())
                && tip.offset() == found.offset()
                && tip.taken() == found.taken();
        return isTip ? tip : found;
    }

    /**
     * How far the preceding generation had been taken, from the low 24 bits that an id carries: the nearest such value at
     * or below its size. It must be the end of a line there; if it is not, the id speaks of another file, and this one
     * counts as taken whole.
     */
    private long takenOf(Snapshot before, int low) {
        long size = before.offset();
        long taken = size - ((size - low) & Generation.MASK_24);
        if (taken <= 0 || taken == size) {
            return size;
        }
        try {
            Boolean lineEnd = reading(before, content -> {
                byte[] last = Blocks.read(content, taken - 1, 1);
                return last.length == 1 && last[0] == '\n';
            });
            return Boolean.TRUE.equals(lineEnd) ? taken : size;
        } catch (IOException e) {
            return size;
        }
    }

    // ---- Backward.

    @Override
    public Position back(Position from, int lines) {
        LogState state = state(from.source());
        int index = state.indexOf(from.generation());
        if (index < 0 || lines == 0) {
            return lines == 0 ? from : earliest(state);
        }
        long end = from.offset();
        int left = lines;
        Position reached = from;
        for (int i = index; i >= 0; i--) {
            Snapshot in = state.generations().get(i);
            if (in.gone()) {
                break;
            }
            long stop = i == index ? end : in.offset();
            if (stop == 0) {
                continue;
            }
            Back found;
            try {
                int wanted = left;
                found = reading(in, content -> lineStart(content, stop, wanted));
            } catch (IOException e) {
                break;
            }
            if (found == null) {
                break;
            }
            long taken = i == index ? from.taken() : taken(state, i);
            if (found.missing() == 0 && found.offset() > 0) {
                return new Position(in.generation(), found.offset(), taken, found.mark());
            }
            left = found.missing();
            reached = startOf(state, i, taken);
            if (left == 0) {
                return reached;
            }
        }
        return reached;
    }

    private static Position startOf(LogState state, int index, long taken) {
        Snapshot in = state.generations().get(index);
        Position start = in.start();
        return start != null && state.indexOf(start.generation()) >= 0
                ? start
                : new Position(in.generation(), 0, taken, 0);
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
            if (next.gap() != null) {
                return next.gap();
            }
            try {
                Entry entry = reading(next.in(), content -> entry(content, next, from, maxBytes));
                if (entry != null) {
                    return entry;
                }
            } catch (IOException | UncheckedIOException e) {
                if (attempt == ATTEMPTS) {
                    return skip(state, next, from, Gap.Reason.UNREADABLE);
                }
            }
            if (attempt == ATTEMPTS) {
                return skip(state, next, from, Gap.Reason.ROTATED_AWAY);
            }
            // Not where it was: a rotation is under way. The tailer's look finds the new place.
            await(logs.look(source));
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
            @Nullable Gap gap) {}

    private static @Nullable Next next(LogState state, Position from) {
        int index = state.indexOf(from.generation());
        if (index < 0) {
            Position oldest = earliest(state);
            Gap gap = new Gap(from, oldest, Gap.Reason.ROTATED_AWAY, -1, false);
            return new Next(state.generations().get(0), 0, 0, false, gap);
        }
        Snapshot in = state.generations().get(index);
        Snapshot before = state.predecessor(index);
        if (before != null && !in.gone() && from.taken() < before.offset() && from.offset() > 0) {
            return new Next(before, state.indexOf(before.generation()), from.taken(), true, null);
        }
        if (!in.gone() && from.offset() < in.offset()) {
            return new Next(in, index, from.offset(), false, null);
        }
        for (int i = index + 1; i < state.generations().size(); i++) {
            Snapshot follower = state.generations().get(i);
            if (follower.afterGap()) {
                Position after = follower.start();
                return after == null || from.equals(after)
                        ? null
                        : new Next(follower, i, 0, false, new Gap(from, after, Gap.Reason.TRUNCATED, -1, false));
            }
            if (follower.offset() > 0 && !follower.gone()) {
                return new Next(follower, i, 0, false, null);
            }
        }
        return null;
    }

    /** Passes over what cannot be read any more. */
    private static Entry skip(LogState state, Next next, Position from, Gap.Reason reason) {
        long bytes = next.in().offset() - next.offset();
        if (next.late()) {
            Position after =
                    new Position(from.generation(), from.offset(), next.in().offset(), from.mark());
            return new Gap(from, after, reason, bytes, false);
        }
        for (int i = next.index() + 1; i < state.generations().size(); i++) {
            Snapshot follower = state.generations().get(i);
            if (!follower.gone()) {
                Position after =
                        new Position(follower.generation(), 0, next.in().offset(), 0);
                return new Gap(from, follower.offset() == 0 ? state.tip() : after, reason, bytes, false);
            }
        }
        return new Gap(from, state.tip(), reason, bytes, false);
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
        long offset = last.generation().equals(tip.generation()) ? tip.offset() : last.offset();
        try {
            byte[] rest = reading(
                    last,
                    content -> Blocks.read(content, offset, (int)
                            Math.min(maxLineBytes, Math.max(0, content.size() - offset))));
            if (rest == null) {
                return new byte[0];
            }
            int end = 0;
            while (end < rest.length && rest[end] != '\n' && rest[end] != 0) {
                end++;
            }
            // A line that has ended since is no partial line: it belongs to the next stream.
            return end < rest.length && rest[end] == '\n' ? new byte[0] : Arrays.copyOf(rest, end);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    // ---- Getting at the bytes.

    private interface Reader<T> {
        @Nullable T read(Content content) throws IOException;
    }

    /** Null: the file is not where it was, or the reader said so. */
    private <T> @Nullable T reading(Snapshot in, Reader<T> reader) throws IOException {
        Content open = in.content();
        if (open != null) {
            try {
                return reader.read(open);
            } catch (ClosedChannelException e) {
                // The tailer let go of it meanwhile: by name, then.
            }
        }
        if (in.path() == null) {
            return null;
        }
        Blocks.Opened opened = Blocks.open(disk, in.path());
        if (opened == null) {
            return null;
        }
        try {
            return Incarnation.same(in.identity(), opened.attributes().identity())
                    ? reader.read(opened.content())
                    : null;
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

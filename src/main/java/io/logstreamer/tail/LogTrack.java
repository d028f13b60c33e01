package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Sink;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one log: the file that is active now, those that came before it, and what happens between them.
 *
 * <pre>
 *            .--- late lines of the one before ---.
 *            v                                     \
 *   path: [current]  read to its end, then  --&gt;  [successor] ... [successor]   opened as they are seen
 *      | same file, shorter or other bytes: truncated --&gt; gap, a new generation in the same file
 *      | another file under the path, the directory stands still: it and what was missed are successors
 *      | no file under the path: goes on reading the one that is open
 * </pre>
 *
 * Successors are held open from the moment they are seen, so that no later rename or deletion loses them; nothing of
 * them is sent before the current one is read to its end.
 *
 * <p>Confined to the tailer thread; {@link #state} may be read by anyone.
 */
final class LogTrack {

    private static final int BLOCK_BYTES = 256 * 1024;
    /** Of one file in one look, so that the others get their turn. */
    private static final int TURN_BYTES = 4 * 1024 * 1024;

    private static final long PARTIAL_QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DELETED_QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final long SETTLE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    final String id;
    final String group;
    final Path path;

    private final Disk disk;
    private final Clock clock;
    private final Sink sink;
    private final int maxLineBytes;
    private final Splitter splitter;
    private final byte[] block;

    private final List<Incarnation> generations = new ArrayList<>();
    private final Deque<Incarnation> successors = new ArrayDeque<>();
    private final Set<Identity> copies = new HashSet<>();
    private @Nullable Incarnation current;
    private @Nullable Position tip;
    private long lastOrdinal;
    private boolean present;
    private @Nullable String problem;
    private boolean dirty;

    /** The directory as it was listed while another file lay under the path, and when that began. */
    private @Nullable Map<Path, Identity> listing;

    private long listedAt;
    private long unsettledSince;

    private long changes;
    private volatile @Nullable LogState state;

    /** @param block memory to read into, shared by all tracks of a thread; see {@link #newBlock} */
    LogTrack(String id, String group, Path path, Disk disk, Clock clock, Sink sink, int maxLineBytes, byte[] block) {
        this.id = id;
        this.group = group;
        this.path = path;
        this.disk = disk;
        this.clock = clock;
        this.sink = sink;
        this.maxLineBytes = maxLineBytes;
        this.splitter = new Splitter(maxLineBytes);
        this.block = block;
    }

    static byte[] newBlock() {
        return new byte[BLOCK_BYTES + Position.MARK_BYTES];
    }

    /** As of the last look; null before the first. */
    @Nullable LogState state() {
        return state;
    }

    /** When to look again. */
    enum Pace {
        /** At once: there is more. */
        AGAIN,
        /** Within milliseconds: it grows, or something is not settled. */
        SOON,
        /** At the next notification or poll. */
        IDLE
    }

    /**
     * Looks once at the log and hands on what is new. Never throws for what a file system does.
     *
     * @param history at the first look: whether what is in the active file now is history, not news
     */
    Pace look(boolean history) {
        Pace pace = Pace.IDLE;
        String trouble = null;
        try {
            if (tip == null) {
                begin(history);
            }
            Attributes now = disk.attributes(path);
            if (now != null && !now.regular()) {
                trouble = path + " is not a regular file: name a file that is";
                now = null;
            }
            if (present != (now != null)) {
                present = now != null;
                dirty = true;
            }
            pace = notice(now);
            pace = later(pace, take());
        } catch (IOException | java.io.UncheckedIOException e) {
            trouble = describe(e);
        }
        tell(trouble);
        publish();
        return pace;
    }

    /** How often the state has changed. Tailer thread only. */
    long changes() {
        return changes;
    }

    /** Whether a rotation was seen and not taken yet. */
    boolean unsettled() {
        return listing != null || !successors.isEmpty();
    }

    /** Lets go of every file. */
    void close() {
        generations.forEach(Incarnation::close);
        successors.forEach(Incarnation::close);
    }

    // ---- First sight.

    private void begin(boolean history) throws IOException {
        List<Incarnation> found = new ArrayList<>();
        Position first;
        try {
            for (Path rotated : RotatedSet.plain(listDirectory(), RotatedSet.nameOf(path))) {
                Blocks.Opened opened = Blocks.open(disk, rotated);
                if (opened != null) {
                    found.add(known(opened, rotated, opened.content().size(), true));
                }
            }
            Blocks.Opened opened = Blocks.open(disk, path);
            if (opened != null) {
                Content content = opened.content();
                long offset = history ? Blocks.behindLastLine(content, content.size()) : 0;
                current = known(opened, path, offset, false);
                found.add(current);
            }
            if (found.isEmpty()) {
                found.add(new Incarnation(new Generation(id, 0, 0, 0), new Identity(0, 0, 0), null, null));
            }
        } catch (IOException e) {
            found.forEach(Incarnation::close);
            current = null;
            lastOrdinal = 0;
            if (sinkBegun(e)) {
                return;
            }
            throw e;
        }
        generations.addAll(found);
        first = null;
        for (int i = found.size() - 1; i >= 0 && first == null; i--) {
            Incarnation last = found.get(i);
            if (last.offset > 0 || i == 0) {
                first = place(last, last.offset, i);
            }
        }
        for (Incarnation earlier : found) {
            if (earlier != current && found.indexOf(earlier) < found.size() - 2) {
                earlier.close();
            }
        }
        tip = Objects.requireNonNull(first);
        sink.begin(tip);
        dirty = true;
    }

    /** A log that cannot be read at first sight waits like one that is not there. */
    private boolean sinkBegun(IOException trouble) {
        if (!(trouble instanceof AccessDeniedException)) {
            return false;
        }
        Generation nothing = new Generation(id, 0, 0, 0);
        generations.add(new Incarnation(nothing, new Identity(0, 0, 0), null, null));
        tip = new Position(nothing, 0, 0, 0);
        sink.begin(tip);
        dirty = true;
        return true;
    }

    private Incarnation known(Blocks.Opened opened, Path at, long offset, boolean over) throws IOException {
        Incarnation known = opened(opened, at);
        Content content = opened.content();
        known.advance(offset, Blocks.mark(content, offset));
        known.generation = known.generation.withHead(Blocks.head(content, offset, over));
        known.sizeSeen = content.size();
        return known;
    }

    private Incarnation opened(Blocks.Opened opened, Path at) {
        Identity identity = opened.attributes().identity();
        Generation generation = new Generation(id, ++lastOrdinal, 0, (int) (identity.inode() & Generation.MASK_24));
        Incarnation made = new Incarnation(generation, identity, at, opened.content());
        made.quietSince = clock.nanos();
        made.modifiedSeen = opened.attributes().modifiedNanos();
        return made;
    }

    private Position place(Incarnation in, long offset, int index) {
        return new Position(in.generation, offset, takenBefore(index), EventId.markOf(in.mark, 0, in.mark.length));
    }

    private long takenBefore(int index) {
        for (int i = index - 1; i >= 0; i--) {
            Incarnation earlier = generations.isEmpty() ? null : generations.get(i);
            if (earlier != null && !earlier.gone && earlier.offset > 0) {
                return earlier.offset;
            }
        }
        return 0;
    }

    // ---- What lies under the path.

    private Pace notice(@Nullable Attributes now) throws IOException {
        Incarnation newest = successors.isEmpty() ? current : successors.getLast();
        if (now == null) {
            forgetDeleted(newest);
            return Pace.IDLE;
        }
        if (newest != null && newest.content != null && newest.is(now.identity())) {
            listing = null;
            newest.path = path;
            return newest == current ? compare(newest, now) : Pace.IDLE;
        }
        return follow();
    }

    /** The same file: has it been written anew? */
    private Pace compare(Incarnation same, Attributes now) throws IOException {
        boolean touched = now.modifiedNanos() != same.modifiedSeen;
        same.modifiedSeen = now.modifiedNanos();
        if (now.sizeBytes() < same.offset || (touched && now.sizeBytes() == same.offset && !marked(same))) {
            truncated(same);
            return Pace.AGAIN;
        }
        return Pace.IDLE;
    }

    private static boolean marked(Incarnation in) throws IOException {
        Content content = in.content;
        return content != null && Arrays.equals(Blocks.mark(content, in.offset), in.mark);
    }

    /** Another file lies under the path: take it, and what was missed, once the directory stands still. */
    private Pace follow() throws IOException {
        Blocks.Opened opened = Blocks.open(disk, path);
        if (opened == null) {
            return Pace.SOON;
        }
        boolean taken = false;
        try {
            // Listed after opening: whatever was renamed before this file came is in the directory by now.
            Map<Path, Identity> fresh = listRotated();
            if (!settled(fresh)) {
                return Pace.SOON;
            }
            place(fresh);
            boolean renamed = current != null && fresh.values().stream().anyMatch(current::is);
            takeMissed(fresh, opened.attributes().identity());
            Incarnation next = opened(opened, path);
            taken = true;
            enqueue(next, renamed);
            listing = null;
            return Pace.AGAIN;
        } finally {
            if (!taken) {
                opened.content().close();
            }
        }
    }

    private boolean settled(Map<Path, Identity> fresh) {
        long now = clock.nanos();
        Map<Path, Identity> before = listing;
        if (before == null) {
            unsettledSince = now;
        } else if ((before.equals(fresh) && now - listedAt >= SETTLE_NANOS)
                || now - unsettledSince > SETTLE_LIMIT_NANOS) {
            return true;
        }
        if (before == null || !before.equals(fresh)) {
            listing = fresh;
            listedAt = now;
        }
        return false;
    }

    private void enqueue(Incarnation next, boolean renamed) {
        next.renamedBefore = renamed;
        successors.add(next);
    }

    /** Where the known generations are now. */
    private void place(Map<Path, Identity> rotated) {
        for (Incarnation known : generations) {
            if (known.gone) {
                continue;
            }
            Path found = null;
            for (Map.Entry<Path, Identity> entry : rotated.entrySet()) {
                if (known.is(entry.getValue()) && known.generation.ordinal() > 0) {
                    found = entry.getKey();
                }
            }
            known.path = found;
        }
        dirty = true;
    }

    /** Files that were the active one between two looks: they sort behind the newest that is known. */
    private void takeMissed(Map<Path, Identity> rotated, Identity active) throws IOException {
        List<Path> unknown = new ArrayList<>();
        for (Map.Entry<Path, Identity> entry : rotated.entrySet()) {
            Identity identity = entry.getValue();
            if (Incarnation.same(identity, active)) {
                break;
            }
            if (isKnown(identity)) {
                unknown.clear();
            } else if (!copies.contains(identity)) {
                unknown.add(entry.getKey());
            }
        }
        for (Path missed : unknown) {
            Blocks.Opened opened = Blocks.open(disk, missed);
            if (opened == null) {
                continue;
            }
            if (isKnown(opened.attributes().identity())) {
                opened.content().close();
            } else if (isCopy(opened.content())) {
                copies.add(opened.attributes().identity());
                opened.content().close();
            } else {
                enqueue(opened(opened, missed), true);
            }
        }
    }

    private boolean isKnown(Identity identity) {
        return generations.stream()
                        .anyMatch(known -> !known.gone && known.generation.ordinal() > 0 && known.is(identity))
                || successors.stream().anyMatch(known -> known.is(identity));
    }

    /** Whether a file repeats, from its beginning, what a known generation held. */
    private boolean isCopy(Content content) throws IOException {
        long size = content.size();
        long head = Blocks.head(content, size, true);
        for (Incarnation known : generations) {
            if (head == 0 || known.generation.head() != head) {
                continue;
            }
            if (size < known.offset || Arrays.equals(Blocks.mark(content, known.offset), known.mark)) {
                return true;
            }
        }
        return false;
    }

    private void forgetDeleted(@Nullable Incarnation newest) {
        if (newest != null
                && newest == current
                && newest.content != null
                && clock.nanos() - newest.quietSince > DELETED_QUIET_NANOS) {
            newest.close();
            dirty = true;
        }
    }

    /** The content under a name was replaced: what was not taken of it is lost, and that is told. */
    private void truncated(Incarnation old) {
        Content content = old.content;
        Identity identity = old.identity;
        old.content = null;
        old.gone = true;
        dirty = true;
        if (old != current || content == null) {
            if (content != null) {
                content.close();
            }
            return;
        }
        Generation generation = new Generation(id, ++lastOrdinal, 0, (int) (identity.inode() & Generation.MASK_24));
        Incarnation next = new Incarnation(generation, identity, path, content);
        next.quietSince = clock.nanos();
        next.modifiedSeen = old.modifiedSeen;
        generations.add(next);
        current = next;
        Position before = tip();
        Position after = new Position(generation, 0, takenBefore(generations.size() - 1), 0);
        next.start = after;
        next.afterGap = true;
        sink.accept(new Gap(before, after, Gap.Reason.TRUNCATED, -1, false));
        tip = after;
        sink.accept(new Rotation(after, after, RotatedSet.nameOf(path), Rotation.How.TRUNCATE));
    }

    // ---- Taking lines in.

    private Pace take() throws IOException {
        Pace pace = Pace.IDLE;
        Incarnation before = predecessor();
        if (before != null) {
            takeLate(before);
        }
        int budget = TURN_BYTES;
        while (budget > 0) {
            Incarnation reading = current;
            long taken = reading == null ? 0 : read(reading);
            if (taken > 0) {
                budget -= (int) Math.min(budget, taken);
                pace = Pace.SOON;
            } else if (reading != current) {
                pace = Pace.AGAIN;
            } else if (successors.isEmpty()) {
                return later(pace, reading != null && unfinished(reading) ? Pace.SOON : Pace.IDLE);
            } else if (!goOn(reading)) {
                return Pace.SOON;
            }
        }
        return Pace.AGAIN;
    }

    /** Leaves a file that is read to its end for the next one; false: not yet. */
    private boolean goOn(@Nullable Incarnation over) throws IOException {
        if (over != null && unfinished(over)) {
            if (clock.nanos() - over.quietSince < PARTIAL_QUIET_NANOS) {
                return false;
            }
            takeUnfinished(over);
        }
        Incarnation earlier = predecessor();
        if (earlier != null) {
            earlier.close();
        }
        Incarnation next = successors.remove();
        generations.add(next);
        current = next;
        dirty = true;
        prune();
        Position here = tip();
        Rotation.How how = next.renamedBefore ? Rotation.How.RENAME : Rotation.How.CREATE;
        sink.accept(new Rotation(here, here, RotatedSet.nameOf(next.path), how));
        return true;
    }

    /** The generation before the current one, if it is held open: a program may still write to it. */
    private @Nullable Incarnation predecessor() {
        for (int i = generations.size() - 1; i >= 0; i--) {
            Incarnation earlier = generations.get(i);
            if (earlier != current && !earlier.gone && earlier.content != null) {
                return earlier;
            }
        }
        return null;
    }

    private void takeLate(Incarnation old) throws IOException {
        Content content = old.content;
        if (content == null) {
            return;
        }
        long size = content.size();
        if (size < old.offset) {
            truncated(old);
            return;
        }
        grew(old, size);
        while (old.content != null && read(old) > 0) {
            grew(old, content.size());
        }
        if (old.content != null
                && content.size() > old.offset
                && clock.nanos() - old.quietSince >= PARTIAL_QUIET_NANOS
                && !nulAt(content, old.offset)) {
            takeUnfinished(old);
        }
        if (old.path == null && clock.nanos() - old.quietSince > DELETED_QUIET_NANOS) {
            old.close();
            dirty = true;
        }
    }

    private void grew(Incarnation in, long size) {
        if (size != in.sizeSeen) {
            in.sizeSeen = size;
            in.quietSince = clock.nanos();
        }
    }

    private boolean unfinished(Incarnation in) throws IOException {
        Content content = in.content;
        if (content == null) {
            return false;
        }
        long size = content.size();
        grew(in, size);
        return size > in.offset && !nulAt(content, in.offset);
    }

    /** From a NUL on nothing is there yet: a program has reserved room it has not filled. */
    private static boolean nulAt(Content content, long offset) throws IOException {
        byte[] one = Blocks.read(content, offset, 1);
        return one.length == 1 && one[0] == 0;
    }

    /** Reads a block and hands its whole lines on. Returns the bytes it got further, 0 if there is no whole line. */
    private long read(Incarnation in) throws IOException {
        Content content = in.content;
        if (content == null) {
            return 0;
        }
        long size = content.size();
        if (size < in.offset) {
            truncated(in);
            return 0;
        }
        grew(in, size);
        if (size < in.scanned) {
            in.scanned = in.offset;
        }
        if (size == in.scanned) {
            return 0;
        }
        return in.scanned == in.offset ? readLines(in, content, size) : scanOn(in, content, size);
    }

    private long readLines(Incarnation in, Content content, long size) throws IOException {
        int lead = in.mark.length;
        int wanted = lead + (int) Math.min(BLOCK_BYTES, size - in.offset);
        int end = Blocks.read(content, block, 0, wanted, in.offset - lead);
        if (end < lead || !Arrays.equals(block, 0, lead, in.mark, 0, lead)) {
            truncated(in);
            return 0;
        }
        long offset = in.offset;
        int at = lead;
        while (at < end) {
            Splitter.Piece piece = splitter.next(block, at, end, offset + at - lead);
            if (piece == Splitter.Piece.NOTHING) {
                break;
            }
            int behind = splitter.end();
            switch (piece) {
                case SKIP -> {}
                case LINES -> handLines(in, at, behind, offset + at - lead);
                case LONG_LINE ->
                    handLongLine(
                            in,
                            Arrays.copyOfRange(block, at, at + maxLineBytes),
                            at - lead + offset,
                            behind - lead + offset,
                            block,
                            behind);
                default -> throw new IllegalStateException("no piece: " + piece);
            }
            in.advance(
                    offset + behind - lead,
                    Arrays.copyOfRange(block, Math.max(0, behind - Position.MARK_BYTES), behind));
            at = behind;
        }
        if (at == lead && end - lead == BLOCK_BYTES) {
            in.scanned = in.offset + BLOCK_BYTES;
            return BLOCK_BYTES;
        }
        return (long) at - lead;
    }

    /** Inside a line (or a hole) that is longer than a block: looks for its end without keeping it. */
    private long scanOn(Incarnation in, Content content, long size) throws IOException {
        int end = Blocks.read(content, block, 0, (int) Math.min(BLOCK_BYTES, size - in.scanned), in.scanned);
        boolean hole = nulAt(content, in.offset);
        if (hole) {
            int text = 0;
            while (text < end && block[text] == 0) {
                text++;
            }
            if (text == end) {
                in.scanned += end;
                return end;
            }
            if (in.scanned + text - in.offset >= Splitter.HOLE_BYTES && allNul(content, in)) {
                long behind = in.scanned + text;
                in.advance(behind, Blocks.mark(content, behind));
                return text + 1L;
            }
        }
        int lf = Splitter.indexOfLf(block, 0, end);
        if (lf < 0) {
            in.scanned += end;
            return end;
        }
        long behind = in.scanned + lf + 1;
        if (!Arrays.equals(Blocks.mark(content, in.offset), in.mark)) {
            truncated(in);
            return 0;
        }
        long offset = in.offset;
        if (behind - 1 - offset <= maxLineBytes) {
            int lead = in.mark.length;
            byte[] whole = Blocks.read(content, offset - lead, (int) (behind - offset) + lead);
            hand(in, whole, lead, new int[] {whole.length}, 1, offset);
            in.advance(
                    behind, Arrays.copyOfRange(whole, Math.max(0, whole.length - Position.MARK_BYTES), whole.length));
        } else {
            byte[] mark = Blocks.mark(content, behind);
            handLongLine(in, Blocks.read(content, offset, maxLineBytes), offset, behind, mark, mark.length);
            in.advance(behind, mark);
        }
        return lf + 1L;
    }

    /** Whether the first block from the offset on is NULs alone; the later ones were looked at as they were passed. */
    private static boolean allNul(Content content, Incarnation in) throws IOException {
        byte[] first = Blocks.read(content, in.offset, (int) Math.min(BLOCK_BYTES, in.scanned - in.offset));
        for (byte b : first) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The bytes behind the last terminator of a file that is over become a line of their own. */
    private void takeUnfinished(Incarnation in) throws IOException {
        Content content = Objects.requireNonNull(in.content);
        long size = content.size();
        long length = size - in.offset;
        int lead = in.mark.length;
        if (length > maxLineBytes) {
            byte[] mark = Blocks.mark(content, size);
            handLongLine(in, Blocks.read(content, in.offset, maxLineBytes), in.offset, size, mark, mark.length);
            in.advance(size, mark);
            return;
        }
        byte[] rest = Blocks.read(content, in.offset - lead, (int) length + lead);
        hand(in, rest, lead, new int[] {rest.length}, 1, in.offset);
        in.advance(size, Arrays.copyOfRange(rest, Math.max(0, rest.length - Position.MARK_BYTES), rest.length));
    }

    private void handLines(Incarnation in, int from, int to, long offset) throws IOException {
        int lead = Math.min(Position.MARK_BYTES, from);
        hand(
                in,
                Arrays.copyOfRange(block, from - lead, to),
                lead,
                splitter.ends(lead - from),
                splitter.count(),
                offset);
    }

    private void hand(Incarnation in, byte[] bytes, int lead, int[] ends, int count, long offset) throws IOException {
        name(in);
        Position before = tip();
        boolean late = isLate(in, before);
        if (late && !isPredecessor(in, before)) {
            lost(before, (long) bytes.length - lead);
            return;
        }
        Generation named = late ? before.generation() : in.generation;
        started(in, before, late);
        LineBatch batch =
                new LineBatch(before, named, late, RotatedSet.nameOf(in.path), offset, bytes, lead, ends, count);
        sink.accept(batch);
        tip = batch.after();
        dirty = true;
    }

    /** @param mark holds the bytes before the line's end, up to {@code markEnd} */
    private void handLongLine(Incarnation in, byte[] head, long offset, long behind, byte[] mark, int markEnd)
            throws IOException {
        name(in);
        Position before = tip();
        boolean late = isLate(in, before);
        if (late && !isPredecessor(in, before)) {
            lost(before, behind - offset);
            return;
        }
        started(in, before, late);
        long taken = before.generation().equals(in.generation) ? before.taken() : before.offset();
        Position after = late
                ? new Position(before.generation(), before.offset(), behind, before.mark())
                : new Position(in.generation, behind, taken, EventId.markOf(mark, 0, markEnd));
        sink.accept(new LongLine(before, after, RotatedSet.nameOf(in.path), offset, head, behind - 1 - offset));
        tip = after;
        dirty = true;
    }

    private static boolean isLate(Incarnation in, Position before) {
        return before.generation().ordinal() > in.generation.ordinal();
    }

    /** Ids speak of one predecessor: lines of an older one have no place in the stream, and that is told. */
    private boolean isPredecessor(Incarnation in, Position before) {
        for (int i = generations.size() - 1; i >= 0; i--) {
            Incarnation earlier = generations.get(i);
            if (earlier.generation.ordinal() < before.generation().ordinal() && !earlier.gone && earlier.offset > 0) {
                return earlier == in;
            }
        }
        return false;
    }

    private void lost(Position here, long bytes) {
        sink.accept(new Gap(here, here, Gap.Reason.UNREADABLE, bytes, false));
    }

    private static void started(Incarnation in, Position before, boolean late) {
        if (in.start == null && !late) {
            in.start = before;
        }
    }

    private void name(Incarnation in) throws IOException {
        Content content = in.content;
        if (in.generation.head() == 0 && content != null) {
            in.generation = in.generation.withHead(Blocks.head(content, content.size(), true));
        }
    }

    // ---- Small things.

    private Position tip() {
        return Objects.requireNonNull(tip);
    }

    private List<Path> listDirectory() throws IOException {
        Path directory = path.getParent();
        return directory == null ? List.of() : disk.list(directory);
    }

    private Map<Path, Identity> listRotated() throws IOException {
        Map<Path, Identity> found = new LinkedHashMap<>();
        for (Path rotated : RotatedSet.plain(listDirectory(), RotatedSet.nameOf(path))) {
            Attributes attributes = disk.attributes(rotated);
            if (attributes != null && attributes.regular()) {
                found.put(rotated, attributes.identity());
            }
        }
        return found;
    }

    /** Forgets the oldest generations once nothing of them can be read. */
    private void prune() {
        while (generations.size() > 1) {
            Incarnation oldest = generations.get(0);
            boolean placeholder = oldest.generation.ordinal() == 0;
            if (oldest == current || placeholder || oldest.content != null || (oldest.path != null && !oldest.gone)) {
                return;
            }
            generations.remove(0);
        }
    }

    private void tell(@Nullable String trouble) {
        if (Objects.equals(trouble, problem)) {
            return;
        }
        problem = trouble;
        dirty = true;
        if (trouble == null) {
            LOG.log(Level.INFO, "Source {0} can be read again", id);
        } else {
            LOG.log(Level.WARNING, "Source {0}: {1}", id, trouble);
        }
    }

    private String describe(Exception trouble) {
        if (trouble instanceof AccessDeniedException denied) {
            return "permission denied for user " + user() + ": " + denied.getFile()
                    + " (let this user read the file and enter its directories)";
        }
        return trouble.getClass().getSimpleName() + ": " + trouble.getMessage();
    }

    private static String user() {
        return ProcessHandle.current().info().user().orElse("unknown");
    }

    private void publish() {
        Position here = tip;
        if (dirty && here != null) {
            dirty = false;
            changes++;
            state = new LogState(
                    here, generations.stream().map(Incarnation::snapshot).toList(), present, problem);
        }
    }

    private static Pace later(Pace one, Pace other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one log: the file that is active now, those that came before it, and what happens between them.
 *
 * <pre>
 *            .--- late lines of the older ones ---.
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
 * <p><b>Which files are read.</b> The stream stands in one generation, that of the tip. Lines can still be given a place
 * in it, in the one before it (late lines), and in every newer one: these are held open. Lines of still older ones have no
 * place any more; they are noticed once a second, and told as a gap.
 *
 * <p><b>Order.</b> After a block of a newer file was read and before it is handed on, the older ones are read to their
 * end: so no line overtakes one that was complete before it in an older file.
 *
 * <p>Confined to the tailer thread; {@link #state} may be read by anyone.
 */
final class LogTrack {

    /** Of one file in one look, so that the others get their turn. */
    private static final int TURN_BYTES = 4 * 1024 * 1024;

    private static final long PARTIAL_QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DELETED_QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final long SETTLE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long CLOSED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    final String id;
    final String group;
    final Path path;

    private final Disk disk;
    private final Clock clock;
    private final Sink sink;
    private final LineReaders readers;
    private final Siblings siblings;

    private final List<Incarnation> generations = new ArrayList<>();
    private final Deque<Incarnation> successors = new ArrayDeque<>();
    private @Nullable Incarnation current;
    private @Nullable Position tip;
    /** The one the tip is in. */
    private @Nullable Incarnation tipIn;

    private long lastOrdinal;
    private boolean present;
    private boolean asked;
    private boolean searching;
    /** Another file is under the path than the newest one known, or none: were there others in between? */
    private boolean unsure;

    private @Nullable String problem;
    private boolean dirty;

    /** The directory as it was listed while another file lay under the path, and when that began. */
    private @Nullable Map<Path, Identity> listing;

    private long listedAt;
    private long unsettledSince;
    private long closedLookedAt;

    private long changes;
    private volatile @Nullable LogState state;

    /**
     * Memory to read into, shared by all tracks of a thread. More than one, since older files are read while a block of a
     * newer one waits.
     */
    static final class LineReaders {
        private final int blockBytes;
        private final int maxLineBytes;
        private final List<LineReader> readers = new ArrayList<>();

        LineReaders(int blockBytes, int maxLineBytes) {
            this.blockBytes = blockBytes;
            this.maxLineBytes = maxLineBytes;
        }

        /** @param depth how many blocks of newer files wait */
        private LineReader at(int depth) {
            while (readers.size() <= depth) {
                readers.add(new LineReader(blockBytes, maxLineBytes));
            }
            return readers.get(depth);
        }
    }

    LogTrack(String id, String group, Path path, Disk disk, Clock clock, Sink sink, LineReaders readers) {
        this.id = id;
        this.group = group;
        this.path = path;
        this.disk = disk;
        this.clock = clock;
        this.sink = sink;
        this.readers = readers;
        this.siblings = new Siblings(disk, path);
        this.closedLookedAt = clock.nanos();
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
            pace = notice();
        } catch (IOException | UncheckedIOException e) {
            trouble = describe(e);
        }
        if (tip != null) {
            try {
                pace = sooner(pace, take());
                closeOlder();
                lookAtClosed();
            } catch (IOException | UncheckedIOException e) {
                trouble = describe(e);
            }
        }
        tell(trouble);
        publish();
        return pace;
    }

    /** Somebody waits for the next look: it must not rely on what was seen before. */
    void ask() {
        asked = true;
    }

    /** At the next look, see where the known generations are now: a reader did not find one. */
    void search() {
        searching = true;
    }

    /** How often the state has changed. Tailer thread only. */
    long changes() {
        return changes;
    }

    /** Whether a rotation was seen and not taken yet. */
    boolean unsettled() {
        return unsure || !successors.isEmpty();
    }

    /** Lets go of every file. */
    void close() {
        generations.forEach(Incarnation::close);
        successors.forEach(Incarnation::close);
    }

    // ---- First sight.

    private void begin(boolean history) throws IOException {
        List<Incarnation> found = new ArrayList<>();
        try {
            if (openAll(found)) {
                start(found, history);
            }
        } finally {
            if (tip == null) {
                found.forEach(Incarnation::close);
            }
        }
    }

    /** Opens every file of the log; false: the directory moves too much. */
    private boolean openAll(List<Incarnation> found) throws IOException {
        for (int attempt = 0; attempt < 10; attempt++) {
            Map<Path, Identity> before = siblings.list();
            boolean same = true;
            for (Map.Entry<Path, Identity> entry : before.entrySet()) {
                same &= openKnown(entry.getKey(), entry.getValue(), found);
            }
            Blocks.Opened active = openReadable(path);
            if (active != null) {
                found.add(opened(active, path));
            }
            if (same && siblings.list().equals(before) && stillThere(active)) {
                return true;
            }
            found.forEach(Incarnation::close);
            found.clear();
        }
        return false;
    }

    /** Opens a file that was listed; false: the name leads to another one by now. One that may not be read is left out. */
    private boolean openKnown(Path at, Identity listed, List<Incarnation> found) throws IOException {
        try {
            Blocks.Opened opened = Blocks.open(disk, at);
            if (opened == null) {
                return false;
            }
            found.add(opened(opened, at));
            return Incarnation.same(opened.attributes().identity(), listed);
        } catch (AccessDeniedException e) {
            LOG.log(Level.DEBUG, "Left out of the history of " + id, e);
            return true;
        }
    }

    /** Null: it is not there, or it may not be read: then it waits like one that is not there. */
    private Blocks.@Nullable Opened openReadable(Path at) throws IOException {
        try {
            return Blocks.open(disk, at);
        } catch (AccessDeniedException e) {
            LOG.log(Level.DEBUG, "Not readable", e);
            return null;
        }
    }

    private boolean stillThere(Blocks.@Nullable Opened active) throws IOException {
        Attributes now = disk.attributes(path);
        // One that was not there before is met at the next look, as any that appears.
        return active == null
                || (now != null
                        && Incarnation.same(now.identity(), active.attributes().identity()));
    }

    /** How far a file counts as taken in that is there at first sight. */
    private void measure(Incarnation in, boolean history, boolean mayGrow) throws IOException {
        Content content = Objects.requireNonNull(in.content);
        long size = content.size();
        long offset = history ? Blocks.behindLastLine(content, size) : 0;
        if (!mayGrow) {
            // Nobody finishes its last line any more.
            offset = LineReader.endOfText(content, offset, size);
        }
        in.advance(offset, Blocks.mark(content, offset));
        in.generation = in.generation.withHead(Blocks.head(content, offset, true));
        in.sizeSeen = size;
    }

    private void start(List<Incarnation> found, boolean history) throws IOException {
        boolean active = !found.isEmpty() && path.equals(found.get(found.size() - 1).path);
        Incarnation newest = active ? found.get(found.size() - 1) : null;
        // The newest first: what was complete in an older file before a line of a newer one is then seen as well.
        int open = 0;
        for (int i = found.size() - 1; i >= 0; i--) {
            Incarnation each = found.get(i);
            measure(each, each != newest || history, open < 2);
            open += each.offset > 0 ? 1 : 0;
        }
        if (found.isEmpty()) {
            found.add(new Incarnation(new Generation(id, 0, 0, 0), new Identity(0, 0, 0), null, null));
        }
        Incarnation last = found.get(0);
        for (Incarnation each : found) {
            if (each.offset > 0) {
                each.begun = true;
                each.before = last.offset > 0 && last != each ? last : null;
                last = each;
            }
        }
        generations.addAll(found);
        current = newest;
        tipIn = last;
        Incarnation earlier = last.before;
        tip = new Position(
                last.generation,
                last.offset,
                earlier == null ? 0 : earlier.offset,
                EventId.markOf(last.mark, 0, last.mark.length));
        sink.begin(tip);
        dirty = true;
    }

    private Incarnation opened(Blocks.Opened opened, Path at) {
        Identity identity = opened.attributes().identity();
        Incarnation made = new Incarnation(newGeneration(identity), identity, at, opened.content());
        made.quietSince = clock.nanos();
        made.modifiedSeen = opened.attributes().modifiedNanos();
        return made;
    }

    private Generation newGeneration(Identity identity) {
        return new Generation(id, ++lastOrdinal, 0, (int) (identity.inode() & Generation.MASK_24));
    }

    // ---- What lies under the path.

    private Pace notice() throws IOException {
        Attributes now = disk.attributes(path);
        if (now != null && !now.regular()) {
            setPresent(false);
            throw new IOException(path + " is not a regular file: name a file that is");
        }
        unsure |= now == null && (present || asked);
        asked = false;
        setPresent(now != null);
        if (tip == null) {
            return Pace.SOON;
        }
        if (searching) {
            searching = false;
            place(siblings.list());
        }
        Incarnation newest = successors.isEmpty() ? current : successors.getLast();
        if (now == null) {
            forgetDeleted(newest);
            return unsure ? follow(null) : Pace.IDLE;
        }
        if (newest != null && newest.content != null && newest.is(now.identity())) {
            settled();
            newest.path = path;
            return newest == current ? compare(newest, now) : Pace.IDLE;
        }
        return follow(now.identity());
    }

    private void settled() {
        listing = null;
        unsure = false;
    }

    private void setPresent(boolean there) {
        dirty |= present != there;
        present = there;
    }

    /** The same file: has it been written anew? */
    private Pace compare(Incarnation same, Attributes now) throws IOException {
        boolean touched = now.modifiedNanos() != same.modifiedSeen;
        same.modifiedSeen = now.modifiedNanos();
        Content content = Objects.requireNonNull(same.content);
        if (now.sizeBytes() < same.offset
                || (touched && now.sizeBytes() == same.offset && !Blocks.marked(content, same.offset, same.mark))) {
            truncated(same);
            return Pace.AGAIN;
        }
        return Pace.IDLE;
    }

    private void forgetDeleted(@Nullable Incarnation newest) throws IOException {
        if (newest != null && newest == current && newest.content != null) {
            closeIfDeleted(newest);
        }
    }

    private void closeIfDeleted(Incarnation in) throws IOException {
        if (in.path != null || clock.nanos() - in.quietSince <= DELETED_QUIET_NANOS) {
            return;
        }
        // Asked again: one listing may have missed it.
        place(siblings.list());
        if (in.path == null) {
            in.close();
            dirty = true;
        }
    }

    /**
     * Another file lies under the path, or none: takes it, and what was missed, once the directory stands still.
     *
     * @param identity of the file under the path; null: there is none
     */
    private Pace follow(@Nullable Identity identity) throws IOException {
        if (identity != null && (successors.stream().anyMatch(known -> known.is(identity)) || movedBack(identity))) {
            settled();
            return Pace.IDLE;
        }
        unsure = true;
        List<Incarnation> opened = new ArrayList<>();
        boolean taken = false;
        try {
            Blocks.Opened active = identity == null ? null : Blocks.open(disk, path);
            if (identity != null && active == null) {
                return Pace.SOON;
            }
            Incarnation next = active == null ? null : opened(active, path);
            if (next != null) {
                opened.add(next);
            }
            // Listed after opening: whatever was renamed before this file came is in the directory by now.
            Map<Path, Identity> fresh = siblings.list();
            Missed missed = missed(fresh, next == null ? null : next.identity);
            if (!standsStill(fresh, missed.hole())) {
                return Pace.SOON;
            }
            for (Map.Entry<Path, Identity> entry : missed.files().entrySet()) {
                if (!openKnown(entry.getKey(), entry.getValue(), opened)) {
                    throw new MovedException("another file: " + entry.getKey());
                }
            }
            boolean denied = opened.size() < missed.files().size() + (next == null ? 0 : 1);
            if (next != null) {
                opened.remove(next);
                opened.add(next);
            }
            place(fresh);
            settled();
            taken = true;
            enqueue(opened, denied ? Gap.Reason.UNREADABLE : missed.reason());
            return Pace.AGAIN;
        } catch (MovedException e) {
            listing = null;
            return Pace.SOON;
        } finally {
            if (!taken) {
                opened.forEach(Incarnation::close);
            }
        }
    }

    /** The path shows a file again that it showed before. */
    private boolean movedBack(Identity identity) throws IOException {
        for (Incarnation known : generations) {
            if (!known.is(identity) || known.gone || known.passed) {
                continue;
            }
            if (known.content == null && known.offset == 0) {
                // Nothing was taken of it: as a new one it loses and repeats nothing.
                known.lost = true;
                continue;
            }
            if (known.content == null && !reopen(known, path)) {
                return false;
            }
            Content content = known.content;
            if (content != null && content.size() >= known.offset && Blocks.marked(content, known.offset, known.mark)) {
                known.path = path;
                dirty = true;
                return true;
            }
            known.close();
            dirty = true;
            if (identity.birthNanos() == 0) {
                // Its number was given to a new file.
                known.lost = true;
            } else {
                // Written anew while it was called otherwise.
                known.gone = true;
            }
        }
        return false;
    }

    private boolean reopen(Incarnation known, Path at) throws IOException {
        Blocks.Opened opened = Blocks.open(disk, at);
        if (opened == null) {
            return false;
        }
        if (!known.is(opened.attributes().identity())) {
            opened.content().close();
            return false;
        }
        known.content = opened.content();
        known.quietSince = clock.nanos();
        return true;
    }

    /**
     * Two listings that agree. While a number is missing in them they must do so for longer: that is also what a rotation
     * looks like between two of its renames.
     */
    private boolean standsStill(Map<Path, Identity> fresh, boolean hole) throws IOException {
        long now = clock.nanos();
        if (!fresh.equals(listing)) {
            unsettledSince = listing == null ? now : unsettledSince;
            listing = fresh;
            listedAt = now;
        }
        boolean agreed = now - listedAt >= (hole ? SETTLE_LIMIT_NANOS : SETTLE_NANOS);
        // In a directory that never stands still two in a row have to do.
        boolean late = !hole && now - unsettledSince > SETTLE_LIMIT_NANOS;
        return agreed || (late && siblings.list().equals(fresh));
    }

    private void enqueue(List<Incarnation> opened, Gap.@Nullable Reason missing) {
        Incarnation newest = successors.isEmpty() ? current : successors.getLast();
        boolean renamed = newest != null && newest.path != null;
        Gap.Reason reason = missing;
        for (Incarnation next : opened) {
            // Ranked in the order in which they follow, not in that in which they were opened.
            next.generation = newGeneration(next.identity);
            next.renamedBefore = renamed;
            next.missingBefore = reason;
            reason = null;
            renamed = true;
            successors.add(next);
        }
    }

    /** Where the known generations are now. */
    private void place(Map<Path, Identity> rotated) {
        generations.forEach(known -> place(known, rotated));
        successors.forEach(known -> place(known, rotated));
        dirty = true;
    }

    private void place(Incarnation known, Map<Path, Identity> rotated) {
        Path found = null;
        for (Map.Entry<Path, Identity> entry : rotated.entrySet()) {
            if (!known.gone && known.is(entry.getValue())) {
                found = entry.getKey();
            }
        }
        if (found == null && known.path != null) {
            known.missingSince = clock.nanos();
        }
        known.path = found;
    }

    /**
     * Files that were the active one between two looks.
     *
     * @param files from the oldest to the newest
     * @param hole whether a number is missing between the newest known and the active file
     * @param dropped whether the newest known is not there any more, so that others may have come and gone behind it
     */
    private record Missed(Map<Path, Identity> files, boolean hole, boolean dropped) {
        Gap.@Nullable Reason reason() {
            return hole || dropped ? Gap.Reason.ROTATED_AWAY : null;
        }
    }

    /** What sorts behind the newest that is known and is unknown. */
    private Missed missed(Map<Path, Identity> rotated, @Nullable Identity active) throws IOException {
        Map<Path, Identity> unknown = new LinkedHashMap<>();
        Incarnation newest = successors.isEmpty() ? generations.get(generations.size() - 1) : successors.getLast();
        int number = -1;
        for (Map.Entry<Path, Identity> entry : rotated.entrySet()) {
            Identity identity = entry.getValue();
            if (active != null && Incarnation.same(identity, active)) {
                break;
            }
            if (isKnown(entry.getKey(), identity)) {
                unknown.clear();
                number = newest.is(identity) ? siblings.number(entry.getKey()) : -1;
            } else {
                unknown.put(entry.getKey(), identity);
            }
        }
        boolean hole = number - 1 > unknown.size();
        for (Path each : List.copyOf(unknown.keySet())) {
            if (isCopy(each)) {
                unknown.remove(each);
            }
        }
        boolean dropped = number < 0 && !newest.placeholder() && !unknown.isEmpty();
        return new Missed(unknown, hole, dropped);
    }

    private boolean isKnown(Path file, Identity identity) throws IOException {
        if (successors.stream().anyMatch(known -> known.is(identity))) {
            return true;
        }
        for (Incarnation known : generations) {
            if (!known.gone && known.is(identity)) {
                if (identity.birthNanos() != 0 || known.content != null || stillHolds(known, file)) {
                    return true;
                }
                // Without a time of birth a number proves nothing once the file it belonged to is closed.
                known.lost = true;
                dirty = true;
            }
        }
        return false;
    }

    private boolean stillHolds(Incarnation known, Path file) throws IOException {
        Blocks.Opened opened = Blocks.open(disk, file);
        if (opened == null) {
            throw new MovedException("not there: " + file);
        }
        try {
            if (!known.is(opened.attributes().identity())) {
                throw new MovedException("another file: " + file);
            }
            // One that nothing was taken of may as well be a new one: nothing can be repeated.
            return known.offset > 0 && Blocks.marked(opened.content(), known.offset, known.mark);
        } finally {
            opened.content().close();
        }
    }

    /** Whether a file repeats, from its beginning, what a known generation held. */
    private boolean isCopy(Path file) throws IOException {
        Blocks.Opened opened = openReadable(file);
        if (opened == null) {
            return false;
        }
        try {
            Content content = opened.content();
            long size = content.size();
            long head = Blocks.head(content, size, true);
            for (Incarnation known : generations) {
                if (head != 0 && known.generation.head() == head && repeats(content, size, known)) {
                    return true;
                }
            }
            return false;
        } finally {
            opened.content().close();
        }
    }

    /** Two files that begin with the same line: equal heads prove nothing, so the ends are compared. */
    private static boolean repeats(Content content, long size, Incarnation known) throws IOException {
        if (size >= known.offset) {
            return Blocks.marked(content, known.offset, known.mark);
        }
        Content original = known.content;
        return known.gone || (original != null && Blocks.marked(original, size, Blocks.mark(content, size)));
    }

    /** The content under a name was replaced: what was not taken of it is lost, and that is told. */
    private void truncated(Incarnation old) throws IOException {
        Content content = Objects.requireNonNull(old.content);
        old.content = null;
        old.gone = true;
        dirty = true;
        Position before = tip();
        if (old != current) {
            content.close();
            sink.accept(new Gap(before, before, Gap.Reason.TRUNCATED, -1, true));
            return;
        }
        Incarnation next = new Incarnation(newGeneration(old.identity), old.identity, old.path, content);
        next.quietSince = clock.nanos();
        next.modifiedSeen = old.modifiedSeen;
        next.before = old.before;
        generations.add(next);
        current = next;
        gap(next, Gap.Reason.TRUNCATED);
        hand(new Rotation(tip(), tip(), RotatedSet.nameOf(path), Rotation.How.TRUNCATE));
    }

    /** Goes on at the start of a generation, behind something that is missing. */
    private void gap(Incarnation next, Gap.Reason reason) {
        Incarnation earlier = next.before;
        Position after = new Position(next.generation, 0, earlier == null ? 0 : earlier.offset, 0);
        next.start = after;
        next.missingBefore = reason;
        enter(next);
        hand(new Gap(tip(), after, reason, -1, false));
    }

    /** The stream stands in this generation from now on. */
    private void enter(Incarnation next) {
        Incarnation standing = tipIn;
        for (Incarnation each : generations) {
            each.passed |= each != standing && !each.begun && each.generation.ordinal() < next.generation.ordinal();
        }
        next.begun = true;
        tipIn = next;
    }

    // ---- Taking lines in.

    private Pace take() throws IOException {
        int budget = drainOlder(current, 0, TURN_BYTES);
        Pace pace = budget < TURN_BYTES ? Pace.SOON : Pace.IDLE;
        while (budget > 0) {
            Incarnation reading = current;
            int taken = reading == null ? 0 : read(reading, 0);
            if (taken > 0) {
                budget -= taken;
                pace = Pace.SOON;
            } else if (reading != current) {
                pace = Pace.AGAIN;
            } else if (successors.isEmpty() && reading != null && !present && unfinished(reading) && quiet(reading)) {
                // Renamed or deleted, and nothing has taken its place yet: it is over all the same.
                takeUnfinished(reading, 0);
            } else if (successors.isEmpty()) {
                return sooner(pace, anyUnfinished() ? Pace.SOON : Pace.IDLE);
            } else if (!goOn(reading)) {
                return Pace.SOON;
            }
        }
        return Pace.AGAIN;
    }

    /** Leaves a file that is read to its end for the next one; false: not yet. */
    private boolean goOn(@Nullable Incarnation over) throws IOException {
        if (over != null && unfinished(over)) {
            if (!quiet(over)) {
                return false;
            }
            takeUnfinished(over, 0);
        }
        Incarnation next = successors.remove();
        generations.add(next);
        current = next;
        dirty = true;
        Gap.Reason missing = next.missingBefore;
        if (missing != null) {
            next.before = tipIn;
            gap(next, missing);
        }
        Rotation.How how = next.renamedBefore ? Rotation.How.RENAME : Rotation.How.CREATE;
        hand(new Rotation(tip(), tip(), RotatedSet.nameOf(next.path), how));
        return true;
    }

    /** Reads to their ends the files older than one that the stream can still take lines of; returns what is left. */
    private int drainOlder(@Nullable Incarnation newer, int depth, int budgetBytes) throws IOException {
        int budget = budgetBytes;
        for (Incarnation older : older(newer)) {
            int taken = 1;
            while (taken > 0 && budget > 0 && older.content != null) {
                taken = read(older, depth);
                budget -= taken;
            }
            if (older.content != null && unfinished(older) && quiet(older)) {
                takeUnfinished(older, depth);
            }
            if (older.content != null) {
                closeIfDeleted(older);
            }
        }
        return budget;
    }

    /** The stream is about to leave the one before its own for good: what is unfinished there is a line now or never. */
    private void finishBefore(int depth) throws IOException {
        Incarnation earlier = Objects.requireNonNull(tipIn).before;
        if (earlier != null && earlier.content != null && unfinished(earlier)) {
            takeUnfinished(earlier, depth);
        }
    }

    /** The generations held open that are older than one (null: than all to come), from the oldest. */
    private List<Incarnation> older(@Nullable Incarnation newer) {
        long rank = newer == null ? Long.MAX_VALUE : newer.generation.ordinal();
        return generations.subList(firstOpen(), generations.size()).stream()
                .filter(each -> each.content != null && each.generation.ordinal() < rank)
                .toList();
    }

    /** Index of the oldest generation that the stream can still take lines of. */
    private int firstOpen() {
        Incarnation standing = Objects.requireNonNull(tipIn);
        Incarnation earlier = standing.before;
        int first = earlier == null ? -1 : generations.indexOf(earlier);
        return first >= 0 ? first : Math.max(0, generations.indexOf(standing));
    }

    /** Lets go of generations that the stream has left behind. */
    private void closeOlder() {
        int first = firstOpen();
        for (int i = 0; i < first; i++) {
            generations.get(i).close();
        }
    }

    /** Forgets what nothing can be read of any more; not after a single listing, which may have missed it. */
    private void forget() {
        Incarnation standing = Objects.requireNonNull(tipIn);
        long now = clock.nanos();
        if (generations.removeIf(old -> old != standing
                && old != standing.before
                && old != current
                && old.content == null
                && (old.gone || (old.path == null && now - old.missingSince > FORGOTTEN_NANOS)))) {
            dirty = true;
            for (Incarnation each : generations) {
                Incarnation earlier = each.before;
                if (earlier != null && !generations.contains(earlier)) {
                    // Its number is still needed, its own past is not.
                    earlier.before = null;
                }
            }
        }
    }

    /** Once a second: has a file grown that is not held open? Its lines come too late for a place in the stream. */
    private void lookAtClosed() throws IOException {
        if (clock.nanos() - closedLookedAt < CLOSED_NANOS) {
            return;
        }
        closedLookedAt = clock.nanos();
        boolean moved = false;
        for (Incarnation closed : List.copyOf(generations)) {
            Path at = closed.path;
            if (at == null || closed.gone || (closed.content != null && at.equals(path))) {
                continue;
            }
            Attributes now = disk.attributes(at);
            if (now == null || !closed.is(now.identity())) {
                moved = true;
            } else if (closed.content == null && now.sizeBytes() > closed.sizeSeen && reopen(closed, at)) {
                int taken = 1;
                while (taken > 0 && closed.content != null) {
                    taken = read(closed, 0);
                }
            }
        }
        if (moved
                || generations.stream().anyMatch(known -> known.path == null && !known.gone && !known.placeholder())) {
            place(siblings.list());
        }
        unsure |= !present && (moved || current == null);
        forget();
    }

    /** Reads a block and hands its whole lines on. Returns the bytes it got further, 0 if there is no whole line. */
    private int read(Incarnation in, int depth) throws IOException {
        Content content = in.content;
        if (content == null) {
            return 0;
        }
        long size = content.size();
        grew(in, size);
        LineReader reader = readers.at(depth);
        LineReader.Outcome outcome = reader.read(in, content, size, new Taking(in, depth));
        if (outcome == LineReader.Outcome.FOREIGN) {
            truncated(in);
            return 0;
        }
        return reader.progressBytes();
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
        return LineReader.unfinished(in, content, size);
    }

    private boolean anyUnfinished() throws IOException {
        Incarnation newest = current;
        if (newest != null && unfinished(newest)) {
            return true;
        }
        for (Incarnation older : older(newest)) {
            if (unfinished(older)) {
                return true;
            }
        }
        return false;
    }

    private boolean quiet(Incarnation in) {
        return clock.nanos() - in.quietSince >= PARTIAL_QUIET_NANOS;
    }

    /** The bytes behind the last terminator of a file that is over become a line of their own. */
    private void takeUnfinished(Incarnation in, int depth) throws IOException {
        Content content = Objects.requireNonNull(in.content);
        Taking taking = new Taking(in, depth);
        if (readers.at(depth).readUnfinished(in, content, taking) == LineReader.Outcome.FOREIGN) {
            truncated(in);
        }
    }

    /** Gives what was read of one generation its place in the stream. */
    private final class Taking implements LineReader.Taker {
        private final Incarnation in;

        private final int depth;

        private Taking(Incarnation in, int depth) {
            this.in = in;
            this.depth = depth;
        }

        @Override
        public void read() throws IOException {
            drainOlder(in, depth + 1, TURN_BYTES);
            Incarnation standing = Objects.requireNonNull(tipIn);
            if (in.generation.ordinal() > standing.generation.ordinal()) {
                finishBefore(depth + 1);
            }
        }

        @Override
        public void lines(long offset, long head, byte[] bytes, int lead, int[] ends, int count) {
            if (!placed(head, ends[count - 1] - lead)) {
                return;
            }
            boolean late = in != tipIn;
            hand(new LineBatch(tip(), standing(), late, RotatedSet.nameOf(in.path), offset, bytes, lead, ends, count));
        }

        @Override
        public void longLine(long offset, long head, byte[] cut, long lengthBytes, long behind, byte[] mark) {
            if (!placed(head, behind - offset)) {
                return;
            }
            Position before = tip();
            long taken = before.generation().equals(standing()) ? before.taken() : before.offset();
            Position after = in == tipIn
                    ? new Position(standing(), behind, taken, EventId.markOf(mark, 0, mark.length))
                    : new Position(standing(), before.offset(), behind, before.mark());
            hand(new LongLine(before, after, RotatedSet.nameOf(in.path), offset, cut, lengthBytes));
        }

        private Generation standing() {
            return Objects.requireNonNull(tipIn).generation;
        }

        /** Moves the stream into this generation if it is the next; false: it has no place any more. */
        private boolean placed(long head, long bytes) {
            if (in.generation.head() == 0) {
                in.generation = in.generation.withHead(head);
            }
            Incarnation standing = Objects.requireNonNull(tipIn);
            if (in == standing || in == standing.before) {
                in.begun = true;
                return true;
            }
            if (in.generation.ordinal() < standing.generation.ordinal()) {
                // Ids speak of one predecessor.
                Position here = tip();
                hand(new Gap(here, here, Gap.Reason.UNREADABLE, bytes, false));
                return false;
            }
            in.before = standing;
            enter(in);
            return true;
        }
    }

    private void hand(Entry entry) {
        sink.accept(entry);
        tip = entry.after();
        dirty = true;
    }

    // ---- Small things.

    private Position tip() {
        return Objects.requireNonNull(tip);
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

    private static String describe(Exception trouble) {
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

    private static Pace sooner(Pace one, Pace other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

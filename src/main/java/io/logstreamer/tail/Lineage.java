package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.log.Sink;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The generations of one log in their order, and where the stream stands among them.
 *
 * <pre>
 *   known: [oldest] ... [before] [standing] ... [current] | successors: [next] ... [newest]
 *                         late lines  the tip      is read              held open until it is their turn
 * </pre>
 *
 * Confined to the tailer thread.
 */
final class Lineage {

    private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final String source;
    private final Clock clock;
    private final Sink sink;
    private final List<Incarnation> generations = new ArrayList<>();
    private final Deque<Incarnation> successors = new ArrayDeque<>();
    private final Placement placement;
    private @Nullable Incarnation current;
    private @Nullable Position tip;
    private @Nullable Incarnation standing;
    private long lastOrdinal;
    private long firstOrdinal;
    private boolean changed;

    Lineage(String source, Clock clock, Sink sink) {
        this.source = source;
        this.clock = clock;
        this.sink = sink;
        this.placement = new Placement(generations, successors, clock);
    }

    /**
     * What is there at first sight.
     *
     * @param found from the oldest to the newest, at least one
     * @param active the one under the log's path; null: none is
     * @param last the one the stream stands in
     */
    void begin(List<Incarnation> found, @Nullable Incarnation active, Incarnation last) {
        generations.addAll(found);
        current = active;
        standing = last;
        Incarnation earlier = last.before;
        int startMark = earlier == null ? Incarnation.birthMark(last.born) : last.startMark();
        Position here = new Position(
                last.generation,
                last.offset,
                earlier == null ? 0 : earlier.offset,
                last.offset == 0 ? startMark : EventId.markOf(last.mark, 0, last.mark.length));
        tip = here;
        sink.begin(here);
        changed = true;
    }

    /** Whether there was a first sight. */
    boolean begun() {
        return tip != null;
    }

    /** The place behind everything that was handed on. */
    Position tip() {
        return Objects.requireNonNull(tip);
    }

    /** The one the tip is in. */
    Incarnation standing() {
        return Objects.requireNonNull(standing);
    }

    /** The one that is read; null: none was ever there. */
    @Nullable Incarnation current() {
        return current;
    }

    /** The newest that is known; null: none. */
    @Nullable Incarnation newest() {
        return successors.isEmpty() ? current : successors.getLast();
    }

    /** From the oldest to the one that is read. */
    List<Incarnation> generations() {
        return generations;
    }

    /** Whether a file is one of these, and not overwritten. */
    boolean knows(Sibling file) {
        return generations.stream().anyMatch(known -> !known.gone && known.isIn(file))
                || successors.stream().anyMatch(known -> known.isIn(file));
    }

    /** Those that come after, in their order. */
    Deque<Incarnation> successors() {
        return successors;
    }

    /** Goes on to read this one. */
    void read(Incarnation next) {
        generations.add(next);
        current = next;
        changed = true;
    }

    /**
     * Puts history before everything there is. What came first so far keeps its places, which know of nothing before it.
     *
     * @param found from the oldest to the newest
     */
    void prepend(List<Incarnation> found) {
        Incarnation next = null;
        for (Incarnation each : generations) {
            if (next == null && each.offset > 0 && !each.gone) {
                next = each;
            }
        }
        for (int i = found.size() - 1; i >= 0; i--) {
            Incarnation each = found.get(i);
            Identity identity = each.identity;
            long head = each.generation.head();
            each.generation = new Generation(source, --firstOrdinal, 0, (int) (identity.inode() & Generation.MASK_24))
                    .withHead(head);
            each.begun = true;
            each.before = i == 0 ? null : found.get(i - 1);
            generations.add(0, each);
            changed = true;
        }
        if (next != null && !found.isEmpty()) {
            next.behind = found.get(found.size() - 1).generation;
        }
    }

    /** What readers see must be told anew. */
    void changed() {
        changed = true;
    }

    /** Whether that is so; afterwards it is not. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    int openFiles() {
        int open = 0;
        for (Incarnation each : generations) {
            open += each.content == null ? 0 : 1;
        }
        for (Incarnation each : successors) {
            open += each.content == null ? 0 : 1;
        }
        return open;
    }

    /** Closes what is read to its end and has a name. */
    void rest() {
        for (Incarnation each : generations) {
            Content content = each.content;
            try {
                if (content != null && each.path != null && content.size() == each.offset) {
                    each.sizeSeen = each.offset;
                    each.close();
                    changed = true;
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "Stays open: " + each.path, e);
            }
        }
    }

    /** Lets go of every file. */
    void close() {
        generations.forEach(Incarnation::close);
        successors.forEach(Incarnation::close);
    }

    /**
     * Opens anew what the file system has let go of (ESTALE). What cannot be opened is kept: the fault may pass, and of a
     * deleted file there is no other way to the rest.
     */
    void reopenFailed(Disk disk) {
        for (Incarnation each : generations) {
            Content failed = each.content;
            Path at = each.path;
            try {
                if (failed != null) {
                    failed.size();
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "To be opened anew: " + at, e);
                if (at != null) {
                    replace(disk, each, at);
                }
            }
        }
    }

    private void replace(Disk disk, Incarnation known, Path at) {
        Content failed = known.content;
        try {
            if (failed != null && reopen(disk, known, at)) {
                failed.close();
                changed = true;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Not yet", e);
        }
    }

    // ---- New ones.

    /** Stands for a log of which no file was ever seen. */
    Incarnation placeholder() {
        return new Incarnation(new Generation(source, 0, 0, 0), new Identity(0, 0, 0), null, null);
    }

    /** Stands for what will come behind an archive. */
    Incarnation nothingYet() {
        Identity none = new Identity(0, 0, 0);
        return new Incarnation(newGeneration(none), none, null, null);
    }

    /** A file that was just opened, as the newest one. */
    Incarnation opened(Blocks.Opened opened, Path at) {
        Identity identity = opened.attributes().identity();
        Incarnation made = new Incarnation(newGeneration(identity), identity, at, opened.content());
        made.quietSince = clock.nanos();
        made.modifiedSeen = opened.attributes().modifiedNanos();
        return made;
    }

    /** Ranked behind all there are. */
    Generation newGeneration(Identity identity) {
        return new Generation(source, ++lastOrdinal, 0, (int) (identity.inode() & Generation.MASK_24));
    }

    /**
     * Opens a file that was listed and adds it to a list; one that may not be read is left out.
     *
     * @return false: the name leads to another file by now
     */
    boolean openListed(Disk disk, Path at, Identity listed, List<Incarnation> found) throws IOException {
        try {
            Blocks.Opened opened = Blocks.open(disk, at);
            if (opened == null) {
                return false;
            }
            found.add(opened(opened, at));
            return Incarnation.same(opened.attributes().identity(), listed);
        } catch (AccessDeniedException e) {
            LOG.log(Level.DEBUG, "Left out of the history of " + source, e);
            return true;
        }
    }

    /** Opens a known one again under a name; false: another file is there. */
    boolean reopen(Disk disk, Incarnation known, Path at) throws IOException {
        if (known.form != null) {
            return false;
        }
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

    // ---- The stream.

    /** Hands on what comes next in the stream. */
    void hand(Entry entry) {
        sink.accept(entry);
        tip = entry.after();
        changed = true;
    }

    /** Goes on at the start of a generation, behind something that is missing. */
    void gap(Incarnation next, Gap.Reason reason) {
        gap(next, reason, 0);
    }

    /** @param cutHead hash of the first line of what is missing, by which what is left of it is known; 0: none is */
    void gap(Incarnation next, Gap.Reason reason, long cutHead) {
        Incarnation earlier = next.before;
        int mark = next.startMark();
        Generation named = mark == 0 ? next.generation : next.generation.withHead(cutHead);
        Position after = new Position(named, 0, earlier == null ? 0 : earlier.offset, mark);
        next.start = after;
        next.missingBefore = reason;
        enter(next);
        hand(new Gap(tip(), after, reason, -1, next.maybe));
    }

    /** The stream stands in this generation from now on. */
    void enter(Incarnation next) {
        for (Incarnation each : generations) {
            each.passed |= each != standing && !each.begun && each.generation.ordinal() < next.generation.ordinal();
        }
        next.begun = true;
        standing = next;
    }

    // ---- Which are held open.

    /** The generations held open that are older than one (null: than all to come), from the oldest. */
    List<Incarnation> older(@Nullable Incarnation newer) {
        long rank = newer == null ? Long.MAX_VALUE : newer.generation.ordinal();
        return generations.subList(firstOpen(), generations.size()).stream()
                .filter(each -> each.content != null && each.generation.ordinal() < rank)
                .toList();
    }

    /** Index of the oldest generation that the stream can still take lines of. */
    private int firstOpen() {
        Incarnation here = standing();
        Incarnation earlier = here.before;
        int first = earlier == null ? -1 : generations.indexOf(earlier);
        return first >= 0 ? first : Math.max(0, generations.indexOf(here));
    }

    /** Lets go of generations that the stream has left behind. */
    void closeOlder() {
        int first = firstOpen();
        for (int i = 0; i < first; i++) {
            generations.get(i).close();
        }
    }

    // ---- Where they are.

    /** The newest one, if its file is the one under the log's path; null: it is not. */
    @Nullable Incarnation under(@Nullable Identity identity) {
        Incarnation newest = newest();
        return newest != null && identity != null && !newest.gone && newest.isPlain(identity) ? newest : null;
    }

    /**
     * Where the known generations are now. One whose file is gone may be in an archive that has appeared: by its first
     * line, and where several have the same, by its place in the order.
     *
     * @return false: an archive is not looked into yet; ask again
     */
    boolean place(List<Sibling> rotated, Archivist archivist) {
        return place(rotated, archivist, null);
    }

    /**
     * The same while the active file is looked at.
     *
     * @param active its path is not in the list of the rotated ones; null: it is of no interest
     */
    boolean place(List<Sibling> rotated, Archivist archivist, @Nullable Incarnation active) {
        changed = true;
        return placement.place(rotated, archivist, active);
    }

    /**
     * Forgets what nothing can be read of any more; not after a single listing, which may have missed it.
     *
     * @param lastRead whoever is in a deleted one reads it to its end
     */
    void forget(LastRead lastRead) {
        Incarnation here = standing();
        long now = clock.nanos();
        if (generations.removeIf(old -> old != here
                && old != here.before
                && old != current
                && old.content == null
                && (old.gone
                        || (old.path == null
                                && now - old.missingSince > FORGOTTEN_NANOS
                                && !lastRead.holds(old.identity))))) {
            changed = true;
            for (Incarnation each : generations) {
                Incarnation earlier = each.before;
                if (earlier != null && !generations.contains(earlier)) {
                    // Its number is still needed, its own past is not.
                    earlier.forgetBefore();
                }
            }
        }
    }
}

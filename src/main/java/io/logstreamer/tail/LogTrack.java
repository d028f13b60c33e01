package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
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
 * <p>Confined to the tailer thread; {@link #state} may be read by anyone.
 */
final class LogTrack {

    /** So long those who ask for a first look wait for it. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    final String id;
    final String group;
    final LineEnd lineEnd;

    private final Disk disk;
    private final Clock clock;
    private final long met;
    private final Lineage lineage;
    private final FirstSight firstSight;
    private final Succession succession;
    private final Cuts cuts;
    private final LateHistory lateHistory;
    private final Intake intake;
    private final Siblings siblings;
    private final Archivist archivist;

    private boolean present;
    private boolean asked;
    private boolean searching;

    /** Whether the last look found the file closed and as it was. */
    private boolean resting;

    private @Nullable Trouble problem;

    private long changes;
    private volatile @Nullable LogState state;

    LogTrack(
            String id,
            String group,
            Siblings siblings,
            Disk disk,
            Clock clock,
            Sink sink,
            LineReaders readers,
            Archivist archivist,
            LastRead lastRead) {
        this.id = id;
        this.group = group;
        this.disk = disk;
        this.clock = clock;
        this.met = clock.nanos();
        this.siblings = siblings;
        this.archivist = archivist;
        this.lineEnd = readers.lineEnd();
        this.lineage = new Lineage(id, clock, sink);
        this.firstSight = new FirstSight(lineage, disk, siblings, readers.lineEnd(), archivist);
        Copies copies = new Copies(lineage, disk, siblings, archivist);
        Newcomers newcomers = new Newcomers(lineage, disk, siblings, copies, archivist);
        this.succession = new Succession(lineage, disk, clock, siblings, newcomers, archivist);
        this.lateHistory = new LateHistory(lineage, disk, clock, siblings, copies, firstSight, archivist);
        this.cuts = new Cuts(lineage, lineEnd, clock, siblings, copies, newcomers, archivist);
        this.intake = new Intake(lineage, disk, clock, readers, siblings, cuts, archivist, lastRead);
    }

    /** Whether a file of it was ever there. Tailer thread only. */
    boolean seen() {
        return lineage.begun()
                && (lineage.current() != null || lineage.generations().stream().anyMatch(each -> !each.placeholder()));
    }

    /** Whether the active file was there at the last look. Tailer thread only. */
    boolean isPresent() {
        return present;
    }

    /** The file that is written to. Any thread. */
    Path path() {
        return siblings.active();
    }

    /** Another file is written to from now on. */
    void activate(Path path) {
        siblings.activate(path);
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
     * @param newsSince at the first look, see {@link FirstSight#begin}
     */
    Pace look(long newsSince) {
        Pace pace = Pace.IDLE;
        Trouble trouble = null;
        resting = false;
        try {
            if (!lineage.begun()) {
                begin(newsSince);
            }
            pace = notice();
        } catch (IOException | UncheckedIOException e) {
            lineage.reopenFailed(disk);
            trouble = Trouble.of(path(), e);
        }
        // One look at one quiet file is one call of the file system: there may be thousands of them.
        if (lineage.begun() && !(resting && lineage.generations().size() == 1)) {
            try {
                pace = sooner(pace, intake.take(present));
                lineage.closeOlder();
                if (intake.lookAtClosed() && !present) {
                    succession.suspect();
                }
                if (!present) {
                    lateHistory.forgetNames();
                } else if (!unsettled()) {
                    lateHistory.look();
                }
            } catch (IOException | UncheckedIOException e) {
                lineage.reopenFailed(disk);
                trouble = Trouble.of(path(), e);
            }
        }
        tell(trouble);
        publish();
        return pace;
    }

    /** Who may not look at a log yet waits for it like for one that is not there; a fault may pass. */
    private void begin(long newsSince) throws IOException {
        try {
            firstSight.begin(newsSince);
        } catch (IOException | UncheckedIOException e) {
            if (e instanceof AccessDeniedException || clock.nanos() - met > PATIENCE_NANOS) {
                firstSight.beginBlind();
            }
            throw e;
        }
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
        return searching || succession.unsure() || !lineage.successors().isEmpty();
    }

    /** Whether it was cut, and what was in it may be in a copy that is not found yet. */
    boolean seeksCopy() {
        Incarnation current = lineage.current();
        return current != null && current.soughtSince != 0;
    }

    /** Whether the last look came to nothing, for a reason that was told. */
    boolean troubled() {
        return problem != null;
    }

    /** Files held open. */
    int openFiles() {
        return lineage.openFiles();
    }

    /** Closes what is read to its end and can be found again by name; it is opened again when it grows. */
    void rest() {
        lineage.rest();
    }

    /** Lets go of every file. */
    void close() {
        lineage.close();
    }

    private Pace notice() throws IOException {
        Attributes now = disk.attributes(path());
        if (now != null && !now.regular()) {
            setPresent(false);
            throw new NotRegularException(path());
        }
        if (now == null && (present || asked)) {
            succession.suspect();
        }
        asked = false;
        setPresent(now != null);
        if (!lineage.begun()) {
            return Pace.SOON;
        }
        if (searching) {
            Identity identity = now == null ? null : now.identity();
            searching = !lineage.place(siblings.list(), archivist, lineage.under(identity));
        }
        Incarnation newest = lineage.newest();
        if (now == null) {
            forgetDeleted(newest);
            return succession.unsure() ? succession.follow(null) : Pace.IDLE;
        }
        if (newest != null && newest.content != null && newest.isPlain(now.identity())) {
            succession.settled();
            newest.path = path();
            return newest == lineage.current() ? compare(newest, now) : Pace.IDLE;
        }
        if (newest != null && rests(newest, now)) {
            succession.settled();
            resting = lineage.successors().isEmpty();
            return Pace.IDLE;
        }
        return succession.follow(now.identity());
    }

    /** A file that was closed because it is quiet, and still is. */
    private boolean rests(Incarnation newest, Attributes now) {
        return newest.content == null
                && !newest.gone
                && path().equals(newest.path)
                && newest.isPlain(now.identity())
                && newest.sizeSeen == now.sizeBytes()
                && newest.modifiedSeen == now.modifiedNanos();
    }

    private void setPresent(boolean there) {
        if (present != there) {
            lineage.changed();
        }
        present = there;
    }

    /** The same file: has it been written anew? */
    private Pace compare(Incarnation same, Attributes now) throws IOException {
        boolean touched = now.modifiedNanos() != same.modifiedSeen;
        same.modifiedSeen = now.modifiedNanos();
        Content content = Objects.requireNonNull(same.content);
        if (now.sizeBytes() < same.offset
                || (touched && now.sizeBytes() == same.offset && !Blocks.marked(content, same.offset, same.mark))) {
            return cuts.cut(same) ? Pace.AGAIN : Pace.SOON;
        }
        if ((touched || same.soughtSince != 0) && cuts.unseen(same)) {
            return cuts.cut(same) ? Pace.AGAIN : Pace.SOON;
        }
        return Pace.IDLE;
    }

    private void forgetDeleted(@Nullable Incarnation newest) throws IOException {
        if (newest != null && newest == lineage.current() && newest.content != null) {
            intake.closeIfDeleted(newest);
        }
    }

    private void tell(@Nullable Trouble trouble) {
        if (Objects.equals(trouble, problem)) {
            return;
        }
        Trouble before = problem;
        problem = trouble;
        lineage.changed();
        if (trouble == null) {
            LOG.log(Level.INFO, "Source {0} can be read again", id);
        } else if (!trouble.isOfSameKind(before)) {
            LOG.log(Level.WARNING, "Source {0}: {1}", id, trouble.detail());
        }
    }

    private void publish() {
        if (lineage.begun() && lineage.takeChanged()) {
            changes++;
            state = new LogState(
                    lineage.tip(),
                    lineage.generations().stream().map(Incarnation::snapshot).toList(),
                    present,
                    problem == null ? null : problem.advice());
        }
    }

    static Pace sooner(Pace one, Pace other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

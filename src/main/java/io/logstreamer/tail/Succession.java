package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Rotation;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a log goes on in when another file lies under its path, or none: which files were the active one between
 * two looks, which are copies, and which is an old one that came back. Confined to the tailer thread.
 */
final class Succession {

    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final int SAME_TEXT_BYTES = 1_024;
    private static final long SETTLE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Lineage lineage;
    private final Disk disk;
    private final Clock clock;
    private final Siblings siblings;
    private final Newcomers newcomers;
    private final Archivist archivist;

    /** Another file is under the path than the newest one known, or none: were there others in between? */
    private boolean unsure;

    /** The directory as it was listed while another file lay under the path, and when that began. */
    private @Nullable List<Sibling> listing;

    private long listedAt;
    private long unsettledSince;

    Succession(Lineage lineage, Disk disk, Clock clock, Siblings siblings, Newcomers newcomers, Archivist archivist) {
        this.lineage = lineage;
        this.disk = disk;
        this.clock = clock;
        this.siblings = siblings;
        this.newcomers = newcomers;
        this.archivist = archivist;
    }

    /** Something may have come and gone. */
    void suspect() {
        unsure = true;
    }

    /** Whether something may have come and gone. */
    boolean unsure() {
        return unsure;
    }

    /** The newest one known is under the path. */
    void settled() {
        listing = null;
        unsure = false;
    }

    /**
     * Another file lies under the path, or none: takes it, and what was missed, once the directory stands still.
     *
     * @param identity of the file under the path; null: there is none
     */
    LogTrack.Pace follow(@Nullable Identity identity) throws IOException {
        if (identity != null
                && (lineage.successors().stream().anyMatch(known -> known.isPlain(identity)) || movedBack(identity))) {
            settled();
            return LogTrack.Pace.IDLE;
        }
        unsure = true;
        List<Incarnation> opened = new ArrayList<>();
        boolean taken = false;
        try {
            Blocks.Opened active = identity == null ? null : Blocks.open(disk, siblings.active());
            if (identity != null && active == null) {
                return LogTrack.Pace.SOON;
            }
            Incarnation next = active == null ? null : lineage.opened(active, siblings.active());
            if (next != null) {
                opened.add(next);
            }
            // Listed after opening: whatever was renamed before this file came is in the directory by now.
            List<Sibling> fresh = siblings.list();
            if (!lineage.place(fresh, archivist)) {
                return LogTrack.Pace.SOON;
            }
            if (next != null && goesOn(next, fresh) && standsStill(fresh, false)) {
                opened.remove(next);
                takeOver(next);
                settled();
                return LogTrack.Pace.AGAIN;
            }
            Newcomers.Missed missed = newcomers.behindNewest(fresh, next);
            if (missed == null || !standsStill(fresh, missed.hole())) {
                return LogTrack.Pace.SOON;
            }
            boolean denied = false;
            for (Sibling each : missed.files()) {
                int before = opened.size();
                if (!newcomers.open(each, opened)) {
                    return LogTrack.Pace.SOON;
                }
                denied |= opened.size() == before;
            }
            if (next != null) {
                opened.remove(next);
                opened.add(next);
            }
            reopenResting();
            settled();
            taken = true;
            enqueue(opened, denied ? Gap.Reason.UNREADABLE : missed.reason());
            return LogTrack.Pace.AGAIN;
        } catch (MovedException e) {
            listing = null;
            return LogTrack.Pace.SOON;
        } finally {
            if (!taken) {
                opened.forEach(Incarnation::close);
            }
        }
    }

    /**
     * Whether the newest one goes on in another file: an editor has saved it anew, or an overlay has copied it up. So if the
     * new file holds all that was taken of it, enough that this is no accident, and the old one is under no name beside it.
     */
    private boolean goesOn(Incarnation next, List<Sibling> fresh) throws IOException {
        Incarnation newest = lineage.newest();
        Content content = next.content;
        if (newest == null || content == null || newest.gone || newest.offset < SAME_TEXT_BYTES) {
            return false;
        }
        boolean rotated = fresh.stream().anyMatch(newest::isIn);
        return !rotated
                && newest == lineage.current()
                && content.size() >= newest.offset
                && Blocks.marked(content, newest.offset, newest.mark)
                && Blocks.head(content, newest.offset, true) == newest.generation.head();
    }

    private void takeOver(Incarnation next) {
        Incarnation newest = Objects.requireNonNull(lineage.newest());
        newest.close();
        newest.identity = next.identity;
        newest.path = next.path;
        newest.content = next.content;
        newest.quietSince = clock.nanos();
        lineage.changed();
    }

    /** One that was closed because it was quiet may have grown before it was renamed. */
    private void reopenResting() throws IOException {
        Incarnation left = lineage.current();
        Path at = left == null ? null : left.path;
        if (left == null || at == null || left.content != null || left.gone || left.form != null) {
            return;
        }
        if (!lineage.reopen(disk, left, at)) {
            throw new MovedException("another file: " + at);
        }
        Content content = left.content;
        if (content != null && !Blocks.marked(content, left.offset, left.mark)) {
            // Its number was given to another file.
            left.close();
            left.lost = true;
            left.path = null;
        }
    }

    /** The path shows a file again that it showed before. */
    private boolean movedBack(Identity identity) throws IOException {
        for (Incarnation known : lineage.generations()) {
            // What was packed does not come back: its number may have been given to a new file.
            if (!known.is(identity) || known.form != null || known.gone || known.passed) {
                continue;
            }
            if (known.content == null
                    && known.offset == 0
                    && (known != lineage.newest() || identity.birthNanos() == 0)) {
                // Nothing was taken of it: as a new one it loses and repeats nothing.
                known.lost = true;
                continue;
            }
            if (known.content == null && !lineage.reopen(disk, known, siblings.active())) {
                return false;
            }
            Content content = known.content;
            if (content != null && content.size() >= known.offset && Blocks.marked(content, known.offset, known.mark)) {
                known.path = siblings.active();
                lineage.changed();
                return true;
            }
            known.close();
            lineage.changed();
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

    /**
     * Two listings that agree. While a number is missing in them they must do so for longer: that is also what a rotation
     * looks like between two of its renames.
     */
    private boolean standsStill(List<Sibling> fresh, boolean hole) throws IOException {
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

    /** Whether a file that was missed is younger than the active one: it was copied from that, which was then cut. */
    private static boolean isCopied(Incarnation missed, @Nullable Incarnation active) {
        return active != null
                && missed.form == null
                && active.identity.birthNanos() > 0
                && missed.identity.birthNanos() > active.identity.birthNanos();
    }

    private void enqueue(List<Incarnation> opened, Gap.@Nullable Reason missing) {
        Incarnation newest = lineage.newest();
        boolean renamed = newest != null && newest.path != null;
        Gap.Reason reason = missing;
        if (newest != null) {
            // Over from now on: who writes to it may not have been told yet, and be in the middle of a line.
            newest.quietSince = clock.nanos();
        }
        Incarnation active = opened.isEmpty() ? null : opened.get(opened.size() - 1);
        Incarnation previous = null;
        for (Incarnation next : opened) {
            // Ranked in the order in which they follow, not in that in which they were opened.
            next.generation = lineage.newGeneration(next.identity);
            next.quietSince = clock.nanos();
            next.renamedBefore = renamed;
            next.missingBefore = reason;
            if (previous != null && isCopied(previous, active)) {
                // Between copy and cut, more may have been written.
                previous.copied = true;
                next.missingBefore = Gap.Reason.TRUNCATED;
                next.maybe = true;
                next.how = Rotation.How.COPYTRUNCATE;
            }
            previous = next;
            reason = null;
            renamed = true;
            lineage.successors().add(next);
        }
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Gap;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Lineage lineage;
    private final Disk disk;
    private final Clock clock;
    private final Siblings siblings;
    private final Copies copies;
    private final Archivist archivist;

    /** Another file is under the path than the newest one known, or none: were there others in between? */
    private boolean unsure;

    /** The directory as it was listed while another file lay under the path, and when that began. */
    private @Nullable List<Sibling> listing;

    private long listedAt;
    private long unsettledSince;

    Succession(Lineage lineage, Disk disk, Clock clock, Siblings siblings, Copies copies, Archivist archivist) {
        this.lineage = lineage;
        this.disk = disk;
        this.clock = clock;
        this.siblings = siblings;
        this.copies = copies;
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
                && (lineage.successors().stream().anyMatch(known -> known.is(identity)) || movedBack(identity))) {
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
            Missed missed = missed(fresh, next == null ? null : next.identity);
            if (missed == null || !standsStill(fresh, missed.hole())) {
                return LogTrack.Pace.SOON;
            }
            boolean denied = false;
            for (Sibling each : missed.files()) {
                int before = opened.size();
                if (!open(each, opened)) {
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
        boolean rotated = fresh.stream().anyMatch(each -> newest.is(each.identity()));
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

    /** False: not yet. One that cannot be read is left out. */
    private boolean open(Sibling file, List<Incarnation> opened) throws IOException {
        if (!file.packed()) {
            if (!lineage.openListed(disk, file.path(), file.identity(), opened)) {
                throw new MovedException("another file: " + file.path());
            }
            return true;
        }
        try {
            Content content = archivist.unpacked(file);
            if (content == null) {
                return false;
            }
            Incarnation made =
                    new Incarnation(lineage.newGeneration(file.identity()), file.identity(), file.path(), content);
            made.pack(file);
            made.quietSince = clock.nanos();
            made.copied = true;
            opened.add(made);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Left out: {0}: {1}", file.path(), e.getMessage());
        }
        return true;
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
            if (!known.is(identity) || known.gone || known.passed) {
                continue;
            }
            if (known.content == null && known.offset == 0) {
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

    private void enqueue(List<Incarnation> opened, Gap.@Nullable Reason missing) {
        Incarnation newest = lineage.newest();
        boolean renamed = newest != null && newest.path != null;
        Gap.Reason reason = missing;
        for (Incarnation next : opened) {
            // Ranked in the order in which they follow, not in that in which they were opened.
            next.generation = lineage.newGeneration(next.identity);
            next.renamedBefore = renamed;
            next.missingBefore = reason;
            reason = null;
            renamed = true;
            lineage.successors().add(next);
        }
    }

    /**
     * Files that were the active one between two looks.
     *
     * @param files from the oldest to the newest
     * @param hole whether a number is missing between the newest known and the active file
     * @param dropped whether the newest known is not there any more, so that others may have come and gone behind it
     */
    private record Missed(List<Sibling> files, boolean hole, boolean dropped) {
        Gap.@Nullable Reason reason() {
            return hole || dropped ? Gap.Reason.ROTATED_AWAY : null;
        }
    }

    /** What sorts behind the newest that is known and is unknown; null: an archive is not looked into yet. */
    private @Nullable Missed missed(List<Sibling> rotated, @Nullable Identity active) throws IOException {
        List<Sibling> unknown = new ArrayList<>();
        Incarnation newest = lineage.successors().isEmpty()
                ? lineage.generations().get(lineage.generations().size() - 1)
                : lineage.successors().getLast();
        long distance = -1;
        for (Sibling each : rotated) {
            if (active != null && Incarnation.same(each.identity(), active)) {
                break;
            }
            if (isKnown(each)) {
                unknown.clear();
                distance = newest.is(each.identity()) ? each.distance() : -1;
            } else {
                unknown.add(each);
            }
        }
        boolean found = rotated.stream().anyMatch(each -> newest.is(each.identity()));
        boolean hole = distance - 1 > unknown.size();
        for (Sibling each : List.copyOf(unknown)) {
            if (copies.isCopy(each)) {
                unknown.remove(each);
            }
        }
        boolean dropped = !found && !newest.placeholder() && !unknown.isEmpty();
        return new Missed(List.copyOf(unknown), hole, dropped);
    }

    private boolean isKnown(Sibling file) throws IOException {
        Identity identity = file.identity();
        if (lineage.successors().stream().anyMatch(known -> known.is(identity))) {
            return true;
        }
        for (Incarnation known : lineage.generations()) {
            if (!known.gone && known.is(identity)) {
                if (identity.birthNanos() != 0 || known.content != null || stillHolds(known, file)) {
                    return true;
                }
                // Without a time of birth a number proves nothing once the file it belonged to is closed.
                known.lost = true;
                lineage.changed();
            }
        }
        return false;
    }

    private boolean stillHolds(Incarnation known, Sibling sibling) throws IOException {
        if (sibling.packed()) {
            return true;
        }
        Path file = sibling.path();
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
}

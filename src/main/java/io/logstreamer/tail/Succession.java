package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Gap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a log goes on in when another file lies under its path, or none: which files were the active one between
 * two looks, which are copies, and which is an old one that came back. Confined to the tailer thread.
 */
final class Succession {

    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final long SETTLE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Lineage lineage;
    private final Disk disk;
    private final Clock clock;
    private final Siblings siblings;
    private final Copies copies;
    private final Path path;

    /** Another file is under the path than the newest one known, or none: were there others in between? */
    private boolean unsure;

    /** The directory as it was listed while another file lay under the path, and when that began. */
    private @Nullable Map<Path, Identity> listing;

    private long listedAt;
    private long unsettledSince;

    Succession(Lineage lineage, Disk disk, Clock clock, Siblings siblings, Copies copies, Path path) {
        this.lineage = lineage;
        this.disk = disk;
        this.clock = clock;
        this.siblings = siblings;
        this.copies = copies;
        this.path = path;
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
            Blocks.Opened active = identity == null ? null : Blocks.open(disk, path);
            if (identity != null && active == null) {
                return LogTrack.Pace.SOON;
            }
            Incarnation next = active == null ? null : lineage.opened(active, path);
            if (next != null) {
                opened.add(next);
            }
            // Listed after opening: whatever was renamed before this file came is in the directory by now.
            Map<Path, Identity> fresh = siblings.list();
            Missed missed = missed(fresh, next == null ? null : next.identity);
            if (!standsStill(fresh, missed.hole())) {
                return LogTrack.Pace.SOON;
            }
            for (Map.Entry<Path, Identity> entry : missed.files().entrySet()) {
                if (!lineage.openListed(disk, entry.getKey(), entry.getValue(), opened)) {
                    throw new MovedException("another file: " + entry.getKey());
                }
            }
            boolean denied = opened.size() < missed.files().size() + (next == null ? 0 : 1);
            if (next != null) {
                opened.remove(next);
                opened.add(next);
            }
            lineage.place(fresh);
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

    /** One that was closed because it was quiet may have grown before it was renamed. */
    private void reopenResting() throws IOException {
        Incarnation left = lineage.current();
        if (left == null || left.content != null || left.gone || left.placeholder()) {
            return;
        }
        Path at = left.path;
        if (at != null && !lineage.reopen(disk, left, at)) {
            throw new MovedException("another file: " + at);
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
            if (known.content == null && !lineage.reopen(disk, known, path)) {
                return false;
            }
            Content content = known.content;
            if (content != null && content.size() >= known.offset && Blocks.marked(content, known.offset, known.mark)) {
                known.path = path;
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
    private record Missed(Map<Path, Identity> files, boolean hole, boolean dropped) {
        Gap.@Nullable Reason reason() {
            return hole || dropped ? Gap.Reason.ROTATED_AWAY : null;
        }
    }

    /** What sorts behind the newest that is known and is unknown. */
    private Missed missed(Map<Path, Identity> rotated, @Nullable Identity active) throws IOException {
        Map<Path, Identity> unknown = new LinkedHashMap<>();
        Incarnation newest = lineage.successors().isEmpty()
                ? lineage.generations().get(lineage.generations().size() - 1)
                : lineage.successors().getLast();
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
            if (copies.isCopy(each)) {
                unknown.remove(each);
            }
        }
        boolean dropped = number < 0 && !newest.placeholder() && !unknown.isEmpty();
        return new Missed(unknown, hole, dropped);
    }

    private boolean isKnown(Path file, Identity identity) throws IOException {
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
}

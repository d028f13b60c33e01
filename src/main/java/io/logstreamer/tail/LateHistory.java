package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Puts files that appear later and sort before everything known in their place: archives that somebody has brought back, or
 * the files of a mount that comes back with others under their names. They are history, never news. One that still grows is
 * waited for.
 *
 * <p>Confined to the tailer thread.
 */
final class LateHistory {

    private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Lineage lineage;
    private final Disk disk;
    private final Clock clock;
    private final Siblings siblings;
    private final Copies copies;
    private final FirstSight firstSight;
    private final Archivist archivist;

    private long lookedAt;
    private List<Path> names = List.of();
    /** Those that are waited for, with their sizes. */
    private Map<Identity, Long> growing = Map.of();

    LateHistory(
            Lineage lineage,
            Disk disk,
            Clock clock,
            Siblings siblings,
            Copies copies,
            FirstSight firstSight,
            Archivist archivist) {
        this.lineage = lineage;
        this.disk = disk;
        this.clock = clock;
        this.siblings = siblings;
        this.copies = copies;
        this.firstSight = firstSight;
        this.archivist = archivist;
        this.lookedAt = clock.nanos();
    }

    /**
     * Looks once a second, and asks no file where no name has changed. To be called while no rotation is under way. A
     * directory that cannot be listed is nothing to be told of here: the log itself is read all the same.
     */
    void look() {
        try {
            seek();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.DEBUG, "Older files are looked for again in a second", e);
        }
    }

    /** The log was away: other files may come back under the same names. */
    void forgetNames() {
        names = List.of();
    }

    private void seek() throws IOException {
        Incarnation current = lineage.current();
        if (clock.nanos() - lookedAt < EACH_NANOS || current == null || current.offset == 0) {
            return;
        }
        lookedAt = clock.nanos();
        List<Path> now = siblings.names();
        if (now.equals(names) && growing.isEmpty()) {
            return;
        }
        List<Sibling> listed = siblings.list();
        Map<Identity, Long> before = growing;
        growing = sizes(unknown(listed));
        names = now;
        // Rotation renames: what is new now may have a known name in a moment.
        if (growing.isEmpty() || !growing.equals(before) || !siblings.list().equals(listed)) {
            return;
        }
        for (Sibling each : unknown(listed)) {
            if (!each.packed()) {
                copies.takeForLost(each);
            }
        }
        List<Sibling> older = new ArrayList<>();
        if (lineage.place(listed, archivist, current) && withoutCopies(unknown(listed), older)) {
            growing = Map.of();
            lineage.prepend(firstSight.history(older));
        }
    }

    /** What sorts before everything known. */
    private List<Sibling> unknown(List<Sibling> listed) {
        List<Sibling> unknown = new ArrayList<>();
        for (Sibling each : listed) {
            if (lineage.knows(each)) {
                break;
            }
            unknown.add(each);
        }
        return unknown;
    }

    private Map<Identity, Long> sizes(List<Sibling> files) throws IOException {
        Map<Identity, Long> sizes = new HashMap<>();
        for (Sibling each : files) {
            Attributes attributes = disk.attributes(each.path());
            sizes.put(each.identity(), attributes == null ? -1 : attributes.sizeBytes());
        }
        return sizes;
    }

    /** False: an archive is not looked into yet. */
    private boolean withoutCopies(List<Sibling> unknown, List<Sibling> found) throws IOException {
        for (Sibling each : unknown) {
            Boolean copy = copies.isCopy(each);
            if (copy == null) {
                return false;
            }
            if (!copy) {
                found.add(each);
            }
        }
        return true;
    }
}

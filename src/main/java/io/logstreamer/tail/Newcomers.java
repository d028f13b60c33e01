package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Gap;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files beside a log that are news: unknown by their identity, no copies of what is known, and sorted behind
 * what is known. They were the active file, or are copies of it, between two looks. Whatever sorts before is history.
 *
 * <p>Confined to the tailer thread.
 */
final class Newcomers {

    private static final int MAX_LEFT_OUT = 1_000;

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Lineage lineage;
    private final Disk disk;
    private final Siblings siblings;
    private final Copies copies;
    private final Archivist archivist;
    private final Set<Identity> leftOut = new HashSet<>();

    Newcomers(Lineage lineage, Disk disk, Siblings siblings, Copies copies, Archivist archivist) {
        this.lineage = lineage;
        this.disk = disk;
        this.siblings = siblings;
        this.copies = copies;
        this.archivist = archivist;
    }

    /**
     * Files that were the active one between two looks.
     *
     * @param files from the oldest to the newest
     * @param hole whether a number is missing between the newest known and the active file
     * @param dropped whether the newest known is not there any more, so that others may have come and gone behind it
     */
    record Missed(List<Sibling> files, boolean hole, boolean dropped) {
        Gap.@Nullable Reason reason() {
            return hole || dropped ? Gap.Reason.ROTATED_AWAY : null;
        }
    }

    /**
     * What sorts behind the newest that is known.
     *
     * @param active under the log's path, not one of the known; null: there is none
     * @return null: an archive is not looked into yet
     */
    @Nullable Missed behindNewest(List<Sibling> rotated, @Nullable Incarnation active) throws IOException {
        List<Sibling> unknown = new ArrayList<>();
        Incarnation newest = lineage.successors().isEmpty()
                ? lineage.generations().get(lineage.generations().size() - 1)
                : lineage.successors().getLast();
        long distance = -1;
        for (Sibling each : rotated) {
            if (active != null && Incarnation.same(each.identity(), active.identity)) {
                break;
            }
            if (copies.isKnown(each)) {
                unknown.clear();
                distance = newest.isIn(each) ? each.distance() : -1;
            } else {
                unknown.add(each);
            }
        }
        boolean found = rotated.stream().anyMatch(newest::isIn);
        boolean hole = distance - 1 > unknown.size();
        List<Sibling> news = withoutCopies(unknown);
        if (news == null) {
            return null;
        }
        Content content = active == null ? null : active.content;
        if (active != null && content != null) {
            // One that was copied and is not cut yet: everything is in the file itself.
            List<Sibling> made = new ArrayList<>();
            for (Sibling each : news) {
                if (youngerThan(active.identity, each) && copies.repeatsStart(each, content)) {
                    made.add(each);
                }
            }
            news.removeAll(made);
        }
        // Of one that was empty and packed there is only an archive without a line.
        boolean packed = wasEmpty(newest) && unknown.stream().anyMatch(copies::wasEmpty);
        boolean dropped = !found && !packed && !newest.placeholder() && !news.isEmpty();
        return new Missed(List.copyOf(news), hole, dropped);
    }

    private static boolean wasEmpty(Incarnation known) throws IOException {
        Content content = known.content;
        return known.offset == 0 && (content == null ? known.sizeSeen : content.size()) == 0;
    }

    private static boolean youngerThan(Identity one, Sibling other) {
        return one.birthNanos() > 0 && other.identity().birthNanos() > one.birthNanos();
    }

    /**
     * What sorts between a known generation and the known one before it, and is not what that holds by now.
     *
     * @param in of which nothing was taken, or that was overwritten
     * @param copy what sorts before this is left out too; null: nothing is
     * @return from the oldest to the newest; null: the directory is being changed, or an archive is not looked into yet
     */
    @Nullable List<Sibling> before(List<Sibling> rotated, Incarnation in, @Nullable Sibling copy) throws IOException {
        boolean listed = rotated.stream().anyMatch(each -> Incarnation.same(each.identity(), in.identity));
        if (!listed && !isActive(in)) {
            // Deleted: nothing is known of its place.
            return siblings.list().equals(rotated) ? new ArrayList<>() : null;
        }
        List<Sibling> unknown = new ArrayList<>();
        for (Sibling each : rotated) {
            if (Incarnation.same(each.identity(), in.identity)) {
                break;
            }
            if (copies.isKnown(each) || each.equals(copy)) {
                unknown.clear();
            } else if (!leftOut.contains(each.identity())) {
                unknown.add(each);
            }
        }
        return withoutCopies(unknown);
    }

    private boolean isActive(Incarnation in) throws IOException {
        Attributes now = disk.attributes(siblings.active());
        return now != null && Incarnation.same(now.identity(), in.identity);
    }

    /** Null: an archive is not looked into yet. */
    private @Nullable List<Sibling> withoutCopies(List<Sibling> unknown) throws IOException {
        List<Sibling> news = new ArrayList<>();
        for (Sibling each : unknown) {
            Boolean copy = copies.isCopy(each);
            if (copy == null) {
                return null;
            }
            if (!copy) {
                news.add(each);
            }
        }
        return news;
    }

    /**
     * Opens one, as the newest there is. One that cannot be read is left out.
     *
     * @return false: not yet
     */
    boolean open(Sibling file, List<Incarnation> opened) throws IOException {
        if (!file.packed()) {
            int before = opened.size();
            if (!lineage.openListed(disk, file.path(), file.identity(), opened)) {
                throw new MovedException("another file: " + file.path());
            }
            if (opened.size() == before) {
                leaveOut(file);
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
            made.copied = true;
            opened.add(made);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Left out: {0}: {1}", file.path(), e.getMessage());
            leaveOut(file);
        }
        return true;
    }

    /** It is told once that one cannot be read. */
    private void leaveOut(Sibling file) {
        if (leftOut.size() == MAX_LEFT_OUT) {
            leftOut.clear();
        }
        leftOut.add(file.identity());
    }
}

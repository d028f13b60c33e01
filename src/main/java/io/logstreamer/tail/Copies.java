package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.EventId;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells copies of what is known from news. A log that is rotated by copying (logrotate's {@code copytruncate}) is copied
 * whole before it is cut: what was not read of it by then is in the copy, and nowhere else.
 *
 * <p>Confined to the tailer thread.
 */
final class Copies {

    private static final int MAX_REMEMBERED = 256;

    private final Lineage lineage;
    private final Disk disk;
    private final Siblings siblings;
    private final Archivist archivist;
    private final Set<Text> found = new LinkedHashSet<>();
    private final Set<Identity> empty = new LinkedHashSet<>();

    Copies(Lineage lineage, Disk disk, Siblings siblings, Archivist archivist) {
        this.lineage = lineage;
        this.disk = disk;
        this.siblings = siblings;
        this.archivist = archivist;
    }

    /**
     * What looking for the copy of an overwritten generation came to.
     *
     * @param file the copy; null: there is none
     * @param content the bytes in it
     * @param whole whether it holds all that was taken in; if not, it was made before the rest was written
     * @param moving whether the directory was being changed meanwhile, or an archive is being looked into: look again
     * @param busy whether it is the latter, which comes to an end
     */
    record Search(@Nullable Sibling file, @Nullable Content content, boolean whole, boolean moving, boolean busy) {}

    /**
     * Looks for a file that holds everything that was taken in of a generation, and what followed it; if there is none, for
     * the oldest new one that holds the beginning: later ones are of what was written after the cut.
     */
    Search search(Incarnation overwritten, List<Sibling> listed) throws IOException {
        boolean busy = false;
        boolean old = false;
        Sibling part = null;
        for (int i = listed.size() - 1; i >= 0; i--) {
            Sibling each = listed.get(i);
            // Its file may have been packed as well, and then the copy, which begins alike, was taken for that.
            boolean taken = each.packed() && overwritten.isIn(each);
            if (!taken && isKnown(each)) {
                old |= !overwritten.isIn(each);
                continue;
            }
            if (each.packed() && archivist.head(each) == null) {
                busy = true;
            } else if (!each.packed()
                    || Long.valueOf(overwritten.generation.head()).equals(archivist.head(each))) {
                Content content = open(each);
                busy |= content == null && each.packed();
                boolean begins = content != null && beginsAs(content, overwritten);
                if (content != null && begins && holdsAllOf(content, overwritten)) {
                    return new Search(each, content, true, false, false);
                }
                if (content != null) {
                    part = begins && !old ? each : part;
                    content.close();
                }
            }
        }
        boolean moving = busy || !siblings.list().equals(listed);
        Content content = part == null || moving ? null : open(part);
        boolean again = moving || (part != null && content == null);
        return new Search(content == null ? null : part, content, false, again, busy);
    }

    /** Null: it is not there any more, may not be read, or (an archive) is not inflated yet. */
    private @Nullable Content open(Sibling file) throws IOException {
        if (file.packed()) {
            return archivist.unpacked(file);
        }
        Blocks.Opened opened = Blocks.openReadable(disk, file.path());
        if (opened == null) {
            return null;
        }
        if (Incarnation.same(opened.attributes().identity(), file.identity())) {
            return opened.content();
        }
        opened.content().close();
        return null;
    }

    private static boolean beginsAs(Content content, Incarnation known) throws IOException {
        long size = content.size();
        return known.generation.head() != 0 && size > 0 && Blocks.head(content, size, true) == known.generation.head();
    }

    private static boolean holdsAllOf(Content content, Incarnation known) throws IOException {
        return content.size() >= known.offset && Blocks.marked(content, known.offset, known.mark);
    }

    /**
     * Whether a file repeats, from its beginning, what a known generation held. One that did so once stays a copy, also when
     * what it was made of is forgotten and when it is packed.
     *
     * @return null: an archive that is not looked into yet
     */
    @Nullable Boolean isCopy(Sibling file) throws IOException {
        if (!file.packed()) {
            Content content = open(file);
            if (content == null) {
                return false;
            }
            try {
                return isCopy(content, file);
            } finally {
                content.close();
            }
        }
        Long head = archivist.head(file);
        if (head == null) {
            return null;
        }
        ArchiveForm form = file.form();
        if (head == 0 && form != null && form.readable()) {
            return isEmpty(file);
        }
        boolean like = head != 0
                && (lineage.generations().stream().anyMatch(known -> known.generation.head() == head)
                        || found.stream().anyMatch(known -> known.head() == head));
        if (!like) {
            return false;
        }
        try {
            Content content = archivist.inflated(file);
            if (content == null) {
                return null;
            }
            boolean copy = isCopy(content, file);
            if (copy) {
                archivist.letGo(file);
            }
            return copy;
        } catch (IOException e) {
            // Whoever wants to read it is told.
            return false;
        }
    }

    /** A plain file that holds all of a generation which is nowhere else is that generation from now on. */
    void takeForLost(Sibling file) throws IOException {
        Content content = open(file);
        if (content == null) {
            return;
        }
        try {
            for (Incarnation known : lineage.generations()) {
                if (Placement.homeless(known)
                        && known.offset > 0
                        && beginsAs(content, known)
                        && holdsAllOf(content, known)) {
                    known.close();
                    known.identity = file.identity();
                    known.path = file.path();
                    known.sizeSeen = content.size();
                    lineage.changed();
                    return;
                }
            }
        } finally {
            content.close();
        }
    }

    /** Whether an archive was looked into, and there was nothing in it. */
    boolean wasEmpty(Sibling archive) {
        return archive.packed() && empty.contains(archive.identity());
    }

    private static <T> void remember(Set<T> all, T one) {
        all.add(one);
        if (all.size() > MAX_REMEMBERED) {
            all.remove(all.iterator().next());
        }
    }

    /** An archive without a line brings nothing, whatever it was made of. */
    private @Nullable Boolean isEmpty(Sibling archive) {
        if (wasEmpty(archive)) {
            return true;
        }
        try {
            Content content = archivist.inflated(archive);
            if (content == null) {
                return null;
            }
            boolean nothing = content.size() == 0;
            if (nothing) {
                archivist.letGo(archive);
                remember(empty, archive.identity());
            }
            return nothing;
        } catch (IOException e) {
            // Whoever wants to read it is told.
            return false;
        }
    }

    private boolean isCopy(Content content, Sibling file) throws IOException {
        long size = content.size();
        Text text = new Text(Blocks.head(content, size, true), size, markAt(content, size));
        if (found.contains(text)) {
            return true;
        }
        for (Incarnation known : lineage.generations()) {
            if (text.head() != 0
                    && known.generation.head() == text.head()
                    && !hasAnother(known, file)
                    && repeats(content, size, known)) {
                remember(found, text);
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a known one lies, rotated, in another file than that which is asked about: logs begin and end alike, and one that
     * is whole in a file of its own is not copied any more.
     */
    private boolean hasAnother(Incarnation known, Sibling file) {
        Path its = known.path;
        return its != null
                && !known.copied
                && known != lineage.newest()
                && known != lineage.current()
                && !known.is(file.identity())
                && !LogNames.parse(Listings.nameOf(its)).plain().equals(file.plain());
    }

    private static int markAt(Content content, long offset) throws IOException {
        byte[] mark = Blocks.mark(content, offset);
        return EventId.markOf(mark, 0, mark.length);
    }

    /** What a copy holds: its first line, its length, its end. */
    private record Text(long head, long size, int mark) {}

    /** Two files that begin with the same line: equal heads prove nothing, so the ends are compared. */
    private static boolean repeats(Content content, long size, Incarnation known) throws IOException {
        if (size >= known.offset) {
            return Blocks.marked(content, known.offset, known.mark);
        }
        Content original = known.content;
        return known.gone
                || known.soughtSince != 0
                || (original != null && Blocks.marked(original, size, Blocks.mark(content, size)));
    }

    /**
     * Whether a plain file, not longer than another one that is open, holds what that begins with. The other may have grown
     * meanwhile; if it was cut, the file that is asked about was whole before that.
     */
    boolean repeatsStart(Sibling file, Content original) throws IOException {
        Content content = file.packed() ? null : open(file);
        if (content == null) {
            return false;
        }
        try {
            long size = content.size();
            int begin = (int) Math.min(EventId.HEAD_BYTES, size);
            return original.size() >= size
                    && Arrays.equals(Blocks.read(content, 0, begin), Blocks.read(original, 0, begin))
                    && Blocks.marked(original, size, Blocks.mark(content, size));
        } finally {
            content.close();
        }
    }

    /**
     * Whether a file is one of the known generations, or will be.
     *
     * @throws MovedException it is another one by now
     */
    boolean isKnown(Sibling file) throws IOException {
        Identity identity = file.identity();
        if (lineage.successors().stream().anyMatch(known -> known.isIn(file))) {
            return true;
        }
        for (Incarnation known : lineage.generations()) {
            if (!known.gone && known.isIn(file)) {
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

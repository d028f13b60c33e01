package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells copies of what is known from news. A log that is rotated by copying (logrotate's {@code copytruncate}) is copied
 * whole before it is cut: what was not read of it by then is in the copy, and nowhere else.
 *
 * <p>Confined to the tailer thread.
 */
final class Copies {

    private final Lineage lineage;
    private final Disk disk;
    private final Siblings siblings;

    Copies(Lineage lineage, Disk disk, Siblings siblings) {
        this.lineage = lineage;
        this.disk = disk;
        this.siblings = siblings;
    }

    /**
     * What looking for the copy of an overwritten generation came to.
     *
     * @param path of the copy; null: there is none
     * @param opened the copy
     * @param moving whether the directory was being changed meanwhile: look again
     */
    record Search(@Nullable Path path, Blocks.@Nullable Opened opened, boolean moving) {}

    /** Looks for a file that holds everything that was taken in of a generation, and what followed it. */
    Search search(Incarnation overwritten) throws IOException {
        Map<Path, Identity> listed = siblings.list();
        List<Path> newestFirst = new ArrayList<>(listed.keySet());
        Collections.reverse(newestFirst);
        for (Path path : newestFirst) {
            Identity identity = listed.get(path);
            if (identity == null || lineage.knows(identity)) {
                continue;
            }
            Blocks.Opened opened = Blocks.openReadable(disk, path);
            if (opened == null) {
                continue;
            }
            boolean found = false;
            try {
                found = Incarnation.same(opened.attributes().identity(), identity)
                        && holdsAllOf(opened.content(), overwritten);
                if (found) {
                    return new Search(path, opened, false);
                }
            } finally {
                if (!found) {
                    opened.content().close();
                }
            }
        }
        return new Search(null, null, !siblings.list().equals(listed));
    }

    private static boolean holdsAllOf(Content content, Incarnation known) throws IOException {
        long size = content.size();
        return known.generation.head() != 0
                && size >= known.offset
                && Blocks.marked(content, known.offset, known.mark)
                && Blocks.head(content, size, true) == known.generation.head();
    }

    /** Whether a file repeats, from its beginning, what a known generation held. */
    boolean isCopy(Path file) throws IOException {
        Blocks.Opened opened = Blocks.openReadable(disk, file);
        if (opened == null) {
            return false;
        }
        try {
            Content content = opened.content();
            long size = content.size();
            long head = Blocks.head(content, size, true);
            for (Incarnation known : lineage.generations()) {
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
}

package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first look at a log: everything there is history, taken down as far as it is whole. Confined to the tailer thread.
 */
final class FirstSight {

    private static final int ATTEMPTS = 10;

    private final Lineage lineage;
    private final Disk disk;
    private final Siblings siblings;
    private final Path path;

    FirstSight(Lineage lineage, Disk disk, Siblings siblings, Path path) {
        this.lineage = lineage;
        this.disk = disk;
        this.siblings = siblings;
        this.path = path;
    }

    /** @param history whether what is in the active file now is history, not news */
    void begin(boolean history) throws IOException {
        List<Incarnation> found = new ArrayList<>();
        try {
            if (openAll(found)) {
                start(found, history);
            }
        } finally {
            if (!lineage.begun()) {
                found.forEach(Incarnation::close);
            }
        }
    }

    /** Opens every file of the log; false: the directory moves too much. */
    private boolean openAll(List<Incarnation> found) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<Path, Identity> before = siblings.list();
            boolean same = true;
            for (Map.Entry<Path, Identity> entry : before.entrySet()) {
                same &= lineage.openListed(disk, entry.getKey(), entry.getValue(), found);
            }
            Blocks.Opened active = Blocks.openReadable(disk, path);
            if (active != null) {
                found.add(lineage.opened(active, path));
            }
            if (same && siblings.list().equals(before) && stillThere(active)) {
                return true;
            }
            found.forEach(Incarnation::close);
            found.clear();
        }
        return false;
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
            found.add(lineage.placeholder());
        }
        Incarnation last = found.get(0);
        for (Incarnation each : found) {
            if (each.offset > 0) {
                each.begun = true;
                each.before = last.offset > 0 && last != each ? last : null;
                last = each;
            }
        }
        lineage.begin(found, newest, last);
    }
}

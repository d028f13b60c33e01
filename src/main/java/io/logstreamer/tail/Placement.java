package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds under which names the known generations of a log are now, and in which archives those that were packed. Confined to
 * the tailer thread.
 */
final class Placement {

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final List<Incarnation> generations;
    private final Collection<Incarnation> successors;
    private final Clock clock;

    /**
     * Of the generations that there are whenever it is asked.
     *
     * @param generations from the oldest on
     * @param successors those behind them, in their order
     */
    Placement(List<Incarnation> generations, Collection<Incarnation> successors, Clock clock) {
        this.generations = generations;
        this.successors = successors;
        this.clock = clock;
    }

    /** An archive that belongs to no known generation. */
    private record Found(Sibling archive, int index, long head) {}

    /** See {@link Lineage#place(List, Archivist, Incarnation)}. */
    boolean place(List<Sibling> rotated, Archivist archivist, @Nullable Incarnation active) {
        Path at = active == null ? null : active.path;
        all().forEach(known -> place(known, rotated));
        if (active != null && active.path == null) {
            active.path = at;
        }
        List<Incarnation> lost =
                new ArrayList<>(all().filter(Placement::homeless).toList());
        List<Found> unknown = new ArrayList<>();
        boolean sure = true;
        for (int i = 0; i < rotated.size() && !lost.isEmpty(); i++) {
            Sibling archive = rotated.get(i);
            if (archive.packed() && all().noneMatch(known -> !known.gone && known.isIn(archive))) {
                Long head = archivist.head(archive);
                if (head == null) {
                    // All are asked at once, and looked into side by side.
                    sure = false;
                } else {
                    unknown.add(new Found(archive, i, head));
                }
            }
        }
        if (sure && !unknown.isEmpty()) {
            packAlike(lost, unknown);
            packAnew(lost, unknown, rotated);
        }
        return sure;
    }

    private Stream<Incarnation> all() {
        return Stream.concat(generations.stream(), successors.stream());
    }

    private void place(Incarnation known, List<Sibling> rotated) {
        Path found = null;
        for (Sibling each : rotated) {
            if (!known.gone && known.isIn(each)) {
                found = each.path();
            }
        }
        if (found == null && known.path != null) {
            known.missingSince = clock.nanos();
            known.lastPath = known.path;
        }
        known.path = found;
    }

    /**
     * Of those that begin with the same line, which has which archive is told by their order: where there are more archives,
     * the latest are of files that were never met; where there are fewer, the oldest are deleted.
     */
    private static void packAlike(List<Incarnation> lost, List<Found> unknown) {
        Map<Long, List<Incarnation>> alike = new LinkedHashMap<>();
        for (Incarnation each : lost) {
            long head = headOf(each);
            if (head != 0) {
                alike.computeIfAbsent(head, key -> new ArrayList<>()).add(each);
            }
        }
        alike.forEach((head, those) -> {
            List<Found> archives =
                    unknown.stream().filter(each -> each.head() == head).toList();
            int count = Math.min(those.size(), archives.size());
            for (int i = 0; i < count; i++) {
                Incarnation known = those.get(those.size() - count + i);
                Found found = archives.get(i);
                known.pack(found.archive());
                lost.remove(known);
                unknown.remove(found);
            }
        });
    }

    private void packAnew(List<Incarnation> lost, List<Found> unknown, List<Sibling> rotated) {
        for (int i = unknown.size() - 1; i >= 0; i--) {
            Found found = unknown.get(i);
            for (int k = lost.size() - 1; k >= 0; k--) {
                Incarnation known = lost.get(k);
                if (found.head() != 0 && isPackedAnew(known, found, rotated)) {
                    known.pack(found.archive());
                    lost.remove(k);
                    break;
                }
            }
        }
    }

    /**
     * Of an archive that nobody has looked into only the name is known: one that takes its place is taken for it. That is one
     * before what followed it, whose place is known: after a rotation another one may have its number, which begins like one
     * that is known, or is new.
     */
    private boolean isPackedAnew(Incarnation known, Found found, List<Sibling> rotated) {
        Path last = known.lastPath;
        return known.claimed
                && headOf(known) == 0
                && generations.stream().noneMatch(each -> each.generation.head() == found.head())
                && last != null
                && LogNames.parse(Listings.nameOf(last))
                        .plain()
                        .equals(found.archive().plain())
                && isFollowedBehind(known, rotated.subList(0, found.index()));
    }

    /** Whether what followed a generation has a place, and not among certain files. */
    private boolean isFollowedBehind(Incarnation known, List<Sibling> files) {
        for (Incarnation next : generations.subList(generations.indexOf(known) + 1, generations.size())) {
            if (!next.gone && (next.offset > 0 || next.content != null)) {
                return next.path != null && files.stream().noneMatch(next::isIn);
            }
        }
        return false;
    }

    /** Whether its bytes are under no name that is known, though they may be somewhere. */
    static boolean homeless(Incarnation known) {
        boolean something = known.offset > 0 || known.content != null;
        return known.path == null && !known.gone && !known.placeholder() && something;
    }

    /** Of one of which nothing was taken yet, what is in it now. */
    private static long headOf(Incarnation known) {
        Content content = known.content;
        long head = known.generation.head();
        try {
            return head != 0 || content == null ? head : Blocks.head(content, content.size(), true);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Not compared: " + known.generation, e);
            return 0;
        }
    }
}

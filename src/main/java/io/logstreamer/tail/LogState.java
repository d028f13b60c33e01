package io.logstreamer.tail;

import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A log as the tailer last saw it: what readers on other threads go by. Immutable.
 *
 * @param tip the place behind everything taken in
 * @param generations from the oldest known to the newest
 * @param present whether the active file exists
 * @param problem why it cannot be read, or null
 */
record LogState(
        Position tip,
        List<Snapshot> generations,
        boolean present,
        @Nullable String problem) {

    /** The same, where what some files hold is not to be relied upon any more: it is what they claim. */
    LogState distrusting(Set<Identity> files) {
        boolean none = generations.stream().noneMatch(in -> files.contains(in.identity()));
        List<Snapshot> seen = generations.stream()
                .map(in -> in.packed() && files.contains(in.identity()) ? in.distrusted() : in)
                .toList();
        return none ? this : new LogState(tip, seen, present, problem);
    }

    /** Index of a generation, or -1. */
    int indexOf(Generation generation) {
        for (int i = generations.size() - 1; i >= 0; i--) {
            if (generations.get(i).generation().equals(generation)) {
                return i;
            }
        }
        return -1;
    }

    /** Index of the oldest generation that came after one which is not known any more; the number of them if none did. */
    int firstAfter(Generation generation) {
        int i = 0;
        while (i < generations.size() && generations.get(i).generation().ordinal() <= generation.ordinal()) {
            i++;
        }
        return i;
    }

    /**
     * The one that {@code taken} of places in generation {@code index} speaks of; for one that has not begun, the newest
     * with content before it. Null: there is none, or nothing is known of it any more.
     */
    @Nullable Snapshot predecessor(int index) {
        Snapshot in = generations.get(index);
        Generation before = in.before();
        if (before != null) {
            int at = indexOf(before);
            return at < 0 ? null : generations.get(at);
        }
        for (int i = index - 1; i >= 0 && in.offset() == 0 && in.start() == null; i--) {
            Snapshot earlier = generations.get(i);
            if (!earlier.gone() && earlier.offset() > 0) {
                return earlier;
            }
        }
        return null;
    }

    /** How far the one before generation {@code index} is taken in: {@code taken} of its newest places. */
    long taken(int index) {
        Snapshot in = generations.get(index);
        if (in.before() != null) {
            return in.taken();
        }
        Snapshot before = predecessor(index);
        return before == null ? 0 : before.offset();
    }

    /** The start of a generation. */
    Position startOf(int index) {
        Snapshot in = generations.get(index);
        Position start = in.start();
        return start != null ? start : new Position(in.generation(), 0, taken(index), 0);
    }

    /**
     * Behind all that is taken in of a generation. The end of an archive goes by the name of the start of the one behind
     * it: how much it holds is not known before it is inflated.
     */
    Position endOf(int index) {
        Snapshot in = generations.get(index);
        if ((in.packed() || in.claimed()) && index + 1 < generations.size()) {
            return startOf(index + 1);
        }
        return in.generation().equals(tip.generation())
                ? tip
                : new Position(in.generation(), in.offset(), taken(index), in.endMark());
    }

    /** Whether a generation is under no name that is known, as one that has just been packed. */
    boolean misses() {
        return generations.stream()
                .anyMatch(in -> !in.gone() && in.offset() > 0 && in.path() == null && in.content() == null);
    }

    /** The oldest place still readable. */
    Position earliest() {
        for (int i = 0; i < generations.size(); i++) {
            Snapshot in = generations.get(i);
            if (!in.gone() && in.offset() > 0 && (in.path() != null || in.content() != null)) {
                return startOf(i);
            }
        }
        return tip;
    }
}

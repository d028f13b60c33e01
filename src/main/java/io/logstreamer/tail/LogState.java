package io.logstreamer.tail;

import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.util.List;
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

    /** Index of a generation, or -1. */
    int indexOf(Generation generation) {
        for (int i = generations.size() - 1; i >= 0; i--) {
            if (generations.get(i).generation().equals(generation)) {
                return i;
            }
        }
        return -1;
    }

    /** The one that {@code taken} of places in generation {@code index} speaks of: the nearest before it with content. */
    @Nullable Snapshot predecessor(int index) {
        for (int i = index - 1; i >= 0; i--) {
            Snapshot earlier = generations.get(i);
            if (!earlier.gone() && earlier.offset() > 0) {
                return earlier;
            }
        }
        return null;
    }
}

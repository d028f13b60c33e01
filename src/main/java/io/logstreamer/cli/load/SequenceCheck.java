package io.logstreamer.cli.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * Checks that the {@code seq=} numbers of one subscriber go up by one. A number that is jumped over is missing; if it
 * comes later it is out of order instead; one that comes again is a duplicate. Confined to one thread at a time.
 *
 * <p>At most 4,096 separate holes are remembered; a late line from a forgotten one counts as a duplicate and stays missing.
 */
final class SequenceCheck {

    private static final int MAX_HOLES = 4_096;

    private final Counters counters;

    /** First number of a hole to its last one. */
    private final TreeMap<Long, Long> holes = new TreeMap<>();

    private long last = LineFields.NONE;

    SequenceCheck(Counters counters) {
        this.counters = counters;
    }

    void line(long seq) {
        counters.checkedBySeq.increment();
        if (last == LineFields.NONE || seq == last + 1) {
            last = seq;
        } else if (seq > last) {
            counters.missing.add(seq - last - 1);
            if (holes.size() < MAX_HOLES) {
                holes.put(last + 1, seq - 1);
            }
            last = seq;
        } else if (fillsHole(seq)) {
            counters.missing.decrement();
            counters.outOfOrder.increment();
        } else {
            counters.duplicate.increment();
        }
    }

    private boolean fillsHole(long seq) {
        Map.Entry<Long, Long> hole = holes.floorEntry(seq);
        if (hole == null || hole.getValue() < seq) {
            return false;
        }
        holes.remove(hole.getKey());
        if (hole.getKey() < seq) {
            holes.put(hole.getKey(), seq - 1);
        }
        if (seq < hole.getValue()) {
            holes.put(seq + 1, hole.getValue());
        }
        return true;
    }
}

package io.logstreamer.journal;

import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;

/**
 * Places of merged streams. A run stands where a source has its generation: the rank is the number of the run, everything
 * else is the run's own place. So places of one merged stream are ordered like those of one source. Stateless.
 */
final class Places {

    /** The offset of a place behind all of a run, wherever that ends. */
    static final long END = (1L << 48) - 1;

    private Places() {}

    /**
     * A place in a run.
     *
     * @param stream what stands for the source: the text of a selection, or empty where it does not matter
     * @param own the place in the run's source
     */
    static Position in(String stream, long run, Position own) {
        Generation generation = own.generation();
        return new Position(
                new Generation(stream, run, generation.head(), generation.hint()),
                own.offset(),
                own.taken(),
                own.mark());
    }

    /** The place behind a run, which need not be known. */
    static Position behind(String stream, long run) {
        return new Position(new Generation(stream, run, 0, 0), END, 0, 0);
    }

    /** The place behind all of a run: a place in it, where that says where it ends. */
    static Position endOf(String stream, Run run) {
        return run.open() || run.missing() != null ? behind(stream, run.number()) : in(stream, run.number(), run.end());
    }

    static boolean isBehind(Position place) {
        return place.offset() == END;
    }

    /** Number of the run that a place lies in. */
    static long run(Position place) {
        return place.generation().ordinal();
    }

    /** The place in the run's source. */
    static Position own(Position place, Generation generation) {
        return new Position(generation, place.offset(), place.taken(), place.mark());
    }
}

package io.logstreamer.journal;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import org.jspecify.annotations.Nullable;

/**
 * What is before the generations of runs now. Places say how far the generation before their own was taken, and not which
 * that is: once it is deleted, its length would be taken for a place in the one before it, the rest of which would come
 * again. Holds nothing; reads files, on workers.
 */
final class Predecessors {

    /** So many runs are gone through. */
    private static final int MAX_WALKED = 4_096;

    private final History history;

    Predecessors(History history) {
        this.history = history;
    }

    /** Whether the run in which a run's generation began tells what that followed, and nothing of it is left. */
    boolean isGone(Run run, Backlog.Past past) {
        Run first = run;
        for (int i = 0; first != null && i < MAX_WALKED; i++) {
            boolean its = first.source().equals(run.source()) && first.missing() == null;
            if (its && !first.generation().equals(run.generation())) {
                return false;
            }
            Position start = first.start();
            if (its && !start.generation().equals(run.generation())) {
                return start.offset() > 0
                        && history.resolve(run.source(), EventId.of(start)).reason() == Gap.Reason.UNKNOWN_ID;
            }
            first = past.before(first.number());
        }
        return false;
    }

    /** How long the generation before one is; null: there is none. */
    @Nullable Long length(Generation generation) {
        SourceState state = history.source(generation.source());
        SourceState.Stretch before = state == null ? null : state.predecessor(new Position(generation, 0, 0, 0));
        return before == null ? null : before.last().offset();
    }
}

package io.logstreamer.feed;

import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import io.logstreamer.log.Tape;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscriber's stream ends, if it ends by itself: at a place, or at one that is still to come, for which it asks each
 * time it has got as far as is known. Confined to the pump.
 */
final class Ending {

    /** What a subscriber finds who has come to a place. */
    enum Found {
        /** It goes on. */
        MORE,
        /** Whether it goes on is being looked for. */
        ASKED,
        /** The end. */
        END
    }

    /** Several sources: the place to end at may be that of a line which the stream does not show. */
    private final boolean merged;

    private @Nullable Position until;
    private byte @Nullable [] lastWords;
    /** Asked whether there is more to send behind the place to end at; null: that one is the end. */
    private @Nullable Consumer<Position> beyond;
    /** It was asked, and has not answered. */
    private boolean looking;

    private long deadlineNanos;

    Ending(boolean merged) {
        this.merged = merged;
    }

    /**
     * The end is known.
     *
     * @param end null: there is none
     * @param unfinished what to send there, null: nothing
     */
    void at(@Nullable Position end, byte @Nullable [] unfinished) {
        until = end;
        lastWords = unfinished;
    }

    /** The end is to come; see {@link Cursor#fence}. */
    void fence(Consumer<Position> ask, long deadline) {
        beyond = ask;
        deadlineNanos = deadline;
    }

    /** The end as far as it is known; null: there is none. */
    @Nullable Position place() {
        return until;
    }

    /** Who asked may go on to a place. */
    void extend(Position end, boolean last) {
        until = end;
        looking = false;
        if (last) {
            beyond = null;
        }
    }

    /** Nothing follows yet: it is to be asked again. */
    void stand() {
        looking = false;
    }

    /** Whether the time is over for one that waits for its end. */
    boolean due(long now) {
        return beyond != null && now - deadlineNanos >= 0;
    }

    /** Whether the time is over and nobody looks. */
    boolean isDueToAsk(long now) {
        return !looking && due(now);
    }

    /** What a subscriber finds who has come to a place; asks where the end is to come. */
    Found found(Position here) {
        Position end = until;
        if (end == null || here.isBefore(end)) {
            return Found.MORE;
        }
        Consumer<Position> ask = beyond;
        if (ask == null) {
            return Found.END;
        }
        if (!looking) {
            looking = true;
            ask.accept(end);
        }
        return Found.ASKED;
    }

    /** The last that is sent to who ends at a place. */
    byte[][] words(Position here) {
        // Who was carried past the end has had, or will have, the unfinished line as a whole one.
        byte[] words = merged || here.equals(until) ? lastWords : null;
        return words == null ? new byte[0][] : new byte[][] {words};
    }

    /** How far may be read in a segment from an index on: to its limit, or to the end, which may be the index itself. */
    int limit(Segment current, int index, Tape tape) {
        Segment.Extent extent = current.extent();
        Position end = until;
        if (end == null || !end.isBefore(extent.end())) {
            return extent.limit();
        }
        if (merged) {
            return Math.max(index, Events.upTo(current, extent.limit(), end));
        }
        int from = Math.max(0, index - ArrivalId.LENGTH - 8);
        int behind = Events.behind(current, from, extent.limit(), tape.id(end));
        if (behind >= index && behind >= 0) {
            return behind;
        }
        return current.start().isBefore(end) ? extent.limit() : index;
    }
}

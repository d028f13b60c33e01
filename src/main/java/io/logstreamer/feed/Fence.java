package io.logstreamer.feed;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.Entry;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Subscription.Until;

/**
 * Looks ahead for a stream that is to end before the first line of a time to come: it may go as far as lines were looked
 * at. Only such streams pay for that, each for itself. Thread-safe; reads files.
 */
final class Fence {

    private static final int READ_BYTES = 256 * 1024;

    private final History history;
    private final LineTimes times;

    Fence(History history, LineTimes times) {
        this.history = history;
        this.times = times;
    }

    /**
     * What lies behind a place.
     *
     * @param end the place behind the last line seen that is not too late
     * @param reached how far was looked, which may be behind a gap
     * @param last whether the line behind {@code end} is too late
     */
    record Sight(Position end, Position reached, boolean last) {}

    /** Looks at some of the lines behind a place. */
    Sight look(Position from, Until until) {
        long behind = LineTimes.nanosOf(until.behind());
        long now = LineTimes.nanosOf(until.time().minus(until.left()));
        Position end = from;
        Position reached = from;
        while (end.equals(from)) {
            Entry entry = history.read(reached, READ_BYTES);
            if (entry == null) {
                break;
            }
            Entry content = Arrival.content(entry);
            if (content instanceof LineBatch batch) {
                for (int i = 0; i < batch.count(); i++) {
                    if (times.nanosOf(batch.bytes(), batch.start(i), batch.ends()[i], now) >= behind) {
                        return new Sight(end, reached, true);
                    }
                    end = Arrival.after(entry, batch, i);
                    reached = end;
                }
            } else if (content instanceof LongLine line) {
                if (times.nanosOf(line.head(), 0, line.head().length, now) >= behind) {
                    return new Sight(end, reached, true);
                }
                end = entry.after();
            }
            reached = entry.after();
        }
        return new Sight(end, reached, false);
    }
}

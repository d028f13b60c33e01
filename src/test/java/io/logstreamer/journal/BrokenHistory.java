package io.logstreamer.journal;

import io.logstreamer.log.EventId;
import io.logstreamer.log.History;
import io.logstreamer.log.HistoryBehind;
import io.logstreamer.log.Position;
import java.util.function.BooleanSupplier;

/** A past of which one source fails for a while, as with a disk that does. */
final class BrokenHistory extends HistoryBehind {
    private final String source;
    private final BooleanSupplier broken;

    BrokenHistory(History history, String source, BooleanSupplier broken) {
        super(history);
        this.source = source;
        this.broken = broken;
    }

    private void check(String asked) {
        if (asked.equals(source) && broken.getAsBoolean()) {
            throw new IllegalStateException("a fault, as this test wants it: source=" + source);
        }
    }

    @Override
    public Position earliest(String asked) {
        check(asked);
        return super.earliest(asked);
    }

    @Override
    public Resolution resolve(String asked, EventId id) {
        check(asked);
        return super.resolve(asked, id);
    }

    @Override
    public Position back(Position from, int lines) {
        check(from.source());
        return super.back(from, lines);
    }
}

package io.logstreamer.view;

import io.logstreamer.log.Entry;
import io.logstreamer.log.History;
import io.logstreamer.log.HistoryBehind;
import io.logstreamer.log.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A history whose first reads fail. Confined to one thread. */
final class Faulty extends HistoryBehind {

    private int failuresLeft;

    Faulty(History history, int failures) {
        super(history);
        this.failuresLeft = failures;
    }

    @Override
    public @Nullable Entry read(Position from, int maxBytes) {
        if (failuresLeft-- > 0) {
            throw new UncheckedIOException(new IOException("the disk is not well"));
        }
        return super.read(from, maxBytes);
    }
}

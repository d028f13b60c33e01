package io.logstreamer.view;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.History;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A history whose first reads fail. Confined to one thread. */
final class Faulty implements History {

    private final History history;
    private int failuresLeft;

    Faulty(History history, int failures) {
        this.history = history;
        this.failuresLeft = failures;
    }

    @Override
    public @Nullable Entry read(Position from, int maxBytes) {
        if (failuresLeft-- > 0) {
            throw new UncheckedIOException(new IOException("the disk is not well"));
        }
        return history.read(from, maxBytes);
    }

    @Override
    public List<SourceState> sources() {
        return history.sources();
    }

    @Override
    public @Nullable SourceState source(String id) {
        return history.source(id);
    }

    @Override
    public CompletableFuture<Position> tip(String source) {
        return history.tip(source);
    }

    @Override
    public Position earliest(String source) {
        return history.earliest(source);
    }

    @Override
    public Position since(String source, Instant time) {
        return history.since(source, time);
    }

    @Override
    public Position back(Position from, int lines) {
        return history.back(from, lines);
    }

    @Override
    public Resolution resolve(String source, EventId id) {
        return history.resolve(source, id);
    }

    @Override
    public byte[] partial(Position tip) {
        return history.partial(tip);
    }
}

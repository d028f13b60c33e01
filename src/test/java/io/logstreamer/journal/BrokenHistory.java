package io.logstreamer.journal;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.History;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A past of which one source fails for a while, as with a disk that does. */
final class BrokenHistory implements History {
    private final History history;
    private final String source;
    private final BooleanSupplier broken;

    BrokenHistory(History history, String source, BooleanSupplier broken) {
        this.history = history;
        this.source = source;
        this.broken = broken;
    }

    private void check(String asked) {
        if (asked.equals(source) && broken.getAsBoolean()) {
            throw new IllegalStateException("a fault, as this test wants it: source=" + source);
        }
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
    public @Nullable SourceState expect(String id) {
        return history.expect(id);
    }

    @Override
    public CompletableFuture<Position> tip(String asked) {
        return history.tip(asked);
    }

    @Override
    public Position earliest(String asked) {
        check(asked);
        return history.earliest(asked);
    }

    @Override
    public byte[] partial(Position tip) {
        return history.partial(tip);
    }

    @Override
    public Resolution resolve(String asked, EventId id) {
        check(asked);
        return history.resolve(asked, id);
    }

    @Override
    public Position back(Position from, int lines) {
        check(from.source());
        return history.back(from, lines);
    }

    @Override
    public Position since(String asked, Instant time) {
        return history.since(asked, time);
    }

    @Override
    public @Nullable Entry read(Position from, int maxBytes) {
        return history.read(from, maxBytes);
    }
}

package io.logstreamer.log;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Hands everything on to another history; a test overrides what is to go wrong. */
public class HistoryBehind implements History {

    private final History history;

    public HistoryBehind(History history) {
        this.history = history;
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
    public boolean isAlias(String id) {
        return history.isAlias(id);
    }

    @Override
    public boolean isGone(String id) {
        return history.isGone(id);
    }

    @Override
    public @Nullable SourceState expect(String id) {
        return history.expect(id);
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
    public Position back(Position from, int lines) {
        return history.back(from, lines);
    }

    @Override
    public Position backInPlain(Position from, int lines) {
        return history.backInPlain(from, lines);
    }

    @Override
    public Position since(String source, Instant time) {
        return history.since(source, time);
    }

    @Override
    public Resolution resolve(String source, EventId id) {
        return history.resolve(source, id);
    }

    @Override
    public @Nullable Generation copied(String source, EventId before, EventId lost) {
        return history.copied(source, before, lost);
    }

    @Override
    public @Nullable Entry read(Position from, int maxBytes) {
        return history.read(from, maxBytes);
    }

    @Override
    public PartialLine partial(Position tip) {
        return history.partial(tip);
    }
}

package io.logstreamer.view;

import io.logstreamer.log.Attention;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Tape;
import io.logstreamer.log.Tapes;
import io.logstreamer.log.Workers;
import io.logstreamer.log.Writings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The views in use, one for each source and form that has subscribers. Thread-safe: a short lock, taken when a
 * subscriber comes or goes.
 */
public final class Views implements Tapes {

    private record Key(String source, Form form) {}

    private static final class Use {
        private final View view;
        private int holders;

        private Use(View view) {
            this.view = view;
        }
    }

    private static final Form EVENTS =
            new Form(Form.Kind.JSON, Form.Control.ESCAPE, Form.LOG_UPDATE, true, Form.Framing.SSE);

    private final Recent recent;
    private final History history;
    private final Workers workers;
    private final SegmentPool pool;
    private final Attention attention;
    private final Writings writings;
    private final Map<Key, Use> uses = new HashMap<>();

    /**
     * Of sources that are written as usual.
     *
     * @param attention is told which sources have a subscriber
     */
    public Views(Recent recent, History history, Workers workers, SegmentPool pool, Attention attention) {
        this(recent, history, workers, pool, attention, Writings.USUAL);
    }

    /**
     * Of sources that are written in several ways.
     *
     * @param attention is told which sources have a subscriber
     * @param writings asked once for each view
     */
    public Views(
            Recent recent, History history, Workers workers, SegmentPool pool, Attention attention, Writings writings) {
        this.recent = recent;
        this.history = history;
        this.workers = workers;
        this.pool = pool;
        this.attention = attention;
        this.writings = writings;
    }

    @Override
    public synchronized Tape acquire(String source, Form form) {
        Use use = uses.computeIfAbsent(
                new Key(source, form),
                key -> new Use(new View(source, form, writings, recent, history, workers, pool)));
        if (use.holders++ == 0) {
            attention.begin(source);
        }
        return use.view;
    }

    @Override
    public synchronized void release(String source, Form form) {
        Key key = new Key(source, form);
        Use use = uses.get(key);
        if (use == null) {
            throw new IllegalStateException("released more often than acquired: source=" + source);
        }
        if (--use.holders == 0) {
            uses.remove(key);
            attention.end(source);
            pool.removeAll(use.view);
        }
    }

    /** Views with at least one subscriber. */
    public synchronized int size() {
        return uses.size();
    }

    @Override
    public byte[] gapBlock(String from, Position to, Gap.Reason reason) {
        return Encoders.gaps(EVENTS, from, to, reason, history, Encoders.wholeOf(from, to, history));
    }

    @Override
    public byte[] partialBlock(Position tip, Form form, PartialLine line) {
        SourceState state = history.source(tip.source());
        return new Encoder(tip.source(), form, writings.of(tip.source()))
                .partialBlock(state == null ? "" : newestFile(state), tip.offset(), line);
    }

    private static String newestFile(SourceState state) {
        List<SourceState.Stretch> generations = state.generations();
        String file = generations.isEmpty()
                ? null
                : generations.get(generations.size() - 1).file();
        return file == null ? state.fileName() : file;
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.History;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A tailer that follows one log, in the hands of a test: it looks when it is told to. */
final class Following implements AutoCloseable {

    static final String APP = "app";
    private static final int STEP_MILLIS = 20;

    final ManualClock clock;
    final Recorder recorder;
    private final LogFiles files;
    private final TailHarness.Limits limits;
    private TailHarness tail;

    Following(LogFiles files, ManualClock clock) {
        this(files, clock, TailHarness.Limits.USUAL);
    }

    Following(LogFiles files, ManualClock clock, TailHarness.Limits limits) {
        this.files = files;
        this.clock = clock;
        int unit = files.writing().lineEnd().unitBytes();
        this.limits = new TailHarness.Limits(limits.maxLineBytes() * unit, limits.blockBytes() * unit);
        this.recorder = new Recorder(files.charset());
        this.tail = start();
        tail.turn();
    }

    private TailHarness start() {
        TailHarness started = new TailHarness(
                List.of(new SourceSpec.File(APP, files.path(), files.writing())),
                files.disk(),
                clock,
                recorder,
                limits,
                () -> clock.advanceMillis(STEP_MILLIS));
        started.attention().begin(APP);
        return started;
    }

    /** Another server over the same files, without anything the first one knew. */
    void restart() {
        restartAtTheNextLook();
        tail.turn();
    }

    /** The same, but it has not looked at anything yet. */
    void restartAtTheNextLook() {
        tail.close();
        tail = start();
    }

    TailHarness tail() {
        return tail;
    }

    History history() {
        return tail.history();
    }

    /** Looks as often as a live tailer does in a fifth of a second; returns what came of it. */
    List<String> look() {
        for (int i = 0; i < 10; i++) {
            tail.turn();
            clock.advanceMillis(STEP_MILLIS);
        }
        return recorder.news();
    }

    /** Looks, lets so much time go by, and looks again; returns all that came. */
    List<String> lookAfter(long millis) {
        List<String> news = new ArrayList<>(look());
        clock.advanceMillis(millis);
        news.addAll(look());
        return news;
    }

    Position tip() {
        return Objects.requireNonNull(recorder.tip(APP));
    }

    /** What a client gets that comes with an id, up to the tip; a gap of the resolution first. */
    List<String> resume(String id) {
        EventId parsed = Objects.requireNonNull(EventId.parse(id));
        Resolution found = history().resolve(APP, parsed);
        List<String> got = new ArrayList<>();
        if (found.reason() != null) {
            got.add("gap: " + found.reason().text());
        }
        got.addAll(read(found.position()));
        return got;
    }

    /** What follows a place in the files, up to the tip. */
    List<String> read(Position from) {
        return read(from, 64 * 1024);
    }

    List<String> read(Position from, int maxBytes) {
        List<String> got = new ArrayList<>();
        Position at = from;
        for (Entry entry = history().read(at, maxBytes);
                entry != null;
                entry = history().read(at, maxBytes)) {
            if (!entry.before().equals(at)) {
                throw new AssertionError(
                        "an entry does not begin where it was asked for: " + at + " " + entry.before());
            }
            got.addAll(recorder.wordsOf(entry));
            at = entry.after();
        }
        return got;
    }

    List<String> fromEarliest() {
        return read(history().earliest(APP));
    }

    @Override
    public void close() {
        tail.close();
    }
}

package io.logstreamer.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Sink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a tailer hands on, in words: a line is its text, a gap {@code gap: reason}, a rotation {@code rotate:
 * how}. Holds the chain: each entry begins where the last one ended.
 */
final class Recorder implements Sink {

    private final List<String> news = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Position> places = new HashMap<>();
    private final Map<String, Position> tips = new HashMap<>();
    private int listChanges;
    private Runnable meanwhile = () -> {};

    /** Runs after each entry, in the middle of the tailer's look. */
    void meanwhile(Runnable task) {
        meanwhile = task;
    }

    @Override
    public void begin(Position tip) {
        tips.put(tip.source(), tip);
    }

    @Override
    public void accept(Entry entry) {
        Position tip = tips.get(entry.source());
        if (!entry.before().equals(tip)) {
            throw new AssertionError("a chain is broken: " + tip + " then " + entry.before());
        }
        tips.put(entry.source(), entry.after());
        news.addAll(words(entry));
        if (entry instanceof LineBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                note(text(batch, i), batch.after(i));
            }
        } else if (entry instanceof LongLine line) {
            note(words(line).get(0), line.after());
        }
        meanwhile.run();
    }

    @Override
    public void sourcesChanged() {
        listChanges++;
    }

    /** How often it was said that the list of sources is another. */
    int listChanges() {
        return listChanges;
    }

    @Override
    public void end(String source) {
        tips.remove(source);
    }

    private void note(String line, Position after) {
        lines.add(line);
        places.put(line, after);
    }

    /** What came since the last call. */
    List<String> news() {
        List<String> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    /** All lines so far, in order of arrival. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The id a client gets with a line. */
    String id(String line) {
        return EventId.text(place(line));
    }

    Position place(String line) {
        Position place = places.get(line);
        if (place == null) {
            throw new AssertionError("no such line: " + line + " in " + lines);
        }
        return place;
    }

    @Nullable Position tip(String source) {
        return tips.get(source);
    }

    /** An entry in words. */
    static List<String> words(Entry entry) {
        if (entry instanceof LineBatch batch) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < batch.count(); i++) {
                texts.add(text(batch, i));
            }
            return texts;
        }
        if (entry instanceof LongLine line) {
            return List.of(new String(line.head(), UTF_8) + "… " + line.lengthBytes());
        }
        if (entry instanceof Gap gap) {
            return List.of("gap: " + gap.reason().text() + (gap.maybe() ? " maybe" : ""));
        }
        return entry instanceof Rotation rotation
                ? List.of("rotate: " + rotation.how().text())
                : List.of();
    }

    private static String text(LineBatch batch, int i) {
        int from = batch.start(i);
        int to = batch.ends()[i];
        if (to > from && batch.bytes()[to - 1] == '\n') {
            to--;
        }
        return new String(batch.bytes(), from, to - from, UTF_8);
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Sink;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a tailer hands on, in words: a line is its text, a gap {@code gap: reason}, a rotation {@code rotate:
 * how}. Holds the chain: each entry begins where the last one ended.
 */
final class Recorder implements Sink {
    private static final int READ_BYTES = 64 * 1024;

    private final List<String> news = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private final Map<String, Position> places = new HashMap<>();
    private final Map<String, Position> tips = new HashMap<>();
    private int listChanges;
    private final Charset charset;
    private Runnable meanwhile = () -> {};

    Recorder() {
        this(StandardCharsets.UTF_8);
    }

    /** Of a log in another charset, which must not leave the order of bytes open. */
    Recorder(Charset charset) {
        this.charset = charset;
    }

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
        news.addAll(wordsOf(entry));
        if (entry instanceof Rotation rotation) {
            files.add(rotation.file());
        }
        if (entry instanceof LineBatch batch) {
            files.add(batch.file());
            for (int i = 0; i < batch.count(); i++) {
                note(text(charset, batch, i), batch.after(i));
            }
        } else if (entry instanceof LongLine line) {
            note(wordsOf(line).get(0), line.after());
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

    /** What the files of rotations and batches were called. */
    List<String> files() {
        return List.copyOf(files);
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
    List<String> wordsOf(Entry entry) {
        return words(entry, charset);
    }

    /** An entry in words, of a log in UTF-8. */
    static List<String> words(Entry entry) {
        return words(entry, StandardCharsets.UTF_8);
    }

    private static List<String> words(Entry entry, Charset charset) {
        if (entry instanceof LineBatch batch) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < batch.count(); i++) {
                texts.add(text(charset, batch, i));
            }
            return texts;
        }
        if (entry instanceof LongLine line) {
            return List.of(decoded(charset, line.head(), 0, line.head().length) + "… "
                    + line.lengthBytes() / lineEnd(charset).unitBytes());
        }
        if (entry instanceof Gap gap) {
            return List.of("gap: " + gap.reason().text() + (gap.maybe() ? " maybe" : ""));
        }
        return entry instanceof Rotation rotation
                ? List.of("rotate: " + rotation.how().text())
                : List.of();
    }

    private static String text(Charset charset, LineBatch batch, int i) {
        int from = batch.start(i);
        int to = batch.ends()[i];
        if (lineEnd(charset).ends(batch.bytes(), from, to)) {
            to -= lineEnd(charset).unitBytes();
        }
        return decoded(charset, batch.bytes(), from, to);
    }

    /** Behind another character, so that a byte order mark stays what it is. */
    private static String decoded(Charset charset, byte[] bytes, int from, int to) {
        byte[] first = "x".getBytes(charset);
        byte[] both = Arrays.copyOf(first, first.length + to - from);
        System.arraycopy(bytes, from, both, first.length, to - from);
        return new String(both, charset).substring(1);
    }

    private static LineEnd lineEnd(Charset charset) {
        return Objects.requireNonNull(LineEnd.of(charset));
    }

    /** Lines and gaps from a place on, read from the files. */
    List<String> readFrom(History history, Position from) {
        List<String> got = new ArrayList<>();
        Position at = from;
        for (Entry entry = history.read(at, READ_BYTES); entry != null; entry = history.read(at, READ_BYTES)) {
            wordsOf(entry).stream().filter(word -> !word.startsWith("rotate")).forEach(got::add);
            at = entry.after();
        }
        return got;
    }
}

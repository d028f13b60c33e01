package io.logstreamer.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceState;
import io.logstreamer.view.OwnTimes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A log of one generation in memory: what is appended goes to a sink, as from a tailer, and can be read again as
 * history. Thread-safe; the sink is called under its lock, so that a file never holds what the ring has not seen.
 */
public final class PlayedLog implements History {

    /** Id of the only source. */
    public static final String SOURCE = "app";

    public static final LineTimes TIMES = new OwnTimes(ZoneOffset.UTC);

    private final Generation generation = new Generation(SOURCE, 1, 42, 7);
    private final Sink sink;

    // Guarded by this.
    private byte[] bytes = new byte[1 << 16];
    private int length;
    private int[] ends = new int[1 << 10];
    private int count;
    /** Which of the stretches are no lines but holes. */
    private final BitSet lost = new BitSet();

    private byte[] unfinished = new byte[0];
    private RuntimeException fault;
    private int reads;

    public PlayedLog(Sink sink) {
        this.sink = sink;
        sink.begin(tip());
    }

    /** Appends lines in one go, as a tailer takes them in; returns the id behind the last one. */
    public synchronized String append(String... lines) {
        int first = count;
        unfinished = new byte[0];
        for (String line : lines) {
            add((line + "\n").getBytes(UTF_8));
        }
        sink.accept(batch(first, count));
        return EventId.text(tip());
    }

    /** Loses so many bytes. */
    public synchronized void lose(int lostBytes) {
        lost.set(count);
        add(new byte[lostBytes]);
        sink.accept(gap(count - 1));
    }

    /** Begins a line without ending it. */
    public synchronized void beginLine(String text) {
        unfinished = text.getBytes(UTF_8);
    }

    /** From now on every read fails; null: no more. */
    public synchronized void failWith(RuntimeException failure) {
        fault = failure;
    }

    /** How often stretches were read. */
    public synchronized int reads() {
        return reads;
    }

    /** The place behind all lines. */
    public synchronized Position tip() {
        return position(length);
    }

    private void add(byte[] line) {
        while (length + line.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        System.arraycopy(line, 0, bytes, length, line.length);
        length += line.length;
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count++] = length;
    }

    /** Lines {@code [from, to)} with the bytes before them that their marks need. */
    private LineBatch batch(int from, int to) {
        int start = start(from);
        int lead = Math.min(Position.MARK_BYTES, start);
        int[] own = new int[to - from];
        for (int i = 0; i < own.length; i++) {
            own[i] = ends[from + i] - start + lead;
        }
        byte[] stretch = Arrays.copyOfRange(bytes, start - lead, ends[to - 1]);
        return new LineBatch(position(start), generation, false, "app.log", start, stretch, lead, own, own.length);
    }

    private Gap gap(int stretch) {
        Position before = position(start(stretch));
        Position after = position(ends[stretch]);
        return new Gap(before, after, Gap.Reason.TRUNCATED, after.offset() - before.offset(), false);
    }

    private int start(int line) {
        return line == 0 ? 0 : ends[line - 1];
    }

    private Position position(int offset) {
        return new Position(generation, offset, 0, EventId.markOf(bytes, 0, offset));
    }

    /** The line that begins at an offset. */
    private int lineAt(long offset) {
        int found = Arrays.binarySearch(ends, 0, count, (int) offset);
        return offset == 0 ? 0 : found + 1;
    }

    @Override
    public List<SourceState> sources() {
        return List.of(source(SOURCE));
    }

    @Override
    public synchronized SourceState source(String id) {
        SourceState.Stretch stretch =
                new SourceState.Stretch(generation, "app.log", length, false, position(0), position(length));
        return new SourceState(SOURCE, SOURCE, "/var/log/app.log", null, true, List.of(stretch));
    }

    @Override
    public synchronized CompletableFuture<Position> tip(String source) {
        return fault == null ? CompletableFuture.completedFuture(tip()) : CompletableFuture.failedFuture(fault);
    }

    @Override
    public synchronized Position earliest(String source) {
        return position(0);
    }

    @Override
    public synchronized Position back(Position from, int lines) {
        return position(start(Math.max(0, lineAt(from.offset()) - lines)));
    }

    @Override
    public synchronized Position since(String source, Instant time) {
        long wanted = LineTimes.nanosOf(time);
        for (int line = 0; line < count; line++) {
            long own = TIMES.nanosOf(bytes, start(line), ends[line], wanted);
            if (own != LineTimes.NONE && own >= wanted) {
                return position(start(line));
            }
        }
        return tip();
    }

    @Override
    public synchronized Resolution resolve(String source, EventId id) {
        for (int line = 0; line <= count; line++) {
            Position place = position(start(line));
            if (EventId.of(place).equals(id)) {
                return new Resolution(place, null);
            }
        }
        return new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID);
    }

    @Override
    public synchronized Entry read(Position from, int maxBytes) {
        reads++;
        if (fault != null) {
            throw fault;
        }
        int first = lineAt(from.offset());
        if (first == count) {
            return null;
        }
        if (lost.get(first)) {
            return gap(first);
        }
        int next = first + 1;
        while (next < count && !lost.get(next) && ends[next] - from.offset() <= maxBytes) {
            next++;
        }
        return batch(first, next);
    }

    @Override
    public synchronized PartialLine partial(Position tip) {
        return tip.offset() == length ? PartialLine.whole(unfinished.clone()) : PartialLine.NONE;
    }
}

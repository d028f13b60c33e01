package io.logstreamer.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One log in memory: a test writes to it, takes from it what a tailer would take in, and gives it to a view as its
 * history. Every line it ever held stays readable.
 *
 * <p>Thread-safe.
 */
public final class TextLog implements History {

    /** The hint of every generation. */
    public static final int HINT = 0x0B0E0F;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * A line and the place behind it.
     *
     * @param bytes without terminator
     */
    public record Line(byte[] bytes, Position after) {}

    /** One generation: what was written, and how far it was taken in. */
    private static final class Written {
        private final long ordinal;
        private final String file;
        private byte[] bytes = new byte[0];
        private int taken;
        private boolean over;

        private Written(long ordinal, String file) {
            this.ordinal = ordinal;
            this.file = file;
        }
    }

    private final String source;
    private final int maxLineBytes;
    private final List<Written> generations = new ArrayList<>();
    private Position tip;
    private int reads;

    public TextLog(String source) {
        this(source, 1 << 20);
    }

    /** @param maxLineBytes the longest line that is taken in whole, without terminator */
    public TextLog(String source, int maxLineBytes) {
        this.source = source;
        this.maxLineBytes = maxLineBytes;
        generations.add(new Written(0, source + ".log"));
        tip = new Position(generation(generations.get(0)), 0, 0, 0);
    }

    public synchronized void write(byte[] bytes) {
        Written active = active();
        byte[] both = Arrays.copyOf(active.bytes, active.bytes.length + bytes.length);
        System.arraycopy(bytes, 0, both, active.bytes.length, bytes.length);
        active.bytes = both;
    }

    public void write(String text) {
        write(text.getBytes(UTF_8));
    }

    /** Goes on in another file; everything written was taken in before. */
    public synchronized Rotation rotate(String file) {
        Written active = active();
        if (active.taken != active.bytes.length) {
            throw new IllegalStateException("take first: taken=" + active.taken + " written=" + active.bytes.length);
        }
        active.over = true;
        generations.add(new Written(active.ordinal + 1, file));
        return new Rotation(tip, tip, file, Rotation.How.RENAME);
    }

    /** The next entry a tailer would publish, of about {@code maxBytes}; null: no whole line is left. */
    public synchronized @Nullable Entry take(int maxBytes) {
        Written active = active();
        Entry entry = entry(active, tip, active.taken, active.bytes.length, maxBytes);
        if (entry != null) {
            tip = entry.after();
            active.taken = (int) tip.offset();
        }
        return entry;
    }

    /** Everything that was written and not taken, given on in batches of about {@code maxBytes}. */
    public void takeAll(int maxBytes, Consumer<? super Entry> sink) {
        for (Entry entry = take(maxBytes); entry != null; entry = take(maxBytes)) {
            sink.accept(entry);
        }
    }

    /** The place behind what was taken in. */
    public synchronized Position tip() {
        return tip;
    }

    /** How often {@link #read} was called. */
    public synchronized int reads() {
        return reads;
    }

    /** Every line taken in, from the beginning; split here once more, without the code that is tested. */
    public synchronized List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        long before = 0;
        for (Written in : generations) {
            int start = textBegin(in);
            for (int i = start; i < in.taken; i++) {
                if (in.bytes[i] == '\n') {
                    int end = i > start && in.bytes[i - 1] == '\r' ? i - 1 : i;
                    lines.add(new Line(
                            Arrays.copyOfRange(in.bytes, start, end),
                            new Position(generation(in), i + 1, before, EventId.markOf(in.bytes, 0, i + 1))));
                    start = i + 1;
                }
            }
            before = in.taken;
        }
        return lines;
    }

    @Override
    public synchronized @Nullable Entry read(Position from, int maxBytes) {
        reads++;
        if (from.equals(tip)) {
            return null;
        }
        int index = (int) from.generation().ordinal();
        Written in = generations.get(index);
        int offset = (int) from.offset();
        if (offset == in.taken && in.over) {
            in = generations.get(index + 1);
            offset = 0;
        }
        return entry(in, from, offset, in.taken, maxBytes);
    }

    @Override
    public synchronized PartialLine partial(Position at) {
        return PartialLine.whole(Arrays.copyOfRange(active().bytes, (int) at.offset(), active().bytes.length));
    }

    @Override
    public synchronized List<SourceState> sources() {
        List<SourceState.Stretch> stretches = new ArrayList<>();
        for (Written in : generations) {
            Generation generation = generation(in);
            Position end = new Position(generation, in.taken, 0, EventId.markOf(in.bytes, 0, in.taken));
            stretches.add(new SourceState.Stretch(
                    generation, in.file, in.bytes.length, false, new Position(generation, 0, 0, 0), end));
        }
        return List.of(new SourceState(source, source, "/var/log/" + active().file, null, true, stretches));
    }

    @Override
    public @Nullable SourceState source(String id) {
        return id.equals(source) ? sources().get(0) : null;
    }

    @Override
    public CompletableFuture<Position> tip(String id) {
        throw new UnsupportedOperationException("a view never asks for a look");
    }

    @Override
    public Position earliest(String id) {
        throw new UnsupportedOperationException("a view is told where to begin");
    }

    @Override
    public Position back(Position from, int count) {
        throw new UnsupportedOperationException("a view is told where to begin");
    }

    @Override
    public Position since(String id, Instant time) {
        throw new UnsupportedOperationException("a view is told where to begin");
    }

    @Override
    public Resolution resolve(String id, EventId place) {
        throw new UnsupportedOperationException("a view is told where to begin");
    }

    private Written active() {
        return generations.get(generations.size() - 1);
    }

    private @Nullable Entry entry(Written in, Position before, int from, int limit, int maxBytes) {
        int offset = from == 0 ? textBegin(in) : from;
        int lead = Math.min(offset, Position.MARK_BYTES);
        int[] ends = new int[16];
        int count = 0;
        int start = offset;
        for (int i = offset; i < limit; i++) {
            if (in.bytes[i] != '\n') {
                continue;
            }
            boolean tooLong = i - start > maxLineBytes;
            if (tooLong && count == 0) {
                return longLine(in, before, start, i);
            }
            if (tooLong || (count > 0 && i + 1 - offset > maxBytes)) {
                break;
            }
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            ends[count++] = i + 1 - offset + lead;
            start = i + 1;
        }
        if (count == 0) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(in.bytes, offset - lead, start);
        return new LineBatch(before, generation(in), false, in.file, offset, bytes, lead, ends, count);
    }

    private LongLine longLine(Written in, Position before, int start, int lf) {
        Generation generation = generation(in);
        long taken = before.generation().equals(generation) ? before.taken() : before.offset();
        Position after = new Position(generation, lf + 1, taken, EventId.markOf(in.bytes, 0, lf + 1));
        byte[] head = Arrays.copyOfRange(in.bytes, start, start + maxLineBytes);
        return new LongLine(before, after, in.file, start, head, lf - start);
    }

    private Generation generation(Written in) {
        int start = textBegin(in);
        for (int i = start; i < in.bytes.length; i++) {
            if (in.bytes[i] == '\n') {
                return new Generation(source, in.ordinal, EventId.headOf(in.bytes, start, i + 1), HINT);
            }
        }
        return new Generation(source, in.ordinal, 0, HINT);
    }

    private static int textBegin(Written in) {
        int length = BYTE_ORDER_MARK.length;
        boolean marked = in.bytes.length > length && Arrays.equals(in.bytes, 0, length, BYTE_ORDER_MARK, 0, length);
        return marked ? length : 0;
    }
}

package io.logstreamer.journal;

import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one source that came without anything of another in between. Its lines are of one generation, that of
 * {@code end}. Immutable.
 *
 * <p>On disk it has {@link #BYTES} bytes; numbers are big-endian:
 *
 * <pre>
 * crc(4) source(4) lines(4) second(4) flags(1) -(3) startRank(4) endRank(4) start(25) end(25) -(2)
 * lines: of a run that says what is missing, how many bytes that are, or -1
 * a place: offset(6) head(6) mark(4) hint(3) taken(6)
 * </pre>
 *
 * The check goes over the id of the source as well: a record whose number means another source by now is damaged.
 *
 * @param number of the run
 * @param start where it begins in its source; may be the end of an older generation
 * @param end where it ends
 * @param open whether it goes on to the end of its generation, wherever that is
 * @param lines how many it holds, or -1
 * @param second when it began to arrive, seconds since the epoch
 * @param missing null: it holds lines; else what is missing here, and why
 */
record Run(
        long number,
        Position start,
        Position end,
        boolean open,
        int lines,
        long second,
        @Nullable Missing missing) {

    /**
     * What is missing.
     *
     * @param bytes how much, or -1 if that cannot be known
     * @param maybe whether nothing may be missing at all
     */
    record Missing(Gap.Reason reason, long bytes, boolean maybe) {}

    /** Length of a record. */
    static final int BYTES = 80;

    /** Its lines were not counted. */
    static final int UNCOUNTED = -1;

    private static final int OPEN = 1;
    private static final int MISSING = 2;
    private static final int MAYBE = 4;

    /** Their places here are what stands on disk. */
    private static final List<Gap.Reason> REASONS = List.of(
            Gap.Reason.ROTATED_AWAY,
            Gap.Reason.TRUNCATED,
            Gap.Reason.UNREADABLE,
            Gap.Reason.UNKNOWN_ID,
            Gap.Reason.AMBIGUOUS_ID,
            Gap.Reason.RETENTION);

    private static Gap.Reason reason(int index) {
        return index < REASONS.size() ? REASONS.get(index) : Gap.Reason.UNREADABLE;
    }

    /** Id of its source. */
    String source() {
        return end.source();
    }

    /** The generation of its lines. */
    Generation generation() {
        return end.generation();
    }

    /** The same with another number. */
    Run numbered(long newNumber) {
        return new Run(newNumber, start, end, open, lines, second, missing);
    }

    /** Whether it only says that its source was seen. */
    boolean isEmpty() {
        return missing == null && !open && start.equals(end);
    }

    /** Whether what comes next makes it longer and no new one. */
    boolean goesOn(Position before, Position after) {
        return missing == null
                && !open
                && end.equals(before)
                && end.generation().equals(after.generation());
    }

    /** Longer by so many lines. */
    Run until(Position newEnd, int moreLines) {
        int all = lines == UNCOUNTED || moreLines == UNCOUNTED ? UNCOUNTED : lines + moreLines;
        return new Run(number, start, newEnd, open, all, second, missing);
    }

    /** Writes the record at the buffer's position. */
    void write(int sourceIndex, ByteBuffer target) {
        int at = target.position();
        Missing gap = missing;
        target.putInt(0).putInt(sourceIndex).putInt(gap == null ? lines : shortened(gap.bytes()));
        target.putInt((int) second).put((byte) ((open ? OPEN : 0) | (gap == null ? 0 : flags(gap))));
        target.put((byte) 0).putShort((short) 0);
        target.putInt((int) start.generation().ordinal());
        target.putInt((int) end.generation().ordinal());
        place(start, target);
        place(end, target);
        target.putShort((short) 0);
        target.putInt(at, crc(target, at, source()));
    }

    private static int flags(Missing gap) {
        return MISSING | (gap.maybe() ? MAYBE : 0) | REASONS.indexOf(gap.reason()) << 4;
    }

    private static int shortened(long bytes) {
        return bytes > Integer.MAX_VALUE ? -1 : (int) bytes;
    }

    /**
     * Reads a record at the buffer's position, which moves behind it.
     *
     * @param names of the sources by index
     * @return null: it is damaged
     */
    static @Nullable Run read(long number, ByteBuffer bytes, IntFunction<@Nullable String> names) {
        int at = bytes.position();
        bytes.position(at + BYTES);
        String source = names.apply(bytes.getInt(at + 4));
        if (source == null || bytes.getInt(at) != crc(bytes, at, source)) {
            return null;
        }
        int flags = bytes.get(at + 16);
        Position start = place(source, bytes.getInt(at + 20), bytes, at + 28);
        Position end = place(source, bytes.getInt(at + 24), bytes, at + 53);
        int count = bytes.getInt(at + 8);
        Missing missing =
                (flags & MISSING) == 0 ? null : new Missing(reason(flags >> 4 & 15), count, (flags & MAYBE) != 0);
        return new Run(
                number,
                start,
                end,
                (flags & OPEN) != 0,
                missing == null ? count : 0,
                bytes.getInt(at + 12) & 0xFFFF_FFFFL,
                missing);
    }

    private static int crc(ByteBuffer bytes, int at, String source) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(at + 4).limit(at + BYTES));
        crc.update(source.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    private static void place(Position position, ByteBuffer target) {
        put(target, 6, position.offset());
        put(target, 6, position.generation().head());
        target.putInt(position.mark());
        put(target, 3, position.generation().hint());
        put(target, 6, position.taken());
    }

    private static Position place(String source, int rank, ByteBuffer bytes, int at) {
        Generation generation = new Generation(source, rank, number(bytes, at + 6, 6), (int) number(bytes, at + 16, 3));
        return new Position(generation, number(bytes, at, 6), number(bytes, at + 19, 6), bytes.getInt(at + 12));
    }

    private static void put(ByteBuffer target, int length, long value) {
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            target.put((byte) (value >>> shift));
        }
    }

    private static long number(ByteBuffer bytes, int at, int length) {
        long value = 0;
        for (int i = at; i < at + length; i++) {
            value = value << 8 | (bytes.get(i) & 0xff);
        }
        return value;
    }
}

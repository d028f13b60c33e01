package io.logstreamer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Runs with consecutive numbers, written in one life of a server. Records lie behind a head of {@link #HEAD_BYTES}.
 *
 * <p>One writer; readers on any thread, who read only records that {@link #count} has counted. The newest record may be
 * written over, so readers take that one from memory.
 */
final class RunFile {

    /** Length of the head: name of the form, epoch, life, number of the first run, where it joins, CRC-32C of these. */
    static final int HEAD_BYTES = 64;

    private static final long FORM = 0x4C53_5255_4E53_3032L;
    private static final int PAGE_RECORDS = 64;
    private static final int CRC_AT = 40;

    /** Of a file that is no branch. */
    static final long NOWHERE = Long.MIN_VALUE;

    final long epoch;
    final long life;
    final long first;

    /**
     * A file of a server that went on without the directory is a branch of the order: only who stands in it reads it, and
     * goes on at this number. {@link #NOWHERE}: it is none.
     */
    final long joins;

    private final Bytes bytes;
    private volatile int count;

    private RunFile(Bytes bytes, long epoch, long life, long first, long joins, int count) {
        this.bytes = bytes;
        this.epoch = epoch;
        this.life = life;
        this.first = first;
        this.joins = joins;
        this.count = count;
    }

    /** A new one. */
    static RunFile create(Bytes bytes, long epoch, long life, long first) throws IOException {
        return create(bytes, epoch, life, first, NOWHERE);
    }

    /** A new one of a branch, see {@link #joins}. */
    static RunFile create(Bytes bytes, long epoch, long life, long first, long joins) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.putLong(FORM).putLong(epoch).putLong(life).putLong(first).putLong(joins);
        head.putInt(crc(head));
        bytes.write(head.rewind(), 0);
        return new RunFile(bytes, epoch, life, first, joins, 0);
    }

    /**
     * One that is there; what is damaged at its end is cut off, if it is the newest. Others go on behind an older one: what is
     * damaged there is a hole, as in the middle.
     *
     * @param newest whether it is the newest of all
     * @return null: it is none of ours, or its head is damaged
     */
    static @Nullable RunFile open(Bytes bytes, IntFunction<@Nullable String> names, boolean newest) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        if (bytes.read(head, 0) < HEAD_BYTES || head.getLong(0) != FORM || head.getInt(CRC_AT) != crc(head)) {
            return null;
        }
        int count = (int) Math.min(Integer.MAX_VALUE / Run.BYTES, (bytes.size() - HEAD_BYTES) / Run.BYTES);
        RunFile file = new RunFile(bytes, head.getLong(8), head.getLong(16), head.getLong(24), head.getLong(32), count);
        int whole = count;
        while (whole > 0 && file.read(file.first + whole - 1, names) == null) {
            whole--;
        }
        file.count = newest || whole == 0 ? whole : count;
        bytes.truncate(HEAD_BYTES + (long) file.count * Run.BYTES);
        return file;
    }

    private static int crc(ByteBuffer head) {
        CRC32C crc = new CRC32C();
        crc.update(head.duplicate().position(0).limit(CRC_AT));
        return (int) crc.getValue();
    }

    /** How many runs it holds. */
    int count() {
        return count;
    }

    /** Number behind its last run. */
    long end() {
        return first + count;
    }

    boolean holds(long number) {
        return number >= first && number < end();
    }

    /** Null: damaged. */
    @Nullable Run read(long number, IntFunction<@Nullable String> names) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(Run.BYTES);
        if (bytes.read(record, at(number)) < Run.BYTES) {
            return null;
        }
        return Run.read(number, record.flip(), names);
    }

    /** The page of runs that a number lies in, from the page's first one on; damaged ones are null. */
    @Nullable Run[] page(long number, IntFunction<@Nullable String> names) throws IOException {
        long from = pageStart(number);
        int length = (int) Math.min(PAGE_RECORDS, end() - from);
        ByteBuffer records = ByteBuffer.allocate(length * Run.BYTES);
        int read = bytes.read(records, at(from)) / Run.BYTES;
        records.flip();
        @Nullable Run[] runs = new Run[length];
        for (int i = 0; i < read; i++) {
            runs[i] = Run.read(from + i, records, names);
        }
        return runs;
    }

    /** Number of the first run of the page that a number lies in. */
    long pageStart(long number) {
        return first + (number - first) / PAGE_RECORDS * PAGE_RECORDS;
    }

    /** Writes records of consecutive numbers; the first may be the newest there is, once more. Writer only. */
    void write(long from, ByteBuffer records) throws IOException {
        int length = records.remaining() / Run.BYTES;
        bytes.write(records, at(from));
        count = Math.max(count, (int) (from - first) + length);
    }

    /** Writes all its records into another file with the same numbers. */
    void copyTo(RunFile other) throws IOException {
        for (long from = first; from < end(); from += PAGE_RECORDS) {
            int length = (int) Math.min(PAGE_RECORDS, end() - from);
            ByteBuffer records = ByteBuffer.allocate(length * Run.BYTES);
            bytes.read(records, at(from));
            other.write(from, records.flip());
        }
    }

    /** Forgets the runs from a number on. Writer only. */
    void cut(long from) throws IOException {
        if (holds(from)) {
            count = (int) (from - first);
            bytes.truncate(at(from));
        }
    }

    /** Whether it is still there when the server is not. */
    boolean lasts() {
        return bytes.lasts();
    }

    /** Bytes it takes. */
    long sizeBytes() {
        return HEAD_BYTES + (long) count * Run.BYTES;
    }

    void force() throws IOException {
        bytes.force();
    }

    void close() {
        bytes.close();
    }

    private long at(long number) {
        return HEAD_BYTES + (number - first) * Run.BYTES;
    }
}

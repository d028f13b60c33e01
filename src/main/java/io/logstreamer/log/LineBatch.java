package io.logstreamer.log;

/**
 * Whole lines of one generation, as they stand in the file, with their positions. Immutable by agreement: nobody
 * changes the arrays after construction.
 *
 * <pre>
 * bytes  |&lt;- lead: the bytes before, for marks -&gt;|line 0 \n|line 1 \n|...|line count-1 \n|
 *        0                                       lead     ends[0]   ends[1]              ends[count-1]
 * file                                           offset
 * </pre>
 *
 * The last line may lack its terminator where its generation is over.
 *
 * <p>A <em>late</em> batch holds lines that a writer added to the preceding generation after the newer one had begun:
 * its ids keep {@code before.offset()} and advance {@code taken}.
 *
 * @param before where it begins in the stream
 * @param generation what its ids name: the newest generation, its head known
 * @param late whether the lines come from the generation before {@code generation}
 * @param file name of the file they were read from
 * @param offset offset in that file of {@code bytes[lead]}, bytes
 * @param bytes lead and lines
 * @param lead how many bytes at the front are not lines: the up to 64 bytes that precede {@code offset}
 * @param ends for each line the index behind it, terminator included; only the first {@code count} count
 * @param count number of lines, at least 1
 * @param taken how far the preceding generation is taken at each line of a batch that is not late, bytes
 */
public record LineBatch(
        Position before,
        Generation generation,
        boolean late,
        String file,
        long offset,
        byte[] bytes,
        int lead,
        int[] ends,
        int count,
        long taken)
        implements Entry {

    /** A batch that follows its {@code before} directly: what was taken of the preceding generation is all of it. */
    public LineBatch(
            Position before,
            Generation generation,
            boolean late,
            String file,
            long offset,
            byte[] bytes,
            int lead,
            int[] ends,
            int count) {
        this(
                before,
                generation,
                late,
                file,
                offset,
                bytes,
                lead,
                ends,
                count,
                before.generation().equals(generation) ? before.taken() : before.offset());
    }

    public LineBatch {
        if (count < 1 || count > ends.length || ends[count - 1] > bytes.length) {
            throw new IllegalArgumentException(
                    "line ends do not fit: count=" + count + " ends=" + ends.length + " bytes=" + bytes.length);
        }
        if (lead < 0 || lead > ends[0]) {
            throw new IllegalArgumentException("lead does not fit: lead=" + lead + " firstEnd=" + ends[0]);
        }
    }

    /** Index in {@code bytes} of the first byte of line {@code i}. */
    public int start(int i) {
        return i == 0 ? lead : ends[i - 1];
    }

    /** Offset in the file behind line {@code i}, bytes. */
    public long endOffset(int i) {
        return offset + ends[i] - lead;
    }

    /** The place behind line {@code i}. */
    public Position after(int i) {
        return late
                ? new Position(generation, before.offset(), endOffset(i), before.mark())
                : new Position(generation, endOffset(i), taken, EventId.markOf(bytes, 0, ends[i]));
    }

    @Override
    public Position after() {
        return after(count - 1);
    }

    @Override
    public int weightBytes() {
        return bytes.length + 4 * ends.length + 128;
    }
}

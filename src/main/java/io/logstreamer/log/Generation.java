package io.logstreamer.log;

/**
 * One incarnation of a log's content: bytes {@code [0, end)}, never changed once read. A value; where the bytes are now
 * is known to the tailer alone.
 *
 * @param source id of the source it belongs to
 * @param ordinal rank among the generations of its source in this server's life: a later generation has a larger one.
 *     Never leaves the process
 * @param head hash of the first line (see {@link EventId#headOf}), 48 bits, or 0 while that line is not complete
 * @param hint the low 24 bits of the inode number, 0 if unknown
 */
public record Generation(String source, long ordinal, long head, int hint) {

    /** The largest value of {@code head}. */
    public static final long MAX_HEAD = (1L << 48) - 1;

    /** The largest value of {@code hint}, and of the predecessor field of an id. */
    public static final int MASK_24 = (1 << 24) - 1;

    public Generation {
        if (head < 0 || head > MAX_HEAD) {
            throw new IllegalArgumentException("head is not 48 bits: head=" + head);
        }
        if (hint < 0 || hint > MASK_24) {
            throw new IllegalArgumentException("hint is not 24 bits: hint=" + hint);
        }
    }

    /** The same generation once its first line is complete. */
    public Generation withHead(long newHead) {
        return new Generation(source, ordinal, newHead, hint);
    }

    /** A generation stays itself when its head becomes known: equality is by source and ordinal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Generation that && ordinal == that.ordinal && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return 31 * source.hashCode() + Long.hashCode(ordinal);
    }
}

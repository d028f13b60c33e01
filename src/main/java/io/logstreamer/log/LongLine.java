package io.logstreamer.log;

/**
 * A line longer than {@code tail.max-line-bytes}: its head and its length. Arrives when its terminator is there; its id
 * lies behind the terminator. Immutable by agreement.
 *
 * @param before where it begins in the stream
 * @param after the place behind its terminator
 * @param file name of the file it was read from
 * @param offset offset of its first byte in that file
 * @param head its first bytes, cut at the limit
 * @param lengthBytes length of the whole line without its terminator
 */
public record LongLine(Position before, Position after, String file, long offset, byte[] head, long lengthBytes)
        implements Entry {

    public LongLine {
        if (lengthBytes < head.length) {
            throw new IllegalArgumentException(
                    "a line is not shorter than its head: lengthBytes=" + lengthBytes + " head=" + head.length);
        }
    }

    @Override
    public int weightBytes() {
        return head.length + 128;
    }
}

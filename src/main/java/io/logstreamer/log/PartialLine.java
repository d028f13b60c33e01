package io.logstreamer.log;

/**
 * A last line that has no terminator yet. Immutable by agreement.
 *
 * @param head its first bytes, cut at {@code tail.max-line-bytes}, in whole units of its charset
 * @param lengthBytes so much of the line is there; more than the head has, if that is cut
 */
public record PartialLine(byte[] head, long lengthBytes) {

    /** Nothing waits for its end. */
    public static final PartialLine NONE = whole(new byte[0]);

    /** One that is not cut. */
    public static PartialLine whole(byte[] line) {
        return new PartialLine(line, line.length);
    }

    public boolean isEmpty() {
        return head.length == 0;
    }

    /** Whether there is more of it than its head. */
    public boolean isCut() {
        return lengthBytes > head.length;
    }
}

package io.logstreamer.feed;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import java.nio.charset.StandardCharsets;

/**
 * Finds places in encoded bytes. An empty line ends an event and stands nowhere else: the text of a line holds no LF.
 * Stateless.
 */
final class Events {

    private static final byte[] ID = "\nid: ".getBytes(StandardCharsets.US_ASCII);

    /** The last field of an id, and the end of the event behind it. */
    private static final int TAKEN_END = 4 + 2;

    private Events() {}

    /** Whether an event ends at {@code index} (or none has begun). */
    static boolean boundary(byte[] bytes, int index) {
        return index == 0 || (index > 1 && bytes[index - 1] == '\n' && bytes[index - 2] == '\n');
    }

    /** End of the event that {@code index} lies in; {@code index} itself if it is a boundary. */
    static int endOfEvent(byte[] bytes, int index, int limit) {
        int at = index;
        while (at < limit && !boundary(bytes, at)) {
            at++;
        }
        return at;
    }

    /** The id a client holds that has read a segment up to an index: that of the last whole event, else of its start. */
    static String idAt(Segment segment, int index) {
        byte[] bytes = segment.bytes();
        for (int at = index - ID.length - EventId.LENGTH - 2; at >= 0; at--) {
            if (bytes[at] == '\n'
                    && startsWith(bytes, at, ID, ID.length)
                    && boundary(bytes, at + ID.length + EventId.LENGTH + 2)) {
                return new String(bytes, at + ID.length, EventId.LENGTH, StandardCharsets.US_ASCII);
            }
        }
        return EventId.text(segment.start());
    }

    /**
     * Index behind the event that carries the id of a place, or -1. An id that differs only in how far the generation
     * before was taken is the next best: the line may have been encoded before a late line came to that one.
     */
    static int behind(Segment segment, int from, int limit, Position position) {
        byte[] needle = ("\nid: " + EventId.text(position) + "\n\n").getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = segment.bytes();
        int nearly = -1;
        for (int at = from; at <= limit - needle.length; at++) {
            if (bytes[at] != '\n' || !startsWith(bytes, at, needle, needle.length - TAKEN_END)) {
                continue;
            }
            if (startsWith(bytes, at, needle, needle.length)) {
                return at + needle.length;
            }
            nearly = nearly < 0 && boundary(bytes, at + needle.length) ? at + needle.length : nearly;
        }
        return nearly;
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] prefix, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}

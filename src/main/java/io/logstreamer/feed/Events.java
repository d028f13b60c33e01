package io.logstreamer.feed;

import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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

    /** The id that stands last before an index in a segment, behind a whole event; null: none does. */
    static @Nullable String idAt(Segment segment, int index) {
        byte[] bytes = segment.bytes();
        for (int at = index - ID.length - 2; at >= 0; at--) {
            if (bytes[at] == '\n' && startsWith(bytes, at, ID, ID.length)) {
                int end = at + ID.length;
                while (end < index && bytes[end] != '\n') {
                    end++;
                }
                if (end + 2 <= index && boundary(bytes, end + 2)) {
                    return new String(bytes, at + ID.length, end - at - ID.length, StandardCharsets.US_ASCII);
                }
            }
        }
        return null;
    }

    /**
     * Index behind the event that carries an id, or -1. An id that differs only in how far the generation before was taken
     * is the next best: the line may have been encoded before a late line came to that one.
     */
    static int behind(Segment segment, int from, int limit, String id) {
        byte[] needle = ("\nid: " + id + "\n\n").getBytes(StandardCharsets.US_ASCII);
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

    /**
     * Index behind the last event of a merged stream whose id does not lie behind a place; 0: there is none. The place
     * itself need not be that of a line of this stream.
     */
    static int upTo(Segment segment, int limit, Position place) {
        byte[] bytes = segment.bytes();
        int behind = 0;
        for (int at = 0; at <= limit - ID.length - ArrivalId.LENGTH; at++) {
            if (bytes[at] != '\n' || !startsWith(bytes, at, ID, ID.length)) {
                continue;
            }
            int end = at + ID.length + ArrivalId.LENGTH;
            ArrivalId id =
                    ArrivalId.parse(new String(bytes, at + ID.length, ArrivalId.LENGTH, StandardCharsets.US_ASCII));
            if (id != null && isBehind(id, place)) {
                return behind;
            }
            behind = endOfEvent(bytes, end, limit);
        }
        return limit;
    }

    private static boolean isBehind(ArrivalId id, Position place) {
        long run = place.generation().ordinal();
        if (id.run() != run) {
            return id.run() > run;
        }
        return id.own().offset() > place.offset()
                || (id.own().offset() == place.offset() && id.own().taken() > (place.taken() & Generation.MASK_24));
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

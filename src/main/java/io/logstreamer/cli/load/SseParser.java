package io.logstreamer.cli.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream as WHATWG HTML, 9.2.6 "Interpreting an event stream" says, from bytes that may be cut anywhere.
 * What is not ended by an empty line is never dispatched. Data stay bytes: nothing is decoded that nobody reads. One
 * parser per connection; confined to one thread at a time.
 *
 * <p>A line or an event above 64 MiB is refused, so that a server which never ends one cannot fill the memory.
 */
final class SseParser {

    private static final int MAX_BYTES = 64 << 20;
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY = "retry".getBytes(StandardCharsets.US_ASCII);

    private final SseListener listener;
    private final ByteRope line = new ByteRope(MAX_BYTES);
    private final ByteRope data = new ByteRope(MAX_BYTES);
    private boolean firstLine = true;
    private boolean afterCarriageReturn;
    private byte[] typeBytes = new byte[0];
    private String typeText = "message";
    private boolean typed;
    private @Nullable String blockId;
    private String lastEventId;

    /**
     * @param lastEventId where the stream is resumed; empty if nowhere
     */
    SseParser(String lastEventId, SseListener listener) {
        this.lastEventId = lastEventId;
        this.listener = listener;
    }

    /** What a reconnecting client is to send; empty if there is nothing to send. */
    String lastEventId() {
        return lastEventId;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @throws IllegalStateException if a line or an event is longer than 64 MiB
     */
    void feed(byte[] bytes, int length) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                // Second half of a CRLF; the CR has ended the line already.
                afterCarriageReturn = false;
                start = i + 1;
            } else if (b == '\n' || b == '\r') {
                afterCarriageReturn = b == '\r';
                endLine(bytes, start, i);
                start = i + 1;
            } else {
                afterCarriageReturn = false;
            }
        }
        line.append(bytes, start, length);
    }

    private void endLine(byte[] bytes, int start, int end) {
        if (line.length() == 0) {
            line(bytes, start, end);
        } else {
            line.append(bytes, start, end);
            line(line.array(), 0, line.length());
            line.clear();
        }
    }

    private void line(byte[] bytes, int start, int end) {
        int from = firstLine && startsWithByteOrderMark(bytes, start, end) ? start + 3 : start;
        firstLine = false;
        if (from == end) {
            dispatch();
            return;
        }
        int colon = from;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        if (colon == from) {
            return; // a comment
        }
        int value = colon < end ? colon + 1 : end;
        if (value < end && bytes[value] == ' ') {
            value++;
        }
        field(bytes, from, colon, value, end);
    }

    private void field(byte[] bytes, int from, int nameEnd, int value, int end) {
        if (Arrays.equals(bytes, from, nameEnd, DATA, 0, DATA.length)) {
            data.append(bytes, value, end);
            data.append('\n');
        } else if (Arrays.equals(bytes, from, nameEnd, ID, 0, ID.length)) {
            id(bytes, value, end);
        } else if (Arrays.equals(bytes, from, nameEnd, EVENT, 0, EVENT.length)) {
            type(bytes, value, end);
        } else if (Arrays.equals(bytes, from, nameEnd, RETRY, 0, RETRY.length)) {
            retry(bytes, value, end);
        }
        // The standard ignores every other name.
    }

    private void id(byte[] bytes, int value, int end) {
        for (int i = value; i < end; i++) {
            if (bytes[i] == 0) {
                return;
            }
        }
        blockId = new String(bytes, value, end - value, StandardCharsets.UTF_8);
    }

    /** Nearly all events of a stream have the same type, which is then decoded once. */
    private void type(byte[] bytes, int value, int end) {
        typed = value < end;
        if (typed && !Arrays.equals(bytes, value, end, typeBytes, 0, typeBytes.length)) {
            typeBytes = Arrays.copyOfRange(bytes, value, end);
            typeText = new String(typeBytes, StandardCharsets.UTF_8);
        }
    }

    private void retry(byte[] bytes, int value, int end) {
        long millis = 0;
        for (int i = value; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return;
            }
            millis = Math.min(millis * 10 + (bytes[i] - '0'), Integer.MAX_VALUE);
        }
        if (value < end) {
            listener.retry(millis);
        }
    }

    private void dispatch() {
        String id = blockId;
        if (id != null) {
            lastEventId = id;
        }
        if (data.length() > 0) {
            listener.event(typed ? typeText : "message", data.array(), data.length() - 1, id);
        }
        data.clear();
        blockId = null;
        typed = false;
    }

    private static boolean startsWithByteOrderMark(byte[] bytes, int start, int end) {
        return end - start >= 3
                && bytes[start] == (byte) 0xEF
                && bytes[start + 1] == (byte) 0xBB
                && bytes[start + 2] == (byte) 0xBF;
    }
}

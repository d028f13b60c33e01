package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to blocks by the rules of WHATWG HTML, 9.2.6 Interpreting an event stream, and stricter where the standard lets
 * a reader overlook a server's fault: a field of another name, a {@code retry} that is no number, an {@code id} with a
 * NUL, or invalid UTF-8 fail the test.
 *
 * <p>Confined to one thread.
 */
public final class SseParser {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean afterCarriageReturn;

    private @Nullable String event;
    private @Nullable StringBuilder data;
    private @Nullable String id;
    private @Nullable Integer retryMillis;
    private List<String> comments = new ArrayList<>();
    private boolean anyField;

    /** The blocks that these bytes complete. */
    public List<SseBlock> feed(byte[] bytes, int length) {
        List<SseBlock> complete = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
            } else if (b == '\n' || b == '\r') {
                afterCarriageReturn = b == '\r';
                endLine(complete);
            } else {
                afterCarriageReturn = false;
                line.write(b);
            }
        }
        return complete;
    }

    /** Whether a block has begun and not ended. */
    public boolean isInsideBlock() {
        return line.size() > 0 || anyField;
    }

    private void endLine(List<SseBlock> complete) {
        String text = decode(line.toByteArray());
        line.reset();
        if (!text.isEmpty()) {
            takeField(text);
        } else if (anyField) {
            complete.add(endBlock());
        }
    }

    private SseBlock endBlock() {
        SseBlock block =
                new SseBlock(event, data == null ? null : data.toString(), id, retryMillis, List.copyOf(comments));
        event = null;
        data = null;
        id = null;
        retryMillis = null;
        comments = new ArrayList<>();
        anyField = false;
        return block;
    }

    private void takeField(String text) {
        anyField = true;
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (colon != 0 && value.startsWith(" ")) {
            value = value.substring(1);
        }
        switch (name) {
            case "" -> comments.add(value);
            case "event" -> event = value;
            case "data" ->
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            case "id" -> id = withoutNul(value);
            case "retry" -> retryMillis = digits(value);
            default -> throw new AssertionError("not a field of an event stream: " + text);
        }
    }

    private static String withoutNul(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new AssertionError("an id with a NUL: " + value);
        }
        return value;
    }

    private static Integer digits(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new AssertionError("a retry that is no number: " + value);
        }
        return Integer.valueOf(value);
    }

    private static String decode(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("invalid UTF-8 in an event stream: " + new String(bytes, UTF_8), e);
        }
    }
}

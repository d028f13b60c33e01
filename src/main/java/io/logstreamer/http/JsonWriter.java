package io.logstreamer.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes small JSON documents (RFC 8259): problems, the list of sources, control events.
 *
 * <p>The result is one line of printable text: control characters, the line separators U+2028 and U+2029 and the
 * characters {@code < > &} are escaped, so it may stand in an SSE {@code data:} field or in HTML; a surrogate without
 * its partner becomes U+FFFD, so it can always be encoded as UTF-8.
 *
 * <p>The writer puts the commas; it does not check that a name comes before every member. Not thread-safe.
 */
public final class JsonWriter {

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(128);
    private boolean commaDue;

    /** {@code text} as a JSON string, quotes included. */
    public static String quote(String text) {
        return new JsonWriter().value(text).toString();
    }

    public JsonWriter beginObject() {
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter beginArray() {
        return open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    /** Starts a member; its value, object or array comes next. */
    public JsonWriter name(String name) {
        separate();
        appendString(name);
        out.append(':');
        commaDue = false;
        return this;
    }

    public JsonWriter value(String value) {
        separate();
        appendString(value);
        return this;
    }

    public JsonWriter value(long value) {
        separate();
        out.append(value);
        return this;
    }

    public JsonWriter value(boolean value) {
        separate();
        out.append(value);
        return this;
    }

    public JsonWriter nullValue() {
        separate();
        out.append("null");
        return this;
    }

    /**
     * A value known only at run time: null, a boolean, a number, a map or an iterable of such values; anything else is
     * written as the string it prints as. A number that JSON has no form for (NaN, the infinities) becomes null.
     */
    public JsonWriter value(@Nullable Object value) {
        if (value == null) {
            return nullValue();
        }
        if (value instanceof Boolean flag) {
            return value(flag.booleanValue());
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Map<?, ?> members) {
            beginObject();
            members.forEach((name, member) -> name(String.valueOf(name)).value(member));
            return endObject();
        }
        if (value instanceof Iterable<?> elements) {
            beginArray();
            elements.forEach(this::value);
            return endArray();
        }
        return value(value.toString());
    }

    /** The document written so far. */
    @Override
    public String toString() {
        return out.toString();
    }

    private JsonWriter number(Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            return nullValue();
        }
        separate();
        out.append(number);
        return this;
    }

    private JsonWriter open(char bracket) {
        separate();
        out.append(bracket);
        commaDue = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        out.append(bracket);
        commaDue = true;
        return this;
    }

    private void separate() {
        if (commaDue) {
            out.append(',');
        }
        commaDue = true;
    }

    private void appendString(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                appendCharacter(Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        out.append('"');
    }

    private void appendCharacter(char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (isEscaped(c)) {
                    appendUnicodeEscape(c);
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static boolean isEscaped(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '<' || c == '>' || c == '&';
    }

    private void appendUnicodeEscape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((c >> shift) & 0xF));
        }
    }
}

package io.logstreamer.view;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads one flat JSON object by RFC 8259, and nothing that it does not allow: a control character in a string, an
 * escape of another letter, a member twice, a leading zero or anything behind the object fails the test.
 */
final class JsonRecord {

    private final String text;
    private int at;

    private JsonRecord(String text) {
        this.text = text;
    }

    /** The members in their order: strings, longs and true. */
    static Map<String, Object> parse(String text) {
        return new JsonRecord(text).object();
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        take('{');
        do {
            String name = string();
            take(':');
            if (members.put(name, value()) != null) {
                throw wrong("member twice: " + name);
            }
        } while (skip(','));
        take('}');
        if (at != text.length()) {
            throw wrong("something follows the object");
        }
        return members;
    }

    private Object value() {
        if (text.charAt(at) == '"') {
            return string();
        }
        if (text.startsWith("true", at)) {
            at += 4;
            return true;
        }
        int start = at;
        while (text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (start == at || (text.charAt(start) == '0' && at > start + 1)) {
            throw wrong("not a number");
        }
        return Long.valueOf(text.substring(start, at));
    }

    private String string() {
        take('"');
        StringBuilder value = new StringBuilder();
        while (!skip('"')) {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong("control character in a string");
            }
            value.append(c == '\\' ? escaped() : c);
        }
        return value.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c != 'u') {
            throw wrong("not an escape: " + c);
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private void take(char c) {
        if (!skip(c)) {
            throw wrong("expected " + c);
        }
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private AssertionError wrong(String why) {
        return new AssertionError(why + " at " + at + " in " + text);
    }
}

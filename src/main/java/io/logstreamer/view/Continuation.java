package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Tells lines that go on a record from those that begin one, by the line alone: so it delays nothing, and says the same
 * wherever reading begins. Knows how Java, Kotlin, Python, Go, .NET and Node print stack traces, and indented JSON.
 * Thread-safe, allocates nothing.
 *
 * <table>
 * <caption>Lines that go on a record</caption>
 * <tr><th>form</th><th>example</th></tr>
 * <tr><td>text behind a blank or a TAB</td><td>{@code     at com.acme.A.a(A.java:1)}, {@code   File "a.py", line 3}</td></tr>
 * <tr><td>a cause</td><td>{@code Caused by: …}, {@code Suppressed: …}, {@code --- End of …}</td></tr>
 * <tr><td>what closes a bracket</td><td><code>}</code>, <code>],</code></td></tr>
 * <tr><td>Python's first and last line</td><td>{@code Traceback (most recent call last):}, {@code json.JSONDecodeError: …}</td></tr>
 * <tr><td>Go's frames</td><td>{@code goroutine 1 [running]:}, {@code main.(*T).run(0xc00007e000)}, {@code created by …}</td></tr>
 * </table>
 */
final class Continuation {

    private static final byte[][] BEGINNINGS = {
        ascii("Caused by: "),
        ascii("Suppressed: "),
        ascii("... "),
        ascii("--- End of "),
        ascii("---> "),
        ascii("at "),
        ascii("Traceback (most recent call last):"),
        ascii("During handling of the above exception,"),
        ascii("The above exception was the direct cause"),
        ascii("[signal "),
        ascii("created by "),
    };

    private static final byte[] GOROUTINE = ascii("goroutine ");
    private static final byte[][] EXCEPTION_ENDINGS = {
        ascii("Error"), ascii("Exception"), ascii("Warning"), ascii("Interrupt"), ascii("Exit"), ascii("Iteration")
    };

    private Continuation() {}

    /**
     * Whether a line goes on the record of the line before it.
     *
     * @param bytes holds the line, without terminator, at {@code [from, to)}
     */
    static boolean is(byte[] bytes, int from, int to) {
        if (from >= to) {
            return false;
        }
        byte first = bytes[from];
        if (first == ' ' || first == '\t') {
            return hasText(bytes, from, to);
        }
        if (first == '}' || first == ']' || first == ')') {
            return closes(bytes, from, to);
        }
        // Most lines begin with a date or a bracket: they are done here.
        if (!letter(first) && first != '.' && first != '-' && first != '[') {
            return false;
        }
        for (byte[] beginning : BEGINNINGS) {
            if (startsWith(bytes, from, to, beginning)) {
                return true;
            }
        }
        return goroutine(bytes, from, to) || exception(bytes, from, to) || frame(bytes, from, to);
    }

    private static boolean hasText(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return true;
            }
        }
        return false;
    }

    /** Nothing but brackets and what separates them. */
    private static boolean closes(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            switch (bytes[i]) {
                case '}', ']', ')', '{', '[', '(', ',', ';', ' ', '\t', '\r' -> {}
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** {@code goroutine 17 [chan receive, 2 minutes]:}. */
    private static boolean goroutine(byte[] bytes, int from, int to) {
        return startsWith(bytes, from, to, GOROUTINE)
                && bytes[end(bytes, from, to) - 1] == ':'
                && bytes[end(bytes, from, to) - 2] == ']';
    }

    /** {@code package.NameError: text} or {@code package.NameError} alone, as Python ends a trace. */
    private static boolean exception(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && (letter(bytes[end]) || digit(bytes[end]) || bytes[end] == '.')) {
            end++;
        }
        if (end < end(bytes, from, to) && bytes[end] != ':') {
            return false;
        }
        int name = end;
        while (name > from && bytes[name - 1] != '.') {
            name--;
        }
        // A name of its own: "Error: no file" is what a program says, not how Python ends.
        for (byte[] ending : EXCEPTION_ENDINGS) {
            int start = end - ending.length;
            if (start > name && upper(bytes[name]) && startsWith(bytes, start, end, ending)) {
                return true;
            }
        }
        return false;
    }

    /** {@code net/http.(*conn).serve(0xc000, 0x7)}: a package, a dot, a function, its arguments, no blank before them. */
    private static boolean frame(byte[] bytes, int from, int to) {
        int end = end(bytes, from, to);
        if (bytes[end - 1] != ')') {
            return false;
        }
        int open = end - 2;
        for (int depth = 1; open >= from; open--) {
            depth += bytes[open] == ')' ? 1 : bytes[open] == '(' ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        boolean dotted = false;
        for (int i = from; i < open; i++) {
            byte b = bytes[i];
            dotted |= b == '.';
            if (!letter(b)
                    && !digit(b)
                    && b != '.'
                    && b != '/'
                    && b != '('
                    && b != '*'
                    && b != ')'
                    && b != '-'
                    && b != '['
                    && b != ']'
                    && b != '{'
                    && b != '}') {
                return false;
            }
        }
        return dotted && open > from;
    }

    private static int end(byte[] bytes, int from, int to) {
        return to - 1 > from && bytes[to - 1] == '\r' ? to - 1 : to;
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] beginning) {
        if (to - from < beginning.length) {
            return false;
        }
        for (int i = 0; i < beginning.length; i++) {
            if (bytes[from + i] != beginning[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean letter(byte b) {
        return (b >= 'a' && b <= 'z') || upper(b) || b == '_';
    }

    private static boolean upper(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}

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
 * <tr><td>nothing, or blanks alone: they stand inside of traces</td><td></td></tr>
 * <tr><td>text behind a blank or a TAB</td><td>{@code     at com.acme.A.a(A.java:1)}, {@code   File "a.py", line 3}</td></tr>
 * <tr><td>a cause</td><td>{@code Caused by: …}, {@code Suppressed: …}, {@code --- End of …}</td></tr>
 * <tr><td>what closes a bracket</td><td><code>}</code>, <code>],</code></td></tr>
 * <tr><td>the name of a fault, and what it says</td><td>{@code json.JSONDecodeError: …}, {@code TypeError [E_ARG]: …}</td></tr>
 * <tr><td>Python's first line</td><td>{@code Traceback (most recent call last):}</td></tr>
 * <tr><td>Go's frames</td><td>{@code goroutine 1 [running]:}, {@code main.(*T).run(0xc00007e000)}, {@code created by …}</td></tr>
 * <tr><td>a register</td><td>{@code rip    0x45f3a1}</td></tr>
 * <tr><td>what {@code go run} says last</td><td>{@code exit status 2}</td></tr>
 * <tr><td>Node's modules</td><td>{@code Require stack:}, {@code - /srv/shop/main.js}</td></tr>
 * </table>
 *
 * <p>A fault is known by its name alone if that ends as names of faults do, and is more than that ending: {@code Error: no
 * file} is what a program says of itself. Those of Python's own library that are written small are known by their whole
 * names. One blank before {@code INFO} or {@code WARN} is no indentation: Log4j's
 * {@code %5p} has put it there.
 */
final class Continuation {

    private static final byte[][] BEGINNINGS = {
        ascii("Caused by: "),
        ascii("Suppressed: "),
        ascii("Wrapped by: "),
        ascii("--- End of "),
        ascii("---> "),
        ascii("<---"),
        ascii("ClientConnectionId:"),
        ascii("Traceback (most recent call last):"),
        ascii("During handling of the above exception,"),
        ascii("The above exception was the direct cause"),
        ascii("[signal "),
        ascii("runtime stack:"),
        ascii("panic("),
        ascii("(Use `node --trace-"),
        ascii("Require stack:"),
        ascii("socket.gaierror: "),
        ascii("socket.herror: "),
        ascii("socket.timeout: "),
        ascii("struct.error: "),
        ascii("zlib.error: "),
        ascii("re.error: "),
        ascii("select.error: "),
    };

    private static final byte[] AT = ascii("at ");
    private static final byte[] LINE = ascii(":line ");
    private static final byte[] DOTS = ascii("...");
    private static final byte[] ELIDED = ascii("elided...");
    private static final byte[] CREATED_BY = ascii("created by ");
    private static final byte[] IN_GOROUTINE = ascii(" in goroutine ");
    private static final byte[] GOROUTINE = ascii("goroutine ");
    private static final byte[] NATIVE = ascii("(native)");
    private static final byte[] NODE = ascii("Node.js v");
    private static final byte[] EXIT_STATUS = ascii("exit status ");
    private static final byte[] ITEM = ascii("- ");
    private static final byte[] INFO = ascii("INFO");
    private static final byte[] WARN = ascii("WARN");
    private static final byte[] HEXADECIMAL = ascii("0x");

    private static final byte[][] FAULT_ENDINGS = {
        ascii("Error"),
        ascii("Exception"),
        ascii("ExceptionInfo"),
        ascii("Warning"),
        ascii("Interrupt"),
        ascii("Exit"),
        ascii("Iteration"),
    };

    /** Where a name stands in one of these, it is that of a fault whatever its ending: {@code requests.exceptions.Timeout}. */
    private static final byte[][] FAULT_PACKAGES = {
        ascii("exceptions"), ascii("exception"), ascii("errors"), ascii("error"), ascii("exc"), ascii("errorfactory")
    };

    private static final byte[][] MODULE_ENDINGS = {ascii(".js"), ascii(".cjs"), ascii(".mjs"), ascii(".ts")};

    /** Columns at which Go writes the content of a register, on x86 and on ARM. */
    private static final int X86_COLUMN = 7;

    private static final int ARM_COLUMN = 8;

    private Continuation() {}

    /**
     * Whether a line goes on the record of the line before it.
     *
     * @param bytes holds the line, without terminator, at {@code [from, to)}
     */
    static boolean is(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        if (from == end) {
            return true;
        }
        byte first = bytes[from];
        if (first == ' ' || first == '\t') {
            return !rightAlignedLevel(bytes, from, end);
        }
        if (first == '}' || first == ']' || first == ')') {
            return closes(bytes, from, end);
        }
        // Most lines begin with a date or a bracket: they are done here.
        if (!letter(first) && first != '.' && first != '-' && first != '[' && first != '<' && first != '(') {
            return false;
        }
        for (byte[] beginning : BEGINNINGS) {
            if (startsWith(bytes, from, end, beginning)) {
                return true;
            }
        }
        return switch (first) {
            case '.' -> leftOut(bytes, from, end);
            case '-' -> module(bytes, from, end);
            case '[', '<', '(' -> false;
            default ->
                at(bytes, from, end)
                        || goroutine(bytes, from, end)
                        || createdBy(bytes, from, end)
                        || register(bytes, from, end)
                        || nodeVersion(bytes, from, end)
                        || exitStatus(bytes, from, end)
                        || fault(bytes, from, end)
                        || frame(bytes, from, end);
        };
    }

    /** {@code  INFO [main] started}. */
    private static boolean rightAlignedLevel(byte[] bytes, int from, int end) {
        int behind = from + 1 + INFO.length;
        return (startsWith(bytes, from + 1, end, INFO) || startsWith(bytes, from + 1, end, WARN))
                && behind < end
                && !letter(bytes[behind])
                && bytes[from] == ' ';
    }

    /** Nothing but brackets and what separates them. */
    private static boolean closes(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            switch (bytes[i]) {
                case '}', ']', ')', '{', '[', '(', ',', ';', ' ', '\t' -> {}
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** {@code ... 12 more}, {@code ...3 frames elided...}. */
    private static boolean leftOut(byte[] bytes, int from, int end) {
        if (!startsWith(bytes, from, end, DOTS)) {
            return false;
        }
        int behind = from + DOTS.length;
        boolean counted = behind + 1 < end && bytes[behind] == ' ' && digit(bytes[behind + 1]);
        return counted || (end - behind >= ELIDED.length && startsWith(bytes, end - ELIDED.length, end, ELIDED));
    }

    /** {@code at com.acme.A.a(A.java:1)}, {@code at A.Run() in /src/A.cs:line 12}, {@code at /srv/a.js:3:7}, not indented. */
    private static boolean at(byte[] bytes, int from, int end) {
        if (!startsWith(bytes, from, end, AT)) {
            return false;
        }
        int place = from + AT.length;
        if (place == end || digit(bytes[place])) {
            return false;
        }
        int number = end;
        while (number > place && digit(bytes[number - 1])) {
            number--;
        }
        return (bytes[end - 1] == ')' && saysWhere(bytes, place, end))
                || (number < end && bytes[number - 1] == ':')
                || (number < end
                        && number - LINE.length >= place
                        && startsWith(bytes, number - LINE.length, end, LINE));
    }

    /** Behind a blank brackets hold a place: {@code run (/srv/a.js:3:7)}, {@code map (<anonymous>)}, not {@code done (ok)}. */
    private static boolean saysWhere(byte[] bytes, int from, int end) {
        int open = end - 1;
        boolean place = false;
        while (open > from && bytes[open] != '(') {
            place |= bytes[open] == ':' || bytes[open] == '<';
            open--;
        }
        return place || bytes[open] != '(' || bytes[open - 1] != ' ' || startsWith(bytes, open, end, NATIVE);
    }

    /** {@code goroutine 17 [chan receive, 2 minutes]:}. */
    private static boolean goroutine(byte[] bytes, int from, int end) {
        return startsWith(bytes, from, end, GOROUTINE) && bytes[end - 1] == ':' && bytes[end - 2] == ']';
    }

    /** {@code created by net/http.(*Server).Serve in goroutine 1}. */
    private static boolean createdBy(byte[] bytes, int from, int end) {
        if (!startsWith(bytes, from, end, CREATED_BY)) {
            return false;
        }
        int name = from + CREATED_BY.length;
        int behind = name;
        while (behind < end && bytes[behind] != ' ') {
            behind++;
        }
        return (behind == end || startsWith(bytes, behind, end, IN_GOROUTINE)) && function(bytes, name, behind);
    }

    /** {@code rip    0x45f3a1}. */
    private static boolean register(byte[] bytes, int from, int end) {
        int name = from;
        while (name < end && (digit(bytes[name]) || (bytes[name] >= 'a' && bytes[name] <= 'z'))) {
            name++;
        }
        int content = name;
        while (content < end && bytes[content] == ' ') {
            content++;
        }
        int column = content - from;
        if ((column != X86_COLUMN && column != ARM_COLUMN)
                || content - name == 0
                || !startsWith(bytes, content, end, HEXADECIMAL)) {
            return false;
        }
        for (int i = content + HEXADECIMAL.length; i < end; i++) {
            if (!digit(bytes[i]) && (bytes[i] < 'a' || bytes[i] > 'f')) {
                return false;
            }
        }
        return content + HEXADECIMAL.length < end;
    }

    /** {@code Node.js v20.11.0}, what Node says last. */
    private static boolean nodeVersion(byte[] bytes, int from, int end) {
        if (!startsWith(bytes, from, end, NODE)) {
            return false;
        }
        for (int i = from + NODE.length; i < end; i++) {
            if (bytes[i] == ' ') {
                return false;
            }
        }
        return true;
    }

    /** {@code exit status 2}. */
    private static boolean exitStatus(byte[] bytes, int from, int end) {
        if (!startsWith(bytes, from, end, EXIT_STATUS)) {
            return false;
        }
        int i = from + EXIT_STATUS.length;
        while (i < end && digit(bytes[i])) {
            i++;
        }
        return i == end && digit(bytes[end - 1]);
    }

    /** {@code - /srv/shop/main.js}, in the list of who asked for a module that is missing. */
    private static boolean module(byte[] bytes, int from, int end) {
        if (!startsWith(bytes, from, end, ITEM)) {
            return false;
        }
        for (int i = from + ITEM.length; i < end; i++) {
            if (bytes[i] == ' ') {
                return false;
            }
        }
        for (byte[] ending : MODULE_ENDINGS) {
            if (end - ending.length > from && startsWith(bytes, end - ending.length, end, ending)) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@code package.NameError: text}, or the name alone, as Python ends a trace. In between there may be a code: Node's
     * {@code [ERR_X]}, a number of .NET's {@code (0x80131904)}.
     */
    private static boolean fault(byte[] bytes, int from, int end) {
        int behind = from;
        while (behind < end && (letter(bytes[behind]) || digit(bytes[behind]) || dotOrDollar(bytes[behind]))) {
            behind++;
        }
        int colon = behindCode(bytes, behind, end);
        if (colon < end && bytes[colon] != ':') {
            return false;
        }
        int name = behind;
        while (name > from && !dotOrDollar(bytes[name - 1])) {
            name--;
        }
        if (name == behind || !upper(bytes[name])) {
            return false;
        }
        // A name of its own: "Error: no file" is what a program says, not how Python ends.
        for (byte[] ending : FAULT_ENDINGS) {
            int start = behind - ending.length;
            if (start > name && startsWith(bytes, start, behind, ending)) {
                return true;
            }
        }
        for (byte[] each : FAULT_PACKAGES) {
            int start = name - 1 - each.length;
            if (start > from && dotOrDollar(bytes[start - 1]) && startsWith(bytes, start, name - 1, each)) {
                return true;
            }
        }
        return false;
    }

    private static int behindCode(byte[] bytes, int behind, int end) {
        if (end - behind < 3 || bytes[behind] != ' ' || (bytes[behind + 1] != '[' && bytes[behind + 1] != '(')) {
            return behind;
        }
        int i = behind + 2;
        while (i < end && (letter(bytes[i]) || digit(bytes[i]))) {
            i++;
        }
        byte closing = bytes[behind + 1] == '[' ? (byte) ']' : (byte) ')';
        return i < end && bytes[i] == closing ? i + 1 : behind;
    }

    private static boolean dotOrDollar(byte b) {
        return b == '.' || b == '$';
    }

    /** {@code net/http.(*conn).serve(0xc000, 0x7)}: a package, a dot, a function, its arguments, no blank before them. */
    private static boolean frame(byte[] bytes, int from, int end) {
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
        return open > from && function(bytes, from, open);
    }

    /** What Go calls a function by, with its package. */
    private static boolean function(byte[] bytes, int from, int end) {
        boolean dotted = false;
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            dotted |= b == '.';
            if (!letter(b) && !digit(b)) {
                switch (b) {
                    case '.', '/', '(', '*', ')', '-', '[', ']', '{', '}', '%', '~' -> {}
                    default -> {
                        return false;
                    }
                }
            }
        }
        return dotted;
    }

    private static boolean startsWith(byte[] bytes, int from, int end, byte[] beginning) {
        if (end - from < beginning.length) {
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

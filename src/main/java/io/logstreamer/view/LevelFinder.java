package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logstreamer.view.LevelWord.Use;

/**
 * Finds the level a line gives itself, in one pass over its beginning and without allocating. Thread-safe.
 *
 * <p>The earliest of these forms wins:
 *
 * <table>
 * <caption>Forms of a level</caption>
 * <tr><th>form</th><th>example</th></tr>
 * <tr><td>a word in capitals, whole</td><td>{@code 12:00:01 WARN c.Foo}, {@code ERROR:root:}, {@code INFO[0000]}</td></tr>
 * <tr><td>a word in brackets or between colours, any case</td><td>{@code [error]}, {@code <warn>}, {@code [core:notice]}</td></tr>
 * <tr><td>logfmt</td><td>{@code level=error}, {@code lvl="WARN"}</td></tr>
 * <tr><td>JSON</td><td>{@code "log.level":"error"}, {@code "level":30} (bunyan, pino)</td></tr>
 * <tr><td>a letter before a date or time</td><td>{@code E1122 19:04:10} (klog, glog), {@code [I 12:00:01} (Tornado)</td></tr>
 * <tr><td>facility and priority of syslog</td><td>{@code daemon.err}</td></tr>
 * <tr><td>the first word of small letters, with a colon</td><td>{@code 12:00:01 warn: disk}, {@code Error: no file}</td></tr>
 * <tr><td>the same behind the name of a program</td><td>{@code kernel: warning: x}, {@code Nov 24 10:15:30 host sshd[1]: error: x}</td></tr>
 * </table>
 *
 * <p>A form inside a quoted string speaks of something else and counts only when the line has no other. The
 * {@code <PRI>} of syslog is asked last: relays put the same number before whatever passes. A word in small letters in
 * running text is never a level.
 */
final class LevelFinder {

    /** A form that begins later is not looked for: a level stands at the beginning. */
    static final int WINDOW_BYTES = 200;

    private static final byte TRIGGER = 1;
    private static final byte OPENS = 2;
    private static final byte CLOSES = 4;
    private static final byte LETTER = 8;
    private static final byte KEY_START = 16;
    private static final byte FACILITY_END = 32;

    /**
     * By byte: may begin a form, may stand before a whole word, may stand after one, is a letter; the last two are
     * sieves for the triggers that lines are full of.
     */
    private static final byte[] TRAITS = new byte[256];

    private static final byte ESC = 0x1b;

    private static final long LEVEL = LevelWord.code("level");
    private static final long LVL = LevelWord.code("lvl");
    private static final long LOG_LEVEL = LevelWord.code("loglevel");
    private static final long LEVEL_NAME = LevelWord.code("levelname");
    private static final long SEVERITY = LevelWord.code("severity");
    private static final long SEVERITY_TEXT = LevelWord.code("severitytext");
    private static final int MAX_KEY_BYTES = 14;
    private static final int MAX_MODULE_BYTES = 24;

    private static final byte[][] FACILITIES = facilities();
    private static final int MAX_FACILITY_BYTES = 8;

    /** RFC 3164, 4.1.3 allows a tag 32; RFC 5424, 6 a host 255, which none has. */
    private static final int MAX_NAME_BYTES = 64;

    /** {@code Nov 24 10:15:30} */
    private static final int SYSLOG_DATE_BYTES = 15;

    /** {@code 2026-11-24T} */
    private static final int ISO_DATE_BYTES = 11;

    /** RFC 5424, 6.2.1, table 2: by severity, 0 to 7. */
    private static final Level[] SEVERITIES = {
        Level.FATAL, Level.FATAL, Level.FATAL, Level.ERROR, Level.WARN, Level.INFO, Level.INFO, Level.DEBUG
    };

    static {
        mark(TRIGGER, "\"[<=.\u001b");
        mark(OPENS, " \t[](){}<>|:,;*#\"'");
        mark(CLOSES, " \t\r[](){}<>|:,;*/\"'\u001b");
        mark(KEY_START, "lLsS@");
        mark(FACILITY_END, "nrlhgspv01234567");
        for (int letter = 'A'; letter <= 'Z'; letter++) {
            TRAITS[letter] |= TRIGGER | LETTER;
            TRAITS[letter | 0x20] |= LETTER;
        }
    }

    private LevelFinder() {}

    /** The level of the line in {@code [from, to)}; nothing outside is read. */
    static Level find(byte[] bytes, int from, int to) {
        int end = to - from > WINDOW_BYTES ? from + WINDOW_BYTES : to;
        int headAt = firstSmallWord(bytes, from, end);
        Level head = headAt < end ? head(bytes, from, headAt, to) : Level.UNKNOWN;
        Level found = scan(bytes, from, head == Level.UNKNOWN ? end : headAt, to);
        if (found != Level.UNKNOWN) {
            return found;
        }
        return head != Level.UNKNOWN ? head : priority(bytes, from, to);
    }

    private static Level scan(byte[] bytes, int from, int end, int to) {
        Level inQuotes = Level.UNKNOWN;
        boolean quoted = false;
        int afterColour = from;
        for (int i = nextTrigger(bytes, from, end); i < end; i = nextTrigger(bytes, i + 1, end)) {
            Level found = Level.UNKNOWN;
            boolean outside = !quoted;
            switch (bytes[i]) {
                case '"' -> {
                    found = jsonField(bytes, i, to);
                    quoted ^= i == from || bytes[i - 1] != '\\';
                }
                case '[' -> found = square(bytes, i, to);
                case '<' -> found = angle(bytes, i, to);
                case '=' -> found = logfmtField(bytes, from, i, to);
                case '.' -> found = syslogPriority(bytes, from, i, to);
                case ESC -> {
                    afterColour = colourEnd(bytes, i, end);
                    found = coloured(bytes, afterColour, to);
                    i = afterColour - 1;
                }
                default -> {
                    if (i == afterColour || is(OPENS, bytes[i - 1])) {
                        found = capitals(bytes, i, to);
                    } else {
                        found = qualified(bytes, i, to);
                    }
                }
            }
            if (found != Level.UNKNOWN) {
                if (outside) {
                    return found;
                }
                inQuotes = inQuotes == Level.UNKNOWN ? found : inQuotes;
            }
        }
        return inQuotes;
    }

    /** Apart from the loop over the forms, which keeps too much alive to be compiled as tightly. */
    private static int nextTrigger(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && !is(TRIGGER, bytes[i])) {
            i++;
        }
        return i;
    }

    /** Where the first word with a small letter begins, in front of which only dates and the like can stand. */
    private static int firstSmallWord(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && (bytes[i] < 'a' || bytes[i] > 'z')) {
            i++;
        }
        return i > from && i < end && isCapital(bytes[i - 1]) ? i - 1 : i;
    }

    private static Level head(byte[] bytes, int from, int start, int to) {
        boolean apart = start == from || isBlank(bytes[start - 1]) || bytes[start - 1] == ']';
        int end = lettersEnd(bytes, start, to);
        boolean named = end < to && bytes[end] == ':' && (end + 1 == to || isBlank(bytes[end + 1]));
        if (!apart || !named) {
            return apart || bytes[start - 1] == '>' ? behindName(bytes, from, start, to) : Level.UNKNOWN;
        }
        LevelWord word = LevelWord.at(bytes, start, end);
        return word.level() == Level.UNKNOWN
                ? behindName(bytes, from, start, to)
                : word.use() == Use.CAPITALISED ? Level.UNKNOWN : word.level();
    }

    /**
     * {@code sshd[1]: error: x}, {@code kernel: warning: x}, also behind the date and the host that syslog writes. A name
     * without these and without a number must begin small: {@code Reason: error: x} is prose.
     */
    private static Level behindName(byte[] bytes, int from, int start, int to) {
        int host = isSyslogDate(bytes, start, to) ? start + SYSLOG_DATE_BYTES + 1 : start;
        int hostEnd = nameEnd(bytes, host, to);
        boolean isHeaded = (host > start || isIsoDate(bytes, from, start)) && hostEnd < to && bytes[hostEnd] == ' ';
        int name = isHeaded ? hostEnd + 1 : start;
        int end = nameEnd(bytes, name, to);
        int colon = end;
        if (end < to && bytes[end] == '[') {
            colon = digitsEnd(bytes, end + 1, to) + 1;
        }
        boolean isName = end > name
                && to - colon > 2
                && bytes[colon] == ':'
                && bytes[colon + 1] == ' '
                && (colon == end ? isHeaded || !isCapital(bytes[name]) : bytes[colon - 1] == ']');
        if (!isName) {
            return Level.UNKNOWN;
        }
        int word = colon + 2;
        int wordEnd = lettersEnd(bytes, word, to);
        boolean named = wordEnd < to && bytes[wordEnd] == ':' && (wordEnd + 1 == to || isBlank(bytes[wordEnd + 1]));
        LevelWord found = named ? LevelWord.at(bytes, word, wordEnd) : LevelWord.NONE;
        return found.use() == Use.PLAIN ? found.level() : Level.UNKNOWN;
    }

    private static boolean isSyslogDate(byte[] bytes, int start, int to) {
        return to - start > SYSLOG_DATE_BYTES
                && bytes[start + 3] == ' '
                && bytes[start + 6] == ' '
                && bytes[start + 9] == ':'
                && bytes[start + 12] == ':'
                && bytes[start + SYSLOG_DATE_BYTES] == ' ';
    }

    private static boolean isIsoDate(byte[] bytes, int from, int start) {
        return start - from > ISO_DATE_BYTES && bytes[from + 4] == '-' && bytes[from + ISO_DATE_BYTES - 1] == 'T';
    }

    /** After a name of a host or a program. */
    private static int nameEnd(byte[] bytes, int start, int to) {
        int limit = to - start > MAX_NAME_BYTES ? start + MAX_NAME_BYTES : to;
        int i = start;
        while (i < limit && bytes[i] > ' ' && bytes[i] != ':' && bytes[i] != '[') {
            i++;
        }
        return i;
    }

    /** A whole word in capitals, or the letter of klog and glog. */
    private static Level capitals(byte[] bytes, int start, int to) {
        if (start + 1 == to || !isCapital(bytes[start + 1])) {
            return klog(bytes, start, to);
        }
        int end = capitalsEnd(bytes, start, to);
        if (end < to && !is(CLOSES, bytes[end])) {
            return Level.UNKNOWN;
        }
        LevelWord word = LevelWord.at(bytes, start, end);
        boolean colon = end < to && bytes[end] == ':';
        return word.use() == Use.COLON && !colon ? Level.UNKNOWN : word.level();
    }

    /** {@code local.ERROR:} of Monolog and {@code thread/WARN]}: a whole word by what stands on both sides. */
    private static Level qualified(byte[] bytes, int start, int to) {
        byte before = bytes[start - 1];
        if (before != '.' && before != '/') {
            return Level.UNKNOWN;
        }
        int end = capitalsEnd(bytes, start, to);
        byte after = before == '.' ? (byte) ':' : (byte) ']';
        return end < to && bytes[end] == after ? LevelWord.at(bytes, start, end).level() : Level.UNKNOWN;
    }

    /** {@code Lmmdd hh:}, or {@code Lyyyymmdd hh:} of newer glog. */
    private static Level klog(byte[] bytes, int start, int to) {
        if (start + 1 == to || !isDigit(bytes[start + 1])) {
            return Level.UNKNOWN;
        }
        int end = digitsEnd(bytes, start + 1, to);
        int digits = end - start - 1;
        boolean dated = (digits == 4 || digits == 8)
                && to - end > 3
                && bytes[end] == ' '
                && digitsEnd(bytes, end + 1, to) == end + 3
                && bytes[end + 3] == ':';
        return dated ? letter(bytes[start]) : Level.UNKNOWN;
    }

    private static Level letter(byte letter) {
        return switch (letter) {
            case 'T' -> Level.TRACE;
            case 'D' -> Level.DEBUG;
            case 'I' -> Level.INFO;
            case 'W' -> Level.WARN;
            case 'E' -> Level.ERROR;
            case 'C', 'F' -> Level.FATAL;
            default -> Level.UNKNOWN;
        };
    }

    /** {@code [error]}, {@code [WARN ]}, {@code [core:error]}, {@code [I 12:00}. */
    private static Level square(byte[] bytes, int bracket, int to) {
        int start = bracket + 1;
        if (to - start > 2 && bytes[start + 1] == ' ' && isDigit(bytes[start + 2])) {
            return letter(bytes[start]);
        }
        start = spacesEnd(bytes, start, to);
        int colon = moduleEnd(bytes, start, to);
        if (colon < to && bytes[colon] == ':') {
            start = colon + 1;
        }
        return enclosed(bytes, start, lettersEnd(bytes, start, to), (byte) ']', to);
    }

    /** After the name of an Apache module: {@code mpm_event}, {@code http2}. */
    private static int moduleEnd(byte[] bytes, int start, int to) {
        int limit = to - start > MAX_MODULE_BYTES ? start + MAX_MODULE_BYTES : to;
        int i = start;
        while (i < limit && (is(LETTER, bytes[i]) || bytes[i] == '_' || isDigit(bytes[i]))) {
            i++;
        }
        return i;
    }

    private static Level angle(byte[] bytes, int bracket, int to) {
        int start = bracket + 1;
        return enclosed(bytes, start, lettersEnd(bytes, start, to), (byte) '>', to);
    }

    private static Level enclosed(byte[] bytes, int start, int end, byte closing, int to) {
        int last = spacesEnd(bytes, end, to);
        if (last == to || bytes[last] != closing) {
            return Level.UNKNOWN;
        }
        LevelWord word = LevelWord.at(bytes, start, end);
        return word.use() == Use.PLAIN || isCapital(bytes[start]) ? word.level() : Level.UNKNOWN;
    }

    /** After the control sequence at {@code esc} (ECMA-48, 5.4), or after ESC alone. */
    private static int colourEnd(byte[] bytes, int esc, int end) {
        int i = esc + 1;
        if (i == end || bytes[i] != '[') {
            return i;
        }
        i++;
        while (i < end && (isDigit(bytes[i]) || bytes[i] == ';')) {
            i++;
        }
        return i < end ? i + 1 : i;
    }

    private static Level coloured(byte[] bytes, int start, int to) {
        int end = lettersEnd(bytes, start, to);
        return end < to && bytes[end] == ESC ? LevelWord.at(bytes, start, end).level() : Level.UNKNOWN;
    }

    private static Level logfmtField(byte[] bytes, int from, int equals, int to) {
        int last = equals == from ? 0 : bytes[equals - 1] | 0x20;
        if (last != 'l' && last != 'y' && last != 'e' && last != 't') { // The last letters of the keys.
            return Level.UNKNOWN;
        }
        int start = equals;
        int earliest = Math.max(from, equals - MAX_KEY_BYTES);
        while (start > earliest && isKeyByte(bytes[start - 1])) {
            start--;
        }
        boolean whole = start == from || is(OPENS, bytes[start - 1]);
        return whole && isKey(bytes, start, equals) ? value(bytes, equals + 1, to) : Level.UNKNOWN;
    }

    private static Level jsonField(byte[] bytes, int quote, int to) {
        int start = quote + 1;
        if (start == to || !is(KEY_START, bytes[start])) {
            return Level.UNKNOWN;
        }
        int latest = to - start > MAX_KEY_BYTES ? start + MAX_KEY_BYTES : to;
        int end = start;
        while (end < latest && isKeyByte(bytes[end])) {
            end++;
        }
        int closing = backslashesEnd(bytes, end, to);
        if (closing == to || bytes[closing] != '"' || !isKey(bytes, start, end)) {
            return Level.UNKNOWN;
        }
        int colon = spacesEnd(bytes, closing + 1, to);
        return colon < to && bytes[colon] == ':' ? value(bytes, spacesEnd(bytes, colon + 1, to), to) : Level.UNKNOWN;
    }

    /** Of a key, separators aside: {@code log.level}, {@code log_level} and {@code logLevel} are the same. */
    private static boolean isKey(byte[] bytes, int start, int end) {
        long code = 0;
        int letters = 0;
        for (int i = start; i < end; i++) {
            if (is(LETTER, bytes[i])) {
                code = (code << 5) | (bytes[i] & 0x1f);
                letters++;
            }
        }
        return letters <= LevelWord.MAX_LETTERS
                && (code == LEVEL
                        || code == SEVERITY
                        || code == LVL
                        || code == LOG_LEVEL
                        || code == LEVEL_NAME
                        || code == SEVERITY_TEXT);
    }

    /** The value of a field that is a level: a word or a number, with or without quotes. */
    private static Level value(byte[] bytes, int first, int to) {
        int start = backslashesEnd(bytes, first, to);
        if (start < to && (bytes[start] == '"' || bytes[start] == '\'')) {
            start++;
        }
        if (start < to && isDigit(bytes[start])) {
            return number(bytes, start, to);
        }
        int end = lettersEnd(bytes, start, to);
        boolean whole = end == to || bytes[end] == '\\' || is(CLOSES, bytes[end]);
        return whole ? LevelWord.at(bytes, start, end).level() : Level.UNKNOWN;
    }

    /** Bunyan's and pino's scale: 10 is trace, 60 fatal; what lies between belongs to the lower one. */
    private static Level number(byte[] bytes, int start, int to) {
        boolean whole = to - start > 1
                && isDigit(bytes[start + 1])
                && (to - start == 2 || bytes[start + 2] == '\\' || is(CLOSES, bytes[start + 2]));
        if (!whole) {
            return Level.UNKNOWN;
        }
        return switch (bytes[start]) {
            case '1' -> Level.TRACE;
            case '2' -> Level.DEBUG;
            case '3' -> Level.INFO;
            case '4' -> Level.WARN;
            case '5' -> Level.ERROR;
            case '6' -> Level.FATAL;
            default -> Level.UNKNOWN;
        };
    }

    /** {@code daemon.err}, as BusyBox and OpenWrt write it. */
    private static Level syslogPriority(byte[] bytes, int from, int dot, int to) {
        if (dot == from || dot + 1 == to || !is(FACILITY_END, bytes[dot - 1])) {
            return Level.UNKNOWN;
        }
        int end = lettersEnd(bytes, dot + 1, to);
        if (end < to && bytes[end] != ' ') {
            return Level.UNKNOWN;
        }
        Level level = LevelWord.at(bytes, dot + 1, end).level();
        return level != Level.UNKNOWN && isFacility(bytes, from, dot) ? level : Level.UNKNOWN;
    }

    private static boolean isFacility(byte[] bytes, int from, int end) {
        int start = end;
        int earliest = Math.max(from, end - MAX_FACILITY_BYTES);
        while (start > earliest && bytes[start - 1] != ' ') {
            start--;
        }
        if (start > from && bytes[start - 1] != ' ') {
            return false;
        }
        for (byte[] facility : FACILITIES) {
            if (equal(facility, bytes, start, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equal(byte[] word, byte[] bytes, int start, int end) {
        boolean equal = word.length == end - start;
        for (int i = 0; equal && i < word.length; i++) {
            equal = word[i] == bytes[start + i];
        }
        return equal;
    }

    /** The severity in {@code <PRI>}, at most 191 (RFC 5424, 6.2.1). */
    private static Level priority(byte[] bytes, int from, int to) {
        if (from == to || bytes[from] != '<') {
            return Level.UNKNOWN;
        }
        int end = digitsEnd(bytes, from + 1, to);
        int digits = end - from - 1;
        if (digits < 1 || digits > 3 || end == to || bytes[end] != '>') {
            return Level.UNKNOWN;
        }
        int priority = 0;
        for (int i = from + 1; i < end; i++) {
            priority = priority * 10 + bytes[i] - '0';
        }
        return priority <= 191 ? SEVERITIES[priority & 7] : Level.UNKNOWN;
    }

    /** After the letters at {@code start}, of which no more are taken than decide that no word is that long. */
    private static int lettersEnd(byte[] bytes, int start, int to) {
        int limit = wordLimit(start, to);
        int i = start;
        while (i < limit && is(LETTER, bytes[i])) {
            i++;
        }
        return i;
    }

    private static int capitalsEnd(byte[] bytes, int start, int to) {
        int limit = wordLimit(start, to);
        int i = start;
        while (i < limit && isCapital(bytes[i])) {
            i++;
        }
        return i;
    }

    private static int digitsEnd(byte[] bytes, int start, int to) {
        int limit = wordLimit(start, to);
        int i = start;
        while (i < limit && isDigit(bytes[i])) {
            i++;
        }
        return i;
    }

    private static int spacesEnd(byte[] bytes, int start, int to) {
        int limit = wordLimit(start, to);
        int i = start;
        while (i < limit && bytes[i] == ' ') {
            i++;
        }
        return i;
    }

    /** JSON inside a JSON string has its quotes escaped, once for each level of nesting. */
    private static int backslashesEnd(byte[] bytes, int start, int to) {
        int limit = wordLimit(start, to);
        int i = start;
        while (i < limit && bytes[i] == '\\') {
            i++;
        }
        return i;
    }

    private static int wordLimit(int start, int to) {
        return to - start > LevelWord.MAX_LETTERS + 1 ? start + LevelWord.MAX_LETTERS + 1 : to;
    }

    private static boolean is(byte trait, byte b) {
        return (TRAITS[b & 0xff] & trait) != 0;
    }

    private static boolean isKeyByte(byte b) {
        return is(LETTER, b) || b == '.' || b == '_' || b == '@';
    }

    private static boolean isCapital(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static void mark(byte trait, String characters) {
        for (byte b : characters.getBytes(US_ASCII)) {
            TRAITS[b] |= trait;
        }
    }

    private static byte[][] facilities() {
        String names = "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp"
                + " local0 local1 local2 local3 local4 local5 local6 local7";
        String[] words = names.split(" ", -1);
        byte[][] facilities = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            facilities[i] = words[i].getBytes(US_ASCII);
        }
        return facilities;
    }
}

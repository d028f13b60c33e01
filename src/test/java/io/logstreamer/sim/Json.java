package io.logstreamer.sim;

/** Just enough to read a text back out of an event. */
final class Json {

    private Json() {}

    /** The text of a member of a flat object; the member is the last of its name. */
    static String text(String object, String name) {
        String key = "\"" + name + "\":\"";
        int at = object.lastIndexOf(key);
        if (at < 0) {
            throw new AssertionError("no " + name + " in " + object);
        }
        StringBuilder text = new StringBuilder();
        int i = at + key.length();
        while (object.charAt(i) != '"') {
            char c = object.charAt(i++);
            text.append(c == '\\' ? meaning(object, i) : c);
            if (c == '\\') {
                i += object.charAt(i) == 'u' ? 5 : 1;
            }
        }
        return text.toString();
    }

    private static char meaning(String object, int at) {
        char c = object.charAt(at);
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(object.substring(at + 1, at + 5), 16);
            default -> c;
        };
    }

    /** The line of a record, written as the raw form writes it. */
    static String line(String record) {
        int at = record.lastIndexOf(",\"truncated\":");
        String length = at < 0 ? "" : record.substring(at + 13, record.length() - 1);
        return text(record, "line") + (at < 0 ? "" : " [cut: the line has " + length + " bytes]");
    }

    /** A raw line with its control characters shown, as it was. */
    static String unescaped(String line) {
        return line.replace("\\r", "\r");
    }
}

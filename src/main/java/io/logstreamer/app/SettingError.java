package io.logstreamer.app;

/**
 * One thing that is wrong with the configuration, and how to put it right. Immutable.
 *
 * @param key the setting, in the spelling it was given in
 * @param value what was given; shortened, control characters shown, a secret masked; empty if the name alone is wrong
 * @param origin where it was given, such as {@code environment variable LOGSTREAMER_UI_TITLE}
 * @param problem what is wrong with the value, to be read after it: {@code is not a duration}
 * @param fix what to write instead
 */
public record SettingError(String key, String value, String origin, String problem, String fix) {

    private static final int LONGEST_VALUE_CHARS = 200;

    public SettingError {
        value = printable(value);
    }

    /** The error as one line of text. */
    public String line() {
        return "%s%s (%s) %s: %s".formatted(key, value.isEmpty() ? "" : "=" + value, origin, problem, fix);
    }

    /** A value comes from outside: it must not be able to forge a second line of the log. */
    private static String printable(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().limit(LONGEST_VALUE_CHARS).forEach(c -> {
            if (Character.isISOControl(c)) {
                text.append("\\u%04x".formatted(c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return value.codePointCount(0, value.length()) > LONGEST_VALUE_CHARS ? text + "…" : text.toString();
    }
}

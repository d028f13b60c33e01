package io.logstreamer.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes control characters visible, so that a log cannot steer the terminal of who reads it. TAB and colours (SGR
 * sequences) pass.
 */
final class ControlCharacters {

    private static final Pattern SGR_OR_CONTROL =
            Pattern.compile("\u001b\\[[0-9;:]*m|[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f]");

    private ControlCharacters() {}

    static String show(String text) {
        Matcher matcher = SGR_OR_CONTROL.matcher(text);
        return matcher.replaceAll(
                found -> Matcher.quoteReplacement(found.group().length() > 1 ? found.group() : name(found.group())));
    }

    private static String name(String control) {
        char c = control.charAt(0);
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> c < 0x80 ? String.format("\\x%02x", (int) c) : String.format("\\u%04x", (int) c);
        };
    }
}

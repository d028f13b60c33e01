package io.logstreamer.view;

import io.logstreamer.log.Form;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a client must get to see of a line, said once more in the plainest way: decode, then replace by patterns. The
 * encoder works on bytes and shares no code with this.
 */
final class LineText {

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9:;]*m");
    private static final Pattern SHOWN =
            Pattern.compile("(?<colour>" + COLOUR + ")|[\\x00-\\x08\\x0a-\\x1f\\x7f\\x{80}-\\x{9f}]");
    private static final Pattern STRIPPED = Pattern.compile("\u001b\\[[\\x20-\\x3f]*[\\x40-\\x7e]"
            + "|\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)"
            + "|[\\x00-\\x08\\x0a-\\x1f\\x7f\\x{80}-\\x{9f}]");

    private LineText() {}

    /** The {@code data} of a raw event. */
    static String raw(byte[] line, Form.Control control) {
        String text = decode(line);
        return switch (control) {
            // The parser joins several data fields by LF: that is what becomes of a CR.
            case RAW -> text.replace('\r', '\n');
            case ESCAPE -> SHOWN.matcher(text).replaceAll(LineText::shown);
            case STRIP -> STRIPPED.matcher(text).replaceAll("");
        };
    }

    private static String shown(MatchResult found) {
        String text = found.group();
        int c = text.charAt(0);
        String shown;
        if (text.length() > 1) {
            shown = text;
        } else if (c == '\r') {
            shown = "\\r";
        } else {
            shown = c < 0x80 ? String.format("\\x%02x", c) : String.format("\\u%04x", c);
        }
        return java.util.regex.Matcher.quoteReplacement(shown);
    }

    /** The "utf-8 decoder" of the WHATWG Encoding standard, 8.1.1, step by step as it stands there. */
    static String decode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int codePoint = 0;
        int seen = 0;
        int needed = 0;
        int lower = 0x80;
        int upper = 0xBF;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            if (needed == 0) {
                if (b <= 0x7F) {
                    text.append((char) b);
                } else if (b >= 0xC2 && b <= 0xDF) {
                    needed = 1;
                    codePoint = b & 0x1F;
                } else if (b >= 0xE0 && b <= 0xEF) {
                    lower = b == 0xE0 ? 0xA0 : 0x80;
                    upper = b == 0xED ? 0x9F : 0xBF;
                    needed = 2;
                    codePoint = b & 0xF;
                } else if (b >= 0xF0 && b <= 0xF4) {
                    lower = b == 0xF0 ? 0x90 : 0x80;
                    upper = b == 0xF4 ? 0x8F : 0xBF;
                    needed = 3;
                    codePoint = b & 0x7;
                } else {
                    text.append('\ufffd');
                }
                continue;
            }
            boolean fits = b >= lower && b <= upper;
            lower = 0x80;
            upper = 0xBF;
            if (!fits) {
                text.append('\ufffd');
                needed = 0;
                seen = 0;
                // "Prepend byte to stream": it is looked at again as the first of a sequence.
                i--;
                continue;
            }
            codePoint = codePoint << 6 | (b & 0x3F);
            if (++seen == needed) {
                text.appendCodePoint(codePoint);
                needed = 0;
                seen = 0;
            }
        }
        return needed == 0 ? text.toString() : text.append('\ufffd').toString();
    }
}

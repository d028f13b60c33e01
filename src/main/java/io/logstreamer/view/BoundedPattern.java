package io.logstreamer.view;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles patterns that others have written, in RE2's syntax: matching takes time that grows with the text alone, and
 * the limits here keep the factor small. A repeat is compiled as so many copies, and nested ones multiply: a pattern of
 * twenty characters can become millions of instructions, so that they are counted before anything is compiled. Stateless.
 */
final class BoundedPattern {

    static final int MAX_CHARS = 500;
    static final int MAX_REPEATS = 1_000;
    static final int MAX_INSTRUCTIONS = 10_000;

    private static final String SMALLER = "write fewer repeats, or * and + instead of counts";

    private BoundedPattern() {}

    static Pattern compile(String text) throws PatternRefusedException {
        if (text.length() > MAX_CHARS) {
            throw new PatternRefusedException("has more than " + MAX_CHARS + " characters", "write a shorter pattern");
        }
        if (new Repeats(text).most() > MAX_REPEATS) {
            throw new PatternRefusedException(
                    "repeats a part more than " + MAX_REPEATS + " times, nested repeats multiplied", SMALLER);
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new PatternRefusedException(
                    "is not a pattern (" + e.getDescription() + ": " + e.getPattern() + ")",
                    "write it in RE2's syntax, which knows no look-around and no back-references");
        }
        if (pattern.programSize() > MAX_INSTRUCTIONS) {
            throw new PatternRefusedException(
                    "compiles to " + pattern.programSize() + " instructions, more than " + MAX_INSTRUCTIONS, SMALLER);
        }
        return pattern;
    }

    /** Reads no more of the syntax than it takes to find counts and what they apply to. */
    private static final class Repeats {
        private final String text;
        private int at;

        private Repeats(String text) {
            this.text = text;
        }

        /** How often the part that is repeated most is compiled. */
        private long most() {
            long most = 1;
            // Of the piece read last, which a count behind it applies to.
            long last = 1;
            while (at < text.length()) {
                char c = text.charAt(at);
                switch (c) {
                    case '(' -> {
                        at++;
                        last = most();
                    }
                    case ')' -> {
                        at++;
                        return most;
                    }
                    case '{' -> last = Math.min(last * count(), Integer.MAX_VALUE);
                    case '*', '+', '?' -> at++;
                    case '\\' -> {
                        skipEscape();
                        last = 1;
                    }
                    case '[' -> {
                        skipClass();
                        last = 1;
                    }
                    default -> {
                        at++;
                        last = 1;
                    }
                }
                most = Math.max(most, last);
            }
            return most;
        }

        /** Reads <code>{n}</code>, <code>{n,}</code> or <code>{n,m}</code>; 1: it is none of them, but text. */
        private long count() {
            int from = ++at;
            long low = number();
            if (at == from) {
                return 1;
            }
            long high = low;
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
                high = Math.max(low, number());
            }
            if (at == text.length() || text.charAt(at) != '}') {
                at = from;
                return 1;
            }
            at++;
            return Math.max(1, high);
        }

        private long number() {
            long number = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = Math.min(10 * number + text.charAt(at++) - '0', Integer.MAX_VALUE);
            }
            return number;
        }

        /** {@code \d}, <code>\p{Greek}</code>, <code>\x{10FFFF}</code>, {@code \Q…\E}. */
        private void skipEscape() {
            char escaped = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            at = Math.min(at + 2, text.length());
            boolean braced = at < text.length() && text.charAt(at) == '{';
            if (escaped == 'Q') {
                int end = text.indexOf("\\E", at);
                at = end < 0 ? text.length() : end + 2;
            } else if (braced && (escaped == 'p' || escaped == 'P' || escaped == 'x')) {
                int end = text.indexOf('}', at);
                at = end < 0 ? text.length() : end + 1;
            }
        }

        /** {@code [^]a-z[:digit:]\]]}: a bracket that comes first is text. */
        private void skipClass() {
            at++;
            if (at < text.length() && text.charAt(at) == '^') {
                at++;
            }
            int first = at;
            while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
                if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
                    at = text.indexOf(":]", at) + 2;
                } else {
                    at += text.charAt(at) == '\\' ? 2 : 1;
                }
            }
            at = Math.min(at + 1, text.length());
        }
    }
}

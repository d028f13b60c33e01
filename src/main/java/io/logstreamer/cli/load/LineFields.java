package io.logstreamer.cli.load;

import java.nio.charset.StandardCharsets;

/**
 * Finds the number and the moment that a line carries for being checked: {@code seq=N} as its first word, {@code ts=T}
 * (nanoseconds since 1970) near its beginning; bare or as the {@code line} of a JSON record. A line that merely mentions
 * such a word somewhere is left alone: what it counts is its own affair.
 */
final class LineFields {

    static final long NONE = -1;

    private static final byte[] SEQ = "seq=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TS = "ts=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JSON_LINE = "\"line\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int TS_WITHIN_BYTES = 64;

    /** Years 2001 to 2262: fewer digits are seconds or milliseconds, or something else. */
    private static final int TS_DIGITS = 19;

    private LineFields() {}

    /** The line's number, or {@link #NONE}. */
    static long seq(byte[] data, int length) {
        int start = lineStart(data, length);
        return startsWith(data, start, length, SEQ) ? number(data, start + SEQ.length, length) : NONE;
    }

    /** The moment of writing in nanoseconds since 1970, or {@link #NONE}. */
    static long tsNanos(byte[] data, int length) {
        int start = lineStart(data, length);
        int end = Math.min(length, start + TS_WITHIN_BYTES);
        for (int i = start; i < end; i++) {
            if ((i == start || data[i - 1] == ' ') && startsWith(data, i, length, TS)) {
                int from = i + TS.length;
                return digits(data, from, length) == TS_DIGITS ? number(data, from, length) : NONE;
            }
        }
        return NONE;
    }

    private static int lineStart(byte[] data, int length) {
        if (length > 0 && data[0] == '{') {
            for (int i = 0; i <= length - JSON_LINE.length; i++) {
                if (startsWith(data, i, length, JSON_LINE)) {
                    return i + JSON_LINE.length;
                }
            }
        }
        return 0;
    }

    private static long number(byte[] data, int from, int length) {
        int digits = digits(data, from, length);
        if (digits == 0 || digits > TS_DIGITS) {
            return NONE;
        }
        long number = 0;
        for (int i = from; i < from + digits; i++) {
            number = number * 10 + (data[i] - '0');
        }
        // Nineteen nines do not fit.
        return Math.max(number, NONE);
    }

    private static int digits(byte[] data, int from, int length) {
        int i = from;
        while (i < length && data[i] >= '0' && data[i] <= '9') {
            i++;
        }
        return i - from;
    }

    private static boolean startsWith(byte[] data, int at, int length, byte[] word) {
        if (length - at < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (data[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}

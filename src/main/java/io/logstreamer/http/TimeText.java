package io.logstreamer.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads a time as clients write it. Stateless. */
final class TimeText {

    /** What is allowed, as the end of "it must be …". */
    static final String EXPECTED =
            "a time from 1970 to 2261: RFC 3339 such as 2026-11-23T10:00:00Z, seconds, milliseconds,"
                    + " microseconds or nanoseconds since 1970, or a time back such as 90s, 10m, 2h or 1d";

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("2261-12-31T23:59:59.999999999Z");

    /** Index of the sign of the zone in a time that is written without a fraction. */
    private static final int SECONDS_END = "2026-11-23T10:00:00".length();

    private TimeText() {}

    /**
     * Reads a time.
     *
     * @param now what a time back is taken from
     * @return null: it is none, or one of another age
     */
    static @Nullable Instant parse(String text, Instant now) {
        Instant time = anyTime(text, now);
        return time == null || time.isBefore(FIRST) || time.isAfter(LAST) ? null : time;
    }

    private static @Nullable Instant anyTime(String text, Instant now) {
        if (text.isEmpty() || text.length() > 64) {
            return null;
        }
        boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits) {
            return sinceEpoch(text);
        }
        Duration back = Parameters.parseDuration(text, null);
        try {
            return back != null
                    ? now.minus(back)
                    : OffsetDateTime.parse(withSign(text)).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** Told apart by their length: seconds have eleven digits from the year 5138 on. */
    private static @Nullable Instant sinceEpoch(String digits) {
        if (digits.length() > 19) {
            return null;
        }
        long number;
        try {
            number = Long.parseLong(digits);
        } catch (NumberFormatException tooLong) {
            return null;
        }
        if (digits.length() <= 11) {
            return Instant.ofEpochSecond(number);
        }
        if (digits.length() <= 14) {
            return Instant.ofEpochMilli(number);
        }
        return digits.length() <= 17
                ? Instant.ofEpochSecond(number / 1_000_000, number % 1_000_000 * 1_000)
                : Instant.ofEpochSecond(number / 1_000_000_000, number % 1_000_000_000);
    }

    /** A plus that is not encoded arrives as a blank; a blank between date and time is a T (RFC 3339, 5.6). */
    private static String withSign(String text) {
        StringBuilder whole = new StringBuilder(text);
        if (whole.length() > SECONDS_END && whole.charAt(10) == ' ') {
            whole.setCharAt(10, 'T');
        }
        int blank = whole.indexOf(" ", Math.min(SECONDS_END, whole.length()));
        if (blank >= 0) {
            whole.setCharAt(blank, '+');
        }
        return whole.toString();
    }
}

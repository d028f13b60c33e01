package io.logstreamer.view;

import io.logstreamer.log.LineTimes;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times that lines give themselves. Found are, among the first 200 bytes of a line, whatever stands first of
 *
 * <pre>
 *   2026-11-23T10:00:00.123Z   2026-11-23 10:00:00,123 +0100   2026/11/23 10:00:00     ISO 8601, RFC 3339, nginx, Go
 *   23/Nov/2026:10:00:00 +0100   23-Nov-2026 10:00:00.123                              access logs, Tomcat
 *   Nov 23 10:00:00   &lt;13&gt;Nov  3 10:00:00   [Mon Nov 23 10:00:00.123 2026]           syslog, httpd; at the start
 *   Nov 23, 2026 10:00:00 AM                                                           java.util.logging; at the start
 *   1763892000   1763892000.123   1763892000123                                        seconds, ms, µs, ns; at the start
 * </pre>
 *
 * and of a JSON object the first of its members {@code time}, {@code timestamp}, {@code ts} and {@code @timestamp} that
 * holds one, among its first 4 KiB. A time without a zone is in the zone this was made with; of an hour that comes twice
 * it is the first.
 *
 * <p>Thread-safe.
 */
public final class OwnTimes implements LineTimes {

    private static final int WINDOW_BYTES = 200;

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY_SECONDS = 86_400;
    private static final int FIRST_YEAR = 1970;
    /** Nanoseconds since the epoch fit a long up to the year 2262. */
    private static final int LAST_YEAR = 2261;

    /** 2001-09-09: less is a duration, a size or a counter. */
    private static final long LEAST_EPOCH_SECONDS = SECOND;

    private static final int SYSLOG_BYTES = "Nov 23 10:00:00".length();
    private static final int NO_ZONE = Integer.MIN_VALUE;
    private static final byte[] MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec".getBytes(StandardCharsets.US_ASCII);

    /** Offsets of a zone change on the quarter of an hour. */
    private static final int QUARTER_SECONDS = 900;

    private static final int OFFSET_BITS = 20;

    private final ZoneRules zone;

    /** The last offset looked up: the quarter of an hour it was for, and the offset moved into the positive. */
    private volatile long lastOffset = -1;

    /** @param zone of times that show none */
    public OwnTimes(ZoneId zone) {
        this.zone = zone.getRules();
    }

    @Override
    public @Nullable String timeOf(byte[] bytes, int from, int to) {
        long range = TimeFinder.find(bytes, from, to);
        if (range == TimeFinder.NONE) {
            return WideText.maybe(bytes, from, to) ? timeIn(ascii(bytes, from, to)) : null;
        }
        return text(bytes, range);
    }

    private static @Nullable String timeIn(byte[] ascii) {
        long range = TimeFinder.find(ascii, 0, ascii.length);
        return range == TimeFinder.NONE ? null : text(ascii, range);
    }

    private static String text(byte[] bytes, long range) {
        int start = (int) (range >>> 32);
        return new String(bytes, start, (int) range - start, StandardCharsets.US_ASCII);
    }

    @Override
    public long nanosOf(byte[] bytes, int from, int to, long reference) {
        long found = inBytes(bytes, from, to, reference);
        if (found != NONE || !WideText.maybe(bytes, from, to)) {
            return found;
        }
        byte[] ascii = ascii(bytes, from, to);
        return inBytes(ascii, 0, ascii.length, reference);
    }

    private static byte[] ascii(byte[] bytes, int from, int to) {
        return WideText.ascii(bytes, from, Math.min(to, from + LOOK_BYTES));
    }

    private long inBytes(byte[] bytes, int from, int to, long reference) {
        int start = from;
        while (start < to && (bytes[start] == ' ' || bytes[start] == '\t' || bytes[start] == 0)) {
            start++;
        }
        if (start < to && bytes[start] == '{') {
            long member = ofMember(bytes, start, Math.min(to, start + LOOK_BYTES));
            if (member != NONE) {
                return member;
            }
        }
        int end = Math.min(to, start + WINDOW_BYTES);
        long atStart = atStart(bytes, start, end, reference);
        return atStart != NONE ? atStart : anywhere(bytes, start, end);
    }

    // ---- JSON.

    private long ofMember(byte[] bytes, int from, int end) {
        for (int i = from + 1; i < end; i++) {
            if (bytes[i] != '"') {
                continue;
            }
            int close = endOfString(bytes, i + 1, end);
            int value = behindColon(bytes, close + 1, end);
            if (value >= 0 && isTimeName(bytes, i + 1, close)) {
                long time =
                        value < end && bytes[value] == '"' ? whole(bytes, value + 1, end) : epoch(bytes, value, end);
                if (time != NONE) {
                    return time;
                }
            }
            i = close;
        }
        return NONE;
    }

    /** Index of the closing quote, or {@code end}. */
    private static int endOfString(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != '"') {
            i += bytes[i] == '\\' ? 2 : 1;
        }
        return Math.min(i, end);
    }

    /** Index of a member's value, or -1 where no colon follows. */
    private static int behindColon(byte[] bytes, int from, int end) {
        int i = blanksEnd(bytes, from, end);
        return i < end && bytes[i] == ':' ? blanksEnd(bytes, i + 1, end) : -1;
    }

    private static int blanksEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] == ' ') {
            i++;
        }
        return i;
    }

    private static boolean isTimeName(byte[] bytes, int from, int to) {
        int start = from < to && bytes[from] == '@' ? from + 1 : from;
        return is(bytes, start, to, TIME)
                || is(bytes, start, to, TIMESTAMP)
                || (start == from && is(bytes, from, to, TS));
    }

    private static final byte[] TIME = "time".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIMESTAMP = "timestamp".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TS = "ts".getBytes(StandardCharsets.US_ASCII);

    private static boolean is(byte[] bytes, int from, int to, byte[] word) {
        return java.util.Arrays.equals(bytes, from, to, word, 0, word.length);
    }

    /** A time that fills a JSON string. */
    private long whole(byte[] bytes, int from, int end) {
        long time = calendar(bytes, from, end);
        return time != NONE ? time : epoch(bytes, from, end);
    }

    // ---- At the start of a line.

    private long atStart(byte[] bytes, int from, int end, long reference) {
        int start = behindPriority(bytes, from, end);
        if (start < end && bytes[start] == '[') {
            start++;
        }
        if (start >= end) {
            return NONE;
        }
        if (isDigit(bytes[start])) {
            return epoch(bytes, start, end);
        }
        int month = month(bytes, start, end);
        if (month == 0 && start + 4 < end && bytes[start + 3] == ' ') {
            // A day of the week, perhaps.
            start += 4;
            month = month(bytes, start, end);
        }
        return month == 0 ? NONE : monthFirst(bytes, start, end, month, reference);
    }

    /** Behind {@code <13>}, which begins a line as syslog sends it (RFC 3164, 4.1.1). */
    private static int behindPriority(byte[] bytes, int from, int end) {
        if (from >= end || bytes[from] != '<') {
            return from;
        }
        int i = from + 1;
        while (i < end && i <= from + 3 && isDigit(bytes[i])) {
            i++;
        }
        return i > from + 1 && i < end && bytes[i] == '>' ? i + 1 : from;
    }

    /** {@code Nov 23 10:00:00[.123][ 2026]} or {@code Nov 23, 2026 10:00:00 AM}. */
    private long monthFirst(byte[] bytes, int from, int end, int month, long reference) {
        if (end - from < SYSLOG_BYTES || bytes[from + 3] != ' ') {
            return NONE;
        }
        int day = bytes[from + 4] == ' ' ? digit(bytes, from + 5) : two(bytes, from + 4);
        int at = from + 6;
        if (day < 0) {
            day = digit(bytes, from + 4);
            at = from + 5;
        }
        if (bytes[at] == ',') {
            return halfDay(bytes, at + 1, end, month, day);
        }
        long second = bytes[at] == ' ' ? secondOfDay(bytes, at + 1, end) : NONE;
        if (second == NONE) {
            return NONE;
        }
        int behind = fractionEnd(bytes, at + 9, end);
        long nanos = fraction(bytes, at + 9, behind);
        if (behind + 5 <= end && bytes[behind] == ' ' && (behind + 5 == end || !isDigit(bytes[behind + 5]))) {
            int year = four(bytes, behind + 1);
            if (year >= FIRST_YEAR) {
                return local(year, month, day, second, nanos);
            }
        }
        return withoutYear(month, day, second, nanos, reference);
    }

    private long withoutYear(int month, int day, long second, long nanos, long reference) {
        long latest = reference > Long.MAX_VALUE - DAY_SECONDS * SECOND ? reference : reference + DAY_SECONDS * SECOND;
        int year = (int) Math.min(LAST_YEAR, yearOf(Math.floorDiv(latest, DAY_SECONDS * SECOND)) + 1L);
        // Four years and one back there is a 29th of February, but for the turns of three centuries in four.
        for (int i = 0; i <= 9; i++) {
            // A look at the zone costs something: not for a year that is too late in every zone.
            boolean mayBe = isDate(year - i, month, day)
                    && seconds(year - i, month, day, second) - DAY_SECONDS <= latest / SECOND;
            long time = mayBe ? local(year - i, month, day, second, nanos) : NONE;
            if (time != NONE && time <= latest) {
                return time;
            }
        }
        return NONE;
    }

    /** {@code 2026 1:00:00 AM}, as {@code java.util.logging} writes it in English; newer ones put U+202F before AM. */
    private long halfDay(byte[] bytes, int from, int end, int month, int day) {
        if (end - from < " 2026 1:00:00 AM".length() || bytes[from] != ' ' || bytes[from + 5] != ' ') {
            return NONE;
        }
        int at = from + 6;
        int hour = two(bytes, at);
        int behind = at + 2;
        if (hour < 0) {
            hour = digit(bytes, at);
            behind = at + 1;
        }
        if (hour < 1
                || hour > 12
                || end - behind < ":00:00 AM".length()
                || bytes[behind] != ':'
                || bytes[behind + 3] != ':') {
            return NONE;
        }
        int minute = two(bytes, behind + 1);
        int second = two(bytes, behind + 4);
        int half = behind + 6;
        while (half < end && (bytes[half] == ' ' || bytes[half] < 0)) {
            half++;
        }
        if (!isWithin(minute, 59) || !isWithin(second, 60) || half + 1 >= end || bytes[half + 1] != 'M') {
            return NONE;
        }
        int hours = hour % 12 + (bytes[half] == 'P' ? 12 : 0);
        return local(four(bytes, from + 1), month, day, hours * 3600L + minute * 60L + second, 0);
    }

    // ---- Anywhere near the start.

    private long anywhere(byte[] bytes, int from, int end) {
        for (int i = from; i + 18 < end; i++) {
            if (isDigit(bytes[i]) && (i == from || !isDigit(bytes[i - 1]))) {
                long time = calendar(bytes, i, end);
                if (time != NONE) {
                    return time;
                }
            }
        }
        return NONE;
    }

    /** A date with its year and a time of the day, beginning here. */
    private long calendar(byte[] bytes, int from, int end) {
        if (end - from < 19) {
            return NONE;
        }
        byte dash = bytes[from + 4];
        if ((dash == '-' || dash == '/') && bytes[from + 7] == dash) {
            byte separator = bytes[from + 10];
            boolean separated = separator == 'T' || separator == 't' || separator == ' ';
            return separated
                    ? time(bytes, from + 11, end, four(bytes, from), two(bytes, from + 5), two(bytes, from + 8))
                    : NONE;
        }
        byte slash = bytes[from + 2];
        if ((slash == '/' || slash == '-') && end - from >= 20 && bytes[from + 6] == slash) {
            byte separator = bytes[from + 11];
            int month = month(bytes, from + 3, end);
            return month > 0 && (separator == ':' || separator == ' ')
                    ? time(bytes, from + 12, end, four(bytes, from + 7), month, two(bytes, from))
                    : NONE;
        }
        return NONE;
    }

    private long time(byte[] bytes, int from, int end, int year, int month, int day) {
        long second = secondOfDay(bytes, from, end);
        if (second == NONE) {
            return NONE;
        }
        int behind = fractionEnd(bytes, from + 8, end);
        long nanos = fraction(bytes, from + 8, behind);
        int offset = offsetSeconds(bytes, behind, end);
        if (offset == NO_ZONE) {
            return local(year, month, day, second, nanos);
        }
        return isDate(year, month, day) ? (seconds(year, month, day, second) - offset) * SECOND + nanos : NONE;
    }

    /** Of {@code Z}, {@code +01:00}, {@code +0100} or {@code +01}, perhaps behind a blank; else {@link #NO_ZONE}. */
    private static int offsetSeconds(byte[] bytes, int from, int end) {
        int i = from < end && bytes[from] == ' ' ? from + 1 : from;
        if (i >= end) {
            return NO_ZONE;
        }
        if (i == from && (bytes[i] == 'Z' || bytes[i] == 'z')) {
            return 0;
        }
        if ((bytes[i] != '+' && bytes[i] != '-') || end - i < 3) {
            return NO_ZONE;
        }
        int hours = two(bytes, i + 1);
        int behind = i + 3;
        int minutes = 0;
        int colon = behind < end && bytes[behind] == ':' ? 1 : 0;
        if (end - behind >= 2 + colon && two(bytes, behind + colon) >= 0) {
            minutes = two(bytes, behind + colon);
            behind += 2 + colon;
        } else if (i > from) {
            // Behind a blank: rather a number than a zone of hours alone.
            return NO_ZONE;
        }
        if (!isWithin(hours, 18) || !isWithin(minutes, 59) || (behind < end && isDigit(bytes[behind]))) {
            return NO_ZONE;
        }
        int seconds = hours * 3600 + minutes * 60;
        return bytes[i] == '-' ? -seconds : seconds;
    }

    // ---- Numbers.

    /** Seconds, perhaps with a fraction, ms, µs or ns since the epoch: told apart by their size. */
    private static long epoch(byte[] bytes, int from, int end) {
        int i = from;
        long number = 0;
        while (i < end && isDigit(bytes[i]) && i - from < 19) {
            number = number * 10 + bytes[i] - '0';
            i++;
        }
        int digits = i - from;
        int behind = digits == 10 ? fractionEnd(bytes, i, end) : i;
        if (behind < end
                && (isDigit(bytes[behind]) || bytes[behind] == '-' || bytes[behind] == '/' || bytes[behind] == ':')) {
            return NONE;
        }
        return switch (digits) {
            case 10 -> number < LEAST_EPOCH_SECONDS ? NONE : number * SECOND + fraction(bytes, i, behind);
            case 13 -> number * 1_000_000;
            case 16 -> number * 1_000;
            case 19 -> number < 0 ? NONE : number;
            default -> NONE;
        };
    }

    private static long secondOfDay(byte[] bytes, int from, int end) {
        if (end - from < 8 || bytes[from + 2] != ':' || bytes[from + 5] != ':') {
            return NONE;
        }
        int hour = two(bytes, from);
        int minute = two(bytes, from + 3);
        int second = two(bytes, from + 6);
        // 60 is a leap second (RFC 3339, 5.6).
        return isWithin(hour, 23) && isWithin(minute, 59) && isWithin(second, 60)
                ? hour * 3600L + minute * 60L + second
                : NONE;
    }

    private static int fractionEnd(byte[] bytes, int from, int end) {
        if (from + 1 >= end || (bytes[from] != '.' && bytes[from] != ',') || !isDigit(bytes[from + 1])) {
            return from;
        }
        int i = from + 1;
        while (i < end && isDigit(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Nanoseconds of a fraction with its mark; 0 where there is none. */
    private static long fraction(byte[] bytes, int from, int end) {
        long nanos = 0;
        long unit = SECOND / 10;
        for (int i = from + 1; i < end && unit > 0; i++, unit /= 10) {
            nanos += unit * (bytes[i] - '0');
        }
        return nanos;
    }

    private long local(int year, int month, int day, long second, long nanos) {
        if (!isDate(year, month, day)) {
            return NONE;
        }
        long seconds = seconds(year, month, day, second);
        return (seconds - offsetAt(seconds)) * SECOND + nanos;
    }

    private int offsetAt(long localSeconds) {
        long quarter = localSeconds / QUARTER_SECONDS;
        long last = lastOffset;
        if (last < 0 || last >>> OFFSET_BITS != quarter) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(quarter * QUARTER_SECONDS, 0, ZoneOffset.UTC);
            last = quarter << OFFSET_BITS | zone.getOffset(time).getTotalSeconds() + (1L << (OFFSET_BITS - 1));
            lastOffset = last;
        }
        return (int) ((last & ((1L << OFFSET_BITS) - 1)) - (1L << (OFFSET_BITS - 1)));
    }

    private static boolean isDate(int year, int month, int day) {
        return year >= FIRST_YEAR
                && year <= LAST_YEAR
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= TimeFinder.days(year, month);
    }

    private static long seconds(int year, int month, int day, long secondOfDay) {
        return epochDay(year, month, day) * DAY_SECONDS + secondOfDay;
    }

    /** Days since 1970-01-01 in the Gregorian calendar, from a year that begins in March. */
    private static long epochDay(int year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long ofYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return 365 * y + y / 4 - y / 100 + y / 400 + ofYear - 719_468;
    }

    private static int yearOf(long epochDay) {
        int year = (int) (FIRST_YEAR + epochDay / 366);
        while (epochDay(year + 1, 1, 1) <= epochDay) {
            year++;
        }
        return year;
    }

    /** 1 to 12, or 0 where no English month begins. */
    private static int month(byte[] bytes, int from, int end) {
        if (end - from < 4) {
            return 0;
        }
        for (int i = 0; i < MONTHS.length; i += 3) {
            if ((bytes[from] | 0x20) == MONTHS[i]
                    && (bytes[from + 1] | 0x20) == MONTHS[i + 1]
                    && (bytes[from + 2] | 0x20) == MONTHS[i + 2]) {
                return i / 3 + 1;
            }
        }
        return 0;
    }

    private static int four(byte[] bytes, int start) {
        int century = two(bytes, start);
        int ofCentury = two(bytes, start + 2);
        return century < 0 || ofCentury < 0 ? -1 : century * 100 + ofCentury;
    }

    private static int two(byte[] bytes, int start) {
        int tens = digit(bytes, start);
        int ones = digit(bytes, start + 1);
        return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
    }

    private static int digit(byte[] bytes, int at) {
        return isDigit(bytes[at]) ? bytes[at] - '0' : -1;
    }

    private static boolean isWithin(int number, int last) {
        return number >= 0 && number <= last;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}

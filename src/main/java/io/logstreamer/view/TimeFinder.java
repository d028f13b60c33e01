package io.logstreamer.view;

/**
 * Finds the first RFC 3339 date-time in the beginning of a line, as it stands there, without allocating. Thread-safe.
 *
 * <p>A time without a zone, with a comma before its fraction or with an offset without a colon is not RFC 3339 and is
 * passed over: to show it as one would be to invent a zone.
 */
final class TimeFinder {

    /** A time that does not end within these bytes is not looked for. */
    static final int WINDOW_BYTES = 200;

    /** No such time. */
    static final long NONE = -1;

    private static final int DATE_BYTES = 10;
    private static final int SECONDS_END = 19;
    private static final int MIN_BYTES = SECONDS_END + 1;

    private TimeFinder() {}

    /**
     * The range of the first date-time in {@code [from, to)}: its first index in the upper 32 bits, the index after its
     * last byte in the lower ones; {@link #NONE} without one. Nothing outside {@code [from, to)} is read.
     */
    static long find(byte[] bytes, int from, int to) {
        int end = to - from > WINDOW_BYTES ? from + WINDOW_BYTES : to;
        // All ten bytes of a date are digits or '-', so a date that begins in front of a probe holds the probe.
        for (int probe = from; probe < end; probe += DATE_BYTES) {
            if (!mayBeDate(bytes[probe])) {
                continue;
            }
            int last = Math.min(probe, end - MIN_BYTES);
            for (int start = Math.max(from, probe - DATE_BYTES + 1); start <= last; start++) {
                if (bytes[start + 4] == '-' && bytes[start + 7] == '-' && begins(bytes, from, start)) {
                    int zoneEnd = zoneEnd(bytes, start, end);
                    if (zoneEnd >= 0 && (zoneEnd == to || !continues(bytes[zoneEnd]))) {
                        return ((long) start << 32) | zoneEnd;
                    }
                }
            }
        }
        return NONE;
    }

    private static boolean begins(byte[] bytes, int from, int start) {
        return (start == from || !isDigit(bytes[start - 1]))
                && isDate(bytes, start)
                && isTime(bytes, start + DATE_BYTES);
    }

    private static boolean isDate(byte[] bytes, int start) {
        int century = two(bytes, start);
        int yearOfCentury = two(bytes, start + 2);
        int month = two(bytes, start + 5);
        int day = two(bytes, start + 8);
        return century >= 0
                && yearOfCentury >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= days(century * 100 + yearOfCentury, month);
    }

    static int days(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** The separator and {@code hh:mm:ss}, where 60 is a leap second (RFC 3339, 5.6). */
    private static boolean isTime(byte[] bytes, int start) {
        byte separator = bytes[start];
        return (separator == 'T' || separator == 't' || separator == ' ')
                && bytes[start + 3] == ':'
                && bytes[start + 6] == ':'
                && isWithin(two(bytes, start + 1), 23)
                && isWithin(two(bytes, start + 4), 59)
                && isWithin(two(bytes, start + 7), 60);
    }

    /** After the zone of the date-time at {@code start}, or -1 when it has none. */
    private static int zoneEnd(byte[] bytes, int start, int end) {
        int i = start + SECONDS_END;
        if (bytes[i] == '.') {
            i++;
            int fraction = i;
            while (i < end && isDigit(bytes[i])) {
                i++;
            }
            if (i == fraction) {
                return -1;
            }
        }
        if (i < end && (bytes[i] == 'Z' || bytes[i] == 'z')) {
            return i + 1;
        }
        boolean offset = end - i >= 6
                && (bytes[i] == '+' || bytes[i] == '-')
                && bytes[i + 3] == ':'
                && isWithin(two(bytes, i + 1), 23)
                && isWithin(two(bytes, i + 4), 59);
        return offset ? i + 6 : -1;
    }

    /** Whether a zone before this byte would be part of something longer: {@code Zulu}, {@code +01:000}. */
    private static boolean continues(byte b) {
        return isDigit(b) || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    /** The number of two digits at {@code start}, or -1 when one is none. */
    private static int two(byte[] bytes, int start) {
        int tens = bytes[start] - '0';
        int ones = bytes[start + 1] - '0';
        return isWithin(tens, 9) && isWithin(ones, 9) ? tens * 10 + ones : -1;
    }

    private static boolean isWithin(int number, int last) {
        return number >= 0 && number <= last;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean mayBeDate(byte b) {
        return b == '-' || isDigit(b);
    }
}

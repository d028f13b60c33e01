package io.logstreamer.tail;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A day as rotation writes it, with the hours and counters behind it.
 *
 * <pre>
 *   date   = YYYY-MM-DD | YYYY_MM_DD | YYYYMMDD [HH [MM [SS]]] | MM-DD-YYYY
 *   behind = { ("_" | "T") time | ("-" | "." | ":") 1 to 10 digits }        at most 4 of them
 *   time   = HH | HHMM | HHMMSS
 * </pre>
 *
 * A day that is in no calendar is no date; years go from 1970 to 2099, so that fewer version and serial numbers are taken
 * for one. Written by hand because the engine takes no regular expressions.
 *
 * @param date the day
 * @param behind what follows it, as numbers
 * @param end index behind the last character
 */
record DateInName(LocalDate date, List<Long> behind, int end) {

    private static final int MAX_GROUPS = 4;
    private static final int MAX_DIGITS = 10;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2099;

    /** The date that begins at {@code from}; null if there is none, or if something follows it that does not belong. */
    static @Nullable DateInName upToTheEnd(String text, int from) {
        DateInName found = at(text, from);
        return found != null && found.end == text.length() ? found : null;
    }

    /** The day alone that begins at {@code from}, in the form of Jetty's logs; null if there is none. */
    static @Nullable LocalDate withUnderscores(String text, int from) {
        return separated(text, from, '_');
    }

    private static @Nullable DateInName at(String text, int from) {
        List<Long> behind = new ArrayList<>();
        int run = digits(text, from);
        LocalDate date;
        int end;
        if (run >= 8 && run <= 14 && run % 2 == 0) {
            date = day(number(text, from, 4), number(text, from + 4, 2), number(text, from + 6, 2));
            end = from + run;
            for (int i = from + 8; i < end; i += 2) {
                behind.add(number(text, i, 2));
            }
            if (!time(behind)) {
                return null;
            }
        } else {
            date = separated(text, from, '-');
            if (date == null) {
                date = separated(text, from, '_');
            }
            if (date == null) {
                date = monthFirst(text, from);
            }
            end = from + 10;
        }
        return date == null ? null : new DateInName(date, behind, groups(text, end, behind));
    }

    /** Takes in what follows; returns where that ends. */
    private static int groups(String text, int from, List<Long> behind) {
        int at = from;
        for (int i = 0; i < MAX_GROUPS && at < text.length(); i++) {
            char separator = text.charAt(at);
            int run = digits(text, at + 1);
            if (run == 0 || run > MAX_DIGITS || "_T-.:".indexOf(separator) < 0) {
                return at;
            }
            if ((separator == '_' || separator == 'T') && !time(text, at + 1, run)) {
                return at;
            }
            behind.add(number(text, at + 1, run));
            at += 1 + run;
        }
        return at;
    }

    private static @Nullable LocalDate separated(String text, int from, char separator) {
        boolean shaped = digits(text, from) == 4
                && is(text, from + 4, separator)
                && digits(text, from + 5) == 2
                && is(text, from + 7, separator)
                && digits(text, from + 8) == 2;
        return shaped ? day(number(text, from, 4), number(text, from + 5, 2), number(text, from + 8, 2)) : null;
    }

    private static @Nullable LocalDate monthFirst(String text, int from) {
        boolean shaped = digits(text, from) == 2
                && is(text, from + 2, '-')
                && digits(text, from + 3) == 2
                && is(text, from + 5, '-')
                && digits(text, from + 6) == 4;
        return shaped ? day(number(text, from + 6, 4), number(text, from, 2), number(text, from + 3, 2)) : null;
    }

    private static @Nullable LocalDate day(long year, long month, long day) {
        boolean valid = year >= FIRST_YEAR
                && year <= LAST_YEAR
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of((int) year, (int) month).lengthOfMonth();
        return valid ? LocalDate.of((int) year, (int) month, (int) day) : null;
    }

    private static boolean time(String text, int from, int length) {
        if (length != 2 && length != 4 && length != 6) {
            return false;
        }
        List<Long> parts = new ArrayList<>();
        for (int i = 0; i < length; i += 2) {
            parts.add(number(text, from + i, 2));
        }
        return time(parts);
    }

    /** Hours, minutes, seconds (with a leap second), as many as there are. */
    private static boolean time(List<Long> parts) {
        return (parts.size() < 1 || parts.get(0) < 24)
                && (parts.size() < 2 || parts.get(1) < 60)
                && (parts.size() < 3 || parts.get(2) <= 60);
    }

    private static boolean is(String text, int at, char expected) {
        return at < text.length() && text.charAt(at) == expected;
    }

    /** How many digits there are from here on. ASCII alone: no program writes others. */
    static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return Math.max(0, at - from);
    }

    private static long number(String text, int from, int length) {
        return Long.parseLong(text, from, from + length, 10);
    }
}

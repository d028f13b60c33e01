package io.logstreamer.tail;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file name taken apart: which log it belongs to, and what rotation added. Made by {@link LogNames#parse}.
 *
 * @param file the name as it is
 * @param log the name of the log; equal to {@code file} where nothing was added
 * @param plain the name without its compression: {@code X} for {@code X.gz}
 * @param form how it is packed; null: not at all
 * @param date the day in the name; null: none
 * @param numbers the other numbers that rotation put into the name, from left to right: hours, counters, seconds. Where there
 *     is a day, those that stand with it
 * @param dayFile the name of the day's file: {@code plain} without what was put behind that when it was rotated itself,
 *     such as {@code app.2026-11-24.log} of {@code app.2026-11-24.log.1}. Without a day it is {@code plain}
 * @param behind what was put there, from left to right: numbers, which are negative, and days since 1970
 * @param mayBelongTo the log it would belong to if a bare number before its extension came from rotation; null: no such
 *     number, or so much else in the name that it is not to be taken for one. Only its neighbours can tell, see
 *     {@link LogNames#byLog}
 * @param bareNumber that number, or -1
 */
record LogName(
        String file,
        String log,
        String plain,
        @Nullable ArchiveForm form,
        @Nullable LocalDate date,
        List<Long> numbers,
        String dayFile,
        List<Long> behind,
        @Nullable String mayBelongTo,
        long bareNumber) {

    /** What a name is to its log. */
    enum Kind {
        /** The log's own name: the active file, or a packed copy of it. */
        OWN,
        /** Renamed by counting: {@code app.log.1}. */
        NUMBERED,
        /** With a day, perhaps counted within it; the newest one is active where nothing has the log's own name. */
        DATED
    }

    LogName {
        numbers = List.copyOf(numbers);
        behind = List.copyOf(behind);
    }

    Kind kind() {
        if (date != null) {
            return Kind.DATED;
        }
        return numbers.isEmpty() ? Kind.OWN : Kind.NUMBERED;
    }

    /** Whether it is the day's file of another name, rotated itself. */
    boolean isRotatedFrom(LogName day) {
        return !behind.isEmpty() && dayFile.equals(day.file);
    }

    /** Whether there are bytes in it that can be read: not packed, or in a form we know. */
    boolean readable() {
        return form == null || form.readable();
    }

    /** The same file, known to be a rotated one of {@link #mayBelongTo}. */
    LogName folded() {
        if (mayBelongTo == null) {
            throw new IllegalStateException("no bare number before the extension: file=" + file);
        }
        return new LogName(file, mayBelongTo, plain, form, null, List.of(bareNumber), plain, List.of(), null, -1);
    }
}

package io.logstreamer.tail;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells from their names which files of a directory are one log. The one place that knows the names rotation gives.
 *
 * <p>Taken away from a name, again and again until nothing is left to take:
 *
 * <ul>
 *   <li>at the end a compression ({@link ArchiveForm}), {@code .N} of one to four digits, and a date as {@link DateInName}
 *       reads it behind {@code -}, {@code .} or {@code _};
 *   <li>before the extension such a date, and nothing else: {@code catalina.2026-11-22.log} is {@code catalina.log};
 *   <li>at the front a day as Jetty writes it: {@code 2026_11_22.request.log} is {@code request.log}. Jetty never renames,
 *       so without this each day would be a log of its own.
 * </ul>
 *
 * A number alone before the extension is no evidence: {@code web.1.log} may be the first web server's log, {@code
 * php8.1.log} that of a version. It counts only in the company of {@link #byLog}. {@code -old} and {@code .old} are left
 * alone: they are put there by hand, and say neither when nor how often. A name that is a date and nothing else stays,
 * since there would be no name left.
 *
 * <p>Pure functions, no file is touched. Any thread.
 */
final class LogNames {

    private static final int MAX_NUMBER_DIGITS = 4;
    private static final int MAX_EXTENSION = 10;

    private LogNames() {}

    /** The name of the log that a file of this name belongs to, as far as the name alone tells. */
    static String logOf(String file) {
        return parse(file).log();
    }

    /** Takes a name apart. */
    static LogName parse(String file) {
        Peel peel = new Peel(file);
        peel.run();
        Bare bare = peel.date == null && peel.numbers.isEmpty() ? bare(peel.rest) : null;
        String plain = peel.plain == null ? file : peel.plain;
        return new LogName(
                file,
                peel.rest,
                plain,
                peel.form,
                peel.date,
                peel.numbers,
                peel.dayFile == null ? plain : peel.dayFile,
                peel.behind,
                bare == null ? null : bare.log,
                bare == null ? -1 : bare.number);
    }

    /**
     * The logs of a directory by name, in the order in which the names come. {@code app.1.log} and {@code app-1.log} belong
     * to {@code app.log} if that lies beside them and they were not written after it was born: rotation renames a file and
     * then makes a new one, so of a rotated one the last write is the older event. Without a known birth they stay
     * themselves: two logs shown as one are worse than one shown as two. A packed one is written to when it is packed,
     * whenever that is: it goes with the plain one of its name, and without that with the log, since nobody logs into it.
     */
    static Map<String, List<LogFile>> byLog(Collection<LogFile> directory) {
        Map<String, LogFile> named = new HashMap<>();
        directory.forEach(file -> named.put(file.name().file(), file));
        Map<String, List<LogFile>> logs = new LinkedHashMap<>();
        for (LogFile file : directory) {
            LogFile active = named.get(file.name().mayBelongTo());
            LogFile witness =
                    file.name().form() == null ? file : named.get(file.name().plain());
            boolean rotated = active != null && (witness == null || rotatedFrom(active, witness));
            LogFile known = rotated ? file.folded() : file;
            logs.computeIfAbsent(known.name().log(), log -> new ArrayList<>()).add(known);
        }
        return logs;
    }

    private static boolean rotatedFrom(LogFile active, LogFile file) {
        return active.birthNanos() > 0 && file.modifiedNanos() > 0 && file.modifiedNanos() <= active.birthNanos();
    }

    /** A number alone before the extension, and the name without it. */
    private record Bare(String log, long number) {}

    private static @Nullable Bare bare(String name) {
        int dot = extension(name);
        if (dot < 0) {
            return null;
        }
        int from = dot;
        while (from > 0 && DateInName.digits(name, from - 1) > 0) {
            from--;
        }
        boolean counted = dot - from >= 1
                && dot - from <= MAX_NUMBER_DIGITS
                && from >= 2
                && ".-".indexOf(name.charAt(from - 1)) >= 0;
        return counted
                ? new Bare(name.substring(0, from - 1) + name.substring(dot), Long.parseLong(name, from, dot, 10))
                : null;
    }

    /** Index of the dot before the extension: a letter and up to nine letters or digits; -1: none. */
    private static int extension(String name) {
        int dot = name.lastIndexOf('.');
        int length = name.length() - dot - 1;
        if (dot <= 0 || length < 1 || length > MAX_EXTENSION || !letter(name.charAt(dot + 1))) {
            return -1;
        }
        for (int i = dot + 1; i < name.length(); i++) {
            if (!letter(name.charAt(i)) && DateInName.digits(name, i) == 0) {
                return -1;
            }
        }
        return dot;
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** A name while it is taken apart, from the outside to the inside. */
    private static final class Peel {
        private final List<Long> numbers = new ArrayList<>();
        private final List<Long> behind = new ArrayList<>();
        private String rest;
        private @Nullable String dayFile;
        private @Nullable String plain;
        private @Nullable ArchiveForm form;
        private @Nullable LocalDate date;

        private Peel(String file) {
            rest = file;
        }

        private void run() {
            boolean taken = true;
            while (taken) {
                taken = compression() || number() || dateAtTheEnd() || dateBeforeTheExtension() || dateAtTheFront();
            }
        }

        private boolean compression() {
            ArchiveForm found = ArchiveForm.of(rest);
            if (found == null) {
                return false;
            }
            rest = rest.substring(0, rest.length() - found.suffix().length());
            if (form == null && date == null && numbers.isEmpty()) {
                form = found;
                plain = rest;
            }
            return true;
        }

        private boolean number() {
            int dot = rest.lastIndexOf('.');
            int length = rest.length() - dot - 1;
            if (dot <= 0 || length > MAX_NUMBER_DIGITS || length < 1 || DateInName.digits(rest, dot + 1) != length) {
                return false;
            }
            if (dateAtTheEnd()) {
                // The counter of that day.
                return true;
            }
            numbers.add(0, Long.parseLong(rest, dot + 1, rest.length(), 10));
            rest = rest.substring(0, dot);
            return true;
        }

        private boolean dateAtTheEnd() {
            return dateAtTheEndOf(rest, "");
        }

        private boolean dateBeforeTheExtension() {
            int dot = extension(rest);
            return dot > 0 && dateAtTheEndOf(rest.substring(0, dot), rest.substring(dot));
        }

        private boolean dateAtTheEndOf(String stem, String extension) {
            for (int i = 1; i < stem.length() - 1; i++) {
                if ("-._".indexOf(stem.charAt(i)) >= 0) {
                    DateInName found = DateInName.upToTheEnd(stem, i + 1);
                    if (found != null) {
                        take(found.date(), found.behind());
                        rest = stem.substring(0, i) + extension;
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean dateAtTheFront() {
            LocalDate found = DateInName.withUnderscores(rest, 0);
            // Something that is a name must follow: "2026_11_22.log" would have none.
            if (found == null || !rest.startsWith(".", 10) || extension(rest) <= 11) {
                return false;
            }
            take(found, List.of());
            rest = rest.substring(11);
            return true;
        }

        /** Of several dates the innermost is the log's day; what is behind it says when something was done to its file. */
        private void take(LocalDate found, List<Long> withIt) {
            LocalDate later = date;
            if (later != null) {
                behind.addAll(0, numbers);
                behind.add(0, later.toEpochDay());
            } else {
                numbers.forEach(number -> behind.add(-number));
            }
            numbers.clear();
            numbers.addAll(withIt);
            date = found;
            dayFile = rest;
        }
    }
}

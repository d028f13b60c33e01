package io.logstreamer.tail;

import io.logstreamer.log.Numbering;
import io.logstreamer.tail.LogName.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of one log from the oldest to the newest, as their names tell. Immutable; any thread.
 *
 * <p>By day, as {@link DayOrder} tells. Files without a day are in the order of their numbers; in which
 * direction these count is different from program to program (logrotate: up to the oldest; Log4j 2 by default: up to the
 * newest), so the times of the set decide, if they are of one voice: each two neighbours in the counting have a vote, by the
 * time of their first lines where both are known, else by that of their last writes, if their births say the same:
 * somebody may go on writing to an old file. Else up is older. Of numbers before the extension, as Log4j 2 writes them, the
 * plain files vote among themselves, and so do the packed ones; without a vote a plain file is newer than a packed one.
 *
 * <p>Where some files have days and others only numbers, somebody has changed the settings of the rotation, and the two
 * parts are kept together: the one that was written to last is the newer one, without evidence the one with the days.
 *
 * <p>Of a name that is there plain and packed, or packed twice, the forms are one entry: the same bytes.
 */
final class RotatedOrder {

    /**
     * One generation's file.
     *
     * @param forms the one that counts first: plain before packed, readable before unreadable; not empty
     */
    record Entry(List<LogFile> forms) {
        Entry {
            forms = List.copyOf(forms);
            if (forms.isEmpty()) {
                throw new IllegalArgumentException("an entry without a file");
            }
        }

        /** The form to read. */
        LogFile file() {
            return forms.get(0);
        }

        LogName name() {
            return file().name();
        }
    }

    private final List<Entry> entries;
    private final Numbering numbering;
    private final boolean evident;

    private RotatedOrder(List<Entry> entries, Numbering numbering, boolean evident) {
        this.entries = List.copyOf(entries);
        this.numbering = numbering;
        this.evident = evident;
    }

    /**
     * @param files those of one log, see {@link LogNames#byLog}
     * @param setting what was configured, not {@link Numbering#NONE}; null: find it out
     */
    static RotatedOrder of(Collection<LogFile> files, @Nullable Numbering setting) {
        return of(files, setting, null);
    }

    /**
     * The same.
     *
     * @param active the name of the active file, which need not be among the files; null: it is
     */
    static RotatedOrder of(Collection<LogFile> files, @Nullable Numbering setting, @Nullable LogName active) {
        List<Entry> own = new ArrayList<>();
        List<Entry> numbered = new ArrayList<>();
        List<Entry> dated = new ArrayList<>();
        for (Entry entry : entries(files)) {
            switch (entry.name().kind()) {
                case OWN -> own.add(entry);
                case NUMBERED -> numbered.add(entry);
                case DATED -> dated.add(entry);
            }
        }
        numbered.sort((one, other) -> byNumbers(one.name(), other.name()));
        DayOrder days = new DayOrder(files.stream().map(LogFile::name).toList(), active);
        dated.sort((one, other) -> days.compare(one.name(), other.name()));
        Numbering voted = voted(numbered);
        Numbering numbering = setting != null ? setting : voted != null ? voted : guessed(numbered);
        if (numbering == Numbering.HIGHEST_IS_OLDEST) {
            Collections.reverse(numbered);
        }
        boolean datedFirst = lastWrite(dated) > 0 && lastWrite(dated) < lastWrite(numbered);
        List<Entry> all = new ArrayList<>(datedFirst ? dated : numbered);
        all.addAll(datedFirst ? numbered : dated);
        all.addAll(own);
        return new RotatedOrder(all, numbering, voted != null);
    }

    /** All files of the log, the active one included, from the oldest to the newest. */
    List<Entry> entries() {
        return entries;
    }

    Numbering numbering() {
        return numbering;
    }

    /** Whether the files themselves say so. What they say now should be kept: late lines change their times. */
    boolean evident() {
        return evident;
    }

    /**
     * The file that is written to: the one with the log's own name, else the newest with a day that is not packed (Tomcat's
     * {@code catalina.2026-11-23.log}: never renamed, the next day is another file). Null: there is none now. Between the
     * two steps of a rotation the file with the log's own name is missing; who has seen one waits for it to come back
     * before it believes in a dated one.
     */
    @Nullable Entry active() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            LogName name = entries.get(i).name();
            if (name.form() == null && name.kind() != Kind.NUMBERED) {
                return entries.get(i);
            }
        }
        return null;
    }

    /**
     * Whether a file is the active one behind one of a dated series, see {@link #active}: the next of that, or one with the
     * log's own name, which has come back behind a rotation.
     */
    static boolean isNextActive(LogName file, LogName active, DayOrder days) {
        return file.form() == null
                && active.kind() == Kind.DATED
                && (file.kind() == Kind.OWN || (file.kind() == Kind.DATED && days.compare(file, active) > 0));
    }

    private static List<Entry> entries(Collection<LogFile> files) {
        Map<String, List<LogFile>> byPlainName = new TreeMap<>();
        for (LogFile file : files) {
            byPlainName
                    .computeIfAbsent(file.name().plain(), plain -> new ArrayList<>())
                    .add(file);
        }
        Comparator<LogFile> plainFirst = Comparator.comparingInt(RotatedOrder::effort)
                .thenComparing(file -> file.name().file());
        return byPlainName.values().stream()
                .map(forms -> new Entry(forms.stream().sorted(plainFirst).toList()))
                .toList();
    }

    /** What it takes to read a form: nothing, unpacking, or more than we can. */
    private static int effort(LogFile file) {
        if (file.name().form() == null) {
            return 0;
        }
        return file.name().readable() ? 1 : 2;
    }

    /** Number by number; the one that has none left comes first. */
    static int byNumbers(LogName one, LogName other) {
        List<Long> numbers = one.numbers();
        List<Long> others = other.numbers();
        for (int i = 0; i < Math.min(numbers.size(), others.size()); i++) {
            int order = Long.compare(numbers.get(i), others.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(numbers.size(), others.size());
    }

    /** Null: no evidence. */
    private static @Nullable Numbering voted(List<Entry> ascending) {
        int newer = 0;
        int older = 0;
        LogFile plain = null;
        LogFile packed = null;
        boolean lastIsPlain = false;
        for (Entry entry : ascending) {
            LogFile file = entry.file();
            boolean isPlain = file.name().form() == null;
            // What packs files may leave them the time at which it did so: a packed one is not compared with a plain
            // one.
            LogFile before = isPlain ? plain : packed;
            // Behind a name nearly all count alike: only neighbours are evidence of the contrary.
            boolean asked = isPlain == lastIsPlain || !endsWithNumber(file.name());
            long age = before != null && asked ? age(before, file) : 0;
            newer += age > 0 ? 1 : 0;
            older += age < 0 ? 1 : 0;
            plain = isPlain ? file : plain;
            packed = isPlain ? packed : file;
            lastIsPlain = isPlain;
        }
        return numbering(newer, older);
    }

    /**
     * Without evidence. Log4j 2 puts the number before the extension, counts either way, and packs what it has rotated: a
     * plain file is the one that it has not packed yet, so newer than those it has.
     */
    private static Numbering guessed(List<Entry> ascending) {
        int newer = 0;
        int older = 0;
        for (int i = 1; i < ascending.size(); i++) {
            LogName first = ascending.get(i - 1).name();
            LogName second = ascending.get(i).name();
            boolean counts = !endsWithNumber(first) && !endsWithNumber(second);
            newer += counts && first.form() != null && second.form() == null ? 1 : 0;
            older += counts && first.form() == null && second.form() != null ? 1 : 0;
        }
        Numbering found = numbering(newer, older);
        return found == null ? Numbering.HIGHEST_IS_OLDEST : found;
    }

    private static boolean endsWithNumber(LogName name) {
        return Character.isDigit(name.plain().charAt(name.plain().length() - 1));
    }

    /** Null: none have a say, or they contradict each other. */
    private static @Nullable Numbering numbering(int newer, int older) {
        if (newer + older == 0 || (newer > 0 && older > 0)) {
            return null;
        }
        return newer > 0 ? Numbering.HIGHEST_IS_NEWEST : Numbering.HIGHEST_IS_OLDEST;
    }

    /** By how much the second is newer than the first; 0: nobody knows. */
    private static long age(LogFile first, LogFile second) {
        if (first.firstNanos() > 0 && second.firstNanos() > 0) {
            return second.firstNanos() - first.firstNanos();
        }
        boolean born = first.birthNanos() > 0 && second.birthNanos() > 0;
        if (!born || first.modifiedNanos() <= 0 || second.modifiedNanos() <= 0) {
            return 0;
        }
        long age = second.modifiedNanos() - first.modifiedNanos();
        return Long.signum(second.birthNanos() - first.birthNanos()) == Long.signum(age) ? age : 0;
    }

    /** 0: not known. */
    private static long lastWrite(List<Entry> part) {
        return part.stream()
                .mapToLong(entry -> entry.file().modifiedNanos())
                .max()
                .orElse(0);
    }
}

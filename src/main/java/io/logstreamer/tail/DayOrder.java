package io.logstreamer.tail;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files with a day in their names, from the oldest to the newest. Immutable; any thread.
 *
 * <p>By day, then by the numbers that stand with it, which go up. Somebody may rotate the day's file itself: as long as that is
 * there, what was put behind its name counts as logrotate counts.
 *
 * <pre>
 *   app.2026-11-23.log   app.2026-11-24.log.2   app.2026-11-24.log.1   app.2026-11-24.log
 *   app.2026-11-24.log-20261124   app.2026-11-24.log-20261125   app.2026-11-24.log
 * </pre>
 *
 * Where it is not, as with {@code app-%d.log.%i} of Log4j 2, these numbers go up too.
 */
final class DayOrder implements Comparator<LogName> {

    private final Set<String> dayFiles = new HashSet<>();

    /**
     * @param names of the files of one log
     * @param active one more that counts; null: none
     */
    DayOrder(Collection<LogName> names, @Nullable LogName active) {
        names.forEach(this::add);
        if (active != null) {
            add(active);
        }
    }

    private void add(LogName name) {
        if (name.behind().isEmpty()) {
            dayFiles.add(name.dayFile());
        }
    }

    @Override
    public int compare(LogName one, LogName other) {
        var date = one.date();
        var otherDate = other.date();
        int order = date == null || otherDate == null ? 0 : date.compareTo(otherDate);
        order = order != 0 ? order : RotatedOrder.byNumbers(one, other);
        return order != 0 ? order : byWhatIsBehind(one, other);
    }

    private int byWhatIsBehind(LogName one, LogName other) {
        boolean rotated = dayFiles.contains(one.dayFile()) || dayFiles.contains(other.dayFile());
        List<Long> behind = one.behind();
        List<Long> others = other.behind();
        for (int i = 0; i < Math.min(behind.size(), others.size()); i++) {
            int order = rotated
                    ? Long.compare(behind.get(i), others.get(i))
                    : Long.compare(Math.abs(behind.get(i)), Math.abs(others.get(i)));
            if (order != 0) {
                return order;
            }
        }
        // The day's file has nothing behind its name, and is the one that was written to last.
        return Integer.compare(others.size(), behind.size());
    }
}

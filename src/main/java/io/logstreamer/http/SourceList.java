package io.logstreamer.http;

import io.logstreamer.log.SourceState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sources as clients were last told of them, and what has changed since. Of two with the same id the one that is
 * followed counts. Not thread-safe.
 */
final class SourceList {

    /**
     * Between a rename and a late create there is no file: that is no change of the list. Longer than the grace after which a
     * log has vanished, so that this is told as one thing.
     */
    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(8);

    /**
     * A source as clients are told of it.
     *
     * @param problem null: none
     */
    record Shown(
            String id,
            String group,
            String file,
            boolean present,
            @Nullable String problem) {

        private static Shown of(SourceState state) {
            return new Shown(
                    state.id(), state.group(), state.fileName(), OddFile.orFileIsThere(state), state.problem());
        }

        private Shown stillPresent() {
            return new Shown(id, group, file, true, problem);
        }
    }

    /**
     * What has changed, each in the order of ids.
     *
     * @param removed the ids alone
     */
    record Delta(List<Shown> added, List<String> removed, List<Shown> changed) {

        boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
        }
    }

    private Map<String, Shown> shown = new TreeMap<>();
    private final Map<String, Long> absentSince = new HashMap<>();

    SourceList(List<SourceState> states) {
        states.forEach(state -> shown.putIfAbsent(state.id(), Shown.of(state)));
    }

    Collection<Shown> all() {
        return List.copyOf(shown.values());
    }

    /**
     * Takes the sources as they are now for told.
     *
     * @param now in nanoseconds, on a clock that only goes forwards
     */
    Delta update(List<SourceState> states, long now) {
        Map<String, Shown> before = shown;
        Map<String, Shown> after = new TreeMap<>();
        states.forEach(state -> after.computeIfAbsent(state.id(), id -> settled(Shown.of(state), before.get(id), now)));
        absentSince.keySet().retainAll(after.keySet());
        shown = after;
        List<Shown> added = new ArrayList<>();
        List<Shown> changed = new ArrayList<>();
        for (Shown each : after.values()) {
            Shown known = before.get(each.id());
            if (known == null) {
                added.add(each);
            } else if (!known.equals(each)) {
                changed.add(each);
            }
        }
        List<String> removed =
                before.keySet().stream().filter(id -> !after.containsKey(id)).toList();
        return new Delta(added, removed, changed);
    }

    /** Whether a file is missing that may come back in time: look again after the grace. */
    boolean unsettled() {
        return !absentSince.isEmpty();
    }

    private Shown settled(Shown now, @Nullable Shown before, long nanos) {
        if (now.present() || before == null || !before.present()) {
            absentSince.remove(now.id());
            return now;
        }
        long since = absentSince.computeIfAbsent(now.id(), id -> nanos);
        if (nanos - since < GRACE_NANOS) {
            return now.stillPresent();
        }
        absentSince.remove(now.id());
        return now;
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.SourceSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Logs without a file, which no list shows.
 *
 * <pre>
 *   never seen --expect--&gt; expected --came--&gt; (a log like any other) --vanish--&gt; vanished --came--&gt; (again)
 *                              |                                                    |
 *                              '------------------- let go -------------------------'
 * </pre>
 *
 * One that was seen once is remembered after it was let go, so that its name stays known.
 *
 * <p>Changed on the tailer thread alone; asked from any.
 */
final class Absent {

    /** Logs that are waited for though no file is there: anybody can ask for one. */
    private static final int MAX_EXPECTED = 1_000;

    /** Logs remembered that were seen once; beyond that those are forgotten that went first. */
    private static final int MAX_GONE = 10_000;

    /**
     * What is remembered of a log that was let go.
     *
     * @param spec what gave it
     * @param path where its active file was
     * @param dated whether that was one of a dated series
     */
    record Was(SourceSpec spec, Path path, boolean dated) {}

    /** Since when (clock). */
    private final Map<String, Long> expected = new ConcurrentHashMap<>();

    /** Since when (clock). */
    private final Map<String, Long> vanished = new ConcurrentHashMap<>();

    private final Map<String, Was> gone = Collections.synchronizedMap(new Remembered());

    /** Whether a log that is followed has no file and is in no list. */
    boolean hides(String id) {
        return expected.containsKey(id) || vanished.containsKey(id);
    }

    /** Those that are followed, in the order of ids. */
    Set<String> followed() {
        Set<String> ids = new TreeSet<>(expected.keySet());
        ids.addAll(vanished.keySet());
        return ids;
    }

    /** Since when a hidden log is. */
    long since(String id) {
        Long waited = expected.get(id);
        return waited != null ? waited : vanished.getOrDefault(id, 0L);
    }

    boolean hasVanished(String id) {
        return vanished.containsKey(id);
    }

    /** Whether there is room to wait for one more. */
    boolean roomToExpect() {
        return expected.size() < MAX_EXPECTED;
    }

    void expect(String id, long now) {
        expected.put(id, now);
    }

    void vanish(String id, long now) {
        vanished.put(id, now);
    }

    /** It has a file. */
    void came(String id) {
        expected.remove(id);
        vanished.remove(id);
        gone.remove(id);
    }

    /** It is not followed any more. */
    void letGo(String id, Was was) {
        if (vanished.remove(id) != null) {
            gone.put(id, was);
        }
        expected.remove(id);
    }

    /** What it was when it was let go; null: it was never seen, or too long ago. */
    @Nullable Was was(String id) {
        return gone.get(id);
    }

    private static final class Remembered extends LinkedHashMap<String, Was> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Was> eldest) {
            return size() > MAX_GONE;
        }
    }
}

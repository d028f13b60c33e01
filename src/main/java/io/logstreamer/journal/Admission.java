package io.logstreamer.journal;

import io.logstreamer.log.Clock;
import io.logstreamer.log.History;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
import io.logstreamer.log.Workers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which sources are in the order: one that is met waits until the place of what it had before is found, and what comes of it
 * meanwhile waits with it.
 *
 * <pre>
 *   met --search on a worker--&gt; admitted --gone--&gt; (met again)
 * </pre>
 *
 * Confined to the journal's thread, but for the search.
 */
final class Admission {

    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Sources that are met together get one order: a search waits until none has come for a moment, but no longer than this. */
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long MOST_GATHERING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So many failures in a row are told. */
    private static final int FAULT_AFTER = 4;

    private static final Logger LOG = System.getLogger("io.logstreamer.journal");

    /** The order, as far as admitting needs it. */
    interface Order {

        Runs runs();

        Bounds bounds();

        /** Puts runs before all others; returns the number of the first. */
        long prepend(List<Run> older);

        /** Adds a run whose lines are in the files alone, under the next number. */
        void append(Run run);

        /** Has something done on the journal's thread. Thread-safe. */
        void post(Runnable task);
    }

    /** A source, as far as it is in the order. */
    private static final class Standing {
        private final Position met;
        /** It was here before, and everything it had was taken in. */
        private final boolean returned;

        private final List<Run> waiting = new ArrayList<>();
        private boolean admitted;
        private boolean asked;
        /** How far it was taken in before, where that is further than it is in this life; null: it is not. */
        private @Nullable Position had;

        private int failures;

        private Standing(Position met, boolean returned) {
            this.met = met;
            this.returned = returned;
        }
    }

    private record Gathering(long first, long last) {

        private boolean isOver(long now) {
            return now - last >= GATHERING_NANOS || now - first >= MOST_GATHERING_NANOS;
        }
    }

    private final Order order;
    private final History history;
    private final LineTimes times;
    private final Clock clock;
    private final InstantSource time;
    private final Searches searches;

    private final Map<String, Standing> standings = new HashMap<>();
    /** Those that are not admitted: few, where there may be thousands in all. */
    private final Map<String, Standing> outside = new HashMap<>();

    private final Map<String, Run> newestOf = new HashMap<>();
    private final Set<String> knownGroups = new HashSet<>();
    private final Set<String> seenToTheEnd = new HashSet<>();
    /** When the first and the last of those came that no search has asked for yet; null: there are none. */
    private @Nullable Gathering gathering;

    private long nextSearch;

    Admission(Order order, History history, LineTimes times, Workers workers, Clock clock, InstantSource time) {
        this.order = order;
        this.history = history;
        this.times = times;
        this.clock = clock;
        this.time = time;
        this.searches = new Searches(workers, clock, order::post, this::admit);
        this.nextSearch = clock.nanos();
    }

    /** A run of an older life; from the newest on. */
    void knew(Run run) {
        newestOf.putIfAbsent(run.source(), run);
        groupOf(run.source()).ifPresent(knownGroups::add);
    }

    /** The group of a source that is one of several. */
    static Optional<String> groupOf(String source) {
        int slash = source.indexOf('/');
        return slash > 0 ? Optional.of(source.substring(0, slash)) : Optional.empty();
    }

    /** A run was added, or has grown. */
    void noted(Run run) {
        newestOf.put(run.source(), run);
    }

    void met(Position tip) {
        String source = tip.source();
        Standing standing = new Standing(tip, seenToTheEnd.remove(source));
        outside.put(source, standing);
        long now = clock.nanos();
        Gathering before = gathering;
        gathering = new Gathering(before == null ? now : before.first(), now);
        if (standings.put(source, standing) != null || ofThisLife(source)) {
            order.bounds().beganAnew(source, order.runs().next() - 1);
        }
    }

    private boolean ofThisLife(String source) {
        Run newest = newestOf.get(source);
        return newest != null && order.runs().ofThisLife(newest.number());
    }

    void gone(String source) {
        outside.remove(source);
        Standing standing = standings.remove(source);
        if (standing != null && standing.admitted) {
            seenToTheEnd.add(source);
        }
    }

    /** Whether all sources that were met are in the order. */
    boolean isSettled() {
        return outside.isEmpty() && searches.isEmpty() && gathering == null;
    }

    /**
     * How far each source is in the order.
     *
     * @param newest runs of another order, by source
     */
    List<Backlog.Met> since(Map<String, Run> newest) {
        List<Backlog.Met> met = new ArrayList<>();
        standings.forEach((source, standing) -> {
            Run own = newestOf.get(source);
            // One that is open was in the files before the source was met.
            Position at = own == null || own.open() || !ofThisLife(source) ? standing.met : own.end();
            met.add(new Backlog.Met(source, at, newest.get(source), false));
        });
        return met;
    }

    /** Whether something is due soon though nothing comes. */
    boolean isWaiting() {
        return gathering != null || searches.holdsSources();
    }

    /** Whether all sources of a selection that were met are in the order. */
    boolean areIn(Selection selection) {
        return outside.keySet().stream().noneMatch(selection::matches);
    }

    /** What is to be added to the order now of that which came; null: nothing is, it waits, or is of nobody. */
    Inbox.@Nullable Came admitted(Inbox.Came came) {
        Standing standing = standings.get(came.source());
        if (standing == null) {
            return null;
        }
        if (!standing.admitted && !came.movesNothing()) {
            wait(standing.waiting, came);
        }
        Position had = standing.had;
        Inbox.Came left = standing.admitted && had != null && !came.movesNothing() ? came.behind(had) : came;
        return standing.admitted ? left : null;
    }

    private void wait(List<Run> waiting, Inbox.Came came) {
        int last = waiting.size() - 1;
        if (last >= 0 && came.goesOnIn(waiting.get(last))) {
            waiting.set(last, waiting.get(last).until(came.after(), came.lines()));
        } else {
            waiting.add(came.run(0, now()));
        }
    }

    private long now() {
        return time.instant().getEpochSecond();
    }

    // ---- What they had before.

    /** Does what is due. */
    void turn() {
        searches.turn();
        long now = clock.nanos();
        Gathering together = gathering;
        boolean gathers = together != null && !together.isOver(now);
        if (gathers || searches.isBeginning() || now - nextSearch < 0) {
            return;
        }
        gathering = null;
        List<Backlog.Met> met = new ArrayList<>();
        outside.forEach((source, standing) -> {
            if (!standing.asked) {
                standing.asked = true;
                met.add(new Backlog.Met(source, standing.met, newestOf.get(source), standing.returned));
            }
        });
        if (!met.isEmpty()) {
            searches.begin(new Backlog(past(), history, times, time), met, Set.copyOf(knownGroups));
        }
    }

    /** The runs as they are now, for several threads. */
    private Backlog.Past past() {
        RunWalk walk = order.runs().walk();
        return number -> {
            synchronized (walk) {
                return walk.before(number);
            }
        };
    }

    private void admit(List<Backlog.Met> met, Backlog.Found found) {
        Set<String> again = met.stream()
                .filter(each -> cameAgain(outside.get(each.source()), each))
                .map(Backlog.Met::source)
                .collect(Collectors.toSet());
        List<Run> older = found.older().stream()
                .filter(run -> !again.contains(run.source()))
                .toList();
        long number = order.prepend(older);
        for (Run run : older) {
            noted(run.numbered(number++));
        }
        Map<Backlog.Met, Standing> admitted = new LinkedHashMap<>();
        for (Backlog.Met each : met) {
            Standing standing = outside.get(each.source());
            if (standing == null || again.contains(each.source())) {
                continue;
            }
            RuntimeException failure = found.failed().get(each.source());
            if (failure == null) {
                standing.had = found.had().get(each.source());
                standing.admitted = true;
                outside.remove(each.source());
                admitted.put(each, standing);
                found.news().getOrDefault(each.source(), List.of()).forEach(order::append);
            } else {
                searchAgain(each.source(), standing, failure);
            }
        }
        Set<String> sources =
                admitted.keySet().stream().map(Backlog.Met::source).collect(Collectors.toSet());
        found.newest().stream().filter(run -> sources.contains(run.source())).forEach(order::append);
        admitted.forEach(this::goOn);
    }

    /** Whether a source has gone and come again since it was met so: it is looked for anew. */
    private static boolean cameAgain(@Nullable Standing standing, Backlog.Met met) {
        return standing != null && (!standing.asked || !standing.met.equals(met.tip()));
    }

    /** What came of a source while the search was under way. */
    private void goOn(Backlog.Met met, Standing standing) {
        standing.waiting.forEach(run -> append(run, standing.had));
        standing.waiting.clear();
        if (!newestOf.containsKey(met.source())) {
            // Known from now on, though nothing was ever in it: what comes while no server runs is news.
            order.append(new Run(0, met.tip(), met.tip(), false, 0, now(), null));
        }
    }

    private void append(Run run, @Nullable Position had) {
        Position start = had == null ? run.start() : Inbox.startBehind(had, run.start(), run.end());
        Position end = had == null ? run.end() : Inbox.endBehind(had, run.end());
        if (start.equals(run.start()) && end.equals(run.end())) {
            order.append(run);
        } else if (!start.equals(end)) {
            order.append(new Run(0, start, end, run.open(), Run.UNCOUNTED, run.second(), run.missing()));
        }
    }

    /** Others do not wait for a source that cannot be read. That its tailer is not done with it yet is no fault. */
    private void searchAgain(String source, Standing standing, RuntimeException failure) {
        standing.asked = false;
        standing.failures++;
        nextSearch = clock.nanos() + (standing.failures < FAULT_AFTER ? SOON_NANOS : RETRY_NANOS);
        if (standing.failures == FAULT_AFTER) {
            LOG.log(Level.WARNING, "Looking for what " + source + " had before failed; it is tried again", failure);
        }
    }
}

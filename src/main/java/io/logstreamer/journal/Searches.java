package io.logstreamer.journal;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Workers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Has workers look for what sources had before they were met: for those that were met together at once, and in one order.
 * One that takes long, for its file was packed and is unpacked to the place, or its disk hangs, holds up nobody: once no
 * other has been found for a second, those that were found come without it, and it comes behind them.
 *
 * <p>Confined to the journal's thread, but for the looking.
 */
final class Searches {

    /** Workers that hanging disks may hold here. */
    private static final int LANES = 4;

    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Sources that are met later wait so long for a search under way, which gives all of them one order. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long FAULT_MILLIS = 1_000;

    private static final Logger LOG = System.getLogger("io.logstreamer.journal");

    /** Sources that were met together. */
    private static final class Search {
        private final Backlog backlog;
        private final Set<String> groups;
        private final int lines;
        private final long began;
        /** Those that were found and are in no order yet. */
        private final List<Backlog.Placed> placed = new ArrayList<>();
        /** Those that are being looked for, or will be. */
        private int left;

        private long found;
        private long ordered;
        private boolean ordering;
        private boolean hasOrdered;

        private Search(Backlog backlog, Set<String> groups, int sources, long now) {
            this.backlog = backlog;
            this.groups = groups;
            this.lines = Backlog.linesOfEach(sources);
            this.left = sources;
            this.began = now;
            this.found = now;
            this.ordered = now;
        }

        private boolean isDue(long now) {
            boolean stalls = now - found >= STALL_NANOS || now - ordered >= PATIENCE_NANOS;
            return !ordering && !placed.isEmpty() && (left == 0 || stalls);
        }

        private boolean isOver() {
            return left == 0 && placed.isEmpty() && !ordering;
        }
    }

    private record Asked(Search search, Backlog.Met met) {}

    private final Workers workers;
    private final Clock clock;
    private final Consumer<Runnable> journal;
    private final BiConsumer<List<Backlog.Met>, Backlog.Found> answers;

    private final List<Search> searches = new ArrayList<>();
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private int lanes;

    /**
     * None yet.
     *
     * @param journal has something done on its thread
     * @param answers is told of each source once, on that thread
     */
    Searches(
            Workers workers,
            Clock clock,
            Consumer<Runnable> journal,
            BiConsumer<List<Backlog.Met>, Backlog.Found> answers) {
        this.workers = workers;
        this.clock = clock;
        this.journal = journal;
        this.answers = answers;
    }

    boolean isEmpty() {
        return searches.isEmpty();
    }

    /** Whether sources wait for others that were met with them. */
    boolean holdsSources() {
        return searches.stream().anyMatch(search -> !search.placed.isEmpty());
    }

    /** Whether sources that are met now are better looked for a little later. */
    boolean isBeginning() {
        long now = clock.nanos();
        return searches.stream().anyMatch(search -> !search.hasOrdered && now - search.began < PATIENCE_NANOS);
    }

    /** Looks for what sources had that were met together. */
    void begin(Backlog backlog, List<Backlog.Met> met, Set<String> groups) {
        Search search = new Search(backlog, groups, met.size(), clock.nanos());
        searches.add(search);
        met.forEach(each -> asked.add(new Asked(search, each)));
        look();
    }

    /** Does what is due. */
    void turn() {
        long now = clock.nanos();
        for (Search search : List.copyOf(searches)) {
            if (search.isDue(now)) {
                order(search);
            }
        }
    }

    private void look() {
        while (lanes < LANES) {
            Asked next = asked.poll();
            if (next == null) {
                return;
            }
            lanes++;
            workers.execute(() -> place(next));
        }
    }

    /** On a worker. */
    private void place(Asked one) {
        Search search = one.search();
        Backlog.Placed placed = search.backlog.place(one.met(), search.groups, search.lines);
        Asked next = asked.poll();
        journal.accept(() -> placed(search, placed, next == null));
        if (next != null) {
            workers.execute(() -> place(next));
        }
    }

    private void placed(Search search, Backlog.Placed one, boolean wasLast) {
        if (wasLast) {
            lanes--;
            look();
        }
        search.placed.add(one);
        search.left--;
        search.found = clock.nanos();
    }

    private void order(Search search) {
        List<Backlog.Placed> these = List.copyOf(search.placed);
        search.placed.clear();
        search.ordering = true;
        workers.execute(() -> order(search, these));
    }

    /** On a worker. */
    private void order(Search search, List<Backlog.Placed> these) {
        try {
            Backlog.Found found = search.backlog.order(these);
            journal.accept(() -> ordered(search, these, found));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Looking for what came before failed, trying again in a second", e);
            workers.later(() -> order(search, these), FAULT_MILLIS);
        }
    }

    private void ordered(Search search, List<Backlog.Placed> these, Backlog.Found found) {
        search.ordering = false;
        search.hasOrdered = true;
        search.ordered = clock.nanos();
        if (search.isOver()) {
            searches.remove(search);
        }
        answers.accept(these.stream().map(Backlog.Placed::met).toList(), found);
    }
}

package io.logstreamer.journal;

import io.logstreamer.log.Announcement;
import io.logstreamer.log.Attention;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent;
import io.logstreamer.log.Selection;
import io.logstreamer.log.Sink;
import io.logstreamer.log.Workers;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Puts what comes in into one order, and keeps that order on disk.
 *
 * <pre>
 *   tailer --accept--&gt; ring            (at once)
 *      '-----queue---&gt; journal thread: run, write, show --&gt; merged streams
 * </pre>
 *
 * An arrival is shown after its run was written: an id that a client holds is on disk after a {@code kill -9}. What is lost
 * with the machine are runs of the last second; ids of these are unknown afterwards, and not wrong, since every life that
 * did not end in order is followed by a new epoch.
 *
 * <p><b>Threads.</b> {@link #accept}, {@link #begin} and {@link #end} are called by tailers and wait for nothing. {@link
 * #turn} is confined to the thread {@code logstreamer-journal}, or to a simulation, which has none.
 */
public final class Journal implements Sink, AutoCloseable {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FAULT_MILLIS = 1_000;

    /** So many failures in a row are told. */
    private static final int FAULT_AFTER = 4;

    /** While no merged stream waits, runs are written in lots. */
    private static final long LAZY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Logger LOG = System.getLogger("io.logstreamer.journal");

    /**
     * What the journal is made with.
     *
     * @param directory of this deployment's state
     * @param maxBytes of the runs on disk
     * @param patience how long merged streams wait for a directory that another deployment holds
     * @param syncEvery how often what was written is brought to the disk itself: what a machine may lose that dies
     */
    public record Options(Path directory, long maxBytes, Duration patience, Duration syncEvery) {}

    /** Where the order of arrival is kept. */
    public enum Keeping {
        /** In the state directory: ids of merged streams are good after a restart. */
        DISK,
        /** Nowhere but in memory: the directory cannot be used. */
        MEMORY,
        /** Not yet anywhere: another deployment holds the directory. */
        WAITING
    }

    /** A source, as far as it is in the order. */
    private static final class Standing {
        private final Position met;
        /** It was here before, and everything it had was taken in. */
        private final boolean returned;

        private final List<Run> waiting = new ArrayList<>();
        private boolean admitted;
        private boolean asked;
        private int failures;

        private Standing(Position met, boolean returned) {
            this.met = met;
            this.returned = returned;
        }
    }

    /** Somebody who wants to know the place behind everything of a selection. */
    private record Asked(Selection selection, CompletableFuture<Position> answer) {}

    private final Options options;
    private final Bytes.Opener opener;
    private final Sink ring;
    private final Recent recent;
    private final LineTimes times;
    private final Workers workers;
    private final Clock clock;
    private final InstantSource time;
    private final long life = new SecureRandom().nextLong();
    private final Arrivals arrivals = new Arrivals();
    private final MergedRecent merged;
    private final Inbox inbox = new Inbox(this::came);
    private final Thread thread = new Thread(this::run, "logstreamer-journal");
    private volatile boolean closed;
    private volatile boolean woken;
    /** Nothing came lately: whoever posts wakes the thread, though it may then gather for a while. */
    private volatile boolean resting;

    private volatile MergedHistory.@Nullable Opened opened;
    private volatile long epoch;

    private @Nullable History history;
    private @Nullable MergedAttention attention;

    // The journal thread's.
    private @Nullable StateDirectory directory;
    private final Map<String, Standing> standings = new HashMap<>();
    private final Map<String, Run> newestOf = new HashMap<>();
    private final Set<String> knownGroups = new HashSet<>();
    private final Set<String> seenToTheEnd = new HashSet<>();
    private final List<Asked> asked = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();
    private boolean searching;
    private long nextSearch;
    private long openingSince;
    private long nextTry;
    private long nextForce;
    private boolean begun;

    /**
     * One that has not begun.
     *
     * @param ring where entries go at once
     * @param <T> of it
     */
    public <T extends Sink & Recent> Journal(
            Options options, T ring, LineTimes times, Workers workers, Clock clock, InstantSource time) {
        this(options, ring, times, workers, clock, time, Bytes::file);
    }

    /** On a state disk that may do what disks should not. */
    <T extends Sink & Recent> Journal(
            Options options,
            T ring,
            LineTimes times,
            Workers workers,
            Clock clock,
            InstantSource time,
            Bytes.Opener opener) {
        this.opener = opener;
        this.options = options;
        this.ring = ring;
        this.recent = ring;
        this.times = times;
        this.workers = workers;
        this.clock = clock;
        this.time = time;
        this.merged = new MergedRecent(ring, arrivals, () -> epoch);
        thread.setDaemon(true);
    }

    /** The newest entries, of sources and of merged streams. */
    public Recent recent() {
        return merged;
    }

    /** The past, of sources and of merged streams; called once, before {@link #start}. */
    public History history(History single) {
        MergedHistory both = new MergedHistory(single, new MergedHistory.Order() {
            @Override
            public MergedHistory.@Nullable Opened opened() {
                return opened;
            }

            @Override
            public CompletableFuture<Position> ask(Selection selection) {
                return Journal.this.ask(selection);
            }
        });
        history = both;
        return both;
    }

    /** Whom to tell which sources and merged streams are followed; called once, before {@link #start}. */
    public Attention attention(Attention single) {
        MergedAttention both =
                new MergedAttention(single, selection -> theHistory().members(selection));
        attention = both;
        return both;
    }

    /** Begins to write. */
    public void start() {
        thread.start();
    }

    /** Where the order of arrival is kept now; the log says why it is not on disk. */
    public Keeping keeping() {
        MergedHistory.Opened now = opened;
        return now == null ? Keeping.WAITING : now.runs().inMemory() ? Keeping.MEMORY : Keeping.DISK;
    }

    private History theHistory() {
        History known = history;
        if (known == null) {
            throw new IllegalStateException("the journal has no history");
        }
        return known;
    }

    // ---- Called by tailers.

    @Override
    public void accept(Entry entry) {
        ring.accept(entry);
        Recent.Tip tip = recent.tip(entry.source());
        long number = tip == null ? Arrivals.FROM_FILES : tip.next() - 1;
        int lines = entry instanceof LineBatch batch ? batch.count() : entry instanceof LongLine ? 1 : 0;
        Run.Missing missing = entry instanceof Gap gap ? new Run.Missing(gap.reason(), gap.bytes(), gap.maybe()) : null;
        inbox.add(new Inbox.Came(entry.before(), entry.after(), lines, missing, number));
        wake(merged.isListenedTo());
    }

    @Override
    public void begin(Position tip) {
        ring.begin(tip);
        MergedAttention followed = attention;
        if (followed != null) {
            followed.appeared(tip.source());
        }
        inbox.add(tip.source(), () -> met(tip));
        wake(true);
    }

    @Override
    public void end(String source) {
        ring.end(source);
        inbox.add(source, () -> gone(source));
        wake(true);
    }

    /** Puts an event that stands in no file between the lines of all merged streams. Thread-safe. */
    public void announce(byte[] wire) {
        post(() -> announced(wire));
    }

    private CompletableFuture<Position> ask(Selection selection) {
        CompletableFuture<Position> answer = new CompletableFuture<>();
        post(() -> asked.add(new Asked(selection, answer)));
        return answer;
    }

    private void post(Runnable event) {
        inbox.add(null, event);
        wake(true);
    }

    private void wake(boolean soon) {
        if ((soon || resting) && !woken) {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    // ---- The journal thread.

    private void run() {
        while (!closed) {
            woken = false;
            resting = false;
            long nanos = LAZY_NANOS;
            try {
                nanos = turn();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "A turn of the journal failed; it goes on", e);
            }
            resting = nanos > LAZY_NANOS;
            if (!woken && !closed && (inbox.isEmpty() || !resting)) {
                LockSupport.parkNanos(this, nanos);
            }
        }
    }

    /** Does what is due; returns the nanoseconds until something is due again. */
    public long turn() {
        long now = clock.nanos();
        if (opened == null && !open(now)) {
            return LAZY_NANOS;
        }
        boolean quiet = inbox.isEmpty();
        for (Runnable event = inbox.poll(); event != null; event = inbox.poll()) {
            event.run();
        }
        searchBacklog();
        flush();
        arrivals.show();
        answer();
        merged.tell(shown);
        shown.clear();
        if (now - nextForce >= 0) {
            nextForce = now + options.syncEvery().toNanos();
            force();
        }
        return quiet ? FORCE_NANOS : LAZY_NANOS;
    }

    /** Opens the order; false: another deployment holds it, and there is patience left. */
    private boolean open(long now) {
        if (!begun) {
            begun = true;
            openingSince = now;
            nextSearch = now;
            nextTry = now;
        }
        if (now - nextTry < 0) {
            return false;
        }
        nextTry = now + RETRY_NANOS;
        try {
            StateDirectory taken = StateDirectory.take(options.directory(), opener);
            if (taken != null) {
                directory = taken;
                Runs runs = taken.open(life, firstNumber(), options.maxBytes());
                epoch = taken.epoch();
                opened(runs);
                return true;
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "No state in " + options.directory()
                            + ": merged streams are not resumed after a restart. Make the directory writable for the"
                            + " server's user, or set logstreamer.state.dir",
                    e);
            openInMemory();
            return true;
        }
        if (now - openingSince < options.patience().toNanos()) {
            return false;
        }
        LOG.log(
                Level.WARNING,
                "Another deployment holds " + options.directory() + ": merged streams go on without it, and are not"
                        + " resumed after a restart");
        openInMemory();
        return true;
    }

    /** Numbers rise from life to life, and leave room for 65,536 runs a second. */
    private long firstNumber() {
        return time.instant().getEpochSecond() << 16;
    }

    private void openInMemory() {
        try {
            StateDirectory held = directory;
            directory = null;
            if (held != null) {
                held.release();
            }
            epoch = StateDirectory.newEpoch();
            Runs runs = new Runs(
                    List.of(),
                    Names.open(Bytes.memory()),
                    life,
                    firstNumber(),
                    Long.MAX_VALUE,
                    this::inMemory,
                    (file, delete) -> {});
            runs.goOnInMemory(this::inMemory);
            opened(runs);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    private RunFile inMemory(long first) throws IOException {
        return RunFile.create(Bytes.memory(), epoch, life, first);
    }

    private void opened(Runs runs) {
        Runs.Walk walk = runs.walk();
        for (Run run = walk.before(runs.next()); run != null; run = walk.before(run.number())) {
            newestOf.putIfAbsent(run.source(), run);
            int slash = run.source().indexOf('/');
            if (slash > 0) {
                knownGroups.add(run.source().substring(0, slash));
            }
        }
        Run last = walk.before(runs.next());
        arrivals.begin(last == null ? Places.behind("", runs.next() - 1) : Places.in("", last.number(), last.end()));
        opened = new MergedHistory.Opened(runs, new Bounds(runs, theHistory()), arrivals);
    }

    private MergedHistory.Opened order() {
        MergedHistory.Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("the order is not open");
        }
        return now;
    }

    // ---- What came.

    private void came(Inbox.Came came) {
        Standing standing = standings.get(came.source());
        if (standing == null) {
            return;
        }
        if (!standing.admitted) {
            wait(standing.waiting, came);
            return;
        }
        if (came.movesNothing()) {
            add(came.source(), came.number(), null);
            return;
        }
        Run newest = order().runs().newest();
        append(
                newest != null && goesOn(came, newest)
                        ? newest.until(came.after(), came.lines())
                        : run(came, order().runs().next()),
                came.number());
    }

    private static boolean goesOn(Inbox.Came came, Run run) {
        return came.missing() == null && run.goesOn(came.before(), came.after());
    }

    private Run run(Inbox.Came came, long number) {
        return new Run(number, came.before(), came.after(), false, came.lines(), now(), came.missing());
    }

    private void wait(List<Run> waiting, Inbox.Came came) {
        if (came.movesNothing()) {
            return;
        }
        int last = waiting.size() - 1;
        if (last >= 0 && goesOn(came, waiting.get(last))) {
            waiting.set(last, waiting.get(last).until(came.after(), came.lines()));
        } else {
            waiting.add(run(came, 0));
        }
    }

    private void append(Run run, long number) {
        order().runs().put(run);
        newestOf.put(run.source(), run);
        Position end = arrivals.end();
        Position after =
                run.missing() == null ? Places.in("", run.number(), run.end()) : Places.behind("", run.number());
        arrivals.add(new Arrivals.Slot(run.source(), number, end == null ? after : end, after, null));
        shown.add(run.source());
    }

    /** Something that moves nothing. */
    private void add(String source, long number, @Nullable Announcement announcement) {
        Position end = arrivals.end();
        if (end != null) {
            arrivals.add(new Arrivals.Slot(source, number, end, end, announcement));
            shown.add(source);
        }
    }

    private void announced(byte[] wire) {
        Position end = arrivals.end();
        if (end != null) {
            add("", Arrivals.FROM_FILES, new Announcement(end, wire));
        }
    }

    private long now() {
        return time.instant().getEpochSecond();
    }

    // ---- Sources that are met.

    private void gone(String source) {
        Standing standing = standings.remove(source);
        if (standing != null && standing.admitted) {
            seenToTheEnd.add(source);
        }
    }

    private void met(Position tip) {
        String source = tip.source();
        Standing standing = new Standing(tip, seenToTheEnd.remove(source));
        if (standings.put(source, standing) != null || ofThisLife(source)) {
            order().bounds().beganAnew(source, order().runs().next() - 1);
        }
    }

    private boolean ofThisLife(String source) {
        Run newest = newestOf.get(source);
        return newest != null && order().runs().ofThisLife(newest.number());
    }

    private void searchBacklog() {
        if (searching || clock.nanos() - nextSearch < 0) {
            return;
        }
        List<Backlog.Met> met = new ArrayList<>();
        for (Map.Entry<String, Standing> each : standings.entrySet()) {
            Standing standing = each.getValue();
            if (!standing.admitted && !standing.asked) {
                standing.asked = true;
                met.add(new Backlog.Met(each.getKey(), standing.met, newestOf.get(each.getKey()), standing.returned));
            }
        }
        if (!met.isEmpty()) {
            searching = true;
            Set<String> groups = Set.copyOf(knownGroups);
            workers.execute(() -> search(met, groups));
        }
    }

    /** On a worker. */
    private void search(List<Backlog.Met> met, Set<String> groups) {
        try {
            Backlog.Found found = new Backlog(theHistory(), times, time).of(met, groups);
            post(() -> admit(met, found));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Looking for what came before failed, trying again in a second", e);
            workers.later(() -> search(met, groups), FAULT_MILLIS);
        }
    }

    /** Puts runs before all others; returns the number of the first. */
    private long prepend(List<Run> older) {
        try {
            return order().runs().prepend(older);
        } catch (IOException e) {
            failed(e);
            try {
                return order().runs().prepend(older);
            } catch (IOException inMemory) {
                throw new IllegalStateException("memory does not fail", inMemory);
            }
        }
    }

    private void admit(List<Backlog.Met> met, Backlog.Found found) {
        searching = false;
        long number = prepend(found.older());
        for (Run run : found.older()) {
            newestOf.put(run.source(), run.numbered(number++));
        }
        for (Backlog.Met each : met) {
            Standing standing = standings.get(each.source());
            if (standing == null || !standing.asked) {
                // It has gone meanwhile, or come again.
                continue;
            }
            RuntimeException failure = found.failed().get(each.source());
            if (failure != null) {
                searchAgain(each.source(), standing, failure);
                continue;
            }
            standing.admitted = true;
            for (Run run : found.news().getOrDefault(each.source(), List.of())) {
                append(run.numbered(order().runs().next()), Arrivals.FROM_FILES);
            }
            for (Run run : standing.waiting) {
                append(run.numbered(order().runs().next()), Arrivals.FROM_FILES);
            }
            standing.waiting.clear();
            if (!newestOf.containsKey(each.source())) {
                // Known from now on, though nothing was ever in it: what comes while no server runs is news.
                append(
                        new Run(order().runs().next(), each.tip(), each.tip(), false, 0, now(), null),
                        Arrivals.FROM_FILES);
            }
        }
    }

    /** Others do not wait for a source that cannot be read. That its tailer is not done with it yet is no fault. */
    private void searchAgain(String source, Standing standing, RuntimeException failure) {
        standing.asked = false;
        standing.failures++;
        nextSearch = clock.nanos() + (standing.failures < FAULT_AFTER ? LAZY_NANOS / 2 : RETRY_NANOS);
        if (standing.failures == FAULT_AFTER) {
            LOG.log(Level.WARNING, "Looking for what " + source + " had before failed; it is tried again", failure);
        }
    }

    // ---- Writing.

    private void flush() {
        try {
            order().runs().flush();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void force() {
        try {
            order().runs().force();
            order().runs().retain();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        Runs runs = order().runs();
        if (runs.inMemory()) {
            throw new IllegalStateException("memory does not fail", e);
        }
        LOG.log(
                Level.WARNING,
                "Writing the order of arrival to " + options.directory() + " failed: merged streams go on without it,"
                        + " and are not resumed after a restart",
                e);
        runs.goOnInMemory(this::inMemory);
        flush();
    }

    private void answer() {
        Arrivals.Tip tip = arrivals.tip();
        for (Iterator<Asked> all = asked.iterator(); tip != null && all.hasNext(); ) {
            Asked each = all.next();
            if (standings.entrySet().stream()
                    .allMatch(standing ->
                            standing.getValue().admitted || !each.selection().matches(standing.getKey()))) {
                all.remove();
                Position place = Places.in(each.selection().key(), Places.run(tip.place()), tip.place());
                each.answer().complete(place);
            }
        }
    }

    // ---- The end.

    @Override
    public void close() {
        close(Deadline.in(Duration.ofSeconds(1)));
    }

    /** Writes what has come, and gives the directory back; at the deadline at the latest, when a disk hangs. */
    public void close(Deadline deadline) {
        closed = true;
        LockSupport.unpark(thread);
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline.leftNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            finish();
        }
    }

    private void finish() {
        asked.forEach(each -> each.answer().cancel(false));
        MergedHistory.Opened now = opened;
        StateDirectory held = directory;
        if (now != null) {
            turn();
            try {
                if (held != null && !now.runs().inMemory()) {
                    now.runs().force();
                    held.sign();
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "The state directory was not left in order", e);
            }
        }
    }

    /**
     * Lets go of every file; nobody reads any more. At the deadline at the latest: a thread that is held by its disk lets go
     * when the disk answers.
     */
    public void release(Deadline deadline) {
        Thread last = new Thread(this::letGo, "logstreamer-journal-end");
        last.setDaemon(true);
        last.start();
        try {
            TimeUnit.NANOSECONDS.timedJoin(last, Math.max(1, deadline.leftNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void letGo() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            // Nobody interrupts it; the files are closed all the same.
            Thread.currentThread().interrupt();
        }
        MergedHistory.Opened now = opened;
        if (now != null) {
            now.runs().close();
        }
        StateDirectory held = directory;
        directory = null;
        if (held != null) {
            held.release();
        }
    }
}

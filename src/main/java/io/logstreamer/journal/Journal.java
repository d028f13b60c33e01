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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
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

    private static final long RESTING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A look is answered within two seconds, unless its disk has hung since before the first. */
    private static final long PATIENCE_MILLIS = 2_500;

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

    /** Somebody who wants to know the place behind everything of a selection. */
    private record Asked(Selection selection, CompletableFuture<Position> answer) {}

    private final Sink ring;
    private final Recent recent;
    private final LineTimes times;
    private final Workers workers;
    private final Clock clock;
    private final InstantSource time;
    private final Storage storage;
    private final Arrivals arrivals = new Arrivals();
    private final MergedRecent merged;
    private final Inbox inbox = new Inbox(this::came);
    private final Thread thread = new Thread(this::run, "logstreamer-journal");
    private volatile boolean closed;
    private volatile boolean woken;
    /** Nothing came lately: whoever posts wakes the thread, though it may then gather for a while. */
    private volatile boolean resting;

    private volatile MergedHistory.@Nullable Opened opened;

    private @Nullable History history;
    private @Nullable MergedAttention attention;

    // The journal thread's.
    private @Nullable Admission admission;
    private final List<Asked> asked = new ArrayList<>();
    private final List<CompletableFuture<Void>> takeOvers = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();

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
        this.ring = ring;
        this.recent = ring;
        this.times = times;
        this.workers = workers;
        this.clock = clock;
        this.time = time;
        this.storage = new Storage(options, opener, clock, time, new Catching());
        this.merged = new MergedRecent(
                ring, arrivals, storage::epoch, source -> theHistory().isAlias(source));
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
            public CompletableFuture<Void> patience() {
                CompletableFuture<Void> over = new CompletableFuture<>();
                workers.later(() -> over.complete(null), PATIENCE_MILLIS);
                return over;
            }

            @Override
            public CompletableFuture<Position> ask(Selection selection) {
                return Journal.this.ask(selection);
            }

            @Override
            public CompletableFuture<Void> settled() {
                return Journal.this.takenOver();
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
        return storage.keeping();
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
        inbox.add(tip.source(), () -> admission().met(tip));
        wake(true);
    }

    @Override
    public void end(String source) {
        ring.end(source);
        inbox.add(source, () -> admission().gone(source));
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

    /** Completes when the state directory is held, or can not be had now; at once where it is. */
    private CompletableFuture<Void> takenOver() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (keeping() == Keeping.MEMORY && !closed) {
            post(() -> {
                storage.tryNow();
                takeOvers.add(answer);
            });
        } else {
            answer.complete(null);
        }
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
        if (opened == null && !open()) {
            return LAZY_NANOS;
        }
        boolean quiet = inbox.isEmpty();
        for (Runnable event = inbox.poll(); event != null; event = inbox.poll()) {
            event.run();
        }
        admission().turn();
        storage.flush();
        if (!storage.isTakingOver()) {
            takeOvers.forEach(each -> each.complete(null));
            takeOvers.clear();
        }
        arrivals.show();
        answer();
        merged.tell(shown);
        shown.clear();
        return quiet && !admission().isWaiting() ? RESTING_NANOS : LAZY_NANOS;
    }

    private boolean open() {
        Runs runs = storage.open();
        if (runs == null) {
            return false;
        }
        Admission made = new Admission(new TheOrder(), theHistory(), times, workers, clock, time);
        RunWalk walk = runs.walk();
        for (Run run = walk.before(runs.next()); run != null; run = walk.before(run.number())) {
            made.knew(run);
        }
        Run last = walk.before(runs.next());
        // Where the last run of an older life ends is counted otherwise by now, if its log was packed.
        arrivals.begin(Places.behind("", last == null ? runs.next() - 1 : last.number()));
        admission = made;
        opened = new MergedHistory.Opened(runs, new Bounds(runs, theHistory()), arrivals);
        return true;
    }

    /** What {@link Admission} needs of this. */
    private final class TheOrder implements Admission.Order {

        @Override
        public Runs runs() {
            return order().runs();
        }

        @Override
        public Bounds bounds() {
            return order().bounds();
        }

        @Override
        public long prepend(List<Run> older) {
            return storage.prepend(older);
        }

        @Override
        public void append(Run run) {
            Journal.this.append(run.numbered(order().runs().next()), Arrivals.FROM_FILES);
        }

        @Override
        public void post(Runnable task) {
            Journal.this.post(task);
        }
    }

    /** What {@link Storage} needs of this. */
    private final class Catching implements Storage.Successor {

        @Override
        public boolean isReady() {
            return admission != null && admission.isSettled();
        }

        @Override
        public CompletableFuture<Storage.Since> since(Runs left) {
            Map<String, Run> newest = new HashMap<>();
            Set<String> groups = new HashSet<>();
            RunWalk walk = left.walk();
            for (Run run = walk.before(left.next()); run != null; run = walk.before(run.number())) {
                newest.putIfAbsent(run.source(), run);
                Admission.groupOf(run.source()).ifPresent(groups::add);
            }
            List<Backlog.Met> met = admission().since(newest);
            CompletableFuture<Storage.Since> answer = new CompletableFuture<>();
            workers.execute(() -> {
                try {
                    Backlog.Found found = new Backlog(walk::before, theHistory(), times, time).of(met, groups);
                    found.failed().values().forEach(failure -> {
                        throw failure;
                    });
                    List<Run> news = new ArrayList<>();
                    met.forEach(each -> news.addAll(found.news().getOrDefault(each.source(), List.of())));
                    news.addAll(found.newest());
                    answer.complete(new Storage.Since(found.older(), news));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer;
        }
    }

    private Admission admission() {
        Admission made = admission;
        if (made == null) {
            throw new IllegalStateException("the order is not open");
        }
        return made;
    }

    private MergedHistory.Opened order() {
        MergedHistory.Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("the order is not open");
        }
        return now;
    }

    // ---- What came.

    private void came(Inbox.Came arrived) {
        Inbox.Came came = admission().admitted(arrived);
        if (came == null) {
            return;
        }
        if (came.movesNothing()) {
            add(came.source(), came.number(), null);
            return;
        }
        Run newest = order().runs().newest();
        append(
                newest != null && came.goesOnIn(newest)
                        ? newest.until(came.after(), came.lines())
                        : came.run(order().runs().next(), time.instant().getEpochSecond()),
                came.number());
    }

    private void append(Run run, long number) {
        order().runs().put(run);
        admission().noted(run);
        Position end = arrivals.end();
        Position after = Places.endOf("", run);
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

    private void answer() {
        Arrivals.Tip tip = arrivals.tip();
        for (Iterator<Asked> all = asked.iterator(); tip != null && all.hasNext(); ) {
            Asked each = all.next();
            if (admission().areIn(each.selection())) {
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
        takeOvers.forEach(each -> each.complete(null));
        if (opened != null) {
            turn();
            storage.sign();
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
        storage.close();
    }
}

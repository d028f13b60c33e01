package io.logstreamer.tail;

import io.logstreamer.log.Attention;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Position;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Workers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tailer's duty cycle: which log is looked at when. Notification is a hint, polling is the truth: a missing or
 * overflowing event costs at most the poll interval.
 *
 * <p>{@link #turn} is confined to the tailer thread (or to a simulation, which has no other). Requests may come from any
 * thread.
 */
final class Tailer implements FileHistory.Logs, Attention {

    private static final long GROWING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** After a walk through the directories at least so many times as long passes until changes in them bring the next one. */
    private static final int PAUSES = 10;

    private static final long LISTING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How often a log is looked at, and its directory listed, that nobody follows. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The same, where notification has proven itself. */
    private static final long NOTIFIED_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Looks at logs that nobody follows are gathered into slots of this length. */
    private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Files held open; beyond that those that have been quiet for longest are closed and opened again when they grow. */
    private static final int MAX_OPEN = 512;

    private static final long FAULT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final List<SourceSpec> specs;
    private final Disk disk;
    private final Clock clock;
    private final Sink sink;
    private final long pollNanos;
    private final LineReaders readers;
    private final Listings listings;
    private final Archivist archivist;
    private final LastRead lastRead;
    private final Consumer<Path> watch;

    private final Roster roster;
    private final Looks looks;
    private final Timetable timetable = new Timetable();
    private final Map<Path, Notification> notifications = new HashMap<>();
    private final Map<String, Integer> attended = new ConcurrentHashMap<>();
    private int open;

    private final Queue<Path> changed = new ConcurrentLinkedQueue<>();
    private final Queue<String> newlyFollowed = new ConcurrentLinkedQueue<>();
    private volatile boolean lookAtAll;
    private volatile Runnable wake = () -> {};
    private volatile long lastTurn;

    private boolean started;
    private long nextListing;

    /** When the directories may be walked again because something changed in them. */
    private long walkable;

    /** @param watch is told of directories worth a notification; may be told the same one again */
    Tailer(
            List<SourceSpec> specs,
            Disk disk,
            Clock clock,
            Sink sink,
            long pollNanos,
            LineReaders readers,
            Workers workers,
            Archivist.Unpacker unpacker,
            LastRead lastRead,
            Consumer<Path> watch) {
        this.specs = List.copyOf(specs);
        this.disk = disk;
        this.clock = clock;
        this.sink = sink;
        this.pollNanos = pollNanos;
        this.readers = readers;
        this.watch = watch;
        this.lastRead = lastRead;
        this.listings = new Listings(disk, clock);
        this.archivist = new Archivist(workers, unpacker, () -> wake.run());
        this.roster = new Roster(
                specs,
                new Directories(disk, clock, listings, watch),
                new Aliases(disk),
                clock,
                sink,
                new Making(),
                attended::containsKey);
        this.looks = new Looks(clock);
        this.lastTurn = clock.nanos();
    }

    /** Sets what wakes the thread that calls {@link #turn}. */
    void wakeWith(Runnable waker) {
        wake = waker;
    }

    /** When the last turn ended. */
    long lastTurn() {
        return lastTurn;
    }

    /** Does what is due; returns the nanoseconds until something is due again. */
    long turn() {
        long now = clock.nanos();
        if (!started) {
            started = true;
            nextListing = now;
            walkable = now;
            roster.begin(now);
        }
        roster.meetExpectations(now);
        if (roster.discoveryIsDue(now) || now - nextListing >= 0) {
            roster.letAbsentGo(now);
            lastRead.letGo();
            roster.discoverForAllWhoAsked();
            nextListing = now + (roster.unsettled() ? Math.min(QUIET_NANOS, listingNanos()) : listingNanos());
            long end = clock.nanos();
            walkable = end + PAUSES * (end - now);
        }
        noteChanges(now);
        looks.note(roster::log, now);
        long next = roster.nextDiscovery(nextListing);
        timetable.takeDue(now).forEach(this::look);
        looks.answer(roster::log);
        lastTurn = clock.nanos();
        return Math.max(0, timetable.next(next) - lastTurn);
    }

    /** Something happened under a watched directory. Thread-safe. */
    void changed(Path path) {
        changed.add(path);
        wake.run();
    }

    /** Notifications were lost. Thread-safe. */
    void overflowed() {
        lookAtAll = true;
        wake.run();
    }

    /** Answers with what is known those who have waited too long, because the disk hangs. Thread-safe. */
    void answerOverdue() {
        looks.answerOverdue(roster::find);
    }

    /** Lets go of every file. On the tailer thread, or after it has ended. */
    void close() {
        roster.close();
        archivist.close();
        looks.cancelAll();
    }

    // ---- Asked by history, from any thread.

    @Override
    public List<LogTrack> all() {
        return roster.all();
    }

    @Override
    public List<SourceState> refused() {
        return roster.refused();
    }

    @Override
    public @Nullable LogTrack find(String id) {
        return roster.find(id);
    }

    @Override
    public boolean isAlias(String id) {
        return roster.isAlias(id);
    }

    @Override
    public boolean isGone(String id) {
        if (roster.find(id) == null && !roster.isSure()) {
            await(askForDiscovery(), id);
        }
        return lacks(id);
    }

    /** Whether the directories were walked, and gave no log of this id. */
    boolean lacks(String id) {
        return roster.isGone(id);
    }

    @Override
    public @Nullable LogTrack discover(String id) {
        if (roster.couldGive(id) || roster.isYetToBegin(id)) {
            await(askForDiscovery(), id);
        }
        return roster.find(id) == null && wasThere(id) ? expect(id) : roster.find(id);
    }

    /** @throws java.util.concurrent.CancellationException nobody looks any more */
    private static void await(CompletableFuture<Void> answer, String id) {
        try {
            answer.get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "No listing in time for " + id, e);
        }
    }

    /** Completes after the directories were walked once more. */
    CompletableFuture<Void> askForDiscovery() {
        CompletableFuture<Void> asked = roster.askForDiscovery();
        wake.run();
        return asked;
    }

    @Override
    public @Nullable LogTrack expect(String id) {
        await(askToExpect(id), id);
        return roster.find(id);
    }

    /** Whether a log of this id was there once: it is never unknown from then on. */
    boolean wasThere(String id) {
        return roster.wasThere(id);
    }

    /** Completes after the log was taken among those that are followed, or was not. */
    CompletableFuture<Void> askToExpect(String id) {
        CompletableFuture<Void> asked = roster.askToExpect(id);
        wake.run();
        return asked;
    }

    @Override
    public CompletableFuture<Position> look(String id) {
        return ask(id, false);
    }

    @Override
    public CompletableFuture<Position> search(String id) {
        return ask(id, true);
    }

    private CompletableFuture<Position> ask(String id, boolean search) {
        CompletableFuture<Position> answer = looks.ask(id, search);
        wake.run();
        return answer;
    }

    @Override
    public void begin(String source) {
        if (attended.merge(source, 1, Integer::sum) == 1) {
            newlyFollowed.add(source);
        }
        wake.run();
    }

    @Override
    public void end(String source) {
        attended.compute(source, (id, count) -> count == null || count == 1 ? null : count - 1);
    }

    // ---- On the tailer thread.

    private final class Making implements Roster.Maker {

        /** A log that was not known, after the first look at it. */
        @Override
        public Turnus make(String id, SourceSpec spec, Path path, boolean dated, long newsSince) {
            Siblings siblings =
                    new Siblings(path, disk, listings, spec.writing().rotated());
            LogTrack track = new LogTrack(
                    id,
                    spec.name(),
                    siblings,
                    disk,
                    clock,
                    sink,
                    readers.of(spec.writing().lineEnd()),
                    archivist,
                    lastRead);
            Turnus log =
                    new Turnus(track, spec, dated, newsSince, notification(path.getParent()), timetable, clock.nanos());
            look(log);
            Path directory = path.getParent();
            if (directory != null) {
                watch.accept(directory);
            }
            return log;
        }

        @Override
        public void letGo(Turnus log) {
            open -= log.track.openFiles();
            log.track.close();
            timetable.remove(log);
        }

        @Override
        public void keep(Set<Path> directories) {
            notifications
                    .keySet()
                    .removeIf(each -> !directories.contains(each)
                            && specs.stream()
                                    .noneMatch(spec -> spec instanceof SourceSpec.Glob glob
                                            && glob.root().equals(each)));
        }
    }

    /** A directory in which somebody follows a log is listed often. */
    private long listingNanos() {
        long nanos = NOTIFIED_NANOS;
        for (SourceSpec spec : specs) {
            if (spec instanceof SourceSpec.Glob glob) {
                boolean followed = attended.keySet().stream().anyMatch(id -> id.startsWith(glob.name() + "/"));
                nanos = Math.min(nanos, followed ? LISTING_NANOS : quietNanos(notification(glob.root())));
            }
        }
        return nanos;
    }

    /** Who looks at thousands of logs without need looks less often: 500 of them in a second, 1,000 without notification. */
    private long quietNanos(Notification notification) {
        int logs = roster.logs().size();
        return notification.proven()
                ? between(NOTIFIED_NANOS, logs * QUIET_NANOS / 500, 3 * NOTIFIED_NANOS)
                : between(QUIET_NANOS, logs * QUIET_NANOS / 1_000, NOTIFIED_NANOS);
    }

    /** The same for one that somebody follows: who follows thousands of quiet ones is served by notification where he can be. */
    private long followedNanos(Notification notification) {
        long each = QUIET_NANOS / (notification.proven() ? 1_000 : 4_000);
        return Math.min(attended.size() * each, NOTIFIED_NANOS);
    }

    private static long between(long least, long wanted, long most) {
        return Math.max(least, Math.min(wanted, most));
    }

    private Notification notification(@Nullable Path directory) {
        return notifications.computeIfAbsent(
                directory == null ? Path.of("") : directory, key -> new Notification(clock));
    }

    private void noteChanges(long now) {
        if (lookAtAll) {
            lookAtAll = false;
            roster.logs().forEach(log -> log.lookAt(now));
        }
        for (String id = newlyFollowed.poll(); id != null; id = newlyFollowed.poll()) {
            Turnus log = roster.log(id);
            if (log != null) {
                log.lookBy(now + pollNanos);
            }
        }
        for (Path path = changed.poll(); path != null; path = changed.poll()) {
            Turnus log = roster.under(path);
            notification(path.getParent()).came();
            if (log != null) {
                log.lookAt(now);
                log.announced = true;
            } else {
                // A new name: a log that appears, or a rotation of one of its neighbours.
                walkSoon(now);
            }
        }
    }

    private void walkSoon(long now) {
        nextListing = Math.min(nextListing, Math.max(walkable, now + GROWING_NANOS));
    }

    private void look(Turnus log) {
        long changes = log.track.changes();
        LogState before = log.track.state();
        open -= log.track.openFiles();
        LogTrack.Pace pace;
        try {
            pace = log.track.look(log.newsSince);
        } catch (RuntimeException e) {
            // One log must not keep the others from being looked at.
            LOG.log(Level.ERROR, "Looking at " + log.track.path() + " failed; it is looked at again in a second", e);
            log.lookAt(clock.nanos() + FAULT_NANOS);
            return;
        } finally {
            open += log.track.openFiles();
        }
        if (open > MAX_OPEN) {
            closeQuiet();
        }
        long now = clock.nanos();
        LogState after = log.track.state();
        if (log.track.changes() != changes) {
            log.lastGrowth = now;
        }
        if (grew(before, after)) {
            if (log.announced) {
                log.notification.sawAnnounced();
            } else {
                log.notification.sawUnannounced();
            }
        }
        if (!looksTheSame(before, after)) {
            sink.sourcesChanged();
            // Perhaps it is about to vanish.
            walkSoon(now);
        }
        log.announced = false;
        log.pace = pace;
        log.lookAt(
                switch (pace) {
                    case AGAIN -> now;
                    case SOON -> now + GROWING_NANOS;
                    case IDLE -> nextIdleLook(log, now);
                });
    }

    /** Whether something was written since the look before, of which a notification should have told. */
    private static boolean grew(@Nullable LogState before, @Nullable LogState after) {
        return before != null && after != null && !before.tip().equals(after.tip());
    }

    /** Whether nothing has changed that the list of sources shows. */
    private static boolean looksTheSame(@Nullable LogState before, @Nullable LogState after) {
        if (before == null || after == null) {
            return before == null && after == null;
        }
        return before.present() == after.present() && Objects.equals(before.problem(), after.problem());
    }

    /** Closes what has been quiet for longest, and is read to its end, until three quarters are left. */
    private void closeQuiet() {
        List<Turnus> quietFirst = new ArrayList<>(roster.logs());
        quietFirst.sort(Comparator.comparing((Turnus log) -> attended.containsKey(log.track.id))
                .thenComparingLong(log -> log.lastGrowth));
        for (Turnus log : quietFirst) {
            if (open <= MAX_OPEN * 3 / 4) {
                return;
            }
            open -= log.track.openFiles();
            log.track.rest();
            open += log.track.openFiles();
        }
    }

    private long nextIdleLook(Turnus log, long now) {
        boolean followed = attended.containsKey(log.track.id);
        if (followed && now - log.lastGrowth < Turnus.RECENT_FOR_NANOS) {
            return now + Math.min(RECENT_NANOS, pollNanos);
        }
        long every = Math.max(pollNanos, followed ? followedNanos(log.notification) : quietNanos(log.notification));
        if (every < 2 * SLOT_NANOS) {
            return now + every;
        }
        // Each in a slot of its own choice: thousands that are due at the same moment would keep the busy ones waiting,
        // and
        // one by one they would wake the thread a thousand times a second.
        long slots = every / SLOT_NANOS;
        long slot = Math.floorDiv(now, SLOT_NANOS);
        return (slot + 1 + Math.floorMod(log.track.id.hashCode() - slot - 1, slots)) * SLOT_NANOS;
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Attention;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Position;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
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
    private static final long RECENT_FOR_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LISTING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How often a log is looked at, and its directory listed, that nobody follows. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The same, where notification has proven itself. */
    private static final long NOTIFIED_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Logs that are waited for though no file is there: anybody can ask for one. */
    private static final int MAX_EXPECTED = 1_000;

    private static final long EXPECTED_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Files held open; beyond that those that have been quiet for longest are closed and opened again when they grow. */
    private static final int MAX_OPEN = 512;

    /** Whoever asks for names that are not there makes the directories be walked no more often. */
    private static final long DISCOVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long FAULT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    /** A log and its timetable. */
    private static final class Turnus {
        private final LogTrack track;
        private final boolean dated;
        private final boolean history;
        private final Notification notification;
        private long due;
        private long lastGrowth;
        /** Whether a notification asked for the next look. */
        private boolean announced;

        private LogTrack.Pace pace = LogTrack.Pace.IDLE;

        private Turnus(LogTrack track, boolean dated, boolean history, Notification notification, long now) {
            this.track = track;
            this.dated = dated;
            this.history = history;
            this.notification = notification;
            this.due = now;
            this.lastGrowth = now - RECENT_FOR_NANOS;
        }
    }

    /** A look somebody waits for. */
    private static final class Request {
        private final String id;
        private final CompletableFuture<Position> answer = new CompletableFuture<>();
        private final long asked;
        /** Whether a reader has not found a generation where it was. */
        private final boolean search;

        /** A look is only good for those who asked before it. The tailer's alone. */
        private boolean seen;

        private Request(String id, long asked, boolean search) {
            this.id = id;
            this.asked = asked;
            this.search = search;
        }
    }

    /** A log that somebody wants to wait for. */
    private record Expectation(String id, CompletableFuture<Void> answer) {}

    private final List<SourceSpec> specs;
    private final Disk disk;
    private final Clock clock;
    private final Sink sink;
    private final long pollNanos;
    private final LineReaders readers;
    private final Listings listings;
    private final Archivist archivist;
    private final Directories directories;
    private final Consumer<Path> watch;

    private final Map<String, Turnus> logs = new TreeMap<>();
    private final Map<Path, Turnus> byPath = new HashMap<>();
    private final Map<Path, SourceState> refused = new ConcurrentHashMap<>();
    private final Set<String> unlistable = new HashSet<>();

    /** Logs that somebody waits for though no file is there, and since when (clock). */
    private final Map<String, Long> expected = new ConcurrentHashMap<>();

    private final Map<String, LogTrack> tracks = new ConcurrentHashMap<>();

    private final Map<Path, Notification> notifications = new HashMap<>();
    private final Map<String, Integer> attended = new ConcurrentHashMap<>();
    private int open;

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Expectation> expectations = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> discoveries = new ConcurrentLinkedQueue<>();
    private final Queue<Path> changed = new ConcurrentLinkedQueue<>();
    private volatile boolean lookAtAll;
    private volatile Runnable wake = () -> {};
    private volatile long lastTurn;

    private boolean started;
    private long nextListing;
    private long discovered;

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
            Consumer<Path> watch) {
        this.specs = List.copyOf(specs);
        this.disk = disk;
        this.clock = clock;
        this.sink = sink;
        this.pollNanos = pollNanos;
        this.readers = readers;
        this.watch = watch;
        this.listings = new Listings(disk, clock);
        this.archivist = new Archivist(workers, unpacker, () -> wake.run());
        this.directories = new Directories(disk, listings, watch);
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
            begin(now);
        }
        boolean asked = !discoveries.isEmpty() && now - discovered >= DISCOVERY_NANOS;
        meetExpectations(now);
        if (asked || now - nextListing >= 0) {
            forgetUnexpected(now);
            nextListing = now + listingNanos();
            discoverForAllWhoAsked();
        }
        noteChanges(now);
        for (Request request : requests) {
            Turnus log = logs.get(request.id);
            if (log != null) {
                log.due = now;
                if (!request.seen) {
                    log.track.ask();
                }
                if (request.search && !request.seen) {
                    log.track.search();
                }
            }
            request.seen = true;
        }
        long next = discoveries.isEmpty() ? nextListing : Math.min(nextListing, discovered + DISCOVERY_NANOS);
        for (Turnus log : logs.values()) {
            if (log.due - now <= 0) {
                look(log);
            }
            next = log.due - next < 0 ? log.due : next;
        }
        answer();
        lastTurn = clock.nanos();
        return Math.max(0, next - lastTurn);
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
        long now = clock.nanos();
        requests.removeIf(request -> {
            LogTrack track = tracks.get(request.id);
            LogState state = track == null ? null : track.state();
            if (state == null || now - request.asked <= PATIENCE_NANOS) {
                return false;
            }
            request.answer.complete(state.tip());
            return true;
        });
    }

    /** Lets go of every file. On the tailer thread, or after it has ended. */
    void close() {
        logs.values().forEach(log -> log.track.close());
        archivist.close();
        requests.forEach(request -> request.answer.cancel(false));
        expectations.forEach(asked -> asked.answer().complete(null));
        discoveries.forEach(ask -> ask.complete(null));
    }

    // ---- Asked by history, from any thread.

    @Override
    public List<LogTrack> all() {
        return tracks.values().stream()
                .filter(track -> !expected.containsKey(track.id))
                .sorted((one, other) -> one.id.compareTo(other.id))
                .toList();
    }

    @Override
    public List<SourceState> refused() {
        return List.copyOf(refused.values());
    }

    @Override
    public @Nullable LogTrack find(String id) {
        return tracks.get(id);
    }

    @Override
    public @Nullable LogTrack discover(String id) {
        boolean possible = specs.stream()
                .anyMatch(spec -> spec instanceof SourceSpec.Glob glob && id.startsWith(glob.name() + "/"));
        if (possible) {
            await(askForDiscovery(), id);
        }
        return tracks.get(id);
    }

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
        CompletableFuture<Void> ask = new CompletableFuture<>();
        discoveries.add(ask);
        wake.run();
        return ask;
    }

    @Override
    public @Nullable LogTrack expect(String id) {
        await(askToExpect(id), id);
        return tracks.get(id);
    }

    /** Completes after the log was taken among those that are followed, or was not. */
    CompletableFuture<Void> askToExpect(String id) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        expectations.add(new Expectation(id, answer));
        wake.run();
        return answer;
    }

    @Override
    public CompletableFuture<Position> look(String id) {
        return ask(new Request(id, clock.nanos(), false));
    }

    @Override
    public CompletableFuture<Position> search(String id) {
        return ask(new Request(id, clock.nanos(), true));
    }

    private CompletableFuture<Position> ask(Request request) {
        requests.add(request);
        wake.run();
        return request.answer;
    }

    @Override
    public void begin(String source) {
        attended.merge(source, 1, Integer::sum);
        wake.run();
    }

    @Override
    public void end(String source) {
        attended.compute(source, (id, count) -> count == null || count == 1 ? null : count - 1);
    }

    // ---- On the tailer thread.

    private void begin(long now) {
        for (SourceSpec spec : specs) {
            if (spec instanceof SourceSpec.File file) {
                add(file.name(), file.name(), file.path(), false, true, now);
            }
        }
        discover(true);
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

    private static long quietNanos(Notification notification) {
        return notification.proven() ? NOTIFIED_NANOS : QUIET_NANOS;
    }

    private Notification notification(@Nullable Path directory) {
        return notifications.computeIfAbsent(
                directory == null ? Path.of("") : directory, key -> new Notification(clock));
    }

    private void meetExpectations(long now) {
        for (Expectation asked = expectations.poll(); asked != null; asked = expectations.poll()) {
            for (SourceSpec spec : specs) {
                Path path = spec instanceof SourceSpec.Glob glob ? Directories.pathOf(glob, asked.id()) : null;
                if (path != null && !logs.containsKey(asked.id()) && expected.size() < MAX_EXPECTED) {
                    expected.put(asked.id(), now);
                    add(asked.id(), spec.name(), path, false, false, now);
                }
            }
            asked.answer().complete(null);
        }
    }

    /** Lets go of logs that have not come and that nobody waits for any more; one that has come is a log like any other. */
    private void forgetUnexpected(long now) {
        for (Map.Entry<String, Long> each : Map.copyOf(expected).entrySet()) {
            String id = each.getKey();
            Turnus log = logs.get(id);
            if (log == null || log.track.seen()) {
                expected.remove(id);
            } else if (!attended.containsKey(id) && now - each.getValue() > EXPECTED_NANOS) {
                expected.remove(id);
                tracks.remove(id);
                logs.remove(id);
                byPath.remove(log.track.path());
                log.track.close();
                sink.end(id);
            }
        }
    }

    private void discoverForAllWhoAsked() {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (CompletableFuture<Void> ask = discoveries.poll(); ask != null; ask = discoveries.poll()) {
            asked.add(ask);
        }
        discover(false);
        asked.forEach(ask -> ask.complete(null));
    }

    private void discover(boolean history) {
        discovered = clock.nanos();
        for (SourceSpec spec : specs) {
            if (!(spec instanceof SourceSpec.Glob glob)) {
                continue;
            }
            try {
                for (Directories.Found found : directories.find(glob, byPath::containsKey)) {
                    add(found.id(), glob.name(), found.path(), found.dated(), history, clock.nanos());
                }
                if (unlistable.remove(glob.name())) {
                    refused.remove(glob.root());
                }
            } catch (IOException | UncheckedIOException e) {
                if (unlistable.add(glob.name())) {
                    String problem = Trouble.of(glob.root(), e).advice();
                    refused.put(
                            glob.root(),
                            new SourceState(
                                    glob.name(), glob.name(), glob.root().toString(), problem, false, List.of()));
                    LOG.log(Level.WARNING, "The directory of source group {0} cannot be listed: {1}", glob.name(), e);
                }
            }
        }
    }

    private void add(String id, String group, Path path, boolean dated, boolean history, long now) {
        Turnus there = logs.get(id);
        if (there != null) {
            Path active = there.track.path();
            if (!active.equals(path)) {
                if (dated && there.dated && Objects.equals(path.getParent(), active.getParent())) {
                    // A new day: the next file of the series.
                    byPath.remove(active);
                    byPath.put(path, there);
                    there.track.activate(path);
                    there.due = now;
                } else if (!dated && !Objects.equals(path.getParent(), active.getParent())) {
                    refuse(id, group, path, active);
                }
            }
            return;
        }
        Siblings siblings = new Siblings(path, disk, listings, null);
        LogTrack track = new LogTrack(id, group, siblings, disk, clock, sink, readers, archivist);
        Turnus log = new Turnus(track, dated, history, notification(path.getParent()), now);
        logs.put(id, log);
        byPath.put(path, log);
        look(log);
        tracks.put(id, track);
        Path directory = path.getParent();
        if (directory != null) {
            watch.accept(directory);
        }
    }

    private void refuse(String id, String group, Path path, Path taker) {
        String problem = "left out: another file has this id; give one of the groups another name (name=pattern)";
        if (refused.put(path, new SourceState(id, group, path.toString(), problem, true, List.of())) == null) {
            LOG.log(
                    Level.WARNING,
                    "{0} is left out: source id {1} is taken by {2}; give one of the groups another name",
                    path,
                    id,
                    taker);
        }
    }

    private void noteChanges(long now) {
        if (lookAtAll) {
            lookAtAll = false;
            logs.values().forEach(log -> log.due = now);
        }
        for (Path path = changed.poll(); path != null; path = changed.poll()) {
            Turnus log = byPath.get(path);
            notification(path.getParent()).came();
            if (log != null) {
                log.due = now;
                log.announced = true;
            } else {
                // A new name: a log that appears, or a rotation of one of its neighbours.
                nextListing = Math.min(nextListing, now + GROWING_NANOS);
            }
        }
    }

    private void look(Turnus log) {
        long changes = log.track.changes();
        open -= log.track.openFiles();
        LogTrack.Pace pace;
        try {
            pace = log.track.look(log.history);
        } catch (RuntimeException e) {
            // One log must not keep the others from being looked at.
            LOG.log(Level.ERROR, "Looking at " + log.track.path() + " failed; it is looked at again in a second", e);
            log.due = clock.nanos() + FAULT_NANOS;
            return;
        } finally {
            open += log.track.openFiles();
        }
        if (open > MAX_OPEN) {
            closeQuiet();
        }
        long now = clock.nanos();
        if (log.track.changes() != changes) {
            log.lastGrowth = now;
            if (log.announced) {
                log.notification.sawAnnounced();
            } else {
                log.notification.sawUnannounced();
            }
        }
        log.announced = false;
        log.due = now
                + switch (pace) {
                    case AGAIN -> 0;
                    case SOON -> GROWING_NANOS;
                    case IDLE -> idleNanos(log, now);
                };
        log.pace = pace;
    }

    /** Closes what has been quiet for longest, and is read to its end, until three quarters are left. */
    private void closeQuiet() {
        List<Turnus> quietFirst = new ArrayList<>(logs.values());
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

    private long idleNanos(Turnus log, long now) {
        if (!attended.containsKey(log.track.id)) {
            return Math.max(pollNanos, quietNanos(log.notification));
        }
        return now - log.lastGrowth < RECENT_FOR_NANOS ? Math.min(RECENT_NANOS, pollNanos) : pollNanos;
    }

    /** Those who asked for a look get their answer once nothing more is to be read, or their patience ends. */
    private void answer() {
        long now = clock.nanos();
        requests.removeIf(request -> {
            Turnus log = logs.get(request.id);
            if (log == null) {
                request.answer.completeExceptionally(new IllegalArgumentException("unknown source: id=" + request.id));
                return true;
            }
            LogState state = log.track.state();
            if (!request.seen || state == null) {
                return false;
            }
            boolean settled = !log.track.unsettled() && log.pace != LogTrack.Pace.AGAIN;
            if (!settled && now - request.asked <= PATIENCE_NANOS) {
                return false;
            }
            request.answer.complete(state.tip());
            return true;
        });
    }
}

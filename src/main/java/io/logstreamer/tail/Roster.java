package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which logs there are: those of configured files, those that globs give, and those somebody waits for though a glob has not
 * given them yet. Changed on the tailer thread alone; {@link #all}, {@link #find}, {@link #refused} and the asking from any.
 */
final class Roster {

    /** Logs that are waited for though no file is there: anybody can ask for one. */
    private static final int MAX_EXPECTED = 1_000;

    private static final long EXPECTED_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Whoever asks for names that are not there makes the directories be walked no more often. */
    private static final long DISCOVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    /** Makes what is needed to follow a log. */
    interface Maker {
        Turnus make(String id, SourceSpec spec, Path path, boolean dated, boolean history);
    }

    /** A log that somebody wants to wait for. */
    private record Expectation(String id, CompletableFuture<Void> answer) {}

    private final List<SourceSpec> specs;
    private final Directories directories;
    private final Clock clock;
    private final Sink sink;
    private final Maker maker;
    private final Predicate<String> attended;

    private final Map<String, Turnus> logs = new TreeMap<>();
    private final Map<Path, Turnus> byPath = new HashMap<>();
    private final Map<Path, SourceState> refused = new ConcurrentHashMap<>();

    /** What the walk that is under way refuses. */
    private final Set<Path> leftOut = new HashSet<>();

    /** Logs that somebody waits for though no file is there, and since when (clock). */
    private final Map<String, Long> expected = new ConcurrentHashMap<>();

    private final Map<String, LogTrack> tracks = new ConcurrentHashMap<>();
    private final Queue<Expectation> expectations = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> discoveries = new ConcurrentLinkedQueue<>();
    private long discovered;

    /**
     * Nobody is in it before {@link #begin}.
     *
     * @param maker takes the first look too
     * @param attended whether somebody follows a log
     */
    Roster(
            List<SourceSpec> specs,
            Directories directories,
            Clock clock,
            Sink sink,
            Maker maker,
            Predicate<String> attended) {
        this.specs = List.copyOf(specs);
        this.directories = directories;
        this.clock = clock;
        this.sink = sink;
        this.maker = maker;
        this.attended = attended;
    }

    // ---- From any thread.

    /** Those that have a file, or are configured by name; in the order of their ids. */
    List<LogTrack> all() {
        return tracks.values().stream()
                .filter(track -> !expected.containsKey(track.id))
                .sorted((one, other) -> one.id.compareTo(other.id))
                .toList();
    }

    /** Files and groups that are left out, each with the reason. */
    List<SourceState> refused() {
        return List.copyOf(refused.values());
    }

    @Nullable LogTrack find(String id) {
        return tracks.get(id);
    }

    /** Whether a configured glob could give a log of this id. */
    boolean couldGive(String id) {
        return specs.stream()
                .anyMatch(spec -> spec instanceof SourceSpec.Glob glob && id.startsWith(glob.name() + "/"));
    }

    /** Completes after the directories were walked once more. */
    CompletableFuture<Void> askForDiscovery() {
        CompletableFuture<Void> ask = new CompletableFuture<>();
        discoveries.add(ask);
        return ask;
    }

    /** Completes after the log was taken among those that are followed, or was not. */
    CompletableFuture<Void> askToExpect(String id) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        expectations.add(new Expectation(id, answer));
        return answer;
    }

    // ---- On the tailer thread.

    Collection<Turnus> logs() {
        return logs.values();
    }

    @Nullable Turnus log(String id) {
        return logs.get(id);
    }

    @Nullable Turnus under(Path path) {
        return byPath.get(path);
    }

    /** Whether somebody waits for a walk that may be made now. */
    boolean discoveryIsDue(long now) {
        return !discoveries.isEmpty() && now - discovered >= DISCOVERY_NANOS;
    }

    /** When the directories are to be walked, for who asked. */
    long nextDiscovery(long regular) {
        return discoveries.isEmpty() ? regular : Math.min(regular, discovered + DISCOVERY_NANOS);
    }

    /** Lets everybody go who waits for something. */
    void close() {
        logs.values().forEach(log -> log.track.close());
        expectations.forEach(asked -> asked.answer().complete(null));
        discoveries.forEach(ask -> ask.complete(null));
    }

    /** Takes in what is configured. */
    void begin(long now) {
        for (SourceSpec spec : specs) {
            if (spec instanceof SourceSpec.File file) {
                add(file.name(), file, file.path(), false, true, now);
            }
        }
        discover(true);
    }

    void meetExpectations(long now) {
        for (Expectation asked = expectations.poll(); asked != null; asked = expectations.poll()) {
            for (SourceSpec spec : specs) {
                Path path = spec instanceof SourceSpec.Glob glob ? Directories.pathOf(glob, asked.id()) : null;
                if (path != null && !logs.containsKey(asked.id()) && expected.size() < MAX_EXPECTED) {
                    expected.put(asked.id(), now);
                    add(asked.id(), spec, path, false, false, now);
                }
            }
            asked.answer().complete(null);
        }
    }

    /** Lets go of logs that have not come and that nobody waits for any more; one that has come is a log like any other. */
    void forgetUnexpected(long now) {
        for (Map.Entry<String, Long> each : Map.copyOf(expected).entrySet()) {
            String id = each.getKey();
            Turnus log = logs.get(id);
            if (log == null || log.track.seen()) {
                expected.remove(id);
                sink.sourcesChanged();
            } else if (!attended.test(id) && now - each.getValue() > EXPECTED_NANOS) {
                expected.remove(id);
                tracks.remove(id);
                logs.remove(id);
                byPath.remove(log.track.path());
                log.track.close();
                sink.end(id);
            }
        }
    }

    /** Walks the directories. */
    void discoverForAllWhoAsked() {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (CompletableFuture<Void> ask = discoveries.poll(); ask != null; ask = discoveries.poll()) {
            asked.add(ask);
        }
        discover(false);
        asked.forEach(ask -> ask.complete(null));
    }

    private void discover(boolean history) {
        discovered = clock.nanos();
        leftOut.clear();
        for (SourceSpec spec : specs) {
            if (spec instanceof SourceSpec.Glob glob) {
                discover(glob, history);
            }
        }
        // What was in the way and is gone, or has become a file, is not refused any more.
        if (refused.keySet().retainAll(leftOut)) {
            sink.sourcesChanged();
        }
    }

    private void discover(SourceSpec.Glob glob, boolean history) {
        try {
            for (Directories.Found found : directories.find(glob, byPath::containsKey, odd -> refuse(glob, odd))) {
                add(found.id(), glob, found.path(), found.dated(), history, clock.nanos());
            }
        } catch (IOException | UncheckedIOException e) {
            Trouble trouble = Trouble.of(glob.root(), e);
            String problem = trouble.advice();
            refuse(
                    new SourceState(glob.name(), glob.name(), glob.root().toString(), problem, false, List.of()),
                    glob.root(),
                    trouble.detail());
        }
    }

    private void refuse(SourceSpec.Glob glob, Directories.Found odd) {
        Trouble trouble = Trouble.of(odd.path(), new NotRegularException(odd.path()));
        refuse(
                new SourceState(odd.id(), glob.name(), odd.path().toString(), trouble.advice(), true, List.of()),
                odd.path(),
                trouble.detail());
    }

    private void refuse(SourceState state, Path path, String detail) {
        leftOut.add(path);
        SourceState before = refused.put(path, state);
        if (before == null || !Objects.equals(before.problem(), state.problem())) {
            LOG.log(Level.WARNING, "Source {0} is left out: {1}", state.id(), detail);
            sink.sourcesChanged();
        }
    }

    private void add(String id, SourceSpec spec, Path path, boolean dated, boolean history, long now) {
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
                    sink.sourcesChanged();
                } else if (!dated && !Objects.equals(path.getParent(), active.getParent())) {
                    refuse(id, spec.name(), path, active);
                }
            }
            return;
        }
        Turnus log = maker.make(id, spec, path, dated, history);
        logs.put(id, log);
        byPath.put(path, log);
        tracks.put(id, log.track);
        sink.sourcesChanged();
    }

    private void refuse(String id, String group, Path path, Path taker) {
        String problem = "left out: another file has this id; give one of the groups another name (name=pattern)";
        refuse(
                new SourceState(id, group, path.toString(), problem, true, List.of()),
                path,
                path + " has the id of " + taker + "; give one of the groups another name");
    }
}

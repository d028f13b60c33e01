package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Numbering;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which logs there are: those of configured files, those that globs give, and those somebody waits for though a glob does not
 * give them now. Changed on the tailer thread alone; {@link #all}, {@link #find}, {@link #refused} and the asking from any.
 */
final class Roster {

    /** So long a log without a file is kept that nobody follows or asks for. */
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** So long no file of a log is found until it has vanished: a rotation may create the next one late. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Whoever asks for names that are not there makes the directories be walked no more often. */
    private static final long DISCOVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    /** Makes what is needed to follow a log. */
    interface Maker {
        Turnus make(String id, SourceSpec spec, Path path, boolean dated, long newsSince);

        /** Ends the following of a log, and gives back what it held. */
        void letGo(Turnus log);

        /** Logs were let go: only these directories are looked at from now on. */
        void keep(Set<Path> directories);
    }

    /** A log that somebody wants to wait for. */
    private record Expectation(String id, CompletableFuture<Void> answer) {}

    private final List<SourceSpec> specs;
    private final Directories directories;
    private final Aliases links;
    private final Clock clock;
    private final Sink sink;
    private final Maker maker;
    private final Predicate<String> attended;

    private final Map<String, Turnus> logs = new TreeMap<>();
    private final Map<Path, Turnus> byPath = new HashMap<>();
    private final LeftOut leftOut;

    /** Whether the last walk left no log without a file that had not vanished. */
    private boolean settled;

    private final Absent absent = new Absent();

    /** The last directory without a glob character of each pattern, as it was at the last walk; none: not there. */
    private final Map<Path, Identity> roots = new HashMap<>();

    /** Ids of logs that are mere links to others of their group. */
    private volatile Set<String> aliases = Set.of();

    private final Map<String, LogTrack> tracks = new ConcurrentHashMap<>();
    private final Queue<Expectation> expectations = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> discoveries = new ConcurrentLinkedQueue<>();
    /** Whether the directories were walked once. */
    private volatile boolean begun;

    private volatile long begunAt;

    /** Nobody looks any more. */
    private volatile boolean over;

    private long discovered;

    /** When the last walk began, by the time that files are given. */
    private long walkedAt;

    /**
     * Nobody is in it before {@link #begin}.
     *
     * @param maker takes the first look too
     * @param attended whether somebody follows a log
     */
    Roster(
            List<SourceSpec> specs,
            Directories directories,
            Aliases links,
            Clock clock,
            Sink sink,
            Maker maker,
            Predicate<String> attended) {
        this.specs = List.copyOf(specs);
        this.directories = directories;
        this.links = links;
        this.clock = clock;
        this.sink = sink;
        this.leftOut = new LeftOut(sink);
        this.maker = maker;
        this.attended = attended;
    }

    // ---- From any thread.

    /** Those that have a file, or are configured by name, and are no aliases of others; in the order of their ids. */
    List<LogTrack> all() {
        return tracks.values().stream()
                .filter(track -> !absent.hides(track.id) && !aliases.contains(track.id))
                .sorted((one, other) -> one.id.compareTo(other.id))
                .toList();
    }

    /** Files and groups that are left out, each with the reason. */
    List<SourceState> refused() {
        return leftOut.all();
    }

    @Nullable LogTrack find(String id) {
        return tracks.get(id);
    }

    /** Whether a log is a mere link to another one of its group. */
    boolean isAlias(String id) {
        return aliases.contains(id);
    }

    /** Whether there is no log of this id, and the directories were walked. */
    boolean isGone(String id) {
        return begun && !tracks.containsKey(id);
    }

    /** Whether a log that is not known is none: of one that is just renamed a single listing may know nothing. */
    boolean isSure() {
        return begun && clock.nanos() - begunAt > GRACE_NANOS;
    }

    /** Whether a configured glob could give a log of this id. */
    boolean couldGive(String id) {
        return specs.stream()
                .anyMatch(spec -> spec instanceof SourceSpec.Glob glob && id.startsWith(glob.name() + "/"));
    }

    /** Whether a file is configured under this name and was not looked at yet, right after the start. */
    boolean isYetToBegin(String id) {
        return !tracks.containsKey(id)
                && specs.stream()
                        .anyMatch(spec -> spec instanceof SourceSpec.File file
                                && file.name().equals(id));
    }

    /** Whether a log of this id was there once. */
    boolean wasThere(String id) {
        return absent.was(id) != null;
    }

    /** Completes after the directories were walked once more. */
    CompletableFuture<Void> askForDiscovery() {
        CompletableFuture<Void> ask = new CompletableFuture<>();
        discoveries.add(ask);
        if (over) {
            ask.cancel(false);
        }
        return ask;
    }

    /** Completes after the log was taken among those that are followed, or was not. */
    CompletableFuture<Void> askToExpect(String id) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        expectations.add(new Expectation(id, answer));
        if (over) {
            answer.cancel(false);
        }
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

    /** Whether a log may be about to vanish. */
    boolean unsettled() {
        return !settled;
    }

    /** Whether somebody waits for a walk that may be made now. */
    boolean discoveryIsDue(long now) {
        return !discoveries.isEmpty() && now - discovered >= DISCOVERY_NANOS;
    }

    /** When the directories are to be walked, for who asked. */
    long nextDiscovery(long regular) {
        return discoveries.isEmpty() ? regular : Math.min(regular, discovered + DISCOVERY_NANOS);
    }

    /** Lets everybody go who waits for something, or will: what there is now is not known to be all. */
    void close() {
        over = true;
        logs.values().forEach(log -> log.track.close());
        expectations.forEach(asked -> asked.answer().cancel(false));
        discoveries.forEach(ask -> ask.cancel(false));
    }

    /** Takes in what is configured. */
    void begin(long now) {
        for (SourceSpec spec : specs) {
            if (spec instanceof SourceSpec.File file) {
                add(file.name(), file, file.path(), false, FirstSight.NO_NEWS, now);
            }
        }
        discover(FirstSight.NO_NEWS);
        begunAt = clock.nanos();
        begun = true;
    }

    void meetExpectations(long now) {
        for (Expectation asked = expectations.poll(); asked != null; asked = expectations.poll()) {
            if (!logs.containsKey(asked.id()) && absent.roomToExpect()) {
                expect(asked.id(), now);
            }
            asked.answer().complete(null);
        }
    }

    private void expect(String id, long now) {
        Absent.Was was = absent.was(id);
        if (was != null) {
            absent.expect(id, now);
            add(id, was.spec(), was.path(), was.dated(), walkedAt, now);
            return;
        }
        for (SourceSpec spec : specs) {
            Path path = spec instanceof SourceSpec.Glob glob ? Directories.pathOf(glob, id) : null;
            if (path != null) {
                absent.expect(id, now);
                add(id, spec, path, false, walkedAt, now);
                return;
            }
        }
    }

    /**
     * Lets go of logs that are not there and that nobody follows or asks for any more; one that has come is a log like any
     * other.
     */
    void letAbsentGo(long now) {
        boolean some = false;
        for (String id : absent.followed()) {
            Turnus log = logs.get(id);
            if (log == null || log.track.isPresent() || (!absent.hasVanished(id) && log.track.seen())) {
                absent.came(id);
                sink.sourcesChanged();
            } else if (!attended.test(id)
                    && now - absent.since(id) > KEPT_NANOS
                    && now - log.asked > KEPT_NANOS
                    && !mountIsAway(log)) {
                letGo(log);
                some = true;
            }
        }
        if (some) {
            maker.keep(logs.values().stream()
                    .map(log -> log.track.path().getParent())
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet()));
        }
    }

    private void letGo(Turnus log) {
        String id = log.track.id;
        Path path = log.track.path();
        absent.letGo(id, new Absent.Was(log.spec, path, log.dated));
        tracks.remove(id);
        logs.remove(id);
        byPath.remove(path);
        maker.letGo(log);
        sink.end(id);
    }

    /** A file system that was taken away comes back with its files: they are not to be taken for new ones then. */
    private boolean mountIsAway(Turnus log) {
        Identity now = log.spec instanceof SourceSpec.Glob glob ? roots.get(glob.root()) : null;
        return log.device != -1 && (now == null || now.device() != log.device);
    }

    /** Walks the directories. */
    void discoverForAllWhoAsked() {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (CompletableFuture<Void> ask = discoveries.poll(); ask != null; ask = discoveries.poll()) {
            asked.add(ask);
        }
        discover(walkedAt);
        tellOfMissing();
        asked.forEach(ask -> ask.complete(null));
    }

    private void discover(long newsSince) {
        discovered = clock.nanos();
        walkedAt = directories.time();
        Map<SourceSpec.Glob, Directories.Findings> walked = new LinkedHashMap<>();
        Map<SourceSpec.Glob, Exception> failed = new LinkedHashMap<>();
        for (SourceSpec spec : specs) {
            if (spec instanceof SourceSpec.Glob glob) {
                try {
                    walked.put(glob, directories.find(glob, byPath::containsKey));
                } catch (IOException | UncheckedIOException e) {
                    failed.put(glob, e);
                }
            }
        }
        boolean unchanged = failed.isEmpty() && walked.values().stream().allMatch(Directories.Findings::unchanged);
        if (unchanged && settled) {
            // The usual case: thousands of logs are not gone through for nothing.
            return;
        }
        takeIn(walked, failed, newsSince);
    }

    private void takeIn(
            Map<SourceSpec.Glob, Directories.Findings> walked, Map<SourceSpec.Glob, Exception> failed, long newsSince) {
        leftOut.begin();
        // Known before the first of them is seen: nobody takes an alias for a log of the group.
        findAliases(walked, failed.keySet());
        Set<String> found = new HashSet<>();
        Set<String> unsure = new HashSet<>();
        walked.forEach((glob, findings) -> {
            takeIn(glob, findings, newsSince, found);
            if (!findings.whole()) {
                unsure.add(glob.name());
            }
        });
        failed.forEach((glob, e) -> {
            unsure.add(glob.name());
            leftOut.add(glob, e);
        });
        settled = noteVanished(found, unsure);
        leftOut.end();
    }

    /** Which of the logs found are links to others of their group. What cannot be looked at stays what it was. */
    private void findAliases(Map<SourceSpec.Glob, Directories.Findings> walked, Set<SourceSpec.Glob> failed) {
        Map<String, List<Directories.Found>> groups = new HashMap<>();
        Set<String> alone = new HashSet<>();
        walked.forEach((glob, findings) -> {
            groups.computeIfAbsent(glob.name(), group -> new ArrayList<>()).addAll(findings.found());
            if (glob.writing().rotated() == Numbering.NONE) {
                alone.add(glob.name());
            }
        });
        Set<String> unsure = new HashSet<>();
        failed.forEach(glob -> unsure.add(glob.name()));
        Set<String> found = new HashSet<>();
        groups.forEach((group, all) -> {
            try {
                all.sort(Comparator.comparing(Directories.Found::id));
                found.addAll(links.among(all, alone.contains(group)));
            } catch (IOException | UncheckedIOException e) {
                LOG.log(Level.DEBUG, "Links are looked at again: " + group, e);
                unsure.add(group);
            }
        });
        for (String id : aliases) {
            Turnus log = logs.get(id);
            if (log != null && unsure.contains(log.track.group)) {
                found.add(id);
            }
        }
        if (!found.equals(aliases)) {
            aliases = Set.copyOf(found);
            sink.sourcesChanged();
        }
    }

    /** @param found the logs that have a file are added to it */
    private void takeIn(SourceSpec.Glob glob, Directories.Findings findings, long newsSince, Set<String> found) {
        Identity root = findings.root();
        if (root == null) {
            roots.remove(glob.root());
        } else {
            roots.put(glob.root(), root);
        }
        findings.odd().forEach(odd -> leftOut.add(glob, odd));
        for (Directories.Found each : findings.found()) {
            found.add(each.id());
            Turnus known = logs.get(each.id());
            // All of a dated series may be packed before the next day begins.
            if (each.present() || known == null || !known.dated) {
                add(each.id(), glob, each.path(), each.dated(), newsSince, clock.nanos());
            }
            Turnus log = logs.get(each.id());
            if (log != null && root != null) {
                log.device = root.device();
            }
        }
    }

    /**
     * Logs whose files are all gone leave the list; those that have come back are in it again.
     *
     * @return whether there is none of which that is not decided
     */
    private boolean noteVanished(Set<String> found, Set<String> unsure) {
        boolean all = true;
        for (Turnus log : logs.values()) {
            String id = log.track.id;
            if (id.equals(log.track.group)) {
                // One file under a configured name: it is waited for as long as the server lives.
                continue;
            }
            if (found.contains(id)) {
                log.missing = false;
                if (absent.hides(id)) {
                    absent.came(id);
                    sink.sourcesChanged();
                }
                continue;
            }
            if (log.track.isPresent() || unsure.contains(log.track.group)) {
                log.missing = false;
            } else if (!log.missing) {
                log.missing = true;
                log.missingSince = discovered;
            } else if (!absent.hides(id) && discovered - log.missingSince >= GRACE_NANOS) {
                LOG.log(Level.INFO, "Source {0} has vanished: none of its files is there any more", id);
                absent.vanish(id, discovered);
                sink.sourcesChanged();
            }
            // A hidden one that comes changes its directory.
            all &= absent.hides(id);
        }
        return all;
    }

    /** Of a configured file, which never leaves the list, it is told once that it is not there, and once that it is. */
    private void tellOfMissing() {
        for (Turnus log : logs.values()) {
            String id = log.track.id;
            if (!id.equals(log.track.group)) {
                continue;
            }
            if (log.track.isPresent() || log.track.troubled()) {
                if (log.missed) {
                    LOG.log(Level.INFO, "Source {0} is there", id);
                }
                log.missing = false;
                log.missed = false;
            } else if (!log.missing) {
                log.missing = true;
                log.missingSince = discovered;
            } else if (!log.missed && discovered - log.missingSince >= GRACE_NANOS) {
                log.missed = true;
                LOG.log(Level.INFO, "Source {0} is not there, and is waited for: {1}", id, log.track.path());
            }
        }
    }

    private void add(String id, SourceSpec spec, Path path, boolean dated, long newsSince, long now) {
        Turnus there = logs.get(id);
        if (there != null) {
            Path active = there.track.path();
            boolean beside = Objects.equals(path.getParent(), active.getParent());
            if (!active.equals(path) && there.dated && beside && !(dated && isRotatedFrom(path, active))) {
                // The next file of the series, or the log's own name, which was missing in the middle of a rotation.
                byPath.remove(active);
                byPath.put(path, there);
                there.dated = dated;
                there.track.activate(path);
                there.lookAt(now);
                sink.sourcesChanged();
            } else if (!active.equals(path) && !dated && !beside) {
                leftOut.add(id, spec.name(), path, active);
            }
            return;
        }
        Turnus log = maker.make(id, spec, path, dated, newsSince);
        logs.put(id, log);
        byPath.put(path, log);
        tracks.put(id, log.track);
        sink.sourcesChanged();
    }

    /** The active file was renamed, and the next one is late. */
    private static boolean isRotatedFrom(Path path, Path active) {
        return LogNames.parse(Listings.nameOf(path)).isRotatedFrom(LogNames.parse(Listings.nameOf(active)));
    }
}

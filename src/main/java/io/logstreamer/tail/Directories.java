package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Numbering;
import io.logstreamer.log.SourceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the logs that a glob names, as they are on the disk now. Confined to the tailer thread. */
final class Directories {

    /** A glob with {@code **} goes no deeper than this. */
    private static final int MAX_DEPTH = 16;

    /**
     * What a glob found.
     *
     * @param id of the source
     * @param path its active file; perhaps not there now
     * @param dated whether that is one of a series of dated files, none of which is ever renamed
     * @param present whether the active file is there now
     */
    record Found(String id, Path path, boolean dated, boolean present) {}

    /**
     * What a walk found.
     *
     * @param found in the order of ids
     * @param odd what has the name of a log and is no file that could be read as one: a FIFO, a device, a socket
     * @param whole whether every directory could be listed
     * @param root the glob's first directory; null: it is not there
     * @param unchanged whether all is as the walk before has found it
     */
    record Findings(
            List<Found> found,
            List<Found> odd,
            boolean whole,
            @Nullable Identity root,
            boolean unchanged) {}

    /**
     * What one directory has given.
     *
     * @param version of the listing; -1: not all of it could be looked at
     * @param at when (clock)
     * @param below directories in it that are walked too
     */
    private record Seen(long version, long at, List<Found> found, List<Found> odd, List<Path> below) {}

    /** What is found once is believed for so long while its directory stands still. */
    private static final long BELIEVED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Set<Path> leftOut = new HashSet<>();
    private final Map<SourceSpec.Glob, Map<Path, Seen>> seen = new HashMap<>();
    private final Map<SourceSpec.Glob, Findings> last = new HashMap<>();
    private final Disk disk;
    private final Clock clock;
    private final Listings listings;
    private final Consumer<Path> visited;

    /** @param visited is told of every directory looked at, so that it can be watched */
    Directories(Disk disk, Clock clock, Listings listings, Consumer<Path> visited) {
        this.disk = disk;
        this.clock = clock;
        this.listings = listings;
        this.visited = visited;
    }

    /** The time of a file that is written to now, ns since the epoch. */
    long time() {
        return disk.now();
    }

    /**
     * The logs of a glob, in the order of their ids. A log is taken if its own name matches, or that of one of its files.
     *
     * @param known whether a path is known to be a log's active file: it is not looked at again
     */
    Findings find(SourceSpec.Glob glob, Predicate<Path> known) throws IOException {
        PathMatcher matcher = glob.root().getFileSystem().getPathMatcher("glob:" + glob.pattern());
        int depth = glob.pattern().contains("**")
                ? MAX_DEPTH
                : (int) glob.pattern().chars().filter(c -> c == '/').count();
        Map<Path, Seen> before = seen.getOrDefault(glob, Map.of());
        Walk walk = new Walk(glob, matcher, known, before, new LinkedHashMap<>(), new ArrayList<>());
        seen.remove(glob);
        Identity root = walk(walk, glob.root(), depth, Set.of());
        seen.put(glob, walk.after());
        Findings same = last.get(glob);
        Findings now = same != null && walk.failed().isEmpty() && walk.after().equals(before)
                ? new Findings(same.found(), same.odd(), true, root, true)
                : findings(walk, root);
        last.put(glob, now);
        return now;
    }

    private static Findings findings(Walk walk, @Nullable Identity root) {
        List<Found> found = new ArrayList<>();
        List<Found> odd = new ArrayList<>();
        for (Seen each : walk.after().values()) {
            found.addAll(each.found());
            odd.addAll(each.odd());
        }
        found.sort(Comparator.comparing(Found::id));
        return new Findings(found, odd, walk.failed().isEmpty(), root, false);
    }

    /** Where a log of this id would lie; null: the glob does not give it. */
    static @Nullable Path pathOf(SourceSpec.Glob glob, String id) {
        if (!id.startsWith(glob.name() + "/") || id.chars().anyMatch(Character::isISOControl)) {
            return null;
        }
        try {
            Path path = glob.root().resolve(id.substring(glob.name().length() + 1));
            String name = Listings.nameOf(path);
            boolean alone = glob.writing().rotated() == Numbering.NONE;
            boolean own = (alone || LogNames.parse(name).kind() == LogName.Kind.OWN)
                    && LogNames.parse(name).form() == null
                    && !name.startsWith(".");
            PathMatcher matcher = glob.root().getFileSystem().getPathMatcher("glob:" + glob.pattern());
            return own
                            && path.startsWith(glob.root())
                            && path.normalize().equals(path)
                            && matcher.matches(glob.root().relativize(path))
                    ? path
                    : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** One search. */
    private record Walk(
            SourceSpec.Glob glob,
            PathMatcher matcher,
            Predicate<Path> known,
            Map<Path, Seen> before,
            Map<Path, Seen> after,
            List<Path> failed) {

        boolean takes(Path path) {
            return matcher.matches(glob.root().relativize(path));
        }

        String id(Path path) {
            return glob.name() + "/" + glob.root().relativize(path).toString().replace('\\', '/');
        }
    }

    /** Returns what the directory is; null: it is not there. */
    private @Nullable Identity walk(Walk walk, Path directory, int depth, Set<Identity> above) throws IOException {
        Listings.Listing listing = listings.list(directory);
        if (listing.denied()) {
            throw new AccessDeniedException(directory.toString());
        }
        Identity here = listing.directory();
        if (here != null && above.contains(here)) {
            // Links that lead back: whoever follows two of them meets each log tens of thousands of times.
            return here;
        }
        visited.accept(directory);
        Set<Identity> path = new HashSet<>(above);
        if (here != null) {
            path.add(here);
        }
        Seen known = walk.before().get(directory);
        Seen now = known != null && known.version() == listing.version() && clock.nanos() - known.at() < BELIEVED_NANOS
                ? known
                : look(walk, directory, listing, depth);
        walk.after().put(directory, now);
        for (Path below : now.below()) {
            try {
                walk(walk, below, depth - 1, path);
            } catch (IOException | UncheckedIOException e) {
                leaveOut(walk, below, e);
            }
        }
        return here;
    }

    /** Looks at what a directory holds. */
    private Seen look(Walk walk, Path directory, Listings.Listing listing, int depth) {
        Seen seen = new Seen(listing.version(), clock.nanos(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        boolean whole = true;
        boolean alone = walk.glob().writing().rotated() == Numbering.NONE;
        for (Map.Entry<String, List<Listings.Entry>> log : (alone ? eachAlone(listing) : listing.logs()).entrySet()) {
            if (log.getKey().startsWith(".")) {
                continue;
            }
            Path own = directory.resolve(log.getKey());
            boolean named = walk.takes(own) || log.getValue().stream().anyMatch(entry -> walk.takes(entry.path()));
            try {
                if (named) {
                    whole &= take(walk, seen, own, log.getValue());
                }
                if (depth > 0) {
                    noteBelow(walk, seen, log.getValue());
                }
            } catch (IOException | UncheckedIOException e) {
                whole = false;
                leaveOut(walk, own, e);
            }
        }
        return whole ? seen : new Seen(-1, seen.at(), seen.found(), seen.odd(), seen.below());
    }

    /** One that may not be entered, a loop of links, a mount that is gone: its neighbours are found all the same. */
    private void leaveOut(Walk walk, Path path, Exception e) {
        walk.failed().add(path);
        if (leftOut.add(path)) {
            LOG.log(
                    Level.WARNING,
                    "Left out of source group {0}: {1}",
                    walk.glob().name(),
                    e.toString());
        }
    }

    /** Returns false if it is gone again. */
    private boolean take(Walk walk, Seen seen, Path own, List<Listings.Entry> files) throws IOException {
        Path active = active(walk.glob(), files);
        Found found = new Found(walk.id(own), active == null ? own : active, dated(active, own), active != null);
        if (walk.known().test(found.path())) {
            seen.found().add(found);
            return true;
        }
        // Of a log whose active file is missing just now the rotated ones speak.
        Path witness = active == null ? files.get(0).path() : active;
        Attributes attributes = disk.attributes(witness);
        if (attributes == null) {
            return false;
        }
        if (attributes.regular()) {
            seen.found().add(found);
        } else if (!disk.directory(witness)) {
            // A directory among the logs is where more of them may lie, and no mistake.
            seen.odd().add(found);
        }
        return true;
    }

    /** Whether the file that is written to has another name than its log. */
    private static boolean dated(@Nullable Path active, Path own) {
        return active != null && !Listings.nameOf(active).equals(Listings.nameOf(own));
    }

    /** The file of a log that is written to; null: it is not there now. */
    private static @Nullable Path active(SourceSpec.Glob glob, List<Listings.Entry> files) {
        if (glob.writing().rotated() == Numbering.NONE) {
            return files.get(0).path();
        }
        List<LogFile> names =
                files.stream().map(entry -> LogFile.named(entry.name().file())).toList();
        RotatedOrder.Entry active = RotatedOrder.of(names, null).active();
        // As it was listed: a name that is no text cannot be made from its text.
        return active == null
                ? null
                : files.stream()
                        .filter(entry ->
                                entry.name().file().equals(active.name().file()))
                        .map(Listings.Entry::path)
                        .findFirst()
                        .orElse(null);
    }

    /** Where names say nothing of rotation each file is a log; a packed one is none. */
    private static Map<String, List<Listings.Entry>> eachAlone(Listings.Listing listing) {
        Map<String, List<Listings.Entry>> alone = new HashMap<>();
        for (List<Listings.Entry> files : listing.logs().values()) {
            for (Listings.Entry file : files) {
                if (file.name().form() == null) {
                    alone.put(file.name().file(), List.of(file));
                }
            }
        }
        return alone;
    }

    private void noteBelow(Walk walk, Seen seen, List<Listings.Entry> entries) throws IOException {
        for (Listings.Entry entry : entries) {
            if (walk.known().test(entry.path())) {
                continue;
            }
            Attributes attributes = disk.attributes(entry.path());
            // Not a FIFO among them: to list one is to wait for whoever writes into it.
            if (attributes != null && !attributes.regular() && disk.directory(entry.path())) {
                seen.below().add(entry.path());
            }
        }
    }
}

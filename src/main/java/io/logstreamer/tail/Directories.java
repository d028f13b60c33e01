package io.logstreamer.tail;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
     */
    record Found(String id, Path path, boolean dated) {}

    /**
     * What a walk found.
     *
     * @param found in the order of ids
     * @param whole whether every directory could be listed
     * @param root the glob's first directory; null: it is not there
     */
    record Findings(
            List<Found> found, boolean whole, @Nullable Identity root) {}

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Set<Path> leftOut = new HashSet<>();
    private final Disk disk;
    private final Listings listings;
    private final Consumer<Path> visited;

    /** @param visited is told of every directory looked at, so that it can be watched */
    Directories(Disk disk, Listings listings, Consumer<Path> visited) {
        this.disk = disk;
        this.listings = listings;
        this.visited = visited;
    }

    /**
     * The logs of a glob, in the order of their ids. A log is taken if its own name matches, or that of one of its files.
     *
     * @param known whether a path is known to be a log's active file: it is not looked at again
     * @param odd is told what has the name of a log and is no file that could be read as one: a FIFO, a device, a socket
     */
    Findings find(SourceSpec.Glob glob, Predicate<Path> known, Consumer<Found> odd) throws IOException {
        PathMatcher matcher = glob.root().getFileSystem().getPathMatcher("glob:" + glob.pattern());
        int depth = glob.pattern().contains("**")
                ? MAX_DEPTH
                : (int) glob.pattern().chars().filter(c -> c == '/').count();
        List<Found> found = new ArrayList<>();
        Walk walk = new Walk(glob, matcher, known, found, odd, new ArrayList<>());
        Identity root = walk(walk, glob.root(), depth);
        found.sort((one, other) -> one.id().compareTo(other.id()));
        return new Findings(found, walk.failed().isEmpty(), root);
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
            List<Found> found,
            Consumer<Found> odd,
            List<Path> failed) {

        boolean takes(Path path) {
            return matcher.matches(glob.root().relativize(path));
        }

        String id(Path path) {
            return glob.name() + "/" + glob.root().relativize(path).toString().replace('\\', '/');
        }
    }

    /** Returns what the directory is; null: it is not there. */
    private @Nullable Identity walk(Walk walk, Path directory, int depth) throws IOException {
        visited.accept(directory);
        Listings.Listing listing = listings.list(directory);
        if (listing.denied()) {
            throw new AccessDeniedException(directory.toString());
        }
        boolean alone = walk.glob().writing().rotated() == Numbering.NONE;
        for (Map.Entry<String, List<Listings.Entry>> log : (alone ? eachAlone(listing) : listing.logs()).entrySet()) {
            if (log.getKey().startsWith(".")) {
                continue;
            }
            Path own = directory.resolve(log.getKey());
            boolean named = walk.takes(own) || log.getValue().stream().anyMatch(entry -> walk.takes(entry.path()));
            try {
                if (named) {
                    take(walk, own, log.getValue());
                }
                if (depth > 0) {
                    descend(walk, log.getValue(), depth);
                }
            } catch (IOException | UncheckedIOException e) {
                // One that may not be entered, a loop of links, a mount that is gone: its neighbours are found all the
                // same.
                walk.failed().add(own);
                if (leftOut.add(own)) {
                    LOG.log(
                            Level.WARNING,
                            "Left out of source group {0}: {1}",
                            walk.glob().name(),
                            e.toString());
                }
            }
        }
        return listing.directory();
    }

    private void take(Walk walk, Path own, List<Listings.Entry> files) throws IOException {
        Path active = active(walk.glob(), files);
        Found found = new Found(walk.id(own), active == null ? own : active, active != null && !active.equals(own));
        if (walk.known().test(found.path())) {
            walk.found().add(found);
            return;
        }
        // Of a log whose active file is missing just now the rotated ones speak.
        Path witness = active == null ? files.get(0).path() : active;
        Attributes attributes = disk.attributes(witness);
        if (attributes == null) {
            return;
        }
        if (attributes.regular()) {
            walk.found().add(found);
        } else if (!disk.directory(witness)) {
            // A directory among the logs is where more of them may lie, and no mistake.
            walk.odd().accept(found);
        }
    }

    /** The file of a log that is written to; null: it is not there now. */
    private static @Nullable Path active(SourceSpec.Glob glob, List<Listings.Entry> files) {
        if (glob.writing().rotated() == Numbering.NONE) {
            return files.get(0).path();
        }
        List<LogFile> names =
                files.stream().map(entry -> LogFile.named(entry.name().file())).toList();
        RotatedOrder.Entry active = RotatedOrder.of(names, null).active();
        return active == null
                ? null
                : files.get(0).path().resolveSibling(active.name().file());
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

    private void descend(Walk walk, List<Listings.Entry> entries, int depth) throws IOException {
        for (Listings.Entry entry : entries) {
            if (walk.known().test(entry.path())) {
                continue;
            }
            Attributes attributes = disk.attributes(entry.path());
            if (attributes != null && !attributes.regular()) {
                walk(walk, entry.path(), depth - 1);
            }
        }
    }
}

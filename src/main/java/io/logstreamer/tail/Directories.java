package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.SourceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the logs that a glob names, as they are on the disk now. Confined to the tailer thread. */
final class Directories {

    /** A glob with {@code **} goes no deeper than this. */
    private static final int MAX_DEPTH = 16;

    /** What a glob found: the id of the source, and its active file. */
    record Found(String id, Path path) {}

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Set<Path> leftOut = new HashSet<>();
    private final Disk disk;
    private final Consumer<Path> visited;

    /** @param visited is told of every directory looked at, so that it can be watched */
    Directories(Disk disk, Consumer<Path> visited) {
        this.disk = disk;
        this.visited = visited;
    }

    /** The logs of a glob, in the order of their ids. */
    List<Found> find(SourceSpec.Glob glob) throws IOException {
        PathMatcher matcher = glob.root().getFileSystem().getPathMatcher("glob:" + glob.pattern());
        int depth = glob.pattern().contains("**")
                ? MAX_DEPTH
                : (int) glob.pattern().chars().filter(c -> c == '/').count();
        List<Found> found = new ArrayList<>();
        walk(glob, matcher, glob.root(), depth, found);
        found.sort((one, other) -> one.id().compareTo(other.id()));
        return found;
    }

    private void walk(SourceSpec.Glob glob, PathMatcher matcher, Path directory, int depth, List<Found> found)
            throws IOException {
        visited.accept(directory);
        for (Path path : disk.list(directory)) {
            if (Listings.nameOf(path).startsWith(".") || RotatedSet.isRotatedName(Listings.nameOf(path))) {
                continue;
            }
            Path below = glob.root().relativize(path);
            boolean named = matcher.matches(below);
            if (!named && depth == 0) {
                continue;
            }
            try {
                Attributes attributes = disk.attributes(path);
                if (attributes == null) {
                    continue;
                }
                if (attributes.regular() && named) {
                    found.add(new Found(glob.name() + "/" + below.toString().replace('\\', '/'), path));
                } else if (!attributes.regular() && depth > 0) {
                    walk(glob, matcher, path, depth - 1, found);
                }
            } catch (IOException | UncheckedIOException e) {
                // One that may not be entered, a loop of links, a mount that is gone: its neighbours are found all the
                // same.
                if (leftOut.add(path)) {
                    LOG.log(Level.WARNING, "Left out of source group {0}: {1}", glob.name(), e.toString());
                }
            }
        }
    }
}

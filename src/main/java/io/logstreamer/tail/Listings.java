package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Identity;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The directories of all logs, each as it was listed, its files sorted by log. Thousands of logs in one directory share
 * one listing: it is taken anew when the directory was changed since, which its own time of the last write tells.
 *
 * <p>Confined to the tailer thread.
 */
final class Listings {

    /** Longer than the steps of the file system's clock: what was changed after a listing shows by then. */
    private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A network mount may show an old time of the directory for a while. */
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Disk disk;
    private final Clock clock;
    private final Map<Path, Listing> known = new HashMap<>();
    private long versions;

    Listings(Disk disk, Clock clock) {
        this.disk = disk;
        this.clock = clock;
    }

    /**
     * A directory as it was listed.
     *
     * @param denied whether it may not be listed
     * @param version of its names: the same as long as nothing that follows can differ; 0: it is not there
     * @param paths as they were listed; empty: the next listing is to be taken apart again, whatever it holds
     * @param logs the files of each log by its name
     */
    record Listing(
            @Nullable Identity directory,
            long modifiedNanos,
            long at,
            boolean settled,
            boolean denied,
            long version,
            List<Path> paths,
            Map<String, List<Entry>> logs) {

        private Listing again(long now, boolean nowSettled) {
            return new Listing(directory, modifiedNanos, now, nowSettled, denied, version, paths, logs);
        }

        List<Entry> files(String log) {
            return logs.getOrDefault(log, List.of());
        }
    }

    /** A file of a directory. */
    record Entry(Path path, LogName name) {}

    /** A directory as it is now; one that may be entered and not listed, or is not there, is empty. */
    Listing list(Path directory) throws IOException {
        Attributes now = disk.attributes(directory);
        Listing before = known.get(directory);
        if (before != null && now != null && fresh(before, now)) {
            return before;
        }
        boolean still = before != null
                && now != null
                && now.identity().equals(before.directory())
                && now.modifiedNanos() == before.modifiedNanos();
        boolean settled = before != null && still && clock.nanos() - before.at() >= SETTLED_NANOS;
        List<Path> files = files(directory);
        Listing listing;
        if (before != null && still && files != null && !files.isEmpty() && files.equals(before.paths())) {
            // Thousands of names are not taken apart again and again.
            listing = before.again(clock.nanos(), settled);
        } else {
            listing = takenApart(now, settled, files);
        }
        if (now == null) {
            known.remove(directory);
        } else {
            known.put(directory, listing);
        }
        return listing;
    }

    private Listing takenApart(@Nullable Attributes directory, boolean settled, @Nullable List<Path> files)
            throws IOException {
        Map<String, List<Entry>> logs = new HashMap<>();
        boolean byNamesAlone = byLog(files == null ? List.of() : files, logs);
        return new Listing(
                directory == null ? null : directory.identity(),
                directory == null ? 0 : directory.modifiedNanos(),
                clock.nanos(),
                settled,
                files == null,
                directory == null ? 0 : ++versions,
                files == null || !byNamesAlone ? List.of() : files,
                logs);
    }

    /** A listing has shown to be outdated. */
    void forget(Path directory) {
        known.remove(directory);
    }

    private boolean fresh(Listing before, Attributes now) {
        return before.settled()
                && now.identity().equals(before.directory())
                && now.modifiedNanos() == before.modifiedNanos()
                && clock.nanos() - before.at() < MAX_AGE_NANOS;
    }

    /** Null: it may not be listed. */
    private @Nullable List<Path> files(Path directory) throws IOException {
        try {
            return disk.list(directory);
        } catch (AccessDeniedException e) {
            return null;
        }
    }

    /** Returns whether names alone have decided: else the times of the files have, which change without a trace. */
    private boolean byLog(List<Path> files, Map<String, List<Entry>> logs) throws IOException {
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            names.add(nameOf(file));
        }
        boolean byNamesAlone = true;
        for (Path file : files) {
            LogName name = LogNames.parse(nameOf(file));
            String other = name.mayBelongTo();
            if (other != null && names.contains(other)) {
                boolean packedAlone = name.form() != null && !names.contains(name.plain());
                byNamesAlone &= packedAlone;
                if (packedAlone || rotatedFrom(file.resolveSibling(other), file.resolveSibling(name.plain()))) {
                    name = name.folded();
                }
            }
            logs.computeIfAbsent(name.log(), log -> new ArrayList<>()).add(new Entry(file, name));
        }
        return byNamesAlone;
    }

    /** See {@link LogNames#byLog}. */
    private boolean rotatedFrom(Path active, Path file) throws IOException {
        Attributes one = disk.attributes(active);
        Attributes other = disk.attributes(file);
        if (one == null || other == null) {
            return false;
        }
        LogFile activeFile = known(active, one);
        LogFile numbered = known(file, other);
        return LogNames.byLog(List.of(activeFile, numbered)).size() == 1;
    }

    private static LogFile known(Path path, Attributes attributes) {
        return new LogFile(
                LogNames.parse(nameOf(path)),
                attributes.modifiedNanos(),
                attributes.identity().birthNanos(),
                0);
    }

    /** The file's name as text; bytes that are no text stay apart from every real name. */
    static String nameOf(@Nullable Path path) {
        Path name = path == null ? null : path.getFileName();
        return name == null ? "" : name.toString();
    }
}

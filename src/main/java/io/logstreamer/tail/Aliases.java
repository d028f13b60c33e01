package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds the logs of a group that are mere links to others of it: {@code current.log}, which leads to {@code
 * app-2026-11-23.log}. Who asks for all of the group would get each of their lines twice. Of several links to one file that is
 * not in the group the first by name counts.
 *
 * <p>Confined to the tailer thread.
 */
final class Aliases {

    private final Disk disk;

    Aliases(Disk disk) {
        this.disk = disk;
    }

    /**
     * A log, by the directory and its name in it.
     *
     * @param directory its identity, since there are several ways to write its path; the path if it may not be looked at
     */
    private record Place(Object directory, String log) {}

    /**
     * The ids of those that are links to others.
     *
     * @param group all logs of one group, in the order of their ids
     * @param alone whether each file is a log
     */
    Set<String> among(List<Directories.Found> group, boolean alone) throws IOException {
        Map<Directories.Found, Path> links = new HashMap<>();
        for (Directories.Found found : group) {
            Path target = disk.target(found.path());
            if (!target.equals(found.path())) {
                links.put(found, target);
            }
        }
        Set<String> aliases = new HashSet<>();
        if (links.isEmpty()) {
            return aliases;
        }
        Map<Path, Object> directories = new HashMap<>();
        Set<Place> taken = new HashSet<>();
        for (Directories.Found found : group) {
            if (!links.containsKey(found)) {
                taken.add(place(found.path(), alone, directories));
            }
        }
        for (Directories.Found found : group) {
            Path target = links.get(found);
            if (target != null && !taken.add(place(target, alone, directories))) {
                aliases.add(found.id());
            }
        }
        return aliases;
    }

    private Place place(Path file, boolean alone, Map<Path, Object> directories) throws IOException {
        Path parent = Objects.requireNonNull(file.getParent());
        Object directory = directories.get(parent);
        if (directory == null) {
            Attributes attributes = disk.attributes(parent);
            directory = attributes == null ? parent : attributes.identity();
            directories.put(parent, directory);
        }
        String name = Listings.nameOf(file);
        return new Place(directory, alone ? name : LogNames.logOf(name));
    }
}

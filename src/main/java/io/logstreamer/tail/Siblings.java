package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Identity;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rotated files beside a log's active one, as they are called now. Confined to the tailer thread. */
final class Siblings {

    private final Disk disk;
    private final Path path;

    Siblings(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    /**
     * From the oldest to the newest. Under renames a listing may miss a file or name it twice: what depends on it takes
     * two that agree. A directory that may be entered and not listed has none.
     */
    Map<Path, Identity> list() throws IOException {
        Map<Path, Identity> found = new LinkedHashMap<>();
        for (Path rotated : RotatedSet.plain(directory(), RotatedSet.nameOf(path))) {
            Attributes attributes = disk.attributes(rotated);
            if (attributes != null && attributes.regular()) {
                found.put(rotated, attributes.identity());
            }
        }
        return found;
    }

    /** The number that rotation gave a file of the list. */
    int number(Path rotated) {
        return RotatedSet.number(rotated, RotatedSet.nameOf(path));
    }

    private List<Path> directory() throws IOException {
        Path directory = path.getParent();
        try {
            return directory == null ? List.of() : disk.list(directory);
        } catch (AccessDeniedException e) {
            return List.of();
        }
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Numbering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The active file of a log, and the rotated ones beside it as they are called now. Confined to the tailer thread. */
final class Siblings {

    private static final List<Sibling> NONE = List.of();
    private static final int ATTEMPTS = 4;

    private final Disk disk;
    private final Listings listings;
    /** As it was configured, or as the files said when they first were of one voice; null: neither yet. */
    private @Nullable Numbering numbering;

    private volatile Path active;

    /** @param active the file that is written to now */
    Siblings(Path active, Disk disk, Listings listings, @Nullable Numbering numbering) {
        this.active = active;
        this.disk = disk;
        this.listings = listings;
        this.numbering = numbering;
    }

    /**
     * One of them.
     *
     * @param form how it is packed; null: not at all
     * @param plain its name without that
     * @param distance how many rotations ago it was the active one, by its number; -1: that cannot be told
     */
    record Sibling(Path path, Identity identity, @Nullable ArchiveForm form, String plain, long distance) {

        boolean packed() {
            return form != null;
        }
    }

    /** The file that is written to. Any thread. */
    Path active() {
        return active;
    }

    /** Another file is written to from now on: a new day has another name. */
    void activate(Path path) {
        active = path;
    }

    /**
     * From the oldest to the newest, without the active one and what is newer: the next day of a dated series, which is the
     * active one once a walk has found it. Under renames a listing may miss a file or name it twice: what
     * depends on it takes two that agree.
     */
    List<Sibling> list() throws IOException {
        if (numbering == Numbering.NONE) {
            return NONE;
        }
        List<Sibling> found = beside(active);
        Path target = disk.target(active);
        if (target.equals(active)) {
            return found;
        }
        // Where the name is a link: Kubernetes rotates beside the target.
        Map<Path, Sibling> all = new LinkedHashMap<>();
        found.forEach(each -> all.put(each.path(), each));
        for (Sibling each : beside(target)) {
            all.putIfAbsent(each.path(), each);
        }
        // The target may be called as if it was rotated, and is the active one all the same.
        Attributes written = disk.attributes(active);
        return all.values().stream()
                .filter(each -> written == null || !each.identity().equals(written.identity()))
                .toList();
    }

    /** The names in its directory that are those of this log, without asking any file. */
    List<Path> names() throws IOException {
        Path directory = active.getParent();
        LogName name = LogNames.parse(Listings.nameOf(active));
        return directory == null
                ? List.of()
                : listings.list(directory).files(name.log()).stream()
                        .map(Listings.Entry::path)
                        .toList();
    }

    /** Asks again while a file that was listed is not there any more: it has another name by now. */
    private List<Sibling> beside(Path beside) throws IOException {
        List<Sibling> found = null;
        for (int attempt = 0; found == null; attempt++) {
            found = beside(beside, attempt == ATTEMPTS);
        }
        return found;
    }

    /** Null: the directory is being changed. */
    private @Nullable List<Sibling> beside(Path beside, boolean last) throws IOException {
        Path directory = beside.getParent();
        LogName name = LogNames.parse(Listings.nameOf(beside));
        if (directory == null || name.kind() == LogName.Kind.NUMBERED || name.form() != null) {
            // Somebody has named a rotated file: it has no past of its own.
            return NONE;
        }
        Map<String, Path> paths = new HashMap<>();
        Map<String, Attributes> attributes = new HashMap<>();
        List<LogFile> files = new ArrayList<>();
        List<Listings.Entry> listed = listings.list(directory).files(name.log());
        DayOrder days = new DayOrder(listed.stream().map(Listings.Entry::name).toList(), name);
        for (Listings.Entry entry : listed) {
            if (entry.path().equals(beside) || RotatedOrder.isNextActive(entry.name(), name, days)) {
                continue;
            }
            Attributes its = disk.attributes(entry.path());
            if (its == null && !last) {
                listings.forget(directory);
                return null;
            }
            if (its == null || !its.regular()) {
                continue;
            }
            String file = entry.name().file();
            paths.put(file, entry.path());
            attributes.put(file, its);
            files.add(new LogFile(
                    entry.name(), its.modifiedNanos(), its.identity().birthNanos(), 0));
        }
        if (files.isEmpty()) {
            return NONE;
        }
        RotatedOrder order = RotatedOrder.of(files, numbering, name);
        numbering = numbering == null && order.evident() ? order.numbering() : numbering;
        List<Sibling> found = new ArrayList<>();
        for (RotatedOrder.Entry entry : order.entries()) {
            String file = entry.name().file();
            Path path = paths.get(file);
            Attributes its = attributes.get(file);
            if (path != null && its != null) {
                long distance = distance(entry.name(), order.numbering());
                ArchiveForm form = entry.name().form();
                Identity identity = form == null ? its.identity() : archived(its);
                found.add(new Sibling(path, identity, form, entry.name().plain(), distance));
            }
        }
        return found;
    }

    /**
     * An archive does not change once it is there: where births are not known the time of its last change tells it from
     * another one that was given its number later.
     */
    private static Identity archived(Attributes its) {
        Identity identity = its.identity();
        return identity.birthNanos() != 0
                ? identity
                : new Identity(identity.device(), identity.inode(), its.modifiedNanos());
    }

    private static long distance(LogName name, Numbering numbering) {
        boolean counted = name.kind() == LogName.Kind.NUMBERED
                && name.numbers().size() == 1
                && numbering == Numbering.HIGHEST_IS_OLDEST;
        return counted ? name.numbers().get(0) : -1;
    }
}

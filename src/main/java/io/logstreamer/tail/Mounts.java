package io.logstreamer.tail;

import io.logstreamer.log.SourceSpec;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which sources lie on the same mount: one that hangs must not keep the others waiting. Goes by the table of mounts alone,
 * since asking the file system of a path is what may hang. Where there is no such table all sources are of one mount.
 *
 * <p>Immutable.
 */
final class Mounts {

    /** More than this many threads are not made; what lies on further mounts shares the last. */
    static final int MAX_GROUPS = 8;

    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int POINT_FIELD = 4;
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final List<Path> points;

    private Mounts(List<Path> points) {
        this.points = List.copyOf(points);
    }

    /** Those of this machine, as they are now. */
    static Mounts now() {
        try {
            return of(Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "No table of mounts: all sources share a thread", e);
            return new Mounts(List.of());
        }
    }

    /** @param table lines of proc_pid_mountinfo(5) */
    static Mounts of(List<String> table) {
        List<Path> points = new ArrayList<>();
        for (String line : table) {
            String[] fields = line.split(" ", POINT_FIELD + 2);
            if (fields.length > POINT_FIELD) {
                points.add(Path.of(unescaped(fields[POINT_FIELD])));
            }
        }
        return new Mounts(points);
    }

    /** Space, tabulator, line feed and backslash are written as three octal digits. */
    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 3 < field.length()) {
                text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** The mount that a path lies on, by its name; links are not followed. */
    Path of(Path path) {
        Path found = null;
        Path whole = path.toAbsolutePath().normalize();
        for (Path point : points) {
            if (whole.startsWith(point) && (found == null || point.getNameCount() >= found.getNameCount())) {
                found = point;
            }
        }
        return found == null ? Path.of("") : found;
    }

    /** Sources that share a thread, in the order of the configuration. Those of one name are never torn apart. */
    List<List<SourceSpec>> groups(List<SourceSpec> specs) {
        Map<Path, List<SourceSpec>> groups = new LinkedHashMap<>();
        Map<String, List<SourceSpec>> byName = new HashMap<>();
        List<SourceSpec> last = new ArrayList<>();
        for (SourceSpec spec : specs) {
            Path path = spec instanceof SourceSpec.Glob glob ? glob.root() : ((SourceSpec.File) spec).path();
            List<SourceSpec> group = byName.get(spec.name());
            if (group == null) {
                Path mount = of(path);
                group = groups.size() < MAX_GROUPS || groups.containsKey(mount)
                        ? groups.computeIfAbsent(mount, key -> new ArrayList<>())
                        : last;
                byName.put(spec.name(), group);
            }
            group.add(spec);
            last = group;
        }
        return groups.isEmpty() ? List.of(List.of()) : List.copyOf(groups.values());
    }
}

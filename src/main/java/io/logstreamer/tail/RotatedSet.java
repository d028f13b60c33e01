package io.logstreamer.tail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files belong to a log beside its active one, by name. The one place that knows the names rotation gives.
 */
final class RotatedSet {

    /** Digits of the number that rotation by rename appends. */
    private static final int MAX_DIGITS = 4;

    private static final List<String> ARCHIVES = List.of(".gz", ".zst", ".xz", ".bz2", ".zip", ".lz4", ".Z");

    private RotatedSet() {}

    /** The plain files {@code name.N} of a directory, from the oldest (largest number) to the newest. */
    static List<Path> plain(List<Path> directory, String name) {
        List<Path> found = new ArrayList<>();
        for (Path path : directory) {
            if (number(path, name) >= 0) {
                found.add(path);
            }
        }
        found.sort(Comparator.comparingInt((Path path) -> number(path, name)).reversed());
        return found;
    }

    /** N of {@code name.N}, or -1. */
    static int number(Path path, String name) {
        String file = nameOf(path);
        if (!file.startsWith(name + ".")) {
            return -1;
        }
        String number = file.substring(name.length() + 1);
        return digits(number) ? Integer.parseInt(number) : -1;
    }

    /** Whether a name looks like what rotation made of another one: it is no source of its own. */
    static boolean isRotatedName(String file) {
        String rest = file;
        for (String archive : ARCHIVES) {
            if (rest.endsWith(archive)) {
                return true;
            }
        }
        int dot = rest.lastIndexOf('.');
        if (dot > 0 && digits(rest.substring(dot + 1))) {
            return true;
        }
        int dash = rest.lastIndexOf('-');
        return dash > 0 && rest.length() - dash - 1 >= 8 && date(rest.substring(dash + 1));
    }

    /** The file's name as text; bytes that are no text stay apart from every real name. */
    static String nameOf(@Nullable Path path) {
        Path name = path == null ? null : path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean date(String text) {
        return text.substring(0, 8).chars().allMatch(c -> c >= '0' && c <= '9')
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-');
    }
}

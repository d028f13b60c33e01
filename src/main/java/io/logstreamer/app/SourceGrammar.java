package io.logstreamer.app;

import io.logstreamer.log.SourceSpec;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The language in which sources are written. Immutable; nothing on disk is touched.
 *
 * <pre>
 * list    = entry { "," entry }            blanks around entries mean nothing, empty entries neither
 * entry   = [ name "=" ] place             the name ends at the first "=", and holds no "/"
 * place   = "container" | path             a path with one of * ? [ { is a glob, separated by "/"
 * escapes = "\," in a list: a comma        "\*" "\?" "\[" "\]" "\{" "\}" "\\": the character itself
 * </pre>
 *
 * <p>A backslash before any other character is that backslash.
 */
final class SourceGrammar {

    private static final String CONTAINER = "container";
    private static final String GLOB_CHARACTERS = "*?[{";
    private static final String ESCAPABLE = "*?[]{}\\";

    private final Path workingDirectory;
    private final @Nullable Path containerLogs;

    /**
     * A grammar for one surroundings.
     *
     * @param workingDirectory what relative paths are relative to; absolute
     * @param containerLogs what the word {@code container} stands for, or null if nothing is known
     */
    SourceGrammar(Path workingDirectory, @Nullable Path containerLogs) {
        this.workingDirectory = workingDirectory;
        this.containerLogs = containerLogs;
    }

    /** Splits a list at its commas; entries keep their other escapes. */
    static List<String> split(String list) {
        List<String> entries = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '\\' && i + 1 < list.length()) {
                char next = list.charAt(++i);
                entry.append(next == ',' ? "," : "\\" + next);
            } else if (c == ',') {
                entries.add(entry.toString().strip());
                entry.setLength(0);
            } else {
                entry.append(c);
            }
        }
        entries.add(entry.toString().strip());
        entries.removeIf(String::isEmpty);
        return entries;
    }

    /** Writes the path of one file so that the grammar reads it as nothing else. */
    static String literal(String path) {
        StringBuilder text = new StringBuilder(path.startsWith("/") ? "" : "./");
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == ',' || ESCAPABLE.indexOf(c) >= 0) {
                text.append('\\');
            }
            text.append(c);
        }
        return text.toString();
    }

    /**
     * Reads one entry of a list.
     *
     * @param entry what {@link #split} returned
     * @param groups the groups configured for names
     * @param origin where the list was given
     */
    SourceEntry entry(String entry, Groups groups, String origin) throws BadValue {
        int equals = entry.indexOf('=');
        boolean named = equals >= 0 && entry.lastIndexOf('/', equals) < 0;
        String name = named ? requireName(entry.substring(0, equals).strip()) : null;
        String place = named ? entry.substring(equals + 1).strip() : entry;
        return new SourceEntry(entry, origin, name, spec(name, name == null ? null : groups.of(name), place));
    }

    /** Reads the place of one source with a name and perhaps a group. */
    SourceSpec spec(@Nullable String name, @Nullable String group, String place) throws BadValue {
        if (place.isEmpty()) {
            throw new BadValue("has a name and no path", "write name=/path/to/app.log");
        }
        if (place.equals(CONTAINER)) {
            return containerSource(name, group);
        }
        if (place.endsWith("/")) {
            throw new BadValue("is a directory", "write " + place + "* for all files in it");
        }
        try {
            return pathSource(name, group, place);
        } catch (InvalidPathException e) {
            throw new BadValue(
                    "is not a path (" + e.getReason() + ")", "check the path, and the locale if it is not ASCII");
        }
    }

    private SourceSpec containerSource(@Nullable String name, @Nullable String group) throws BadValue {
        if (containerLogs == null) {
            throw new BadValue(
                    "stands for the logs of a Tomcat or Jetty, and none is around",
                    "write the path of the logs, or ./container for a file of that name");
        }
        return glob(name, group, containerLogs, "*");
    }

    private SourceSpec pathSource(@Nullable String name, @Nullable String group, String place) throws BadValue {
        List<String> segments = segments(place);
        int fixed = 0;
        while (fixed < segments.size() && !isGlob(segments.get(fixed))) {
            fixed++;
        }
        Path path = place.startsWith("/") ? Path.of("/") : workingDirectory;
        for (String segment : segments.subList(0, fixed)) {
            path = path.resolve(unescaped(segment));
        }
        return fixed == segments.size()
                ? file(name, group, path)
                : glob(name, group, path, String.join("/", segments.subList(fixed, segments.size())));
    }

    private static SourceSpec file(@Nullable String name, @Nullable String group, Path path) throws BadValue {
        String own = name == null ? requireName(lastName(path)) : name;
        return new SourceSpec.File(group == null ? own : group + "/" + own, path);
    }

    private static SourceSpec glob(@Nullable String name, @Nullable String group, Path root, String pattern)
            throws BadValue {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new BadValue(
                    "is not a glob (" + e.getDescription() + ")",
                    "close each bracket and brace; a comma within a path is written \\,");
        }
        if (List.of(pattern.split("/", -1)).contains("..")) {
            throw new BadValue("has .. behind a wildcard", "write the directory without ..");
        }
        String own = name == null ? lastName(root.normalize()) : name;
        return new SourceSpec.Glob(group == null ? requireName(own) : group, root, pattern);
    }

    /** The parts between slashes; empty ones and {@code .} say nothing. {@code ..} stays, for the sake of links. */
    private static List<String> segments(String place) {
        List<String> segments = new ArrayList<>(List.of(place.split("/", -1)));
        segments.removeIf(segment -> segment.isEmpty() || segment.equals("."));
        return segments;
    }

    private static boolean isGlob(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            if (isEscape(segment, i)) {
                i++;
            } else if (GLOB_CHARACTERS.indexOf(segment.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String unescaped(String segment) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            if (isEscape(segment, i)) {
                i++;
            }
            text.append(segment.charAt(i));
        }
        return text.toString();
    }

    private static boolean isEscape(String segment, int index) {
        return segment.charAt(index) == '\\'
                && index + 1 < segment.length()
                && ESCAPABLE.indexOf(segment.charAt(index + 1)) >= 0;
    }

    private static String lastName(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString();
    }

    private static String requireName(String name) throws BadValue {
        if (name.isEmpty()) {
            throw new BadValue("has no name to go by", "write name=path");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new BadValue("has a control character in its name", "write name=path with a plain name");
        }
        return name;
    }

    /** The groups that were configured for names of sources. */
    @FunctionalInterface
    interface Groups {
        /** The group of a name, or null if it has none. */
        @Nullable String of(String name);
    }
}

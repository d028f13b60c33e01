package io.logstreamer.log;

import java.nio.file.Path;

/**
 * One entry of the {@code sources} setting: which files are to be followed, and under which names clients see them.
 * Immutable; nothing on disk is touched by making one.
 */
public sealed interface SourceSpec {

    /** The id of the source, or the name of the group; what clients put into {@code source=}. */
    String name();

    /** How the source, or all of the group, is written. */
    Writing writing();

    /** The same, written otherwise. */
    SourceSpec in(Writing writing);

    /**
     * One file under one configured name. The file need not exist yet.
     *
     * @param name the source's id
     * @param path the active file, absolute
     * @param writing how it is written
     */
    record File(String name, Path path, Writing writing) implements SourceSpec {

        /** Written as usual. */
        public File(String name, Path path) {
            this(name, path, Writing.USUAL);
        }

        public File {
            requireName(name);
            requireAbsolute(path);
        }

        @Override
        public File in(Writing other) {
            return new File(name, path, other);
        }
    }

    /**
     * A glob: one source per log found, with the id {@code name + "/" + path below root}.
     *
     * @param name the group
     * @param root the last directory of the path that holds no glob character, absolute
     * @param pattern what must match the path below {@code root}; syntax of {@link
     *     java.nio.file.FileSystem#getPathMatcher} {@code glob:}
     * @param writing how each is written
     */
    record Glob(String name, Path root, String pattern, Writing writing) implements SourceSpec {

        /** Written as usual. */
        public Glob(String name, Path root, String pattern) {
            this(name, root, pattern, Writing.USUAL);
        }

        public Glob {
            requireName(name);
            requireAbsolute(root);
            if (pattern.isEmpty()) {
                throw new IllegalArgumentException("pattern is empty: name=" + name);
            }
        }

        @Override
        public Glob in(Writing other) {
            return new Glob(name, root, pattern, other);
        }
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("name is empty or holds a control character: name=" + name);
        }
    }

    private static void requireAbsolute(Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("path is not absolute: path=" + path);
        }
    }
}

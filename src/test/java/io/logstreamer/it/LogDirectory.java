package io.logstreamer.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A directory with a fixed number of named sources, so that every test of a class has a log of its own on one server.
 * No file exists until its test makes it.
 */
final class LogDirectory implements AutoCloseable {
    private final Path directory;
    private final int size;
    private int given;

    private LogDirectory(Path directory, int size) {
        this.directory = directory;
        this.size = size;
    }

    static LogDirectory of(int size) throws IOException {
        return new LogDirectory(Directories.create("logs"), size);
    }

    /** The value of the {@code sources} setting. */
    String sources() {
        return IntStream.range(0, size)
                .mapToObj(index -> name(index) + "=" + directory.resolve(name(index) + ".log"))
                .collect(Collectors.joining(","));
    }

    /** A log no test has had yet. */
    TempLog next() {
        if (given == size) {
            throw new IllegalStateException("all logs are given out: size=" + size);
        }
        String name = name(given++);
        return new TempLog(name, directory.resolve(name + ".log"));
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        Directories.delete(directory);
    }

    private static String name(int index) {
        return "app" + (char) ('a' + index / 26) + (char) ('a' + index % 26);
    }
}

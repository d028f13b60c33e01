package io.logstreamer.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are appended to, each with one write call, so that a reader or a second writer never sees half of
 * one interleaved. It is opened anew each second: after somebody else renamed or deleted it, a new one is begun, as a
 * well-behaved program does at rotation. Confined to one thread.
 */
public final class LogFile implements AutoCloseable {

    private static final long REOPEN_AFTER_NANOS = 1_000_000_000L;

    private final Path path;
    private final long maxBytes;
    private @Nullable OutputStream out;
    private long openedNanos;
    private long sizeBytes;

    private LogFile(Path path, long maxBytes) {
        this.path = path;
        this.maxBytes = maxBytes;
    }

    /** A log that grows for as long as it is written. */
    public static LogFile unbounded(Path path) {
        return new LogFile(path, Long.MAX_VALUE);
    }

    /**
     * A log that is renamed to {@code <name>.1} before it would exceed {@code maxBytes}. One such old file is kept, so
     * both together stay below twice the limit; a single line above the limit gets a file of its own.
     *
     * @param maxBytes at least 1
     */
    public static LogFile bounded(Path path, long maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a bounded log needs room: maxBytes=" + maxBytes);
        }
        return new LogFile(path, maxBytes);
    }

    /** Where the lines go. */
    public Path path() {
        return path;
    }

    /**
     * Appends the line and a line feed. Missing directories are made.
     *
     * @param line without its terminator
     * @throws IOException if the disk does not take it; the next call tries anew
     */
    public void append(byte[] line) throws IOException {
        byte[] terminated = new byte[line.length + 1];
        System.arraycopy(line, 0, terminated, 0, line.length);
        terminated[line.length] = '\n';
        OutputStream stream = freshStream();
        if (sizeBytes > 0 && sizeBytes + terminated.length > maxBytes) {
            close();
            Files.move(path, rotatedPath(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            stream = freshStream();
        }
        try {
            stream.write(terminated);
        } catch (IOException e) {
            close();
            throw e;
        }
        sizeBytes += terminated.length;
    }

    /** Where the previous file goes when this one is full. */
    Path rotatedPath() {
        return path.resolveSibling(path.getFileName() + ".1");
    }

    private OutputStream freshStream() throws IOException {
        long now = System.nanoTime();
        if (out != null && now - openedNanos < REOPEN_AFTER_NANOS) {
            return out;
        }
        close();
        Path directory = path.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        OutputStream stream = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out = stream;
        openedNanos = now;
        sizeBytes = Files.size(path);
        return stream;
    }

    @Override
    public void close() throws IOException {
        OutputStream stream = out;
        out = null;
        if (stream != null) {
            stream.close();
        }
    }
}

package io.logstreamer.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** A log on the machine's file system. */
final class TempLog implements LogFiles {

    private final Path directory;
    private final Disk disk = new NioDisk();
    private int seconds;

    TempLog(Path directory) {
        this.directory = directory;
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Path path() {
        return directory.resolve("app.log");
    }

    @Override
    public Writer open() throws IOException {
        FileChannel channel = FileChannel.open(path(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new Writer() {
            @Override
            public void append(String text) throws IOException {
                ByteBuffer rest = ByteBuffer.wrap(text.getBytes(UTF_8));
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.delete(file);
    }

    @Override
    public void gzip(Path file, Path archive) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            Files.copy(file, out);
        }
    }

    /** Younger than what it was made of, also by the clock of the file system, which goes in steps of milliseconds. */
    @Override
    public void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        while (born(to).equals(born(from))) {
            Files.delete(to);
            Files.copy(from, to);
        }
    }

    private static FileTime born(Path file) throws IOException {
        return (FileTime) Files.getAttribute(file, "creationTime");
    }

    @Override
    public void resize(int size) throws IOException {
        try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
            if (size > channel.size()) {
                channel.write(ByteBuffer.allocate(1), size - 1L);
            } else {
                channel.truncate(size);
            }
        }
        touch();
    }

    @Override
    public void overwrite(int offset, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), offset);
        }
        touch();
    }

    /** By a second each time: the clock of a file system stands still for milliseconds. */
    @Override
    public void setModifiedNanos(Path file, long nanos) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(nanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void touch() throws IOException {
        Files.setLastModifiedTime(path(), FileTime.from(Instant.now().plusSeconds(++seconds)));
    }

    @Override
    public void mkdir(Path made) throws IOException {
        Files.createDirectory(made);
    }

    @Override
    public void mkfifo(Path fifo) throws IOException {
        try {
            new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long inode() throws IOException {
        return ((Number) Files.getAttribute(path(), "unix:ino")).longValue();
    }

    @Override
    public void close() {}
}

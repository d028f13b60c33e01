package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A log in a {@link MemoryDisk}. */
final class MemoryLog implements LogFiles {

    static final Path DIRECTORY = Path.of("/logs");

    private final MemoryDisk disk;

    MemoryLog(Clock clock) {
        this(new MemoryDisk(clock));
    }

    MemoryLog(MemoryDisk disk) {
        this.disk = disk;
    }

    @Override
    public MemoryDisk disk() {
        return disk;
    }

    @Override
    public Path path() {
        return DIRECTORY.resolve("app.log");
    }

    @Override
    public Writer open() {
        MemoryDisk.Appender appender = disk.appender(path());
        return new Writer() {
            @Override
            public void append(String text) {
                appender.append(text);
            }

            @Override
            public void close() {
                appender.close();
            }
        };
    }

    @Override
    public boolean exists(Path file) {
        return disk.exists(file);
    }

    @Override
    public void rename(Path from, Path to) {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) {
        disk.delete(file);
    }

    @Override
    public void gzip(Path file, Path archive) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(disk.content(file));
        }
        disk.append(archive, packed.toByteArray());
    }

    @Override
    public void copy(Path from, Path to) {
        disk.copy(from, to);
    }

    @Override
    public void resize(int size) {
        disk.truncate(path(), size);
    }

    @Override
    public void overwrite(int offset, String text) {
        disk.overwrite(path(), offset, text);
    }

    @Override
    public void touch() {
        disk.touch(path());
    }

    @Override
    public void mkdir(Path directory) {
        disk.mkdir(directory);
    }

    @Override
    public void mkfifo(Path fifo) {
        disk.mkfifo(fifo);
    }

    @Override
    public long inode() {
        return disk.inode(path());
    }

    @Override
    public void close() {}
}

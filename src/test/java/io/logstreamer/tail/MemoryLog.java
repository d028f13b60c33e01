package io.logstreamer.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Writing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A log in a {@link MemoryDisk}. */
final class MemoryLog implements LogFiles {

    static final Path DIRECTORY = Path.of("/logs");

    private final MemoryDisk disk;
    private final Writing writing;
    private final Charset written;

    MemoryLog(Clock clock) {
        this(new MemoryDisk(clock));
    }

    MemoryLog(MemoryDisk disk) {
        this(disk, Writing.USUAL, UTF_8);
    }

    /**
     * In another charset.
     *
     * @param writing what the tailer is told of it
     * @param written what it is in truth: the order of bytes may be left open
     */
    MemoryLog(MemoryDisk disk, Writing writing, Charset written) {
        this.disk = disk;
        this.writing = writing;
        this.written = written;
    }

    @Override
    public Writing writing() {
        return writing;
    }

    @Override
    public Charset charset() {
        return written;
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
                appender.append(text.getBytes(written));
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
        disk.truncate(path(), size * writing.lineEnd().unitBytes());
    }

    @Override
    public void overwrite(int offset, String text) {
        disk.overwrite(path(), offset * writing.lineEnd().unitBytes(), text.getBytes(written));
    }

    @Override
    public void setModifiedNanos(Path file, long nanos) {
        disk.setModifiedNanos(file, nanos);
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

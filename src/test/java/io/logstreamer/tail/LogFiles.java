package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Writing;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** A log and what programs do to its files: the same on a real disk and in memory. */
interface LogFiles extends AutoCloseable {

    /** A descriptor that stays with its file. */
    interface Writer extends AutoCloseable {
        void append(String text) throws IOException;

        @Override
        default void close() throws IOException {}
    }

    Disk disk();

    /** How its text is written; offsets and sizes are told in units of that. */
    default Writing writing() {
        return Writing.USUAL;
    }

    /** Its charset in truth: the tailer may not be told the order of bytes. */
    default Charset charset() {
        return writing().charset();
    }

    /** The active file, whether it is there or not. */
    Path path();

    default Path rotated(int number) {
        return MemoryDisk.rotated(path(), number);
    }

    /** Opens the active file for appending, creates it if it is not there. */
    Writer open() throws IOException;

    default LogFiles append(String text) throws IOException {
        try (Writer writer = open()) {
            writer.append(text);
        }
        return this;
    }

    /** Renames every file one number up. */
    default LogFiles rotate() throws IOException {
        int oldest = 0;
        while (exists(rotated(oldest + 1))) {
            oldest++;
        }
        for (int number = oldest; number >= 0; number--) {
            if (exists(rotated(number))) {
                rename(rotated(number), rotated(number + 1));
            }
        }
        return this;
    }

    boolean exists(Path file);

    void rename(Path from, Path to) throws IOException;

    void delete(Path file) throws IOException;

    void copy(Path from, Path to) throws IOException;

    /** As {@code gzip}: the archive takes the place of the file. */
    default void gzip(Path file) throws IOException {
        gzip(file, file.resolveSibling(file.getFileName() + ".gz"));
        delete(file);
    }

    /** Packs a file into another one. */
    void gzip(Path file, Path archive) throws IOException;

    /** Cuts, or fills up with NULs; the time of the last write moves in any case. */
    void resize(int size) throws IOException;

    /** Writes over what is there. */
    void overwrite(int offset, String text) throws IOException;

    /** As a shell's {@code >}. */
    default void rewrite(String text) throws IOException {
        resize(0);
        append(text);
    }

    /** As {@link #rewrite}, if there is a file. */
    default void rewriteOrAppend(String text) throws IOException {
        if (exists(path())) {
            rewrite(text);
        } else {
            append(text);
        }
    }

    void touch() throws IOException;

    /** Sets when a file was written last, ns since the epoch. */
    void setModifiedNanos(Path file, long nanos) throws IOException;

    void mkdir(Path directory) throws IOException;

    void mkfifo(Path fifo) throws IOException;

    long inode() throws IOException;

    @Override
    void close() throws IOException;
}

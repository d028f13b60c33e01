package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that behaves as ext4 does where a tailer can see it: an open file keeps its content whatever
 * happens to its name, a number is given out again as soon as its file is gone, and a directory is not listed at one
 * moment but entry after entry.
 *
 * <p>The upper half is what the programs do that write and rotate; the lower half is what a tailer reads. {@link #between}
 * sets what happens just before each reading call: the other programs do not wait for us.
 *
 * <p>Confined to one thread.
 */
public final class MemoryDisk implements Disk {

    private static final long FIRST_INODE = 2_345_678;

    private enum Kind {
        FILE,
        DIRECTORY,
        FIFO
    }

    /** A file whatever it is called. */
    private static final class Inode {
        private final long number;
        private final long birthNanos;
        private final Kind kind;
        private byte[] bytes = new byte[64];
        private int size;
        private long modifiedNanos;
        private int names;
        private int opened;
        private boolean denied;

        private Inode(long number, long birthNanos, Kind kind) {
            this.number = number;
            this.birthNanos = birthNanos;
            this.kind = kind;
        }

        private void put(int at, byte[] added) {
            int end = at + added.length;
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            if (at > size) {
                Arrays.fill(bytes, size, at, (byte) 0);
            }
            System.arraycopy(added, 0, bytes, at, added.length);
            size = Math.max(size, end);
        }
    }

    private final Clock clock;
    private final boolean keepsBirth;
    private final Map<Path, Inode> names = new TreeMap<>();
    private final TreeSet<Long> freeNumbers = new TreeSet<>();
    private long nextNumber = FIRST_INODE;
    private long ticks;
    private int openContents;
    private int era;

    private Runnable between = () -> {};
    private boolean inBetween;
    private Predicate<String> failing = call -> false;
    private Function<String, @Nullable IOException> fault = path -> null;

    /** @param keepsBirth whether files have a time of birth */
    public MemoryDisk(Clock clock, boolean keepsBirth) {
        this.clock = clock;
        this.keepsBirth = keepsBirth;
    }

    public MemoryDisk(Clock clock) {
        this(clock, true);
    }

    // ---- What other programs do.

    /** A file that a program holds open for appending; goes on with the same file after renames. */
    public final class Appender {
        private final Inode inode;

        private Appender(Inode inode) {
            this.inode = inode;
            inode.opened++;
        }

        public void append(String text) {
            append(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        public void append(byte[] bytes) {
            inode.put(inode.size, bytes);
            touched(inode);
        }

        /** Number of the file, as {@link Disk.Identity} has it. */
        public long inode() {
            return inode.number;
        }

        /** Whether no name leads to the file any more. */
        public boolean deleted() {
            return inode.names == 0;
        }

        public void close() {
            inode.opened--;
            release(inode);
        }
    }

    /** Opens for appending, creates the file if it is not there. */
    public Appender appender(Path path) {
        Inode inode = names.get(path);
        return new Appender(inode == null ? make(path, Kind.FILE) : inode);
    }

    public void append(Path path, String text) {
        Appender appender = appender(path);
        appender.append(text);
        appender.close();
    }

    public void append(Path path, byte[] bytes) {
        Appender appender = appender(path);
        appender.append(bytes);
        appender.close();
    }

    /** As a shell's {@code >}: the same file, new content. */
    public void rewrite(Path path, String text) {
        truncate(path, 0);
        append(path, text);
    }

    /** Writes over what is there, without cutting. */
    public void overwrite(Path path, int offset, String text) {
        overwrite(path, offset, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Writes over what is there, without cutting. */
    public void overwrite(Path path, int offset, byte[] bytes) {
        Inode inode = file(path);
        inode.put(offset, bytes);
        touched(inode);
    }

    public void create(Path path) {
        Inode old = names.get(path);
        if (old == null) {
            make(path, Kind.FILE);
        }
    }

    /** Cuts, or fills up with NULs. */
    public void truncate(Path path, int size) {
        Inode inode = file(path);
        if (size > inode.size) {
            inode.put(size, new byte[0]);
        }
        inode.size = size;
        touched(inode);
    }

    public void setModifiedNanos(Path path, long nanos) {
        file(path).modifiedNanos = nanos;
    }

    public void touch(Path path) {
        touched(file(path));
    }

    public void rename(Path from, Path to) {
        Inode moved = Objects.requireNonNull(names.remove(from), () -> "not there: " + from);
        Inode replaced = names.put(to, moved);
        touchDirectory(from);
        touchDirectory(to);
        if (replaced != null) {
            replaced.names--;
            release(replaced);
        }
    }

    public void delete(Path path) {
        Inode gone = Objects.requireNonNull(names.remove(path), () -> "not there: " + path);
        touchDirectory(path);
        gone.names--;
        release(gone);
    }

    public void copy(Path from, Path to) {
        Inode source = file(from);
        if (names.containsKey(to)) {
            delete(to);
        }
        append(to, Arrays.copyOf(source.bytes, source.size));
    }

    /** Renames {@code path} to {@code path.1}, {@code .1} to {@code .2} and so on; drops what comes behind {@code keep}. */
    public void rotate(Path path, int keep) {
        for (int i = keep; i >= 0; i--) {
            Path name = rotated(path, i);
            if (names.containsKey(name)) {
                if (i == keep) {
                    delete(name);
                } else {
                    rename(name, rotated(path, i + 1));
                }
            }
        }
    }

    /** {@code path.number}, or the path itself for 0. */
    public static Path rotated(Path path, int number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }

    public void mkdir(Path path) {
        make(path, Kind.DIRECTORY);
    }

    public void mkfifo(Path path) {
        make(path, Kind.FIFO);
    }

    public void deny(Path path, boolean denied) {
        Objects.requireNonNull(names.get(path)).denied = denied;
    }

    public boolean exists(Path path) {
        return names.containsKey(path);
    }

    public int size(Path path) {
        return file(path).size;
    }

    public long inode(Path path) {
        return file(path).number;
    }

    public byte[] content(Path path) {
        Inode inode = file(path);
        return Arrays.copyOf(inode.bytes, inode.size);
    }

    private Inode file(Path path) {
        return Objects.requireNonNull(names.get(path), () -> "not there: " + path);
    }

    private Inode make(Path path, Kind kind) {
        Long reused = freeNumbers.pollFirst();
        Inode inode = new Inode(reused == null ? nextNumber++ : reused, keepsBirth ? now() : 0, kind);
        inode.modifiedNanos = now();
        inode.names = 1;
        names.put(path, inode);
        touchDirectory(path);
        return inode;
    }

    private void touchDirectory(Path path) {
        Inode directory = names.get(path.getParent());
        if (directory != null) {
            touched(directory);
        }
    }

    private void touched(Inode inode) {
        inode.modifiedNanos = now();
    }

    /** No two changes at the same time, as with a clock that is fine enough. */
    @Override
    public long now() {
        return clock.nanos() + ++ticks;
    }

    private void release(Inode inode) {
        if (inode.names == 0 && inode.opened == 0) {
            freeNumbers.add(inode.number);
        }
    }

    // ---- What a tailer does.

    /** What happens just before each call of a reader, and once inside each listing. */
    public void between(Runnable others) {
        between = others;
    }

    /**
     * Which calls fail with an {@link IOException}.
     *
     * @param which is given the call: attributes, list, open, read or size, a blank and the name of the file
     */
    public void failing(Predicate<String> which) {
        failing = which;
        fault = path -> null;
    }

    /** Which calls fail, and with what, made from the path. */
    public void failingWith(Predicate<String> which, Function<String, @Nullable IOException> exception) {
        failing = which;
        fault = exception;
    }

    /** What is held open now fails from now on, as on a network mount that has forgotten it (ESTALE). */
    public void forgetOpenFiles() {
        era++;
    }

    /** The number that the next new file gets. */
    public void numberFrom(long inode) {
        nextNumber = inode;
    }

    /** Contents that a reader holds open. */
    public int openContents() {
        return openContents;
    }

    @Override
    public @Nullable Attributes attributes(Path path) throws IOException {
        enter("attributes", path);
        Inode inode = names.get(path);
        return inode == null
                ? null
                : new Attributes(
                        new Identity(7, inode.number, inode.birthNanos),
                        inode.size,
                        inode.modifiedNanos,
                        inode.kind == Kind.FILE);
    }

    @Override
    public boolean directory(Path path) {
        Inode inode = names.get(path);
        return inode != null && inode.kind == Kind.DIRECTORY;
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        enter("list", directory);
        Inode listed = names.get(directory);
        if (listed != null && listed.denied) {
            throw new AccessDeniedException(directory.toString());
        }
        List<Path> found = new ArrayList<>();
        List<Path> all = children(directory);
        for (Path path : all.subList(0, all.size() / 2)) {
            found.add(path);
        }
        pause();
        // What was renamed meanwhile may be met twice or not at all, as readdir(3) allows.
        for (Path path : all.subList(all.size() / 2, all.size())) {
            if (names.containsKey(path)) {
                found.add(path);
            }
        }
        return found;
    }

    private List<Path> children(Path directory) {
        return names.keySet().stream()
                .filter(path -> directory.equals(path.getParent()))
                .toList();
    }

    @Override
    public Content open(Path path) throws IOException {
        enter("open", path);
        Inode inode = names.get(path);
        if (inode == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (inode.denied) {
            throw new AccessDeniedException(path.toString());
        }
        if (inode.kind != Kind.FILE) {
            throw new AssertionError("opening it would hang: " + path);
        }
        return new Opened(inode, path);
    }

    private final class Opened implements Content {
        private final Inode inode;
        private final Path openedAs;
        private final int openedIn = era;
        private boolean closed;

        private Opened(Inode inode, Path openedAs) {
            this.inode = inode;
            this.openedAs = openedAs;
            inode.opened++;
            openContents++;
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            check("read");
            if (offset >= inode.size) {
                return -1;
            }
            int length = (int) Math.min(target.remaining(), inode.size - offset);
            target.put(inode.bytes, (int) offset, length);
            return length;
        }

        @Override
        public long size() throws IOException {
            check("size");
            return inode.size;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openContents--;
                inode.opened--;
                release(inode);
            }
        }

        private void check(String call) throws IOException {
            enter(call, openedAs);
            if (openedIn != era) {
                throw new IOException("Stale file handle");
            }
            if (closed) {
                throw new java.nio.channels.ClosedChannelException();
            }
        }
    }

    private void enter(String call, Path path) throws IOException {
        pause();
        if (failing.test(call + " " + path.getFileName())) {
            IOException special = fault.apply(path.toString());
            throw special == null ? new IOException("injected: " + call + " " + path) : special;
        }
    }

    private void pause() {
        if (!inBetween) {
            inBetween = true;
            try {
                between.run();
            } finally {
                inBetween = false;
            }
        }
    }
}

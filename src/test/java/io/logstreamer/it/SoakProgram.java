package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.it.SoakLog.Cut;
import io.logstreamer.it.SoakLog.Loss;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A program that writes numbered lines to a log at a steady rate, and what rotates that log in eight ways. What it does, and
 * at which line, follows from its random numbers; a rotated file is kept until every subscriber has read it.
 *
 * <p>Confined to one thread, which {@link #run} keeps until the last rotation.
 */
final class SoakProgram {

    /** How a log is rotated. */
    enum Kind {
        /** Renamed; the program goes on in the renamed file for a while, then makes a new one. */
        RENAME,
        /** Renamed and made anew at once; the program goes on in the renamed file until it is told. */
        CREATE,
        /** Renamed and closed; for a while there is no file. */
        LATE_CREATE,
        /** Copied and cut. */
        COPYTRUNCATE,
        /** Renamed, and packed as soon as the program has left it. */
        GZIP,
        /** Renamed; the file of the rotation before is packed. */
        GZIP_DELAYED,
        /** Cut, without a copy. */
        TRUNCATE,
        /** Deleted; the program goes on in the deleted file for a while, then makes a new one. */
        DELETE;

        /** Those that keep what is in the file. */
        static final List<Kind> KEEPING = List.of(RENAME, CREATE, LATE_CREATE, COPYTRUNCATE, GZIP, GZIP_DELAYED);
    }

    /** How rotated files are called. */
    enum Naming {
        NUMBERED,
        DATED
    }

    /** What else is in the world. */
    interface Surroundings {
        /** The present life of the server; odd while it is down. */
        int serverLife();

        /** The lowest line that a subscriber of this log waits for. */
        int slowest(SoakLog log);

        /** The highest one. */
        int furthest(SoakLog log);

        /** A rotation has ended; may wait until the server is back, so that it is not gone for most of them. */
        void rotated();

        boolean isOver();
    }

    /** A rotated file. */
    private static final class Rotated {
        private Path path;
        private final int from;
        private final int to;

        private Rotated(Path path, int from, int to) {
            this.path = path;
            this.from = from;
            this.to = to;
        }

        private boolean isPacked() {
            return path.toString().endsWith(".gz");
        }
    }

    /** Rotated files that are kept, though everybody has read them. */
    private static final int KEPT = 10;

    /** With more the program waits until they are read: the server may be down for long on a busy machine. */
    private static final int KEPT_AT_MOST = 60;

    private static final int LINES_PER_WRITE_AT_MOST = 250;
    private static final long BEHIND_AT_MOST_NANOS = 1_000_000_000;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final LocalDateTime FIRST_DATE = LocalDateTime.of(2026, 11, 24, 0, 0);

    private final SoakLog log;
    private final Path active;
    private final Naming naming;
    private final List<Kind> kinds;
    private final int linesPerSecond;
    private final Random random;
    private final Surroundings surroundings;
    private final SoakStory story;

    /** The newest first. */
    private final List<Rotated> rotated = new ArrayList<>();

    private final Map<Kind, Integer> rotations = new EnumMap<>(Kind.class);
    private final List<Kind> next = new ArrayList<>();
    private @Nullable FileChannel open;
    private int lines;
    private int firstOfFile;
    private int datesGiven;
    private long due;
    private long writingNanos;

    SoakProgram(
            SoakLog log,
            Naming naming,
            List<Kind> kinds,
            int linesPerSecond,
            Random random,
            Surroundings surroundings,
            SoakStory story) {
        this.log = log;
        this.active = log.files().path();
        this.naming = naming;
        this.kinds = kinds;
        this.linesPerSecond = linesPerSecond;
        this.random = random;
        this.surroundings = surroundings;
        this.story = story;
    }

    /** Rotations of each kind so far; to be read when it has run. */
    Map<Kind, Integer> rotations() {
        return rotations;
    }

    /** Lines it wrote in a second, while it did nothing else; to be read when it has run. */
    double linesPerSecond() {
        return lines * 1e9 / writingNanos;
    }

    /** Writes and rotates so often, and ends with lines that stay. */
    void run(int count) {
        due = System.nanoTime();
        try {
            reopen();
            for (int i = 0; i < count && !surroundings.isOver(); i++) {
                write(linesPerSecond * (30 + random.nextInt(200)) / 100);
                rotate(kind());
                prune();
                surroundings.rotated();
            }
            write(linesPerSecond);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            close();
            story.tell("%s ends with line %d".formatted(log.source(), lines - 1));
        }
    }

    /** Each kind once in no order, then each again. */
    private Kind kind() {
        if (next.isEmpty()) {
            next.addAll(kinds);
            Collections.shuffle(next, random);
        }
        return next.remove(next.size() - 1);
    }

    // ---- Writing.

    private void write(int count) throws IOException {
        long begin = System.nanoTime();
        due = Math.max(due, begin - BEHIND_AT_MOST_NANOS);
        for (int left = count; left > 0 && !surroundings.isOver(); ) {
            int some = Math.min(left, 1 + random.nextInt(LINES_PER_WRITE_AT_MOST));
            byte[] bytes = bytes(some);
            log.writeUpTo(lines + some);
            int split = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
            append(bytes, 0, split);
            pause(some);
            append(bytes, split, bytes.length - split);
            lines += some;
            left -= some;
        }
        writingNanos += System.nanoTime() - begin;
    }

    private byte[] bytes(int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int number = lines; number < lines + count; number++) {
            bytes.writeBytes(log.line(number).getBytes(UTF_8));
            bytes.write('\n');
        }
        return bytes.toByteArray();
    }

    private void append(byte[] bytes, int from, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, from, length);
        while (rest.hasRemaining()) {
            open().write(rest);
        }
    }

    /** Until so many lines have had their time. */
    private void pause(int count) {
        due += 1_000_000_000L * count / linesPerSecond;
        LockSupport.parkNanos(due - System.nanoTime());
    }

    private FileChannel open() {
        if (open == null) {
            throw new IllegalStateException("the program has closed its file: " + active);
        }
        return open;
    }

    private void reopen() throws IOException {
        close();
        open = FileChannel.open(active, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        firstOfFile = lines;
    }

    private void close() {
        try {
            if (open != null) {
                open.close();
                open = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- Rotating.

    private void rotate(Kind kind) throws IOException {
        rotations.merge(kind, 1, Integer::sum);
        story.tell("%s %s at line %d, file from %d, server life %d"
                .formatted(log.source(), kind, lines, firstOfFile, surroundings.serverLife()));
        switch (kind) {
            case RENAME, GZIP -> {
                Path to = makeRoom();
                Files.move(active, to);
                writeLate();
                leave(to);
                reopen();
                if (kind == Kind.GZIP) {
                    pack(rotated.get(0));
                }
            }
            case CREATE, GZIP_DELAYED -> {
                Path to = makeRoom();
                Files.move(active, to);
                Files.createFile(active);
                writeLate();
                leave(to);
                reopen();
                if (kind == Kind.GZIP_DELAYED && rotated.size() > 1) {
                    pack(rotated.get(1));
                }
            }
            case LATE_CREATE -> {
                Path to = makeRoom();
                Files.move(active, to);
                leave(to);
                close();
                LockSupport.parkNanos(1_000_000L * random.nextInt(1_500));
                reopen();
            }
            case COPYTRUNCATE -> copyAndTruncate();
            case TRUNCATE -> {
                log.cut(Loss.TRUNCATE, firstOfFile, lines, surroundings.serverLife(), fileWasRead());
                truncate();
            }
            case DELETE -> {
                Cut cut = log.cut(Loss.DELETE, firstOfFile, SoakLog.OPEN, surroundings.serverLife(), fileWasRead());
                Files.delete(active);
                writeLate();
                cut.endAt(lines);
                reopen();
            }
        }
    }

    private void copyAndTruncate() throws IOException {
        Path to = makeRoom();
        int life = surroundings.serverLife();
        int copied = lines;
        Files.copy(active, to);
        story.tell("%s copied up to line %d".formatted(log.source(), copied));
        rotated.add(0, new Rotated(to, firstOfFile, copied));
        if (random.nextBoolean()) {
            writeLate();
        }
        log.cut(Loss.COPYTRUNCATE, copied, lines, life, true);
        truncate();
    }

    private void truncate() throws IOException {
        try (FileChannel channel = FileChannel.open(active, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        story.tell("%s cut at line %d".formatted(log.source(), lines));
        firstOfFile = lines;
    }

    /** Whether a subscriber has had a line of the active file, so that the server has. */
    private boolean fileWasRead() {
        return surroundings.furthest(log) > firstOfFile;
    }

    private void writeLate() throws IOException {
        write(random.nextInt(1 + linesPerSecond / 4));
    }

    /** The program leaves the renamed file. */
    private void leave(Path to) {
        rotated.add(0, new Rotated(to, firstOfFile, lines));
    }

    /** The free name of the next rotated file. Numbers go up one by one, the highest first. */
    private Path makeRoom() throws IOException {
        if (naming == Naming.DATED) {
            datesGiven++;
            return sibling("-" + FIRST_DATE.plusSeconds(datesGiven).format(DATE));
        }
        for (int i = rotated.size() - 1; i >= 0; i--) {
            Rotated each = rotated.get(i);
            Path to = sibling("." + (i + 2) + (each.isPacked() ? ".gz" : ""));
            Files.move(each.path, to);
            each.path = to;
        }
        return sibling(".1");
    }

    private Path sibling(String suffix) {
        return active.resolveSibling(active.getFileName() + suffix);
    }

    private void pack(Rotated file) throws IOException {
        if (file.isPacked()) {
            return;
        }
        Path packed = file.path.resolveSibling(file.path.getFileName() + ".gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(file.path, out);
        }
        Files.setLastModifiedTime(packed, Files.getLastModifiedTime(file.path));
        Files.delete(file.path);
        file.path = packed;
        story.tell("%s packed".formatted(packed.getFileName()));
    }

    /** Deletes the oldest files that everybody has read; waits where that would be none, and they are too many. */
    private void prune() throws IOException {
        while (rotated.size() > KEPT && !surroundings.isOver()) {
            Rotated oldest = rotated.get(rotated.size() - 1);
            if (surroundings.slowest(log) > oldest.to) {
                log.cut(Loss.AGED, oldest.from, oldest.to, surroundings.serverLife(), true);
                Files.delete(oldest.path);
                rotated.remove(oldest);
            } else if (rotated.size() <= KEPT_AT_MOST) {
                return;
            } else {
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}

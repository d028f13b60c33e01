package io.logstreamer.tail;

import io.logstreamer.tail.LogFiles.Writer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program that writes numbered lines, and what rotates its log, one step at a time: between any two steps a tailer may
 * look. Everything it does follows from the random numbers it is given.
 */
final class RotatingProgram implements AutoCloseable {

    /** How a log is rotated. */
    enum Kind {
        /** The program is told to open its file again; until it does, it writes to the renamed one. */
        RENAME,
        /** It closes its file, and opens the new one only after a while. */
        LATE_CREATE,
        /** The file is copied and cut. What is written between the two is lost. */
        COPYTRUNCATE,
        /** The renamed file is packed as soon as the program has left it. */
        GZIP_AT_ONCE,
        /** The file of the rotation before is packed. */
        GZIP_DELAYED
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Rotated files that are kept. */
    private static final int KEPT = 10;

    private static final int MAX_LINES = 300;
    private static final int MAX_PAUSES = 8;

    private final LogFiles files;
    private final Random random;
    private final Consumer<String> story;
    private final Deque<Step> rotation = new ArrayDeque<>();
    private final Map<Kind, Integer> rotations = new EnumMap<>(Kind.class);
    private final BitSet cut = new BitSet();
    private @Nullable Writer writer;
    private String unwritten = "";
    private int lines;
    private int total;
    private int burstsLeft = 3;
    /** The first line that a copy does not hold; -1: none is being made. */
    private int copiedUpTo = -1;

    /** @param story is told what it does */
    RotatingProgram(LogFiles files, Random random, Consumer<String> story) throws IOException {
        this.files = files;
        this.random = random;
        this.story = story;
        this.writer = files.open();
    }

    /** Lines written so far; they are numbered from 0. */
    int lines() {
        return lines;
    }

    /** Rotations that have ended, or begun. */
    int rotations() {
        return total;
    }

    /** The same, of each kind. */
    Map<Kind, Integer> rotationsOfEachKind() {
        return rotations;
    }

    /** Whether a line was cut away before anything could have copied it. */
    boolean isCut(int line) {
        return cut.get(line);
    }

    /** Number of a line. */
    static int number(String line) {
        return Integer.parseInt(line, 0, line.indexOf(' '), 10);
    }

    /** Writes some lines, or does one thing of a rotation. */
    void step() throws IOException {
        if (!rotation.isEmpty() && random.nextBoolean()) {
            finishLine();
            rotation.remove().run();
        } else if (rotation.isEmpty() && burstsLeft == 0) {
            finishLine();
            rotate(Kind.values()[random.nextInt(Kind.values().length)]);
        } else {
            write();
        }
    }

    /** Ends the rotation that has begun, and writes a last line. */
    void finish() throws IOException {
        finishLine();
        while (!rotation.isEmpty()) {
            rotation.remove().run();
        }
        write();
        finishLine();
    }

    private void write() throws IOException {
        finishLine();
        if (writer == null) {
            return;
        }
        burstsLeft = Math.max(0, burstsLeft - 1);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(MAX_LINES); i >= 0; i--) {
            // The number at both ends: of lines that end alike a cut may go unseen.
            text.append(lines)
                    .append(" INFO ")
                    .append("x".repeat(random.nextInt(120)))
                    .append(' ')
                    .append(lines)
                    .append('\n');
            lines++;
        }
        int split = random.nextInt(4) == 0 ? random.nextInt(text.length()) : text.length();
        writer.append(text.substring(0, split));
        unwritten = text.substring(split);
        story.accept("up to line " + lines + (unwritten.isEmpty() ? "" : ", not whole"));
    }

    private void finishLine() throws IOException {
        if (writer != null && !unwritten.isEmpty()) {
            writer.append(unwritten);
            unwritten = "";
        }
    }

    private void rotate(Kind kind) {
        story.accept("rotation " + kind);
        total++;
        rotations.merge(kind, 1, Integer::sum);
        burstsLeft = 2 + random.nextInt(8);
        moveUp();
        Path active = files.path();
        Path first = files.rotated(1);
        switch (kind) {
            case RENAME -> {
                rotation.add(() -> rename(active, first));
                rotation.add(this::reopen);
            }
            case LATE_CREATE -> {
                rotation.add(() -> {
                    closeWriter();
                    rename(active, first);
                });
                for (int i = random.nextInt(MAX_PAUSES); i > 0; i--) {
                    rotation.add(() -> {});
                }
                rotation.add(this::reopen);
            }
            case COPYTRUNCATE -> {
                rotation.add(() -> {
                    files.copy(active, first);
                    story.accept("copied");
                    copiedUpTo = lines;
                });
                rotation.add(this::truncate);
            }
            case GZIP_AT_ONCE -> {
                rotation.add(() -> rename(active, first));
                rotation.add(this::reopen);
                pack(first);
            }
            case GZIP_DELAYED -> {
                rotation.add(() -> rename(active, first));
                rotation.add(this::reopen);
                pack(files.rotated(2));
            }
        }
    }

    /** Each rename by itself, from the oldest on. */
    private void moveUp() {
        for (int i = KEPT; i > 0; i--) {
            int number = i;
            for (boolean packed : new boolean[] {false, true}) {
                Path from = rotated(number, packed);
                if (files.exists(from)) {
                    rotation.add(number == KEPT ? () -> delete(from) : () -> rename(from, rotated(number + 1, packed)));
                }
            }
        }
    }

    private void rename(Path from, Path to) throws IOException {
        files.rename(from, to);
        story.accept(from.getFileName() + " to " + to.getFileName());
    }

    private void delete(Path file) throws IOException {
        files.delete(file);
        story.accept(file.getFileName() + " deleted");
    }

    private Path rotated(int number, boolean packed) {
        Path plain = files.rotated(number);
        return packed ? plain.resolveSibling(plain.getFileName() + ".gz") : plain;
    }

    private void pack(Path file) {
        rotation.add(() -> {
            if (files.exists(file)) {
                files.gzip(file, file.resolveSibling(file.getFileName() + ".gz"));
                story.accept("packed " + file.getFileName());
                rotation.addFirst(() -> delete(file));
            }
        });
    }

    /** Without touching the time of the last write, which would then lie in the future. */
    private void truncate() throws IOException {
        try (FileChannel channel = FileChannel.open(files.path(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        story.accept("cut, lost " + copiedUpTo + " to " + lines);
        cut.set(copiedUpTo, lines);
        copiedUpTo = -1;
    }

    private void reopen() throws IOException {
        closeWriter();
        story.accept("opened");
        writer = files.open();
    }

    private void closeWriter() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    @Override
    public void close() throws IOException {
        closeWriter();
    }
}

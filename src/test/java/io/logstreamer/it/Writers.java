package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * A program that writes several logs at random, on a thread of its own, and rotates them now and then as logrotate does
 * with {@code delaycompress}: {@code .1} is plain, what is older is packed.
 *
 * <p>The lines of a log begin with the last part of its id and their number, and have no time.
 */
final class Writers implements AutoCloseable {
    private static final long PAUSE_NANOS = 1_500_000;

    /** How a log is rotated. */
    enum Rotation {
        NONE,
        RENAME,
        COPYTRUNCATE
    }

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> written;
    private volatile boolean stopping;

    private Writers(List<TempLog> logs, int from, int to, Rotation rotation, long seed) {
        written = CompletableFuture.runAsync(() -> write(logs, from, to, rotation, new Random(seed)), thread);
    }

    /** Writes these lines to each of the logs, which go on together. */
    static Writers start(List<TempLog> logs, int from, int to, Rotation rotation, long seed) {
        return new Writers(logs, from, to, rotation, seed);
    }

    /** What stands in a log from one line to another. */
    static List<String> lines(TempLog log, int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> line(log, number)).toList();
    }

    static String line(TempLog log, int number) {
        return log.path().getFileName() + " " + NumberedLines.line(number);
    }

    /** Those of the lines that are of a log. */
    static List<String> of(TempLog log, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(log.path().getFileName() + " "))
                .toList();
    }

    /** Waits until the last line is in the file. */
    void await() throws Exception {
        written.get(120, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        stopping = true;
        thread.shutdown();
        written.handle((done, failure) -> failure).join();
    }

    private void write(List<TempLog> logs, int from, int to, Rotation rotation, Random random) {
        int[] next = new int[logs.size()];
        java.util.Arrays.fill(next, from);
        int left = logs.size() * (to - from);
        int rotateEvery = Math.max(1, (to - from) / 3);
        while (left > 0 && !stopping) {
            int which = random.nextInt(logs.size());
            int count = Math.min(1 + random.nextInt(10), to - next[which]);
            TempLog log = logs.get(which);
            try {
                if (count > 0) {
                    log.append(lines(log, next[which], next[which] + count));
                    if (next[which] / rotateEvery != (next[which] + count) / rotateEvery) {
                        rotate(log.path(), rotation);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            next[which] += count;
            left -= count;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Rotates a log by hand. */
    static void rotate(Path log, Rotation rotation) throws IOException {
        if (rotation == Rotation.NONE) {
            return;
        }
        int oldest = 2;
        while (Files.exists(packed(log, oldest))) {
            oldest++;
        }
        for (int number = oldest - 1; number >= 2; number--) {
            Files.move(packed(log, number), packed(log, number + 1));
        }
        Path first = log.resolveSibling(log.getFileName() + ".1");
        if (Files.exists(first)) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed(log, 2)))) {
                Files.copy(first, out);
            }
            Files.delete(first);
        }
        if (rotation == Rotation.RENAME) {
            Files.move(log, first);
            Files.write(log, "".getBytes(UTF_8));
        } else {
            Files.copy(log, first);
            Files.newOutputStream(log).close();
        }
    }

    private static Path packed(Path log, int number) {
        return log.resolveSibling(log.getFileName() + "." + number + ".gz");
    }
}

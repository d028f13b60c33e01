package io.logstreamer.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The lines a {@link LogMaker} chooses from, held in memory. Bytes stay bytes: a seed in any charset is repeated as it
 * is. The one exception is the word {@code {now}}, which becomes the moment of writing, so that a made log has moving
 * times. Blank lines of the seed are left out. Immutable.
 */
public final class SeedLines {

    /** A longer seed is refused: 64 MiB. */
    static final int MAX_BYTES = 64 << 20;

    private static final byte[] NOW = "{now}".getBytes(StandardCharsets.US_ASCII);

    /** Always with three decimals, so that the columns of a made log stay aligned. */
    private static final DateTimeFormatter RFC_3339_MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final List<byte[]> lines;

    private SeedLines(List<byte[]> lines) {
        this.lines = lines;
    }

    /**
     * Reads a seed file.
     *
     * @throws IOException if it cannot be read, is larger than 64 MiB or holds no line
     */
    public static SeedLines read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    /** The seed that comes with the product: about 300 lines of an invented web shop. */
    public static SeedLines bundled() {
        try (InputStream in = SeedLines.class.getResourceAsStream("seed.log")) {
            if (in == null) {
                throw new IllegalStateException("the bundled seed is not on the class path: name=seed.log");
            }
            return read(in, "the bundled seed");
        } catch (IOException e) {
            throw new IllegalStateException("the bundled seed cannot be read", e);
        }
    }

    private static SeedLines read(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("a seed is held in memory and may have at most " + MAX_BYTES + " bytes: " + name);
        }
        List<byte[]> lines = split(bytes);
        if (lines.isEmpty()) {
            throw new IOException("the seed holds no line: " + name);
        }
        return new SeedLines(lines);
    }

    private static List<byte[]> split(byte[] bytes) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
                if (end > start) {
                    lines.add(slice(bytes, start, end));
                }
                start = i + 1;
            }
        }
        return List.copyOf(lines);
    }

    /** How many lines there are to choose from, at least 1. */
    public int count() {
        return lines.size();
    }

    /**
     * An endless series of randomly chosen lines, without terminators. Confined to one thread at a time, as {@code
     * random} is.
     */
    public Supplier<byte[]> shuffled(RandomGenerator random, InstantSource clock) {
        return () -> withTime(lines.get(random.nextInt(lines.size())), clock);
    }

    private static byte[] withTime(byte[] line, InstantSource clock) {
        int at = indexOf(line, NOW);
        if (at < 0) {
            return line.clone();
        }
        byte[] time = RFC_3339_MILLIS.format(clock.instant()).getBytes(StandardCharsets.US_ASCII);
        byte[] result = new byte[line.length - NOW.length + time.length];
        System.arraycopy(line, 0, result, 0, at);
        System.arraycopy(time, 0, result, at, time.length);
        int rest = at + NOW.length;
        System.arraycopy(line, rest, result, at + time.length, line.length - rest);
        return result;
    }

    private static int indexOf(byte[] line, byte[] word) {
        outer:
        for (int i = 0; i <= line.length - word.length; i++) {
            for (int j = 0; j < word.length; j++) {
                if (line[i + j] != word[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    private static byte[] slice(byte[] bytes, int start, int end) {
        byte[] slice = new byte[end - start];
        System.arraycopy(bytes, start, slice, 0, slice.length);
        return slice;
    }
}

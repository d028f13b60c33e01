package io.logstreamer.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts {@code seq=N ts=T} before lines: N counts up by one from line to line, T is the moment of writing in nanoseconds
 * since 1970. With them a reader can tell that it has each line once, in order, and how old it is. Confined to one
 * thread.
 */
public final class NumberedLines implements Supplier<byte[]> {

    private static final Pattern NUMBER = Pattern.compile("(?m)^seq=(\\d{1,18}) ");
    private static final int LOOK_BACK_BYTES = 64 << 10;

    private final Supplier<byte[]> lines;
    private final InstantSource clock;
    private long next;

    private NumberedLines(Supplier<byte[]> lines, InstantSource clock, long first) {
        this.lines = lines;
        this.clock = clock;
        this.next = first;
    }

    /**
     * Counts on from the last number within the last 64 KiB of {@code log}, from 1 where there is none.
     *
     * @throws IOException if the log exists and cannot be read
     */
    public static NumberedLines continuing(Path log, Supplier<byte[]> lines, InstantSource clock) throws IOException {
        return new NumberedLines(lines, clock, Files.exists(log) ? lastNumber(log) + 1 : 1);
    }

    @Override
    public byte[] get() {
        byte[] prefix = String.format(Locale.ROOT, "seq=%012d ts=%d ", next++, epochNanos())
                .getBytes(StandardCharsets.US_ASCII);
        byte[] line = lines.get();
        byte[] numbered = new byte[prefix.length + line.length];
        System.arraycopy(prefix, 0, numbered, 0, prefix.length);
        System.arraycopy(line, 0, numbered, prefix.length, line.length);
        return numbered;
    }

    private long epochNanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static long lastNumber(Path log) throws IOException {
        byte[] tail;
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            tail = new byte[(int) Math.min(length, LOOK_BACK_BYTES)];
            file.seek(length - tail.length);
            file.readFully(tail);
        }
        long last = 0;
        Matcher matcher = NUMBER.matcher(new String(tail, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(1));
        }
        return last;
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Attention;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Form;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Tape;
import io.logstreamer.log.Workers;
import io.logstreamer.ring.Ring;
import io.logstreamer.view.OwnTimes;
import io.logstreamer.view.SegmentPool;
import io.logstreamer.view.Views;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One busy file from the page cache to the bytes that subscribers are sent, on one thread: read, split, keep, encode once.
 * The score is milliseconds for {@value #FILE_BYTES} bytes: 268 is a GB/s. {@code WC} is {@code wc -l} of coreutils
 * over the same file, started anew each time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TailBenchmark {

    static final int FILE_BYTES = 268_435_440;
    private static final int LINE_BYTES = 120;
    private static final int BLOCK_BYTES = 256 * 1024;
    private static final String SOURCE = "app";

    /** How far a line is brought. */
    public enum Stage {
        /** Counted by another program. */
        WC,
        /** Read and split. */
        SPLIT,
        /** Kept in the ring too, and encoded as it stands. */
        RAW,
        /** The same, as a JSON record, for which its time and level are sought. */
        JSON
    }

    @Param
    public Stage stage;

    private final Workers nobody = new Workers() {
        @Override
        public void execute(Runnable task) {
            throw new IllegalStateException("nothing is read twice");
        }

        @Override
        public void later(Runnable task, long delayMillis) {
            execute(task);
        }
    };

    private final Attention nowhere = new Attention() {
        @Override
        public void begin(String source) {}

        @Override
        public void end(String source) {}
    };

    private Path file;
    private Disk.Content content;
    private Disk.Attributes attributes;
    private Counting taker;
    private final NioDisk disk = new NioDisk();

    /** Writes the file. */
    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("logstreamer", ".log");
        byte[] line =
                "2026-11-01T12:00:00.000Z  INFO 4711 --- [main] c.e.Application : user 42 has logged in and bought 3 of 7 items\n"
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] block = new byte[LINE_BYTES * 1024];
        for (int i = 0; i < block.length; i++) {
            int in = i % LINE_BYTES;
            block[i] = in == LINE_BYTES - 1 ? (byte) '\n' : in < line.length - 1 ? line[in] : (byte) '.';
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int left = FILE_BYTES; left > 0; left -= block.length) {
                out.write(block, 0, Math.min(left, block.length));
            }
        }
        content = disk.open(file);
        attributes = disk.attributes(file);
        taker = switch (stage) {
            case RAW -> new Encoding(Form.Kind.RAW);
            case JSON -> new Encoding(Form.Kind.JSON);
            default -> new Counting();
        };
    }

    /** Deletes it. */
    @TearDown
    public void delete() throws IOException {
        taker.close();
        content.close();
        Files.delete(file);
    }

    @Benchmark
    public long file() throws IOException, InterruptedException {
        return switch (stage) {
            case WC ->
                new ProcessBuilder("wc", "-l", file.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            default -> read();
        };
    }

    private long read() throws IOException {
        taker.begin();
        Incarnation in = new Incarnation(taker.generation, attributes.identity(), file, content);
        LineReader reader = new LineReader(LineEnd.BYTE, BLOCK_BYTES, 1 << 20);
        while (reader.read(in, content, attributes.sizeBytes(), taker) == LineReader.Outcome.FURTHER) {
            taker.further();
        }
        if (in.offset != attributes.sizeBytes()) {
            throw new IllegalStateException("not read to its end: offset=" + in.offset);
        }
        return taker.total;
    }

    /** Counts lines. */
    private static class Counting implements LineReader.Taker {
        Generation generation = new Generation(SOURCE, 1, 0, 1);
        long total;

        /** The file once more, as if it were the next of its log. */
        void begin() {
            generation = new Generation(SOURCE, generation.ordinal() + 1, 0, 1);
        }

        void close() {}

        @Override
        public boolean read() {
            return true;
        }

        @Override
        public void lines(long offset, long head, byte[] bytes, int lead, int[] ends, int count) {
            total += count;
        }

        @Override
        public void longLine(long offset, long head, byte[] cut, long lengthBytes, long behind, byte[] mark) {
            throw new IllegalStateException(
                    "no line is long: " + new LongLine(null, null, "", offset, cut, lengthBytes));
        }

        void further() {}
    }

    /** Encodes lines, as the pump of the first subscriber does. */
    private final class Encoding extends Counting {
        private final Ring ring = new Ring(32 << 20);
        private final TailService service;
        private final Tape tape;
        private Position tip = new Position(generation, 0, 0, 0);
        private Segment segment;

        private Encoding(Form.Kind kind) {
            service = new TailService(
                    List.of(new SourceSpec.File(SOURCE, file)),
                    new TailService.Options(Duration.ofSeconds(1), 1 << 20, file.resolveSibling("none"), 0),
                    disk,
                    Clock.system(),
                    ring,
                    new OwnTimes(ZoneOffset.UTC),
                    nobody);
            Views views = new Views(ring, service.history(), nobody, new SegmentPool(32 << 20), nowhere);
            tape = views.acquire(SOURCE, new Form(kind, Form.Control.ESCAPE, Form.LOG_UPDATE, false));
            ring.begin(tip);
            segment = tape.locate(tip, () -> {}).segment();
        }

        @Override
        public void lines(long offset, long head, byte[] bytes, int lead, int[] ends, int count) {
            if (generation.head() == 0) {
                generation = generation.withHead(head);
            }
            LineBatch batch = new LineBatch(tip, generation, false, "app.log", offset, bytes, lead, ends, count);
            ring.accept(batch);
            tip = batch.after();
        }

        @Override
        void close() {
            service.close();
        }

        @Override
        void further() {
            while (true) {
                boolean grown = tape.extend(segment, () -> {});
                Segment.Extent extent = segment.extent();
                if (extent.sealed()) {
                    total += extent.limit();
                    segment = tape.locate(extent.end(), () -> {}).segment();
                } else if (!grown) {
                    return;
                }
            }
        }
    }
}

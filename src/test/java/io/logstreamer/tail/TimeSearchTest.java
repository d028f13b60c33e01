package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Disk;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The place of a time, against a scan of every line. */
class TimeSearchTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");
    private static final int WINDOW = 512;

    private final ManualClock clock = new ManualClock();
    private final MemoryLog files = new MemoryLog(clock);

    @Test
    void everythingIsAfterALongGoneTime() throws IOException {
        files.append("a headline without a time\n" + at(5) + " a\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.read(log.history().since(Following.APP, Instant.EPOCH)))
                    .containsExactly("a headline without a time", at(5) + " a");
        }
    }

    @Test
    void nothingIsAfterATimeToCome() throws IOException {
        files.append(at(5) + " a\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.history().since(Following.APP, BEGIN.plusSeconds(6))).isEqualTo(log.tip());
        }
    }

    @Test
    void emptyLogHasOnePlace() throws IOException {
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.history().since(Following.APP, BEGIN))
                    .isEqualTo(log.history().earliest(Following.APP));
        }
    }

    @Test
    void lineAtTheVeryTimeIsIn() throws IOException {
        files.append(at(1) + " a\n" + at(2) + " b\n" + at(2) + " c\n" + at(3) + " d\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.read(log.history().since(Following.APP, BEGIN.plusSeconds(2))))
                    .containsExactly(at(2) + " b", at(2) + " c", at(3) + " d");
        }
    }

    @Test
    void lineWithoutATimeBelongsToTheOneBeforeIt() throws IOException {
        files.append(at(1) + " a\n  at a\n" + at(2) + " b\n  at b\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.read(log.history().since(Following.APP, BEGIN.plusMillis(1500))))
                    .containsExactly(at(2) + " b", "  at b");
            assertThat(log.history().since(Following.APP, BEGIN.plusMillis(2500)))
                    .isEqualTo(log.tip());
        }
    }

    @Test
    void timeIsFoundInAnOlderGeneration() throws IOException {
        files.append(at(1) + " a\n" + at(2) + " b\n").rotate();
        files.append(at(3) + " c\n").rotate().append("  more of c\n" + at(4) + " d\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.read(log.history().since(Following.APP, BEGIN.plusSeconds(2))))
                    .containsExactly(at(2) + " b", at(3) + " c", "  more of c", at(4) + " d");
            assertThat(log.read(log.history().since(Following.APP, BEGIN.plusSeconds(4))))
                    .containsExactly(at(4) + " d");
        }
    }

    @Test
    void lineOutOfOrderBeforeARotationIsFound() throws IOException {
        files.append(at(1) + " a\n" + at(5) + " b\n" + at(2) + " c\n").rotate();
        files.append(at(3) + " d\n").rotate().append(at(4) + " e\n" + at(6) + " f\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.read(log.history().since(Following.APP, BEGIN.plusSeconds(5))))
                    .containsExactly(at(5) + " b", at(2) + " c", at(3) + " d", at(4) + " e", at(6) + " f");
        }
    }

    @Test
    void startOfAGenerationIsTheEndOfTheOneBeforeIt() throws IOException {
        files.append(at(1) + " a\n").rotate().append(at(3) + " c\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            Position place = log.history().since(Following.APP, BEGIN.plusSeconds(2));
            assertThat(place.offset()).isPositive();
            assertThat(log.read(place)).containsExactly(at(3) + " c");
        }
    }

    /** The clock of the disk begins an hour after the epoch and moves on. */
    @Test
    void fileWithoutAnyTimeCountsAsWrittenAtItsLastModification() throws IOException {
        files.append("old\n").rotate();
        clock.advanceMillis(60_000);
        files.append("new\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            long modified = files.disk().attributes(files.path()).modifiedNanos();
            assertThat(log.read(
                            log.history().since(Following.APP, Instant.ofEpochSecond(0, modified - 1_000_000_000L))))
                    .containsExactly("new");
            assertThat(log.read(log.history().since(Following.APP, Instant.ofEpochSecond(0, modified + 1))))
                    .isEmpty();
        }
    }

    @Test
    void longStretchWithoutTimesIsPassedOver() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            text.append(at(i))
                    .append(" a\n")
                    .append("  a dump that shows no time at all\n".repeat(i % 7 == 0 ? 200 : 1));
        }
        files.append(text.toString());
        try (Following log = new Following(files, clock)) {
            log.look();
            for (int i = 1; i < 50; i++) {
                Position place = log.tail().since(Following.APP, nanos(i), 1024);
                assertThat(log.read(place)).as("second %d", i).first().isEqualTo(at(i) + " a");
            }
        }
    }

    @Test
    void fileThatShowsOneTimeOnlyIsNotReadToItsEnd() throws IOException {
        Sparse disk = new Sparse(10L << 30, (at(1) + " begins\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        long before = disk.read;
        Position place = search(disk).since(Following.APP, nanos(2));
        assertThat(disk.read - before).isLessThan(128L << 20);
        assertThat(place.offset()).isPositive();
    }

    @Test
    void largeFileIsNotRead() throws IOException {
        byte[] line = new byte[256];
        Sparse disk = new Sparse(10L << 30, line);
        disk.timed = true;
        long before = disk.read;
        long wanted = (10L << 30) / 256 / 3;
        Position place = search(disk).since(Following.APP, nanos(0) + wanted * 1_000_000);
        assertThat(place.offset()).isEqualTo(wanted * 256);
        assertThat(disk.read - before).isLessThan(8L << 20);
    }

    /** Random times, disorder, lines without times, generations; the log grows and rotates while it is asked. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void answerIsThatOfAScan(int number) throws IOException {
        long seed = Long.getLong("seed", 7_000 + number);
        Random random = new Random(seed);
        Writing writing = new Writing(random);
        writing.some(random.nextInt(400));
        try (Following log = new Following(files, clock)) {
            log.look();
            for (int round = 0; round < 25; round++) {
                writing.some(random.nextInt(60));
                log.look();
                for (int question = 0; question < 10; question++) {
                    long time = nanos(0) + (long) (random.nextDouble() * 1.1 * writing.now);
                    int interruption = random.nextInt(30);
                    files.disk().between(new Runnable() {
                        private int calls;
                        private boolean busy;

                        @Override
                        public void run() {
                            if (calls++ == interruption && !busy) {
                                busy = true;
                                writing.some(random.nextInt(20));
                            }
                        }
                    });
                    int known = writing.taken(log);
                    Position place = log.tail().since(Following.APP, time, WINDOW);
                    files.disk().between(() -> {});
                    log.look();
                    List<String> got = log.read(place);
                    int first = writing.firstSince(time);
                    int begin = writing.lines.size() - got.size();
                    assertThat(got)
                            .as("seed %d, round %d, question %d", seed, round, question)
                            .isEqualTo(writing.lines.subList(begin, writing.lines.size()));
                    // What came after the question need not be looked at: the answer is the tip of some time since.
                    assertThat(begin)
                            .as("seed %d, round %d, question %d: line %d", seed, round, question, first)
                            .isBetween(Math.min(first, known), first);
                }
            }
        }
    }

    /** Against a scan; the clock by which lines are stamped is put back and set right, also as the file is rotated. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void clockThatIsPutBackHidesNoLine(int number) throws IOException {
        long seed = Long.getLong("seed", 9_000 + number);
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int skew = 0;
        for (int i = 0; i < 4_000; i++) {
            clock.advanceMillis(1_000);
            if (random.nextInt(700) == 0) {
                skew = -600 * random.nextInt(3);
                if (random.nextBoolean() && i > 0) {
                    files.rotate();
                }
            }
            files.append("");
            long time = files.disk().attributes(files.path()).modifiedNanos() + skew * 1_000_000_000L;
            String line = Instant.ofEpochSecond(0, time) + " line " + i;
            files.append(line + "\n");
            times.add(time);
            lines.add(line);
        }
        try (Following log = new Following(files, clock)) {
            log.look();
            for (int question = 0; question < 200; question++) {
                int asked = random.nextInt(times.size());
                long time = times.get(asked);
                int first = 0;
                while (times.get(first) < time) {
                    first++;
                }
                List<String> got = log.read(log.tail().since(Following.APP, time, WINDOW)).stream()
                        .filter(each -> !each.startsWith("rotate"))
                        .toList();
                assertThat(got.get(0)).as("seed %d, line %d", seed, asked).isEqualTo(lines.get(first));
                assertThat(got).hasSize(lines.size() - first);
            }
        }
    }

    /** What programs write, and what should be found. */
    private final class Writing {
        private final Random random;
        private final List<String> lines = new ArrayList<>();
        private final List<Long> times = new ArrayList<>();
        /** Nanoseconds behind {@link #BEGIN}. */
        private long now;

        private Writing(Random random) {
            this.random = random;
        }

        private void some(int count) {
            try {
                for (int i = 0; i < count; i++) {
                    one();
                    if (random.nextInt(90) == 0 && lines.size() > 1) {
                        files.rotate();
                        // A generation shows a time near its beginning.
                        long time = Math.max(0, now - random.nextInt(6) * 1_000_000L);
                        add(stamped(time), time);
                    }
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private void one() throws IOException {
            now += random.nextInt(3) * 1_000_000L;
            if (lines.isEmpty() || random.nextInt(4) > 0) {
                // Back by up to five steps: some ten lines, less than the window.
                long time = lines.isEmpty() ? now : Math.max(0, now - random.nextInt(6) * 1_000_000L);
                add(stamped(time), time);
            } else {
                add("  at line " + lines.size(), -1);
            }
        }

        private String stamped(long time) {
            return BEGIN.plusNanos(time) + " line " + lines.size();
        }

        private void add(String line, long time) throws IOException {
            files.append(line + "\n");
            lines.add(line);
            times.add(time);
        }

        private int taken(Following log) {
            return log.fromEarliest().size();
        }

        /** Number of the first line at or after a time; of the first one, where no line is before the time. */
        private int firstSince(long time) {
            boolean nothingBefore = true;
            for (int i = 0; i < lines.size(); i++) {
                long own = times.get(i);
                if (own >= 0 && nanos(0) + own >= time) {
                    return nothingBefore ? 0 : i;
                }
                nothingBefore &= own < 0;
            }
            return lines.size();
        }
    }

    private TimeSearch search(Sparse disk) {
        TailHarness tail = new TailHarness(
                List.of(new SourceSpec.File(Following.APP, Path.of("/logs/app.log"))),
                disk,
                clock,
                new Recorder(),
                TailHarness.Limits.USUAL,
                () -> {});
        tail.turn();
        return tail.search(TimeSearch.WINDOW_BYTES);
    }

    /** A file of 10 GB that repeats one line, and counts what is read of it. */
    private static final class Sparse implements Disk {
        private final long size;
        private final byte[] line;
        private boolean timed;
        private long read;

        private Sparse(long size, byte[] line) {
            this.size = size;
            this.line = line;
        }

        @Override
        public Attributes attributes(Path path) {
            return path.endsWith("app.log")
                    ? new Attributes(new Identity(1, 2, 3), size, nanos(100_000_000), true)
                    : null;
        }

        @Override
        public List<Path> list(Path directory) {
            return List.of(Path.of("/logs/app.log"));
        }

        @Override
        public boolean directory(Path path) {
            return false;
        }

        @Override
        public Content open(Path path) {
            return new Content() {
                @Override
                public int read(ByteBuffer target, long offset) {
                    int length = (int) Math.min(target.remaining(), size - offset);
                    for (int i = 0; i < length; i++) {
                        target.put(byteAt(offset + i));
                    }
                    read += Math.max(0, length);
                    return length <= 0 ? -1 : length;
                }

                @Override
                public long size() {
                    return size;
                }

                @Override
                public void close() {}
            };
        }

        private String cached = "";
        private long cachedIndex = -1;

        private byte byteAt(long offset) {
            if (!timed) {
                return offset < line.length ? line[(int) offset] : (byte) (offset % 64 == 63 ? '\n' : 'x');
            }
            long index = offset / line.length;
            int within = (int) (offset % line.length);
            if (index != cachedIndex) {
                cachedIndex = index;
                cached = BEGIN.plusNanos(index * 1_000_000).toString() + " ";
            }
            return within == line.length - 1
                    ? (byte) '\n'
                    : within < cached.length() ? (byte) cached.charAt(within) : (byte) 'x';
        }
    }

    private static String at(int second) {
        return BEGIN.plusSeconds(second).toString();
    }

    private static long nanos(int second) {
        return LineTimes.nanosOf(BEGIN.plusSeconds(second));
    }
}

package io.logstreamer.journal;

import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs that could be, and disks that fail. */
final class RunFixtures {

    private RunFixtures() {}

    static Run run(long number, String source, long from, long to) {
        Generation generation = new Generation(source, 0, 42, 7);
        return new Run(
                number,
                new Position(generation, from, 0, (int) from),
                new Position(generation, to, 0, (int) to),
                false,
                (int) (to - from) / 10,
                1_700_000_000,
                null);
    }

    static Run random(Random random, long number, String source) {
        Gap.Reason[] reasons = Gap.Reason.values();
        Run.Missing missing = random.nextBoolean()
                ? null
                : new Run.Missing(
                        reasons[random.nextInt(reasons.length)], random.nextInt(1_000) - 1, random.nextBoolean());
        return new Run(
                number,
                place(random, source),
                place(random, source),
                random.nextBoolean(),
                missing == null ? random.nextInt(1_000) - 1 : 0,
                random.nextInt() & 0xFFFF_FFFFL,
                missing);
    }

    private static Position place(Random random, String source) {
        Generation generation =
                new Generation(source, random.nextInt(Integer.MAX_VALUE), bits(random, 48), (int) bits(random, 24));
        return new Position(generation, bits(random, 48), bits(random, 48), random.nextInt());
    }

    private static long bits(Random random, int count) {
        return random.nextLong() & ((1L << count) - 1);
    }

    /** All runs behind a number, in order. */
    static List<Run> after(Runs runs, long number) {
        RunWalk walk = runs.walk();
        List<Run> all = new ArrayList<>();
        for (Run run = walk.after(number); run != null; run = walk.after(run.number())) {
            all.add(run);
        }
        return all;
    }

    /** All runs before a number, from the newest to the oldest. */
    static List<Run> before(Runs runs, long number) {
        RunWalk walk = runs.walk();
        List<Run> all = new ArrayList<>();
        for (Run run = walk.before(number); run != null; run = walk.before(run.number())) {
            all.add(run);
        }
        return all;
    }

    /** Bytes on a disk that may be full, or broken. */
    static final class FailingBytes implements Bytes {
        private final Bytes bytes;
        private final Disk disk;

        FailingBytes(Bytes bytes, Disk disk) {
            this.bytes = bytes;
            this.disk = disk;
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            if (disk.full) {
                // What fits is written all the same, as disks do.
                bytes.write(source.slice(source.position(), source.remaining() / 2), at);
                throw new IOException("No space left on device");
            }
            bytes.write(source, at);
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            return bytes.read(target, at);
        }

        @Override
        public long size() throws IOException {
            return bytes.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            bytes.truncate(size);
        }

        @Override
        public void force() throws IOException {
            bytes.force();
        }

        @Override
        public boolean lasts() {
            return bytes.lasts();
        }

        @Override
        public void close() {
            bytes.close();
        }
    }

    /** What many {@link FailingBytes} lie on. */
    static final class Disk {
        volatile boolean full;
    }
}

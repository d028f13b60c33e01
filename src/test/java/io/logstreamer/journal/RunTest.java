package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Gap;
import io.logstreamer.log.Seed;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunTest {

    @Test
    void whatIsWrittenIsRead() {
        long seed = Seed.next();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Run run = RunFixtures.random(random, i, "shop/a.log");
            ByteBuffer bytes = ByteBuffer.allocate(Run.BYTES + 2).position(1);
            run.write(7, bytes);
            assertThat(bytes.position()).isEqualTo(Run.BYTES + 1);
            bytes.position(1);
            assertThat(Run.read(i, bytes, index -> index == 7 ? "shop/a.log" : null))
                    .as(Seed.told(seed))
                    .isEqualTo(run);
            assertThat(bytes.position()).isEqualTo(Run.BYTES + 1);
        }
    }

    @Test
    void moreMissingBytesThanARecordHoldsAreNotKnown() {
        Run run = RunFixtures.run(1, "a", 0, 0);
        Run gap =
                new Run(1, run.start(), run.end(), false, 0, 5, new Run.Missing(Gap.Reason.TRUNCATED, 1L << 40, true));
        ByteBuffer bytes = ByteBuffer.allocate(Run.BYTES);
        gap.write(0, bytes);
        Run read = Run.read(1, bytes.rewind(), index -> "a");
        assertThat(read).isNotNull();
        assertThat(read.missing()).isEqualTo(new Run.Missing(Gap.Reason.TRUNCATED, -1, true));
    }

    @Test
    void eachDamagedBitIsNoticed() {
        ByteBuffer bytes = ByteBuffer.allocate(Run.BYTES);
        RunFixtures.run(1, "a", 0, 10).write(0, bytes);
        for (int bit = 0; bit < 8 * Run.BYTES; bit++) {
            byte[] damaged = bytes.array().clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Run.read(1, ByteBuffer.wrap(damaged), index -> "a"))
                    .as("bit %d", bit)
                    .isNull();
        }
    }

    @Test
    void recordWhoseNumberMeansAnotherSourceIsDamaged() {
        ByteBuffer bytes = ByteBuffer.allocate(Run.BYTES);
        RunFixtures.run(1, "a", 0, 10).write(0, bytes);
        assertThat(Run.read(1, bytes.rewind(), index -> "b")).isNull();
        assertThat(Run.read(1, bytes.rewind(), index -> null)).isNull();
        assertThat(Run.read(1, bytes.rewind(), index -> "a")).isNotNull();
    }

    @Test
    void runGrowsWithWhatFollowsItInTheSameGeneration() {
        Run run = RunFixtures.run(1, "a", 0, 10);
        Run next = RunFixtures.run(2, "a", 10, 30);
        assertThat(run.goesOn(next.start(), next.end())).isTrue();
        assertThat(run.goesOn(next.end(), next.end())).isFalse();
        assertThat(run.until(next.end(), 2)).isEqualTo(RunFixtures.run(1, "a", 0, 30));
        assertThat(run.until(next.end(), Run.UNCOUNTED).lines()).isEqualTo(Run.UNCOUNTED);
    }
}

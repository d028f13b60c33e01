package io.logstreamer.sim;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of several logs at once, over restarts in order and without. Longer: {@code mvn test
 * -Dtest=MergedSimulationTest -Dsim.seeds=10000}; one again: {@code -Dsim.seed=N}.
 */
class MergedSimulationTest {

    /** Which once found what the first ones do not. */
    private static final long[] FOUND = {1588, 1777, 2374, 4270, 4761, 5853, 7401};

    @TempDir
    Path directory;

    @Test
    void eachLineOfEachLogOnceInTheOrderOfItsFile() {
        Long one = Long.getLong("sim.seed");
        long count = Long.getLong("sim.seeds", 300);
        LongStream seeds = one == null
                ? LongStream.concat(
                        LongStream.range(0, count), LongStream.of(FOUND).filter(seed -> seed >= count))
                : LongStream.of(one);
        Logger log = Logger.getLogger("io.logstreamer");
        Level level = log.getLevel();
        log.setLevel(Level.OFF);
        try {
            seeds.forEach(this::run);
        } finally {
            log.setLevel(level);
        }
    }

    private void run(long seed) {
        try {
            Path state = Files.createDirectory(directory.resolve("seed-" + seed));
            new Simulation(seed, state).run();
        } catch (Exception | AssertionError e) {
            fail("seed " + seed + " (again: mvn test -Dtest=MergedSimulationTest -Dsim.seed=" + seed + ")", e);
        }
    }
}

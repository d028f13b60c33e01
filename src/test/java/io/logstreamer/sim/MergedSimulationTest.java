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
    private static final long[] FOUND = {303, 1297, 1588, 1777, 2374, 4114, 4270, 4761, 5853, 7401};

    /** The same where workers take their time to look into archives. */
    private static final long[] FOUND_SLOW = {384, 505, 577, 824, 1339, 1497, 1538, 1588, 1857, 2708};

    @TempDir
    Path directory;

    @Test
    void eachLineOfEachLogOnceInTheOrderOfItsFile() {
        play(300, FOUND, false);
    }

    @Test
    void eachLineOnceWhereLookingIntoArchivesTakesItsTime() {
        play(100, FOUND_SLOW, true);
    }

    private void play(long usual, long[] found, boolean slow) {
        Long one = Long.getLong("sim.seed");
        long count = Long.getLong("sim.seeds", usual);
        LongStream seeds = one == null
                ? LongStream.concat(
                        LongStream.range(0, count), LongStream.of(found).filter(seed -> seed >= count))
                : LongStream.of(one);
        Logger log = Logger.getLogger("io.logstreamer");
        Level level = log.getLevel();
        log.setLevel(Level.OFF);
        try {
            seeds.forEach(seed -> run(seed, slow));
        } finally {
            log.setLevel(level);
        }
    }

    private void run(long seed, boolean slow) {
        try {
            Path state = Files.createDirectory(directory.resolve("seed-" + seed));
            new Simulation(seed, state, slow).run();
        } catch (Exception | AssertionError e) {
            fail("seed " + seed + " (again: mvn test -Dtest=MergedSimulationTest -Dsim.seed=" + seed + ")", e);
        }
    }
}

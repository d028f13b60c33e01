package io.logstreamer.sim;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Many seeds in a row. Longer: {@code mvn test -Dtest=SimulationTest -Dsim.seeds=100000}; one again: {@code
 * -Dsim.seed=N}.
 */
class SimulationTest {

    private static final String SEED = "sim.seed";
    private static final String SEEDS = "sim.seeds";

    @Test
    void eachLineOnceInOrderOrInsideAnAnnouncedGap() {
        Long one = Long.getLong(SEED);
        LongStream seeds = one == null ? LongStream.range(0, Long.getLong(SEEDS, 1_000)) : LongStream.of(one);
        // A warning for each of thousands of faults made on purpose would hide the one that counts.
        Logger log = Logger.getLogger("io.logstreamer");
        Level level = log.getLevel();
        log.setLevel(Level.OFF);
        try {
            seeds.forEach(SimulationTest::run);
        } finally {
            log.setLevel(level);
        }
    }

    private static void run(long seed) {
        try {
            new Simulation(seed).run();
        } catch (AssertionError | RuntimeException e) {
            fail("seed " + seed + " (again: mvn test -Dtest=SimulationTest -D" + SEED + "=" + seed + ")", e);
        }
    }
}

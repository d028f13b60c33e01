package io.logstreamer.log;

import java.util.Random;

/** Where the numbers of a random test come from: another seed each time, or the one of {@code -Dseed=}. */
public final class Seed {

    private static final String PROPERTY = "seed";

    private Seed() {}

    /** The seed of this test; put it into the description of every assertion that depends on it. */
    public static long next() {
        Long given = Long.getLong(PROPERTY);
        return given == null ? new Random().nextLong() : given;
    }

    /** What a failure says, so that it can be had again. */
    public static String told(long seed) {
        return "replay with -D" + PROPERTY + "=" + seed;
    }
}

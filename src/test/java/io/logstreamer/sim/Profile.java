package io.logstreamer.sim;

import java.util.SplittableRandom;

/**
 * What a run is made of. Each seed switches some things off altogether: a fault that never meets a certain other one may
 * go further, and finds more.
 */
record Profile(
        int logs,
        int writersPerLog,
        int clients,
        int keep,
        int rounds,
        int ringBytes,
        int poolBytes,
        int maxLineBytes,
        int blockBytes,
        int lineBytes,
        int pumps,
        int rotatePercent,
        boolean severalAtOnce,
        int truncatePercent,
        int partialPercent,
        int restartPercent,
        int betweenPercent,
        int nestedPercent,
        int notReadyPercent,
        int faultPerMille,
        int forgedPercent,
        boolean keepsBirth,
        int packPercent,
        int copyPercent,
        boolean packsAtOnce,
        boolean group,
        boolean dated,
        boolean newcomers,
        boolean writesBeforeCuts) {

    static Profile of(SplittableRandom random) {
        boolean calm = random.nextInt(10) == 0;
        return new Profile(
                random.nextInt(4) == 0 ? 2 : 1,
                1 + random.nextInt(2),
                1 + random.nextInt(5),
                1 + random.nextInt(random.nextBoolean() ? 3 : 9),
                150 + random.nextInt(500),
                pick(random, 600, 2_000, 8_000, 60_000),
                pick(random, 1, 3_000, 20_000, 300_000),
                pick(random, 40, 120, 1_000),
                pick(random, 70, 200, 1_000, 20_000),
                pick(random, 3, 20, 60, 400),
                1 + random.nextInt(2),
                calm ? 0 : pick(random, 1, 4, 12),
                random.nextInt(3) == 0,
                random.nextInt(3) == 0 ? pick(random, 1, 4) : 0,
                pick(random, 0, 10, 40),
                random.nextBoolean() ? pick(random, 1, 3) : 0,
                pick(random, 0, 2, 10, 30),
                pick(random, 0, 5, 40),
                pick(random, 0, 20, 70),
                random.nextInt(8) == 0 ? pick(random, 1, 10) : 0,
                random.nextInt(4) == 0 ? 10 : 0,
                random.nextInt(6) != 0,
                0,
                0,
                false,
                false,
                false,
                false,
                false);
    }

    /** Several logs, of which in most runs nothing is ever lost. */
    Profile merged(SplittableRandom dice) {
        boolean loses = dice.nextInt(4) == 0;
        boolean group = dice.nextBoolean();
        // What is packed before a log of a group is first seen is history.
        boolean newcomers = group && dice.nextInt(3) == 0;
        return new Profile(
                2 + dice.nextInt(3),
                writersPerLog,
                1 + dice.nextInt(3),
                loses ? 1 + dice.nextInt(6) : 60,
                rounds,
                ringBytes,
                poolBytes,
                1_000,
                Math.max(1_000, blockBytes),
                Math.min(60, lineBytes),
                pumps,
                Math.min(4, rotatePercent),
                dice.nextInt(4) == 0,
                loses ? pick(dice, 0, 1, 3) : 0,
                // Pieces of lines that meet in a file would make numbers that nobody has written.
                0,
                pick(dice, 0, 1, 3),
                betweenPercent,
                nestedPercent,
                notReadyPercent,
                0,
                0,
                keepsBirth,
                newcomers ? 0 : pick(dice, 0, 0, 2, 6),
                pick(dice, 0, 0, 30, 100),
                !newcomers && dice.nextInt(3) == 0,
                group,
                dice.nextBoolean(),
                newcomers,
                dice.nextInt(3) == 0);
    }

    private static int pick(SplittableRandom random, int... values) {
        return values[random.nextInt(values.length)];
    }
}

package io.logstreamer.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A line is a letter here: its id and its text. */
class SharedOrderTest {

    private final Counters counters = new Counters();
    private final SharedOrder order = new SharedOrder(1_000, counters);

    @Test
    void sameLinesForEverybodyAreRight() {
        all("abcdef", "abcdef", "abcdef");

        assertFaults(0, 0, 0);
        assertThat(counters.checkedById.sum()).isEqualTo(18);
    }

    @Test
    void everybodyMayBeginAndEndWhereTheyLike() {
        all("defg", "abcd", "fghij", "bc", "abcdefghij");

        assertFaults(0, 0, 0);
    }

    @Test
    void lineThatOnlyTheOtherGotIsMissing() {
        all("abcdef", "abef");

        assertFaults(2, 0, 0);
    }

    @Test
    void lineThatTheFirstDidNotGetIsMissingForAllWhoPassedIt() {
        all("abdef", "abdef", "abcdef");

        assertFaults(2, 0, 0);
    }

    @Test
    void whoComesAfterTheCorrectionIsRight() {
        all("abdef", "abcdef", "abcdef", "cdef");

        assertFaults(1, 0, 0);
    }

    @Test
    void lineAtOnceAgainIsADuplicate() {
        all("abc", "abbc");

        assertFaults(0, 1, 0);
    }

    @Test
    void linesAgainAreDuplicatesForTheFirstOneToo() {
        all("abcabcd", "abcd");

        assertFaults(0, 3, 0);
    }

    @Test
    void lineThatComesLateIsOutOfOrderAndNotMissing() {
        all("abcdef", "abdcef");

        assertFaults(0, 0, 1);
    }

    @Test
    void aWrongFirstOneIsNoticedThroughTheOthers() {
        all("abdce", "abcde");

        assertThat(counters.faults()).isPositive();
    }

    @Test
    void jumpIntoAnotherChainIsMissing() {
        all("abc", "efgh", "abgh");

        // c, which follows b, and e and f, which lead to g.
        assertFaults(3, 0, 0);
    }

    @Test
    void beginningOfTheOtherChainJumpedOverIsMissing() {
        all("efgh", "abgh");

        assertFaults(2, 0, 0);
    }

    @Test
    void knownIdWithAnotherTextIsDifferent() {
        SharedOrder.Place one = new SharedOrder.Place();
        SharedOrder.Place two = new SharedOrder.Place();
        order.line(one, 1, 100);
        order.line(one, 2, 200);
        order.line(two, 1, 100);
        order.line(two, 2, 222);

        assertThat(counters.different.sum()).isEqualTo(1);
        assertFaults(0, 0, 0);
    }

    @Test
    void memoryIsBoundedAndWhoIsFurtherBehindBeginsAnew() {
        SharedOrder.Place fast = new SharedOrder.Place();
        SharedOrder.Place slow = new SharedOrder.Place();
        order.line(slow, 0, 0);
        for (int id = 0; id < 5_000; id++) {
            order.line(fast, id, id);
        }
        for (int id = 4_500; id < 5_000; id++) {
            order.line(slow, id, id);
        }

        assertThat(counters.unchecked.sum()).isEqualTo(1);
        assertFaults(0, 0, 0);
    }

    /** The check must not cry wolf: any interleaving of faultless subscribers is faultless. */
    @Test
    void faultlessSubscribersAreFaultlessInEveryInterleaving() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Counters counted = new Counters();
            SharedOrder shared = new SharedOrder(1_000, counted);
            List<int[]> ranges = new ArrayList<>();
            List<SharedOrder.Place> places = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int from = random.nextInt(50);
                ranges.add(new int[] {from, from + 1 + random.nextInt(50)});
                places.add(new SharedOrder.Place());
            }
            while (!ranges.isEmpty()) {
                int i = random.nextInt(ranges.size());
                int[] range = ranges.get(i);
                shared.line(places.get(i), range[0], range[0]);
                if (++range[0] == range[1]) {
                    shared.end(places.get(i));
                    ranges.remove(i);
                    places.remove(i);
                }
            }
            assertThat(counted.faults()).as("seed %d", seed).isZero();
            assertThat(counted.unchecked.sum()).as("seed %d", seed).isZero();
        }
    }

    /** Nor may it sleep: one subscriber of several that misses lines in the middle is found. */
    @Test
    void lossInTheMiddleIsFoundInEveryInterleaving() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Counters counted = new Counters();
            SharedOrder shared = new SharedOrder(1_000, counted);
            int lostFrom = 10 + random.nextInt(40);
            int lost = 1 + random.nextInt(5);
            int[] next = new int[4];
            SharedOrder.Place[] places = new SharedOrder.Place[4];
            for (int i = 0; i < 4; i++) {
                places[i] = new SharedOrder.Place();
            }
            for (int running = 4; running > 0; ) {
                int i = random.nextInt(4);
                if (next[i] == 100) {
                    continue;
                }
                if (i == 0 && next[0] == lostFrom) {
                    next[0] += lost;
                }
                shared.line(places[i], next[i], next[i]);
                running -= ++next[i] == 100 ? 1 : 0;
            }
            for (SharedOrder.Place place : places) {
                shared.end(place);
            }
            assertThat(counted.missing.sum()).as("seed %d", seed).isEqualTo(lost);
            assertThat(counted.faults()).as("seed %d", seed).isEqualTo(lost);
        }
    }

    private void all(String... subscribers) {
        List<SharedOrder.Place> places = new ArrayList<>();
        for (String subscriber : subscribers) {
            SharedOrder.Place place = new SharedOrder.Place();
            subscriber.chars().forEach(letter -> order.line(place, letter, letter));
            places.add(place);
        }
        places.forEach(order::end);
    }

    private void assertFaults(long missing, long duplicate, long outOfOrder) {
        assertThat(counters.missing.sum()).as("missing").isEqualTo(missing);
        assertThat(counters.duplicate.sum()).as("duplicate").isEqualTo(duplicate);
        assertThat(counters.outOfOrder.sum()).as("out of order").isEqualTo(outOfOrder);
    }
}

package io.logstreamer.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceCheckTest {

    private final Counters counters = new Counters();
    private final SequenceCheck check = new SequenceCheck(counters);

    @Test
    void numbersThatGoUpByOneAreRightWhereverTheyBegin() {
        lines(17, 18, 19, 20);

        assertFaults(0, 0, 0);
        assertThat(counters.checkedBySeq.sum()).isEqualTo(4);
    }

    @Test
    void numbersJumpedOverAreMissing() {
        lines(1, 2, 6, 7, 9);

        assertFaults(4, 0, 0);
    }

    @Test
    void numberThatComesLateIsOutOfOrderAndNotMissing() {
        lines(1, 5, 3, 2, 4, 6);

        assertFaults(0, 0, 3);
    }

    @Test
    void numberThatComesAgainIsADuplicate() {
        lines(1, 2, 2, 3, 1, 4);

        assertFaults(0, 2, 0);
    }

    @Test
    void lateNumberThatComesAgainIsADuplicate() {
        lines(1, 3, 2, 2);

        assertFaults(0, 1, 1);
    }

    @Test
    void numberBeforeTheFirstIsADuplicateAsNobodyCanKnow() {
        lines(10, 9, 11);

        assertFaults(0, 1, 0);
    }

    @Test
    void bothEndsOfAHoleCanBeFilled() {
        lines(1, 10, 2, 9, 5);

        assertFaults(5, 0, 3);
    }

    private void lines(long... numbers) {
        for (long number : numbers) {
            check.line(number);
        }
    }

    private void assertFaults(long missing, long duplicate, long outOfOrder) {
        assertThat(counters.missing.sum()).as("missing").isEqualTo(missing);
        assertThat(counters.duplicate.sum()).as("duplicate").isEqualTo(duplicate);
        assertThat(counters.outOfOrder.sum()).as("out of order").isEqualTo(outOfOrder);
    }
}

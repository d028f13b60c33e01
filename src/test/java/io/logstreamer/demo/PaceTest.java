package io.logstreamer.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MILLI = 1_000_000;
    private static final long START = -50 * MILLI;

    @Test
    void firstLineIsDueAtOnce() {
        assertThat(new Pace(Rate.parse("2/s"), START).nextWaitNanos(START)).isZero();
    }

    @Test
    void timeSpentInWritingDoesNotAddUp() {
        Pace pace = new Pace(Rate.parse("2/s"), START);
        pace.nextWaitNanos(START);

        assertThat(pace.nextWaitNanos(START + 30 * MILLI)).isEqualTo(470 * MILLI);
        assertThat(pace.nextWaitNanos(START + 500 * MILLI + 40 * MILLI)).isEqualTo(460 * MILLI);
    }

    @Test
    void shortDelayIsCaughtUp() {
        Pace pace = new Pace(Rate.parse("10/s"), START);
        pace.nextWaitNanos(START);

        assertThat(pace.nextWaitNanos(START + 250 * MILLI)).isNegative();
        assertThat(pace.nextWaitNanos(START + 250 * MILLI)).isNegative();
        assertThat(pace.nextWaitNanos(START + 250 * MILLI)).isEqualTo(50 * MILLI);
    }

    @Test
    void longSleepIsSkippedInsteadOfBursting() {
        Pace pace = new Pace(Rate.parse("10/s"), START);
        pace.nextWaitNanos(START);

        assertThat(pace.nextWaitNanos(START + 60_000 * MILLI)).isZero();
        assertThat(pace.nextWaitNanos(START + 60_000 * MILLI)).isEqualTo(100 * MILLI);
    }

    @Test
    void maximumNeverWaits() {
        Pace pace = new Pace(Rate.MAX, START);

        assertThat(pace.nextWaitNanos(START)).isZero();
        assertThat(pace.nextWaitNanos(START + 1)).isNotPositive();
    }
}

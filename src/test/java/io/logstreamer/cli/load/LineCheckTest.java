package io.logstreamer.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineCheckTest {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    private final Counters counters = new Counters();
    private final SharedOrder order = new SharedOrder(100, counters);
    private final LineCheck check = new LineCheck(order, counters);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seq=000000000042 ts=1763800000000000000 INFO x | 42 | 1763800000000000000",
                "{\"id\":\"a\",\"line\":\"seq=7 ts=1763800000000000001 x\"} | 7 | 1763800000000000001",
                "seq=5 | 5 | -1",
                "ts=1763800000000000000 no number | -1 | 1763800000000000000",
                "a packet with seq=12 inside | -1 | -1",
                "seq= | -1 | -1",
                "seq=12345678901234567890 | -1 | -1",
                "seq=1 ts=1763800000 seconds | 1 | -1",
                "xts=1763800000000000000 | -1 | -1",
                "sequence | -1 | -1"
            })
    void numberAndMomentAreFoundOnlyWhereTheyBelong(String line, long seq, long tsNanos) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);

        assertThat(LineFields.seq(bytes, bytes.length)).isEqualTo(seq);
        assertThat(LineFields.tsNanos(bytes, bytes.length)).isEqualTo(tsNanos);
    }

    @Test
    void bytesBehindTheLengthDoNotCount() {
        byte[] bytes = "seq=12 seq=34".getBytes(StandardCharsets.UTF_8);

        assertThat(LineFields.seq(bytes, 5)).isEqualTo(1);
        assertThat(LineFields.seq(bytes, 4)).isEqualTo(LineFields.NONE);
    }

    @Test
    void numberedLinesAreCheckedByNumber() {
        line("seq=1 x", "a");
        line("seq=3 x", "b");

        assertThat(counters.checkedBySeq.sum()).isEqualTo(2);
        assertThat(counters.checkedById.sum()).isZero();
        assertThat(counters.missing.sum()).isEqualTo(1);
    }

    @Test
    void otherLinesAreCheckedByTheirIds() {
        LineCheck other = new LineCheck(order, counters);
        line("x", "a");
        line("y", "b");
        byte[] y = bytes("not y");
        other.line(bytes("x"), 1, "a", LONG_AGO);
        other.line(y, y.length, "b", LONG_AGO);

        assertThat(counters.checkedById.sum()).isEqualTo(4);
        assertThat(counters.different.sum()).isEqualTo(1);
    }

    @Test
    void lineWithoutNumberAndIdIsSaidToBeUnchecked() {
        line("x", null);

        assertThat(counters.unchecked.sum()).isEqualTo(1);
    }

    @Test
    void ageIsTakenFromTheLine() {
        long tsNanos = (System.currentTimeMillis() - 2_000) * 1_000_000;
        line("seq=1 ts=" + tsNanos + " x", "a");

        assertThat(counters.latencyMicros.getTotalCount()).isEqualTo(1);
        assertThat(counters.latencyMicros.getMaxValue()).isBetween(1_990_000L, 60_000_000L);
    }

    @Test
    void ageOfLinesFromBeforeTheConnectionIsNotTaken() {
        byte[] line = bytes("seq=1 ts=1763800000000000000 x");
        check.line(line, line.length, "a", Instant.now());

        assertThat(counters.latencyMicros.getTotalCount()).isZero();
    }

    @Test
    void lineFromTheFutureIsOfAgeZero() {
        long tsNanos = (System.currentTimeMillis() + 60_000) * 1_000_000;
        line("seq=1 ts=" + tsNanos + " x", "a");

        assertThat(counters.latencyMicros.getMaxValue()).isZero();
    }

    private void line(String text, @Nullable String id) {
        byte[] bytes = bytes(text);
        check.line(bytes, bytes.length, id, LONG_AGO);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.logstreamer.cli.load;

import org.HdrHistogram.Histogram;

/**
 * How old lines were when they arrived, in microseconds; percentiles to three digits.
 *
 * @param count the lines that said when they were written; with 0 all else is 0
 */
public record Latency(long count, long p50, long p90, long p99, long p999, long max) {

    static Latency of(Histogram micros) {
        Histogram copy = micros.copy();
        return new Latency(
                copy.getTotalCount(),
                copy.getValueAtPercentile(50),
                copy.getValueAtPercentile(90),
                copy.getValueAtPercentile(99),
                copy.getValueAtPercentile(99.9),
                copy.getTotalCount() == 0 ? 0 : copy.getMaxValue());
    }
}

package io.logstreamer.cli.load;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What all subscribers of a run saw, added up. Thread-safe; sums taken during the run are approximate. */
final class Counters {

    final LongAdder lines = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder missing = new LongAdder();
    final LongAdder duplicate = new LongAdder();
    final LongAdder outOfOrder = new LongAdder();

    /** Two subscribers got different text under one id. */
    final LongAdder different = new LongAdder();

    final LongAdder checkedBySeq = new LongAdder();
    final LongAdder checkedById = new LongAdder();

    /** Neither number nor id, or older than what is remembered. */
    final LongAdder unchecked = new LongAdder();

    final LongAdder gaps = new LongAdder();
    final LongAdder problems = new LongAdder();
    final LongAdder byes = new LongAdder();
    final LongAdder reconnects = new LongAdder();
    final LongAdder connectFailures = new LongAdder();

    /** From the {@code ts=} of a line to its arrival here. */
    final Histogram latencyMicros = new ConcurrentHistogram(3);

    long faults() {
        return missing.sum() + duplicate.sum() + outOfOrder.sum() + different.sum();
    }

    /** The counts as they are now. */
    Totals totals() {
        return new Totals(
                lines.sum(),
                bytes.sum(),
                missing.sum(),
                duplicate.sum(),
                outOfOrder.sum(),
                different.sum(),
                checkedBySeq.sum(),
                checkedById.sum(),
                unchecked.sum(),
                gaps.sum(),
                problems.sum(),
                byes.sum(),
                reconnects.sum(),
                connectFailures.sum(),
                Latency.of(latencyMicros));
    }
}

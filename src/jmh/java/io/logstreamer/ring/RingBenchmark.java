package io.logstreamer.ring;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent.Tip;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an entry costs to take in, to read and to find, in a ring whose lane is full: the worst for a search, and each
 * entry taken in pushes one out. The entries are as small as they get, one line each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RingBenchmark {

    private static final String SOURCE = "app";
    private static final byte[] LINE = {'\n'};
    private static final int[] ENDS = {1};
    private static final int MARK = EventId.markOf(LINE, 0, 1);

    private final Generation generation = new Generation(SOURCE, 0, 1, 0);
    private final Ring ring = new Ring(1L << 40);
    private Position tip = place(0);
    private long number;

    @Setup
    public void fill() {
        ring.begin(tip);
        for (int i = 0; i < 2 * Lane.MAX_SLOTS; i++) {
            append();
        }
    }

    /** A batch is made, too: a tailer cannot do without. */
    @Benchmark
    public void append() {
        LineBatch entry = new LineBatch(tip, generation, false, "app.log", tip.offset(), LINE, 0, ENDS, 1);
        ring.accept(entry);
        tip = entry.after();
    }

    /** What a view does at each look. */
    @Benchmark
    public Entry readNext() {
        Tip now = ring.tip(SOURCE);
        number = number < now.next() - 1000 ? now.next() - 1 : number - 1;
        return ring.entry(SOURCE, number);
    }

    /** A subscriber that resumes a few lines back. */
    @Benchmark
    public long findNearTheTip() {
        return ring.find(place(tip.offset() - 10));
    }

    /** A lapped subscriber asks before each block whether it has come to the ring. */
    @Benchmark
    public long findLapped() {
        return ring.find(place(10));
    }

    private Position place(long offset) {
        return new Position(generation, offset, 0, offset == 0 ? 0 : MARK);
    }
}

package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a line costs from the batch to the wire, room checked and id hashed as a view does it. The score is per line of
 * {@value #LINE_BYTES} bytes, terminator included: 120 / score is the input in GB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncoderBenchmark {

    static final int LINE_BYTES = 120;
    private static final int LINES = 2048;

    /** What the lines are made of. */
    public enum Text {
        /** Printable ASCII with a time and a level. */
        PLAIN("2026-11-01T12:00:00.000Z  INFO 4711 --- [main] c.e.Application : user 42 has logged in "),
        /** Every few bytes one that JSON escapes. */
        QUOTED(
                "{\"time\":\"2026-11-01T12:00:00Z\",\"level\":\"info\",\"msg\":\"it works\",\"user\":\"42\",\"a\":\"b\"} "),
        /** Colours around a level. */
        COLOURED("12:00:00.000 \u001b[32mINFO \u001b[0m \u001b[36mc.e.Application\u001b[0m : user 42 has logged in "),
        /** Two and three bytes a character. */
        CYRILLIC("2026-11-01T12:00:00Z INFO пользователь вошёл в систему — "),
        /** No byte is UTF-8: the worst a file can do. */
        BAD_UTF8("");

        private final byte[] pattern;

        Text(String pattern) {
            this.pattern = pattern.isEmpty() ? new byte[] {(byte) 0xFF} : pattern.getBytes(UTF_8);
        }
    }

    @Param
    public Form.Kind kind;

    @Param
    public Text text;

    private Encoder encoder;
    private LineBatch batch;
    private byte[] target;

    @Setup
    public void setUp() {
        encoder = new Encoder("app", new Form(kind, Form.Control.ESCAPE, Form.LOG_UPDATE, false));
        byte[] bytes = new byte[LINES * LINE_BYTES];
        int[] ends = new int[LINES];
        for (int i = 0; i < LINES; i++) {
            for (int j = 0; j < LINE_BYTES - 1; j++) {
                bytes[i * LINE_BYTES + j] = text.pattern[j % text.pattern.length];
            }
            ends[i] = (i + 1) * LINE_BYTES;
            bytes[ends[i] - 1] = '\n';
        }
        Generation generation = new Generation("app", 0, EventId.headOf(bytes, 0, LINE_BYTES), 1);
        Position before = new Position(generation, 0, 0, 0);
        batch = new LineBatch(before, generation, false, "app.log", 0, bytes, 0, ends, LINES);
        target = new byte[View.BLOCK_BYTES];
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public int line() {
        int at = 0;
        for (int i = 0; i < LINES; i++) {
            long worst = encoder.worstBytes(batch.bytes(), batch.start(i), batch.ends()[i], batch.file());
            if (worst > target.length - at) {
                at = 0;
            }
            at = encoder.line(batch, i, target, at);
        }
        return at;
    }
}

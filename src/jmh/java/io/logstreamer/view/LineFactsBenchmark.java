package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the level and the time of one line cost, by the kind of line. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LineFactsBenchmark {

    /** Lines that end the search early, and lines that hold nothing but are full of what might be something. */
    public enum Line {
        LEVEL_AND_TIME("2026-11-01T12:00:00.000Z  INFO 4711 --- [main] c.e.Application : Started in 12 seconds"),
        PROSE(
                "the quick brown fox jumps over the lazy dog, and then sleeps for a while before it starts all over again"),
        ACCESS(
                "192.0.2.7 - - [01/Nov/2026:12:00:00 +0000] \"GET /index.html HTTP/1.1\" 200 7123"
                        + " \"https://example.org/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\""),
        STACK_FRAME("\tat org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:189)"),
        JSON("{\"time\":\"2026-11-01T12:00:00Z\",\"level\":\"error\",\"msg\":\"it broke\",\"user\":42}"),
        JSON_WITHOUT_LEVEL(
                "{\"time\":\"2026-11-01T12:00:00Z\",\"msg\":\"it broke\",\"user\":42,\"path\":\"/a/b\",\"status\":500}");

        private final byte[] bytes;

        Line(String line) {
            bytes = line.getBytes(UTF_8);
        }
    }

    @Param
    public Line line;

    @Benchmark
    public Object level() {
        return LevelFinder.find(line.bytes, 0, line.bytes.length);
    }

    @Benchmark
    public long time() {
        return TimeFinder.find(line.bytes, 0, line.bytes.length);
    }
}

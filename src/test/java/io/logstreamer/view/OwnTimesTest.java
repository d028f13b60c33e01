package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.LineTimes;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long REFERENCE = LineTimes.nanosOf(Instant.parse("2026-11-25T12:00:00Z"));

    private final OwnTimes times = new OwnTimes(BERLIN);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2026-11-23T10:00:00Z a line                        | 2026-11-23T10:00:00Z
        2026-11-23T10:00:00.123456789Z                     | 2026-11-23T10:00:00.123456789Z
        2026-11-23t10:00:00.1z                             | 2026-11-23T10:00:00.1Z
        2026-11-23T10:00:00+01:00 x                        | 2026-11-23T09:00:00Z
        2026-11-23 10:00:00,123 +0530 x                    | 2026-11-23T04:30:00.123Z
        2026-11-23T10:00:00.5-08                           | 2026-11-23T18:00:00.5Z
        2026-11-23 10:00:00,123 INFO main                  | 2026-11-23T09:00:00.123Z
        2026-07-23 10:00:00 INFO main                      | 2026-07-23T08:00:00Z
        2026/11/23 10:00:00 [error] 31#31: *1 open()       | 2026-11-23T09:00:00Z
        INFO [exec-7] 2026-11-23 10:00:00.5 - x            | 2026-11-23T09:00:00.5Z
        2026-11-23 10:00:00 -1234 is below zero            | 2026-11-23T22:34:00Z
        2026-11-23 10:00:00 - 12                           | 2026-11-23T09:00:00Z
        127.0.0.1 - - [23/Nov/2026:10:00:00 +0100] "GET /" | 2026-11-23T09:00:00Z
        23-Nov-2026 10:00:00.123 INFO [main] Catalina      | 2026-11-23T09:00:00.123Z
        Nov 23 10:00:00 host app[1]: x                     | 2026-11-23T09:00:00Z
        <13>Nov  3 10:00:00 host app: x                    | 2026-11-03T09:00:00Z
        Dec 24 10:00:00 host app: last year's              | 2025-12-24T09:00:00Z
        Nov 26 10:00:00 host app: a clock that is ahead    | 2026-11-26T09:00:00Z
        Feb 29 10:00:00 host app: of a leap year           | 2024-02-29T09:00:00Z
        [Mon Nov 23 10:00:00.123456 2026] [core:error]     | 2026-11-23T09:00:00.123456Z
        Nov 23, 2026 9:16:16 PM org.apache.Foo run         | 2026-11-23T20:16:16Z
        Nov 3, 2026 12:16:16 AM org.apache.Foo run         | 2026-11-02T23:16:16Z
        1763892000 started                                 | 2025-11-23T10:00:00Z
        1763892000.25 started                              | 2025-11-23T10:00:00.25Z
        1763892000123 started                              | 2025-11-23T10:00:00.123Z
        1763892000123456 started                           | 2025-11-23T10:00:00.123456Z
        1763892000123456789 started                        | 2025-11-23T10:00:00.123456789Z
        {"level":"info","time":"2026-11-23T10:00:00Z"}     | 2026-11-23T10:00:00Z
        {"ts":1763892000.5,"msg":"x"}                      | 2025-11-23T10:00:00.5Z
        {"time": 1763892000123, "msg":"x"}                 | 2025-11-23T10:00:00.123Z
        {"@timestamp" : "2026-11-23T10:00:00.5+01:00"}     | 2026-11-23T09:00:00.5Z
        {"timestamp":"2026-11-23 10:00:00"}                | 2026-11-23T09:00:00Z
        {"req":{"time":12},"time":"2026-11-23T10:00:00Z"}  | 2026-11-23T10:00:00Z
        {"msg":"at \\\\"time\\\\":1763892000","ts":1763892001} | 2025-11-23T10:00:01Z
        {"msg":"2026-11-23T10:00:00Z is when"}             | 2026-11-23T10:00:00Z
        """)
    void timeIsFound(String line, Instant expected) {
        assertThat(times.nanosOf(
                        bytes(line.replace("\\\\", "\\")),
                        0,
                        line.replace("\\\\", "\\").length(),
                        REFERENCE))
                .isEqualTo(LineTimes.nanosOf(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "    at com.example.Foo.bar(Foo.java:12)",
                "10:00:00,123 a time without a date",
                "2026-13-23T10:00:00Z there is no such month",
                "2026-02-29T10:00:00Z there is no such day",
                "2026-11-23T24:00:00Z there is no such hour",
                "12026-11-23T10:00:00Z",
                "1763892 is too small",
                "17638920001 has eleven digits",
                "1763892000-17 is no time",
                "Nov is a month",
                "Nov 23 10:00",
                "Marching on 10:00:00",
                "{\"time\":0.012,\"size\":1763892000}",
                "{\"time\"",
                "{\"time\":",
                "{\"time\":\"",
                "{\"a\\",
                "[",
                "<13>"
            })
    void lineWithoutATimeHasNone(String line) {
        assertThat(times.nanosOf(bytes(line), 0, bytes(line).length, REFERENCE)).isEqualTo(LineTimes.NONE);
    }

    /** Whatever stands in a line, nothing outside it is read: each prefix of each form, at the very end of its array. */
    @Test
    void nothingOutsideTheLineIsRead() {
        for (String line : new String[] {
            "2026-11-23T10:00:00.123+01:00",
            "[23/Nov/2026:10:00:00 +0100]",
            "<13>Nov  3 10:00:00.12 2026",
            "[Mon Nov 23 10:00:00.123456 2026]",
            "Nov 23, 2026 9:16:16 PM",
            "1763892000.25",
            "{\"@timestamp\" : \"2026-11-23T10:00:00.5+01:00\"}",
            "{\"ts\": 1763892000.25}"
        }) {
            for (int length = 0; length <= line.length(); length++) {
                byte[] exact = bytes(line.substring(0, length));
                long alone = times.nanosOf(exact, 0, length, REFERENCE);
                byte[] inside = bytes("9" + line.substring(0, length) + "999999999999999999999999999");
                assertThat(times.nanosOf(inside, 1, 1 + length, REFERENCE))
                        .as(line)
                        .isEqualTo(alone);
            }
        }
    }

    @Test
    void randomBytesNeverFail() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] letters = bytes("0123456789-:/ T.,Z+[]<>{}\"NovDecMarAPM\\@times");
        for (int i = 0; i < 100_000; i++) {
            byte[] line = new byte[random.nextInt(60)];
            for (int j = 0; j < line.length; j++) {
                line[j] = random.nextInt(20) == 0 ? (byte) random.nextInt() : letters[random.nextInt(letters.length)];
            }
            try {
                times.nanosOf(line, 0, line.length, REFERENCE);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(line, UTF_8), e);
            }
        }
    }

    /** Against java.time, over zone changes. */
    @Test
    void localTimesAreThoseOfTheZone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS", Locale.ROOT);
        for (int i = 0; i < 20_000; i++) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(
                    random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000), ZoneOffset.UTC);
            byte[] line = bytes(format.format(time));
            assertThat(times.nanosOf(line, 0, line.length, REFERENCE))
                    .as("seed %d: %s", seed, time)
                    .isEqualTo(
                            LineTimes.nanosOf(time.toInstant(BERLIN.getRules().getOffset(time))));
        }
    }

    @Test
    void nothingIsAllocated() {
        byte[][] lines = {
            bytes("2026-11-23 10:00:00,123 INFO"),
            bytes("127.0.0.1 - - [23/Nov/2026:10:00:00 +0100]"),
            bytes("Nov 23 10:00:00 host"),
            bytes("{\"level\":\"info\",\"time\":\"2026-11-23T10:00:00Z\"}"),
            bytes("    at com.example.Foo.bar(Foo.java:12)")
        };
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (int warm = 0; warm < 20_000; warm++) {
            sum += times.nanosOf(lines[warm % lines.length], 0, lines[warm % lines.length].length, REFERENCE);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) {
            sum += times.nanosOf(lines[i % lines.length], 0, lines[i % lines.length].length, REFERENCE);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("bytes for 100,000 lines (sum %d)", sum).isLessThan(50_000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

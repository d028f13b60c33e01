package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFinderTest {

    /** The shape alone, its numbers within the ranges whatever the month. */
    private static final Pattern SHAPE =
            Pattern.compile("(?<![0-9])[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]"
                    + "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?"
                    + "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])(?![0-9A-Za-z])");

    private static String find(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return text(bytes, TimeFinder.find(bytes, 0, bytes.length));
    }

    private static String text(byte[] bytes, long range) {
        if (range == TimeFinder.NONE) {
            return "none";
        }
        int start = (int) (range >>> 32);
        return new String(bytes, start, (int) range - start, US_ASCII);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            2026-11-01T12:00:00Z             ^ 2026-11-01T12:00:00Z INFO up
            2026-11-01t12:00:00z             ^ 2026-11-01t12:00:00z
            2026-11-01 12:00:00.123+01:00    ^ [2026-11-01 12:00:00.123+01:00] up
            2026-11-01T12:00:00.123456789Z   ^ a 2026-11-01T12:00:00.123456789Z: b
            2026-11-01T12:00:00-23:59        ^ {"time":"2026-11-01T12:00:00-23:59","x":1}
            2026-11-01T12:00:00-00:00        ^ time=2026-11-01T12:00:00-00:00 x
            2016-12-31T23:59:60Z             ^ 2016-12-31T23:59:60Z
            2024-02-29T00:00:00Z             ^ 2024-02-29T00:00:00Z
            2000-02-29T00:00:00Z             ^ 2000-02-29T00:00:00Z
            0000-01-01T00:00:00Z             ^ 0000-01-01T00:00:00Z
            2026-11-01T12:00:00Z             ^ 2026-11-01 12:00:00 (2026-11-01T12:00:00Z)
            2026-11-01T12:00:00Z             ^ <34>1 2026-11-01T12:00:00Z host 2027-11-01T12:00:00Z
            2026-11-01T12:00:00Z             ^ app-1-2026-11-01T12:00:00Z.log
            2026-11-01T12:00:00Z             ^ é2026-11-01T12:00:00Zé
            """)
    void timeIsFoundAsItStands(String time, String line) {
        assertThat(find(line)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-11-01",
                "2026-11-01T12:00:00",
                "2026-11-01T12:00:00 up",
                "2026-11-01 12:00:00.000 INFO",
                "2026-11-01T12:00:00,000Z",
                "2026-11-01T12:00:00.Z",
                "2026-11-01T12:00:00.5",
                "2026-11-01T12:00:00+0100",
                "2026-11-01T12:00:00+01",
                "2026-11-01T12:00:00 +01:00",
                "2026-11-01T12:00:00+24:00",
                "2026-11-01T12:00:00+01:60",
                "2026-11-01T12:00:00+01:000",
                "2026-11-01T12:00:00Zulu",
                "2026-11-01T12:00Z",
                "2026-11-01_12:00:00Z",
                "2026-00-01T12:00:00Z",
                "2026-13-01T12:00:00Z",
                "2026-11-00T12:00:00Z",
                "2026-11-31T12:00:00Z",
                "2026-01-32T12:00:00Z",
                "2026-02-29T12:00:00Z",
                "1900-02-29T12:00:00Z",
                "2026-11-01T24:00:00Z",
                "2026-11-01T12:60:00Z",
                "2026-11-01T12:00:61Z",
                "12026-11-01T12:00:00Z",
                "2026/11/01T12:00:00Z",
                "01/Nov/2026:12:00:00 +0000",
                "0123456789-0123456789-0123456789-",
            })
    void anythingElseIsNotATime(String line) {
        assertThat(find(line)).isEqualTo("none");
    }

    @Test
    void timeIsFoundWhereverItBeginsInTheWindow() {
        String time = "2026-11-01T12:00:00.5+01:00";
        int room = TimeFinder.WINDOW_BYTES - time.length();
        for (int before = 0; before <= room; before++) {
            assertThat(find("x".repeat(before) + time + " up"))
                    .as("before=%s", before)
                    .isEqualTo(time);
        }
        assertThat(find("x".repeat(room + 1) + time + " up")).isEqualTo("none");
    }

    @Test
    void bytesAroundTheLineDoNotMatter() {
        byte[] bytes = "12026-11-01T12:00:00Z7".getBytes(US_ASCII);

        assertThat(TimeFinder.find(bytes, 1, 21)).isEqualTo((1L << 32) | 21);
        assertThat(TimeFinder.find(bytes, 1, 22)).isEqualTo(TimeFinder.NONE);
        assertThat(TimeFinder.find(bytes, 0, 21)).isEqualTo(TimeFinder.NONE);
        assertThat(TimeFinder.find(bytes, 1, 20)).isEqualTo(TimeFinder.NONE);
    }

    @Test
    void hostileBytesGiveWhatThePatternGives() {
        long seed = new Random().nextLong();
        HostileLines lines = new HostileLines(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] line = lines.next();
            byte[] embedded = lines.embed(line);
            int from = HostileLines.MARGIN_BYTES;
            long range = TimeFinder.find(embedded, from, from + line.length);

            assertThat(text(embedded, range))
                    .as(() -> "seed=" + seed + " line=" + Arrays.toString(line))
                    .isEqualTo(byPattern(line));
        }
    }

    private static String byPattern(byte[] line) {
        Matcher matcher = SHAPE.matcher(new String(line, ISO_8859_1));
        while (matcher.find()) {
            if (matcher.end() <= TimeFinder.WINDOW_BYTES) {
                return matcher.group();
            }
        }
        return "none";
    }
}

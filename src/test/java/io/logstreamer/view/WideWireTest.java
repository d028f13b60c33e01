package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Generation;
import io.logstreamer.log.Inattentive;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Writing;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of two or four bytes a character, as they are sent. */
class WideWireTest {

    private static final Generation GENERATION = new Generation("app", 1, 1, 1);
    private static final Position BEFORE = new Position(GENERATION, 0, 0, 0);

    private static String json(String charset, byte[] line) {
        return encoded(charset, Forms.JSON, line);
    }

    private static String encoded(String charset, io.logstreamer.log.Form form, byte[] line) {
        Encoder encoder = new Encoder("app", form, Writing.USUAL.in(Charset.forName(charset)));
        LineBatch batch = new LineBatch(BEFORE, GENERATION, false, "app.log", 0, line, 0, new int[] {line.length}, 1);
        byte[] room = new byte[Math.toIntExact(encoder.worstBytes(line, 0, line.length, "app.log"))];
        return new String(room, 0, encoder.line(batch, 0, room, 0), UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, UTF-16LE",
        "UTF-16BE, UTF-16BE",
        "UTF-16, UTF-16LE",
        "UTF-16, UTF-16BE",
        "x-UTF-16LE-BOM, UTF-16LE",
        "UTF-32, UTF-32LE",
        "UTF-32, UTF-32BE",
        "UTF-32BE, UTF-32BE"
    })
    void textTimeLevelAndContinuationAreThoseOfTheLine(String charset, String written) {
        String line = "2026-11-23T10:00:00Z ERROR 上 \ud83d\ude00 \"a\"";
        for (String end : List.of("\n", "\r\n")) {
            assertThat(json(charset, (line + end).getBytes(Charset.forName(written))))
                    .contains("\"offset\":0,\"time\":\"2026-11-23T10:00:00Z\",\"level\":\"error\","
                            + "\"line\":\"2026-11-23T10:00:00Z ERROR 上 \ud83d\ude00 \\\"a\\\"\"}");
        }
        assertThat(json(charset, "\tat a.B(C.java:1)\n".getBytes(Charset.forName(written))))
                .contains("\"line\":\"\\tat a.B(C.java:1)\",\"cont\":true");
        assertThat(json(charset, "上上\n".getBytes(Charset.forName(written)))).contains("\"line\":\"上上\"");
        assertThat(json(charset, "\n".getBytes(Charset.forName(written)))).contains("\"line\":\"\"");
        assertThat(json(charset, "\ufeffmid\n".getBytes(Charset.forName(written))))
                .contains("\"line\":\"\ufeffmid\"");
        // No field of the protocol can begin within a line.
        assertThat(encoded(charset, Forms.RAW, "a\rdata: b\n".getBytes(Charset.forName(written))))
                .startsWith("event: log_update\ndata: a\ndata: data: b\nid: ");
    }

    @Test
    void halfAPairAndHalfACharacterAreReplacedAndNothingElse() {
        byte[] low = {'a', 0, 0, (byte) 0xDC, 'b', 0, '\n', 0};
        assertThat(json("UTF-16LE", low)).contains("\"line\":\"a\ufffdb\"");
        byte[] high = {'a', 0, 0, (byte) 0xD8, 'b', 0, '\n', 0};
        assertThat(json("UTF-16LE", high)).contains("\"line\":\"a\ufffdb\"");
        byte[] last = {'a', 0, 0, (byte) 0xD8, '\n', 0};
        assertThat(json("UTF-16LE", last)).contains("\"line\":\"a\ufffd\"");
        byte[] odd = {'a', 0, 'b'};
        assertThat(json("UTF-16LE", odd)).contains("\"line\":\"a\ufffd\"");
        byte[] beyond = {0, 0, 0, 'a', 0, 0x11, 0, 0, 0, 0, (byte) 0xD8, 0, 0, 0, 0, '\n'};
        assertThat(json("UTF-32BE", beyond)).contains("\"line\":\"a\ufffd\ufffd\"");
    }

    @Test
    void lineWithoutTerminatorIsInTheOrderOfItsAsciiElseInThatOfTheLineBefore() {
        LineDecoder decoder = LineDecoder.of(Charset.forName("UTF-16"));
        assertThat(utf8(decoder, "ab上".getBytes(UTF_16BE))).isEqualTo("ab上");
        assertThat(utf8(decoder, "ab上".getBytes(UTF_16LE))).isEqualTo("ab上");
        utf8(decoder, "上\n".getBytes(UTF_16BE));
        assertThat(utf8(decoder, "上上".getBytes(UTF_16BE))).isEqualTo("上上");
        utf8(decoder, "上\n".getBytes(UTF_16LE));
        assertThat(utf8(decoder, "上上".getBytes(UTF_16LE))).isEqualTo("上上");
        byte[] behind = "二\n上上".getBytes(UTF_16BE);
        assertThat(new String(decoder.utf8(behind, 4, behind.length), UTF_8)).isEqualTo("上上");
        assertThat(new String(decoder.utf8OfRest("\ufeff上".getBytes(UTF_16LE)), UTF_8))
                .isEqualTo("上");
        assertThat(new String(decoder.utf8OfRest("\ufeff上".getBytes(UTF_16BE)), UTF_8))
                .isEqualTo("上");
    }

    private static String utf8(LineDecoder decoder, byte[] line) {
        return new String(decoder.utf8(line, 0, line.length), UTF_8);
    }

    @Test
    void cutLeavesHalfAPairOut() {
        byte[] head = "ab\ud83d".getBytes(UTF_16BE);
        byte[] whole = "ab\ud83d\ude00".getBytes(UTF_16BE);
        System.arraycopy(whole, 0, head, 0, head.length);
        LongLine line = new LongLine(BEFORE, BEFORE, "app.log", 0, head, 4_096);
        Encoder encoder = new Encoder("app", Forms.ESCAPE, Writing.USUAL.in(UTF_16BE));
        byte[] room = new byte[Math.toIntExact(encoder.worstBytes(line))];
        assertThat(new String(room, 0, encoder.entry(line, room, 0), UTF_8))
                .startsWith("event: log_update\ndata: ab [cut: the line has 4096 bytes]\n");
    }

    @Test
    void unfinishedLineIsShownAsText() {
        World world = World.roomy();
        Views views = new Views(
                world.ring,
                world.log,
                world.workers,
                world.pool,
                new Inattentive(),
                source -> Writing.USUAL.in(UTF_16LE));
        assertThat(new String(
                        views.partialBlock(world.beginning, Forms.ESCAPE, PartialLine.whole("上a".getBytes(UTF_16LE))),
                        UTF_8))
                .isEqualTo("event: log_update\ndata: 上a\n\n");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void timesAreFoundWithoutKnowingTheCharset(String charset) {
        LineTimes times = new OwnTimes(ZoneOffset.UTC);
        long expected = LineTimes.nanosOf(Instant.parse("2026-11-23T10:00:00.5Z"));
        for (String line : List.of(
                "2026-11-23T10:00:00.5Z INFO 上",
                "上 2026-11-23T10:00:00.5Z",
                "{\"time\":\"2026-11-23T10:00:00.5Z\"}",
                "2026-11-23 10:00:00,500 上上上")) {
            byte[] bytes = ("x" + line + "x").getBytes(Charset.forName(charset));
            int unit = "x".getBytes(Charset.forName(charset)).length;
            assertThat(times.nanosOf(bytes, unit, bytes.length - unit, Long.MAX_VALUE))
                    .as(line)
                    .isEqualTo(expected);
        }
        byte[] rfc = "INFO 2026-11-23T10:00:00.5Z".getBytes(Charset.forName(charset));
        assertThat(times.timeOf(rfc, 0, rfc.length)).isEqualTo("2026-11-23T10:00:00.5Z");
        byte[] none = "上上上 INFO".getBytes(Charset.forName(charset));
        assertThat(times.nanosOf(none, 0, none.length, Long.MAX_VALUE)).isEqualTo(LineTimes.NONE);
        assertThat(times.timeOf(none, 0, none.length)).isNull();
    }

    @Test
    void nulsInALineOfBytesMakeNoTime() {
        byte[] line = "a\0b\0c 2026\0-11-23 10".getBytes(US_ASCII);
        assertThat(new OwnTimes(ZoneOffset.UTC).nanosOf(line, 0, line.length, Long.MAX_VALUE))
                .isEqualTo(LineTimes.NONE);
    }
}

package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Inattentive;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Seed;
import io.logstreamer.log.Tape;
import io.logstreamer.log.TextLog;
import io.logstreamer.log.Writing;
import io.logstreamer.ring.Ring;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines in other charsets than UTF-8: the bytes of the file, the text and the ids of the stream. */
class CharsetWireTest {

    private static final Charset SHIFT_JIS = Charset.forName("Shift_JIS");
    private static final int LIMIT_BYTES = 1 << 20;

    private final World world = World.roomy();

    /** The charset, the bytes of a line as Latin 1 text, its text as {@code escape} and as JSON show it. */
    static List<Arguments> lines() {
        return List.of(
                Arguments.of("ISO-8859-1", "caf\u00e9 \u00bf\u00ff", "café ¿ÿ", "café ¿ÿ"),
                // A control character here, an ellipsis there.
                Arguments.of("ISO-8859-1", "a\u0085b", "a\\u0085b", "a\u0085b"),
                Arguments.of("windows-1252", "a\u0085b \u0080", "a…b €", "a…b €"),
                // Ends like a backslash, but is none; a backslash is one all the same.
                Arguments.of("Shift_JIS", "\u0095\\ C:\\x", "表 C:\\x", "表 C:\\\\x"),
                Arguments.of("Shift_JIS", "\u0093\u00fa\u0096{\u008c\u00ea", "日本語", "日本語"),
                Arguments.of("GBK", "\u00d6\u00d0\u00ce\u00c4 \u0095\\", "中文 昞", "中文 昞"),
                Arguments.of("EUC-JP", "\u00c6\u00fc\u00cb\u00dc", "日本", "日本"),
                Arguments.of("GB18030", "\u00949\u00da3", "\ud83d\udca9", "\ud83d\udca9"),
                // What is no character leaves what stands around it.
                Arguments.of("Shift_JIS", "a\u0081 b\u00ffc", "a\ufffd b\ufffdc", "a\ufffd b\ufffdc"),
                Arguments.of("EUC-JP", "a\u0081 b\u00a0c", "a\ufffd b\ufffdc", "a\ufffd b\ufffdc"),
                Arguments.of("Shift_JIS", "\u0093\u00fa\u0081", "日\ufffd", "日\ufffd"),
                Arguments.of("US-ASCII", "a\u00e9b", "a\ufffdb", "a\ufffdb"),
                Arguments.of("ISO-2022-JP", "\u001b$BF|K\\\u001b(B.", "日本.", "日本."),
                Arguments.of("ISO-8859-1", "\r\u001b[31m", "\\r\u001b[31m", "\\r\\u001b[31m"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void lineIsShownAsText(String charset, String line, String text, String json) throws Exception {
        for (String end : List.of("\n", "\r\n")) {
            World world = World.roomy();
            world.log.write((line + end + line + end).getBytes(ISO_8859_1));
            world.log.takeAll(8, world.ring::accept);
            List<TextLog.Line> lines = world.log.lines();

            String first = EventId.text(lines.get(0).after());
            String second = EventId.text(lines.get(1).after());
            String wire = event(text, first) + event(text, second);
            String records =
                    record(first, 0, json) + record(second, lines.get(0).after().offset(), json);
            assertThat(live(world, charset, Forms.ESCAPE)).isEqualTo(wire);
            assertThat(past(world, charset, Forms.ESCAPE)).isEqualTo(wire);
            assertThat(live(world, charset, Forms.JSON)).isEqualTo(records);
            assertThat(past(world, charset, Forms.JSON)).isEqualTo(records);
        }
    }

    @Test
    void timeLevelAndContinuationAreFound() {
        world.log.write("2026-11-23T10:00:00Z ERROR \u0095\\\n\tat a.B(B.java:1)\n".getBytes(ISO_8859_1));
        world.log.takeAll(Integer.MAX_VALUE, world.ring::accept);

        assertThat(live(world, "Shift_JIS", Forms.JSON))
                .contains(
                        "\"time\":\"2026-11-23T10:00:00Z\",\"level\":\"error\",\"line\":\"2026-11-23T10:00:00Z ERROR 表\"")
                .contains("\"cont\":true");
    }

    @Test
    void cutNeverGoesThroughACharacter() {
        String text = "x".repeat(LIMIT_BYTES - 1);
        world.log.write((text + "\u0093\u00fa\nafter\n").getBytes(ISO_8859_1));
        world.log.takeAll(Integer.MAX_VALUE, world.ring::accept);
        List<TextLog.Line> lines = world.log.lines();

        String wire = live(world, "Shift_JIS", Forms.ESCAPE);

        assertThat(Digest.of(wire.getBytes(UTF_8)))
                .isEqualTo(Digest.of((event(
                                        text + " [cut: the line has 1048577 bytes]",
                                        EventId.text(lines.get(0).after()))
                                + event("after", EventId.text(lines.get(1).after())))
                        .getBytes(UTF_8)));
    }

    @Test
    void unfinishedLineIsShownAsText() {
        byte[] line = "\u0095\\".getBytes(ISO_8859_1);
        Views views = views(world, SHIFT_JIS);

        assertThat(new String(views.partialBlock(world.beginning, Forms.ESCAPE, PartialLine.whole(line)), UTF_8))
                .isEqualTo("event: log_update\ndata: 表\n\n");
    }

    @Test
    void utf8ThatIsConfiguredIsCopiedAsItIs() {
        assertThat(LineDecoder.of(UTF_8)).isNull();
    }

    /** The whole line is also there when ASCII follows what is no character: it never was its second byte. */
    @ParameterizedTest
    @ValueSource(strings = {"Shift_JIS", "windows-31j", "EUC-JP", "EUC-KR", "GBK", "GB18030", "Big5", "Big5-HKSCS"})
    void blankIsNeverSwallowed(String charset) {
        LineDecoder decoder = LineDecoder.of(Charset.forName(charset));
        for (int first = 0x80; first <= 0xff; first++) {
            for (int second = 0x80; second <= 0xff; second++) {
                byte[] line = {'a', (byte) first, ' ', (byte) second, (byte) first, ' ', 'b'};
                String text = new String(decoder.utf8(line, 0, line.length), UTF_8);
                assertThat(text).as("%x %x", first, second).startsWith("a").endsWith(" b");
                assertThat(text.chars().filter(c -> c == ' ').count()).isEqualTo(2);
            }
        }
    }

    @RepeatedTest(3)
    void roomThatIsSaidToBeEnoughIsEnough() {
        long seed = Seed.next();
        Random random = new Random(seed);
        for (Charset charset : charsets()) {
            for (Form form : Forms.BY_NAME.values()) {
                byte[] line = line(random);
                Generation generation = new Generation("app", 0, 1, 1);
                Position before = new Position(generation, 0, 0, 0);
                LineBatch batch =
                        new LineBatch(before, generation, false, "app.log", 0, line, 0, new int[] {line.length}, 1);
                LongLine cut = new LongLine(before, before, "app.log", 0, line, Long.MAX_VALUE);
                Encoder encoder = new Encoder("app", form, Writing.USUAL.in(charset));

                byte[] room = new byte[Math.toIntExact(encoder.worstBytes(line, 0, line.length, "app.log"))];
                assertThat(encoder.line(batch, 0, room, 0)).as(Seed.told(seed)).isPositive();
                byte[] roomOfCut = new byte[Math.toIntExact(encoder.worstBytes(cut))];
                assertThat(encoder.entry(cut, roomOfCut, 0)).as(Seed.told(seed)).isPositive();
            }
        }
    }

    private static List<Charset> charsets() {
        List<Charset> charsets = new ArrayList<>();
        for (Charset charset : Charset.availableCharsets().values()) {
            if (LineEnd.of(charset) != null) {
                charsets.add(charset);
            }
        }
        return charsets;
    }

    /** One byte again and again, or any bytes, or printable ASCII, none of them LF. */
    private static byte[] line(Random random) {
        byte[] line = new byte[1 + random.nextInt(1_500)];
        int kind = random.nextInt(3);
        byte same = (byte) random.nextInt(256);
        for (int i = 0; i < line.length; i++) {
            byte b = kind == 0 ? same : kind == 1 ? (byte) random.nextInt(256) : (byte) (' ' + random.nextInt(0x5f));
            line[i] = b == '\n' ? (byte) '\r' : b;
        }
        return line;
    }

    private static Views views(World world, Charset charset) {
        return new Views(
                world.ring,
                world.log,
                world.workers,
                world.pool,
                new Inattentive(),
                source -> Writing.USUAL.in(charset));
    }

    private static String live(World world, String charset, Form form) {
        Tape tape = views(world, Charset.forName(charset)).acquire(World.SOURCE, form);
        return new String(new TapeReader(tape, world.beginning).read().bytes(), UTF_8);
    }

    /** The same log, with a ring that has seen nothing of it. */
    private static String past(World world, String charset, Form form) {
        Ring empty = new Ring(World.PLENTY_BYTES);
        empty.begin(world.log.tip());
        Tape tape = new Views(
                        empty,
                        world.log,
                        world.workers,
                        new SegmentPool(World.PLENTY_BYTES),
                        new Inattentive(),
                        source -> Writing.USUAL.in(Charset.forName(charset)))
                .acquire(World.SOURCE, form);
        TapeReader reader = new TapeReader(tape, world.beginning).read();
        while (reader.waits() && world.workers.delayed() == 0) {
            world.workers.work();
            reader.read();
        }
        return new String(reader.bytes(), UTF_8);
    }

    private static String record(String id, long offset, String json) {
        return event(
                "{\"id\":\"" + id + "\",\"source\":\"app\",\"file\":\"app.log\",\"offset\":" + offset
                        + ",\"level\":\"unknown\",\"line\":\"" + json + "\"}",
                id);
    }

    private static String event(String data, String id) {
        return "event: log_update\ndata: " + data + "\nid: " + id + "\n\n";
    }
}

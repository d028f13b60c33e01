package io.logstreamer.tail;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Seed;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Writing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of two or four bytes a character, against a plain model: the whole file is one text, cut at its line feeds. */
class WideLinesTest {

    private static final Path APP = Path.of("/logs/app.log");
    private static final int MAX_LINE_CHARS = 60;

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final List<Line> live = new ArrayList<>();
    private final Sink sink = new Sink() {
        @Override
        public void begin(Position tip) {}

        @Override
        public void accept(Entry entry) {
            live.addAll(lines(entry));
        }

        @Override
        public void end(String source) {}
    };

    /** The bytes of a line as they are handed on, and the place behind it. */
    private record Line(byte[] bytes, long lengthBytes, boolean cut, Position after) {}

    private static List<Line> lines(Entry entry) {
        List<Line> lines = new ArrayList<>();
        if (entry instanceof LineBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                byte[] bytes = Arrays.copyOfRange(batch.bytes(), batch.start(i), batch.ends()[i]);
                lines.add(new Line(bytes, bytes.length, false, batch.after(i)));
            }
        } else if (entry instanceof LongLine line) {
            lines.add(new Line(line.head(), line.lengthBytes(), true, line.after()));
        }
        return lines;
    }

    private TailHarness follow(Charset charset, TailHarness.Limits limits) {
        TailHarness tail = new TailHarness(
                List.of(new SourceSpec.File("app", APP, Writing.USUAL.in(charset))),
                disk,
                clock,
                sink,
                limits,
                () -> clock.advanceMillis(20));
        tail.attention().begin("app");
        return tail;
    }

    private void look(TailHarness tail) {
        for (int i = 0; i < 10; i++) {
            tail.turn();
            clock.advanceMillis(20);
        }
    }

    /** Lines of a text, each without terminator and the CR before it. */
    private static List<String> model(String text) {
        List<String> lines = new ArrayList<>();
        int from = text.startsWith("\ufeff") ? 1 : 0;
        for (int lf = text.indexOf('\n', from); lf >= 0; lf = text.indexOf('\n', from)) {
            int to = lf > from && text.charAt(lf - 1) == '\r' ? lf - 1 : lf;
            lines.add(text.substring(from, to));
            from = lf + 1;
        }
        return lines;
    }

    private static String text(Random random, int chars) {
        // LF, CR and NUL in one of the two bytes, half pairs' neighbours, the mark, and what usual lines hold.
        int[] alphabet = {
            'a', 'b', ' ', '0', '\n', '\n', '\r', 0x010a, 0x0a0a, 0x0a41, 0x0d0a, 0x0a0d, 0x4e00, 0x6100, 0xfeff,
            0x1f600, 0x10a0a, 0x0d00
        };
        StringBuilder text = new StringBuilder();
        while (text.length() < chars) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            if (random.nextInt(200) == 0) {
                text.append("long".repeat(random.nextInt(60)));
            }
        }
        return text.toString();
    }

    private static void assertModel(List<Line> lines, String text, Charset written) {
        LineEnd lineEnd = Objects.requireNonNull(LineEnd.of(written));
        List<String> expected = model(text);
        assertThat(lines).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Line line = lines.get(i);
            String whole = expected.get(i);
            if (line.cut()) {
                byte[] bytes = whole.getBytes(written);
                assertThat(line.bytes()).as("line %s", i).isEqualTo(Arrays.copyOf(bytes, line.bytes().length));
                assertThat(line.bytes().length % lineEnd.unitBytes()).isZero();
                // The CR before the terminator counts.
                assertThat(line.lengthBytes())
                        .isBetween((long) bytes.length, (long) bytes.length + lineEnd.unitBytes());
            } else {
                int end = lineEnd.endOfText(line.bytes(), 0, line.bytes().length);
                assertThat(Arrays.copyOf(line.bytes(), end)).as("line %s", i).isEqualTo(whole.getBytes(written));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, UTF-16LE",
        "UTF-16BE, UTF-16BE",
        "x-UTF-16LE-BOM, UTF-16LE",
        "UTF-16, UTF-16LE",
        "UTF-16, UTF-16BE",
        "UTF-32, UTF-32LE",
        "UTF-32, UTF-32BE",
        "UTF-32LE, UTF-32LE"
    })
    void linesAreThoseOfTheTextInWhateverPiecesTheyCome(Charset charset, Charset written) throws Exception {
        long seed = Seed.next();
        Random random = new Random(seed);
        try {
            for (int round = 0; round < 60; round++) {
                playRound(charset, written, random);
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(Seed.told(seed), e);
        }
    }

    private void playRound(Charset charset, Charset written, Random random) throws Exception {
        live.clear();
        int unit = Objects.requireNonNull(LineEnd.of(charset)).unitBytes();
        // Odd limits too: what is cut is cut at a character, or at half a pair.
        TailHarness.Limits limits = new TailHarness.Limits(
                MAX_LINE_CHARS * unit + random.nextInt(unit), (8 + random.nextInt(64)) * unit + random.nextInt(unit));
        String text = (random.nextBoolean() ? "\ufeff" : "") + "first\n" + text(random, random.nextInt(700));
        text += text.endsWith("\r") ? "x" : "";
        byte[] bytes = text.getBytes(written);
        try (TailHarness tail = follow(charset, limits)) {
            look(tail);
            for (int at = 0; at < bytes.length; ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(120));
                disk.append(APP, Arrays.copyOfRange(bytes, at, to));
                tail.turn();
                clock.advanceMillis(20);
                at = to;
            }
            look(tail);
            assertModel(live, text, written);
            assertHistory(tail, random, text, written);
            assertPartial(
                    tail,
                    text,
                    written,
                    limits,
                    Objects.requireNonNull(LineEnd.of(charset)).openOrder());
        }
        try (TailHarness tail = follow(charset, limits)) {
            List<Line> followed = List.copyOf(live);
            look(tail);
            assertThat(live).as("what was there before is history").hasSameSizeAs(followed);
            assertHistory(tail, random, text, written);
        }
        live.clear();
        pack(bytes);
        disk.append(APP, "");
        try (TailHarness tail = follow(charset, limits)) {
            look(tail);
            assertHistory(tail, random, text.endsWith("\n") ? text : text + "\n", written);
        }
        disk.delete(APP.resolveSibling("app.log.1.gz"));
        disk.delete(APP);
    }

    private void pack(byte[] bytes) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        disk.append(APP.resolveSibling("app.log.1.gz"), packed.toByteArray());
        disk.delete(APP);
    }

    /** All of the past, from its beginning, from the place behind any line, and backwards. */
    private static void assertHistory(TailHarness tail, Random random, String text, Charset written) {
        History history = tail.history();
        List<Line> all = read(history, history.earliest("app"), random);
        assertModel(all, text, written);
        if (all.isEmpty()) {
            return;
        }
        Position tip = all.get(all.size() - 1).after();
        for (int i = 0; i < 3; i++) {
            int index = random.nextInt(all.size());
            Position place = all.get(index).after();
            EventId id = Objects.requireNonNull(EventId.parse(EventId.text(place)));
            Position found = history.resolve("app", id).position();
            // The end of an archive goes by the name of what comes behind it.
            boolean same = found.generation().equals(place.generation());
            assertThat(found.offset()).isEqualTo(same ? place.offset() : 0);
            assertThat(history.resolve("app", id).reason()).isNull();
            assertThat(read(history, found, random)).hasSize(all.size() - 1 - index);
            int lines = 1 + random.nextInt(all.size());
            assertThat(read(history, history.back(tip, lines), random)).hasSize(lines);
        }
    }

    private static List<Line> read(History history, Position from, Random random) {
        List<Line> lines = new ArrayList<>();
        Position at = from;
        for (Entry entry = history.read(at, 1 + random.nextInt(300));
                entry != null;
                entry = history.read(at, 1 + random.nextInt(300))) {
            assertThat(entry.before()).isEqualTo(at);
            lines.addAll(lines(entry));
            at = entry.after();
        }
        return lines;
    }

    /** Whole characters of the unfinished last line, up to the limit. */
    private static void assertPartial(
            TailHarness tail, String text, Charset written, TailHarness.Limits limits, boolean open) {
        int from = text.lastIndexOf('\n') + 1;
        byte[] rest = text.substring(from).getBytes(written);
        int unit = Objects.requireNonNull(LineEnd.of(written)).unitBytes();
        byte[] expected = Arrays.copyOf(rest, Math.min(rest.length, limits.maxLineBytes() / unit * unit));
        CompletableFuture<Position> looked = tail.history().tip("app");
        tail.turn();
        Position tip = looked.join();
        PartialLine partial = tail.history().partial(tip);
        // A byte order mark in front where nobody says the order.
        byte[] mark = open && expected.length > 0 ? "\ufeff".getBytes(written) : new byte[0];
        byte[] marked = Arrays.copyOf(mark, mark.length + expected.length);
        System.arraycopy(expected, 0, marked, mark.length, expected.length);
        assertThat(partial.head()).isEqualTo(marked);
        assertThat(partial.lengthBytes()).isEqualTo(mark.length + rest.length / unit * unit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-32BE"})
    void byteOrderMarkAloneIsNoPartialLine(String name) {
        Charset charset = Charset.forName(name);
        Charset written = name.equals("UTF-16") ? UTF_16BE : charset;
        disk.append(APP, "\ufeff".getBytes(written));
        try (TailHarness tail = follow(charset, TailHarness.Limits.USUAL)) {
            look(tail);
            Position tip = tail.history().earliest("app");
            assertThat(tail.history().partial(tip)).isEqualTo(PartialLine.NONE);
            disk.append(APP, "a".getBytes(written));
            assertThat(tail.history().partial(tip).lengthBytes()).isPositive();
        }
    }

    @Test
    void partOfACharacterIsHeldBack() {
        disk.append(APP, new byte[0]);
        try (TailHarness tail = follow(Charset.forName("UTF-16LE"), TailHarness.Limits.USUAL)) {
            look(tail);
            disk.append(APP, new byte[] {'a', 0, '\n', 0, 'b', 0, '\n'});
            look(tail);
            assertThat(live).hasSize(1);
            disk.append(APP, new byte[] {0x0a});
            look(tail);
            assertThat(live).as("U+0A0A is no line feed").hasSize(1);
            disk.append(APP, new byte[] {'\n', 0});
            look(tail);
            assertThat(live).hasSize(2);
            assertThat(live.get(1).bytes()).isEqualTo(new byte[] {'b', 0, '\n', '\n', '\n', 0});
        }
    }

    @Test
    void lineFeedAcrossCharactersIsNone() {
        disk.append(APP, new byte[0]);
        try (TailHarness tail = follow(Charset.forName("UTF-16BE"), TailHarness.Limits.USUAL)) {
            look(tail);
            // U+0100 U+0A00 would show 00 0A between them.
            disk.append(APP, new byte[] {1, 0, 0x0a, 1, 0, '\n'});
            look(tail);
            assertThat(live).hasSize(1);
            assertThat(live.get(0).bytes()).hasSize(6);
        }
    }

    @Test
    void reservedRoomIsNotThereYetAndAHoleIsPassedOver() {
        for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-32BE")) {
            Charset charset = Charset.forName(name);
            Path path = APP;
            live.clear();
            disk.append(path, "one\n".getBytes(charset));
            disk.append(path, new byte[1024]);
            try (TailHarness tail = follow(charset, TailHarness.Limits.USUAL)) {
                look(tail);
                disk.overwrite(path, "one\n".getBytes(charset).length, "two\nthr".getBytes(charset));
                look(tail);
                assertModel(live, "two\n", charset);
                disk.append(path, "\u4e00four\n".getBytes(charset));
                live.clear();
                look(tail);
                assertThat(live)
                        .as("the unfinished line, the hole within it and the rest")
                        .hasSize(1);
                disk.append(path, new byte[256]);
                disk.append(path, "afive\n".getBytes(charset));
                live.clear();
                look(tail);
                assertModel(live, "afive\n", charset);
            }
            disk.delete(path);
        }
    }

    @Test
    void timesAreFoundByHalving() {
        for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE")) {
            Charset charset = Charset.forName(name);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 4_000; i++) {
                text.append(
                        String.format("2026-11-22T%02d:%02d:%02dZ INFO line %d%n", i / 3600, i / 60 % 60, i % 60, i));
                text.append("\tat one\n");
            }
            disk.append(APP, text.toString().getBytes(charset));
            live.clear();
            try (TailHarness tail = follow(charset, TailHarness.Limits.USUAL)) {
                look(tail);
                for (int i : new int[] {0, 1, 777, 2_000, 3_999}) {
                    Instant time = Instant.parse("2026-11-22T00:00:00Z").plusSeconds(i);
                    Position found = tail.since("app", LineTimes.nanosOf(time), 4_096);
                    assertThat(read(tail.history(), found, new Random(i)).size())
                            .as("%s %s", name, i)
                            .isEqualTo(2 * (4_000 - i));
                }
            }
            disk.delete(APP);
        }
    }

    @Test
    void offsetsCountBytes() {
        Charset charset = Charset.forName("UTF-16LE");
        disk.append(APP, "\ufeffab\r\nc\n".getBytes(charset));
        try (TailHarness tail = follow(charset, TailHarness.Limits.USUAL)) {
            look(tail);
            List<Line> lines = read(tail.history(), tail.history().earliest("app"), new Random(1));
            assertThat(lines).extracting(line -> line.after().offset()).containsExactly(10L, 14L);
            assertThat(ByteBuffer.wrap(lines.get(0).bytes()).get(0)).isEqualTo((byte) 'a');
        }
    }
}

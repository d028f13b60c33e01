package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Announcement;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Seed;
import io.logstreamer.log.TextLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncoderTest {

    private static final byte UNTOUCHED = 0x5a;
    private static final int GUARD_BYTES = 64;
    private static final List<Form> FORMS = Forms.BY_NAME.values().stream()
            .flatMap(form -> java.util.stream.Stream.of(form, Forms.withControls(form)))
            .toList();

    /** Names that grow most: controls sixfold, other characters to three bytes. */
    private static final String[] NAMES = {
        "app.log", "", "\"\\\u0001\u001f\"", "日本/ログ", "\u0001".repeat(300), "日".repeat(300)
    };

    @Test
    void lineNeverNeedsMoreRoomThanWasSaid() {
        long seed = Seed.next();
        Random random = new Random(seed);
        AnyBytes hostile = new AnyBytes(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] line = i % 10 == 0 ? worst(random) : hostile.next();
            String name = NAMES[random.nextInt(NAMES.length)];
            Form form = FORMS.get(random.nextInt(FORMS.size()));
            LineBatch batch = batch(line, name, random);
            Encoder encoder = new Encoder(name, form);

            long worst = encoder.worstBytes(batch.bytes(), batch.start(0), batch.ends()[0], name);
            assertFits(worst, (target, at) -> encoder.line(batch, 0, target, at), seed);
        }
    }

    @Test
    void otherEntryNeverNeedsMoreRoomThanWasSaid() {
        long seed = Seed.next();
        Random random = new Random(seed);
        AnyBytes hostile = new AnyBytes(seed);
        for (int i = 0; i < 20_000; i++) {
            String name = NAMES[random.nextInt(NAMES.length)];
            Form form = FORMS.get(random.nextInt(FORMS.size()));
            Encoder encoder = new Encoder(name, form);
            Entry entry = entry(i % 10 == 0 ? worst(random) : hostile.next(), name, random);

            assertFits(encoder.worstBytes(entry), (target, at) -> encoder.entry(entry, target, at), seed);
        }
    }

    @Test
    void partialLineOfAnyBytesIsWrittenWhole() {
        long seed = Seed.next();
        Random random = new Random(seed);
        AnyBytes hostile = new AnyBytes(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] line = i % 10 == 0 ? worst(random) : hostile.next();
            String name = NAMES[random.nextInt(NAMES.length)];
            Form form = FORMS.get(random.nextInt(FORMS.size()));

            byte[] block = new Encoder(name, form)
                    .partialBlock(name, Long.MAX_VALUE, new PartialLine(line, line.length + i % 2));

            assertThat(new String(block, UTF_8)).as(Seed.told(seed)).endsWith("\n\n");
        }
    }

    @Test
    void partialLineThatIsCutSaysHowLongItIs() {
        PartialLine cut = new PartialLine("hä".getBytes(UTF_8), 3_000_000);
        PartialLine torn = new PartialLine(java.util.Arrays.copyOf("hä".getBytes(UTF_8), 2), 3_000_000);
        String json = new String(new Encoder("app", Forms.JSON).partialBlock("app.log", 5, cut), UTF_8);
        assertThat(json).contains("\"line\":\"hä\",\"partial\":true,\"truncated\":3000000}");
        String raw = new String(new Encoder("app", Forms.ESCAPE).partialBlock("app.log", 5, torn), UTF_8);
        assertThat(raw).contains("data: h [cut: the line has 3000000 bytes]\n");
    }

    @Test
    void idOfALineIsTheIdOfThePlaceBehindIt() {
        TextLog log = new TextLog("app");
        log.write("first\n" + World.lines(0, 20, 10));
        LineBatch early = (LineBatch) log.take(40);
        log.takeAll(60, entry -> {});
        log.rotate("app.log");
        log.write(World.lines(20, 20, 30));
        LineBatch later = (LineBatch) log.take(Integer.MAX_VALUE);

        for (LineBatch batch : List.of(early, later)) {
            for (int i = 0; i < batch.count(); i++) {
                assertThat(encode(batch, i)).endsWith("\nid: " + EventId.text(batch.after(i)) + "\n\n");
            }
        }
        assertThat(later.after().taken()).isEqualTo(206);
    }

    @Test
    void lateLineKeepsTheOffsetAndMovesThePredecessorField() {
        Generation newer = new Generation("app", 1, 77, TextLog.HINT);
        Position before = new Position(newer, 4096, 1000, 0x1234_5678);
        byte[] bytes = "lead|late one\nlate two\n".getBytes(UTF_8);
        LineBatch batch = new LineBatch(before, newer, true, "app.log.1", 1000, bytes, 5, new int[] {14, 23}, 2);

        assertThat(encode(batch, 0))
                .isEqualTo("event: log_update\ndata: late one\nid: "
                        + EventId.text(new Position(newer, 4096, 1009, 0x1234_5678)) + "\n\n");
        assertThat(encode(batch, 1)).contains(EventId.text(batch.after()));
        assertThat(batch.after().taken()).isEqualTo(1018);
    }

    @Test
    void lastLineOfAGenerationNeedsNoTerminator() {
        Generation generation = new Generation("app", 0, 1, TextLog.HINT);
        Position before = new Position(generation, 0, 0, 0);
        byte[] bytes = "end\r".getBytes(UTF_8);
        LineBatch batch = new LineBatch(before, generation, false, "app.log", 0, bytes, 0, new int[] {4}, 1);

        // Without LF a CR is no terminator.
        assertThat(encode(batch, 0))
                .isEqualTo("event: log_update\ndata: end\\r\nid: " + EventId.text(batch.after()) + "\n\n");
    }

    /** Searched to the end of the line for each of half a million beginnings, this took minutes. */
    @Test
    void unfinishedStringsOfATerminalCostNoMoreThanOtherText() {
        byte[] line = "\u001b]".repeat(1 << 19).getBytes(UTF_8);
        byte[] target = new byte[line.length * Texts.WORST_GROWTH];

        int end = org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> Texts.raw(line, 0, line.length, target, 0, Form.Control.STRIP, true));

        assertThat(end).isEqualTo(1 << 19);
        assertThat(IntStream.range(0, end).allMatch(i -> target[i] == ']')).isTrue();
    }

    private interface Write {
        int to(byte[] target, int at);
    }

    /** Writes into exactly the room that was said to be enough, between two guards. */
    private static void assertFits(long worst, Write write, long seed) {
        byte[] target = new byte[Math.toIntExact(worst) + 2 * GUARD_BYTES];
        Arrays.fill(target, UNTOUCHED);
        int end = write.to(target, GUARD_BYTES);

        assertThat((long) end - GUARD_BYTES).as(Seed.told(seed)).isBetween(0L, worst);
        for (int i = 0; i < GUARD_BYTES; i++) {
            if (target[i] != UNTOUCHED || target[target.length - 1 - i] != UNTOUCHED) {
                throw new AssertionError("written outside the room: guard=" + i + ", " + Seed.told(seed));
            }
        }
    }

    /** One byte, again and again: the ones that grow most, and one that does not. */
    private static byte[] worst(Random random) {
        byte[] line = new byte[random.nextInt(3_000)];
        byte[] most = {'\r', 0, (byte) 0xFF, 0x1b, '"', 'x'};
        Arrays.fill(line, most[random.nextInt(most.length)]);
        return line;
    }

    private static LineBatch batch(byte[] line, String name, Random random) {
        Generation generation = generation(name, random);
        Position before = new Position(generation, random.nextLong() >>> 1, random.nextLong() >>> 1, random.nextInt());
        int lead = random.nextInt(Position.MARK_BYTES + 1);
        byte[] bytes = new byte[lead + line.length + 1];
        System.arraycopy(line, 0, bytes, lead, line.length);
        bytes[bytes.length - 1] = '\n';
        long offset = random.nextLong() >>> 2;
        return new LineBatch(
                before, generation, random.nextBoolean(), name, offset, bytes, lead, new int[] {bytes.length}, 1);
    }

    private static Entry entry(byte[] bytes, String name, Random random) {
        Generation generation = generation(name, random);
        Position place = new Position(generation, random.nextLong() >>> 1, random.nextLong() >>> 1, random.nextInt());
        return switch (random.nextInt(4)) {
            case 0 -> new LongLine(place, place, name, random.nextLong() >>> 1, bytes, Long.MAX_VALUE);
            case 1 -> new Gap(place, place, Gap.Reason.AMBIGUOUS_ID, Long.MAX_VALUE, true);
            case 2 -> new Rotation(place, place, name, Rotation.How.COPYTRUNCATE);
            default -> new Announcement(place, bytes);
        };
    }

    private static Generation generation(String name, Random random) {
        return new Generation(name, 0, random.nextLong() & Generation.MAX_HEAD, random.nextInt() & Generation.MASK_24);
    }

    private static String encode(LineBatch batch, int line) {
        byte[] target = new byte[4096];
        return new String(target, 0, new Encoder("app", Forms.ESCAPE).line(batch, line, target, 0), UTF_8);
    }
}

package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.it.SseBlock;
import io.logstreamer.it.SseParser;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Seed;
import io.logstreamer.log.TextLog;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lines made to break an event stream, through a view and back by a strict reader: every line is one event, and no line
 * sets a field of its own.
 */
class HostileWireTest {

    private static final int LINES = 100_000;
    private static final int ROUND_LINES = 5_000;
    private static final Set<String> MEMBERS =
            Set.of("id", "source", "file", "offset", "time", "level", "line", "cont");

    static Stream<Form> forms() {
        return Stream.of(Forms.ESCAPE, Forms.RAW, Forms.STRIP, Forms.JSON);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void noLineIsLostAndNoneSetsAField(Form form) {
        long seed = Seed.next();
        Random random = new Random(seed);
        AnyBytes hostile = new AnyBytes(seed);
        for (int done = 0; done < LINES; done += ROUND_LINES) {
            World world = World.roomy();
            write(world, hostile, random);
            TapeReader reader = new TapeReader(world.views.acquire(World.SOURCE, form), world.beginning).read();
            check(reader.bytes(), world.log.lines(), form, Seed.told(seed));
        }
    }

    private static void write(World world, AnyBytes hostile, Random random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        // A NUL or a byte order mark in front is no text; what becomes of it is the tailer's.
        text.writeBytes("first\n".getBytes(UTF_8));
        for (int i = 1; i < ROUND_LINES; i++) {
            text.writeBytes(hostile.next());
            text.write('\n');
        }
        world.log.write(text.toByteArray());
        world.log.takeAll(1 + random.nextInt(300_000), world.ring::accept);
    }

    private static void check(byte[] wire, List<TextLog.Line> lines, Form form, String told) {
        SseParser parser = new SseParser();
        List<SseBlock> blocks = parser.feed(wire, wire.length);
        assertThat(parser.isInsideBlock()).as(told).isFalse();
        assertThat(blocks).as(told).hasSameSizeAs(lines);
        for (int i = 0; i < blocks.size(); i++) {
            TextLog.Line line = lines.get(i);
            String id = EventId.text(line.after());
            String data = blocks.get(i).text();
            SseBlock event = new SseBlock(Form.LOG_UPDATE, data, id, null, List.of());
            boolean good = blocks.get(i).equals(event)
                    && (World.isRaw(form)
                            ? data.equals(LineText.raw(line.bytes(), form.control()))
                            : isRecord(JsonRecord.parse(data), line, id));
            if (!good) {
                throw new AssertionError(blocks.get(i) + " is not what became of "
                        + HexFormat.ofDelimiter(" ").formatHex(line.bytes()) + ", " + told);
            }
        }
    }

    private static boolean isRecord(Map<String, Object> record, TextLog.Line line, String id) {
        return id.equals(record.get("id"))
                && textOf(line.bytes()).equals(record.get("line"))
                && MEMBERS.containsAll(record.keySet());
    }

    /** Lossless: what is valid UTF-8 comes back as the JDK reads it, the rest as the standard says. */
    private static String textOf(byte[] line) {
        String valid = decoded(line);
        return valid == null ? LineText.decode(line) : valid;
    }

    private static @Nullable String decoded(byte[] line) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}

package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.TextLog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines about {@code tail.max-line-bytes}: too big for golden files, so their streams are put together here. */
class LongLineWireTest {

    private static final int LIMIT_BYTES = 1 << 20;

    private final World world = World.roomy();

    @Test
    void lineOfTheLimitIsWhole() {
        String line = "x".repeat(LIMIT_BYTES);
        world.publish(line + "\nafter\n");

        assertThat(digest(read(Forms.ESCAPE))).isEqualTo(digest(event(line, id(0)) + event("after", id(1))));
    }

    @Test
    void lineOfTheLimitIsWholeInJson() {
        String line = "x".repeat(LIMIT_BYTES);
        world.publish(line + "\nafter\n");

        assertThat(digest(read(Forms.JSON)))
                .isEqualTo(digest(
                        event(record(0, 0, line, ""), id(0)) + event(record(1, LIMIT_BYTES + 1, "after", ""), id(1))));
    }

    @Test
    void oneByteMoreIsCutAndTold() {
        String line = "x".repeat(LIMIT_BYTES + 1);
        world.publish("before\n" + line + "\nafter\n");

        assertThat(digest(read(Forms.ESCAPE)))
                .isEqualTo(digest(event("before", id(0))
                        + event(line.substring(1) + " [cut: the line has 1048577 bytes]", id(1))
                        + event("after", id(2))));
    }

    @Test
    void oneByteMoreIsCutAndToldInJson() {
        String line = "x".repeat(LIMIT_BYTES + 1);
        world.publish("before\n" + line + "\nafter\n");

        assertThat(digest(read(Forms.JSON)))
                .isEqualTo(digest(event(record(0, 0, "before", ""), id(0))
                        + event(record(1, 7, line.substring(1), ",\"truncated\":1048577"), id(1))
                        + event(record(2, 7 + LIMIT_BYTES + 2, "after", ""), id(2))));
    }

    /** The first byte of é fits into the limit, the second does not. */
    @ParameterizedTest
    @ValueSource(strings = {"é", "日", "😀"})
    void cutNeverMakesAReplacementCharacter(String character) {
        String text = "x".repeat(LIMIT_BYTES - 1);
        world.publish(text + character + "\n");
        int length = LIMIT_BYTES - 1 + character.getBytes(UTF_8).length;

        assertThat(digest(read(Forms.ESCAPE)))
                .isEqualTo(digest(event(text + " [cut: the line has " + length + " bytes]", id(0))));
    }

    /** A byte that is no UTF-8 anyway is shown as such, at the cut as elsewhere. */
    @Test
    void badByteBeforeTheCutIsReplaced() {
        byte[] line = "x".repeat(LIMIT_BYTES + 1).concat("\n").getBytes(UTF_8);
        line[LIMIT_BYTES - 1] = (byte) 0xFF;
        world.log.write(line);
        world.log.takeAll(Integer.MAX_VALUE, world.ring::accept);

        String shown = "x".repeat(LIMIT_BYTES - 1) + "\ufffd [cut: the line has 1048577 bytes]";
        assertThat(digest(read(Forms.ESCAPE))).isEqualTo(digest(event(shown, id(0))));
    }

    /** The line that grows most: each CR becomes a field of its own, seven bytes. */
    @Test
    void lineOfCarriageReturnsGrowsSevenfoldAndStaysOneEvent() {
        world.publish("\r".repeat(LIMIT_BYTES - 1) + "x\n");

        String fields = "\ndata: ".repeat(LIMIT_BYTES - 1) + "x";
        assertThat(digest(read(Forms.RAW))).isEqualTo(digest(event(fields, id(0))));
    }

    private byte[] read(Form form) {
        return new TapeReader(world.views.acquire(World.SOURCE, form), world.beginning)
                .read()
                .bytes();
    }

    /** The id behind a line; where lines end is known to the log alone, long ones included. */
    private String id(int line) {
        List<TextLog.Line> lines = world.log.lines();
        return EventId.text(lines.get(line).after());
    }

    private static String event(String data, String id) {
        return "event: log_update\ndata: " + data + "\nid: " + id + "\n\n";
    }

    private String record(int line, long offset, String text, String rest) {
        return "{\"id\":\"" + id(line) + "\",\"source\":\"app\",\"file\":\"app.log\",\"offset\":" + offset
                + ",\"level\":\"unknown\",\"line\":\"" + text + "\"" + rest + "}";
    }

    private static Digest digest(String text) {
        return digest(text.getBytes(UTF_8));
    }

    private static Digest digest(byte[] bytes) {
        return Digest.of(bytes);
    }
}

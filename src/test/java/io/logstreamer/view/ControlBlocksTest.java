package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Announcement;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.TextLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The events between the lines: contract, section 5. None of them has an id, so none moves a client's cursor. */
class ControlBlocksTest {

    private static final Position BEFORE = new Position(new Generation("app", 0, 0, TextLog.HINT), 0, 0, 0);
    private static final Position AFTER = new Position(new Generation("app", 1, 1, TextLog.HINT), 64, 0, 0);
    /** By the layout in {@link EventId}: version, then offset, head, mark, hint 0x0B0E0F and taken in sixes of bits. */
    private static final String BEFORE_ID = "1AAAAAAAAAAAAAAAAAAAAAACw4PAAAA";

    private static final String AFTER_ID = "1AAAAAABAAAAAAAABAAAAAACw4PAAAA";

    @Test
    void gapTellsBothEndsAndTheReason() {
        Gap gap = new Gap(BEFORE, AFTER, Gap.Reason.TRUNCATED, -1, false);

        assertThat(encode(Forms.ESCAPE, gap))
                .isEqualTo("event: gap\ndata: {\"source\":\"app\",\"from\":\"" + BEFORE_ID + "\",\"to\":\"" + AFTER_ID
                        + "\",\"reason\":\"truncated\"}\n\n");
    }

    @Test
    void gapTellsWhatElseIsKnown() {
        Gap gap = new Gap(BEFORE, AFTER, Gap.Reason.ROTATED_AWAY, 4096, true);

        assertThat(encode(Forms.JSON, gap))
                .isEqualTo("event: gap\ndata: {\"source\":\"app\",\"from\":\"" + BEFORE_ID + "\",\"to\":\"" + AFTER_ID
                        + "\",\"bytes\":4096,\"maybe\":true,\"reason\":\"rotated-away\"}\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ROTATED_AWAY,rotated-away",
        "TRUNCATED,truncated",
        "UNREADABLE,unreadable",
        "UNKNOWN_ID,unknown-id",
        "AMBIGUOUS_ID,ambiguous-id",
        "RETENTION,retention"
    })
    void reasonOfAGapIsAWordOfTheContract(Gap.Reason reason, String word) {
        assertThat(encode(Forms.ESCAPE, new Gap(BEFORE, AFTER, reason, -1, false)))
                .endsWith(",\"reason\":\"" + word + "\"}\n\n");
    }

    /** What a client sends as its last id is foreign input. */
    @Test
    void gapGivesAForeignIdBackHarmless() {
        World world = World.roomy();
        byte[] block = world.views.gapBlock("x\"\\\r\ndata: forged\n\n\u0000é", AFTER, Gap.Reason.UNKNOWN_ID);

        assertThat(new String(block, UTF_8))
                .isEqualTo(
                        "event: gap\ndata: {\"source\":\"app\",\"from\":\"x\\\"\\\\\\r\\ndata: forged\\n\\n\\u0000é\","
                                + "\"to\":\"" + AFTER_ID + "\",\"reason\":\"unknown-id\"}\n\n");
    }

    @Test
    void rotationIsToldToWhoeverAskedForIt() {
        Rotation rotation = new Rotation(AFTER, AFTER, "app \"2\".log", Rotation.How.RENAME);

        assertThat(encode(Forms.withControls(Forms.ESCAPE), rotation))
                .isEqualTo("event: rotate\ndata: {\"source\":\"app\",\"file\":\"app \\\"2\\\".log\",\"generation\":\""
                        + AFTER_ID + "\",\"how\":\"rename\"}\n\n");
    }

    @ParameterizedTest
    @EnumSource
    void howOfARotationIsAWordOfTheContract(Rotation.How how) {
        Rotation rotation = new Rotation(AFTER, AFTER, "app.log", how);

        assertThat(encode(Forms.withControls(Forms.JSON), rotation))
                .endsWith(",\"how\":\"" + how.name().toLowerCase(java.util.Locale.ROOT) + "\"}\n\n");
    }

    @Test
    void rotationIsNotToldToOthers() {
        assertThat(encode(Forms.ESCAPE, new Rotation(AFTER, AFTER, "app.log", Rotation.How.CREATE)))
                .isEmpty();
    }

    @Test
    void announcementPassesAsItIs() {
        String wire = "event: note\ndata: a\ndata: b\n\n";

        assertThat(encode(Forms.ESCAPE, new Announcement(AFTER, wire.getBytes(UTF_8))))
                .isEqualTo(wire);
    }

    private static String encode(Form form, Entry entry) {
        Encoder encoder = new Encoder("app", form);
        byte[] target = new byte[Math.toIntExact(encoder.worstBytes(entry))];
        return new String(target, 0, encoder.entry(entry, target, 0), UTF_8);
    }
}

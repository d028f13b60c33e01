package io.logstreamer.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PositionTest {

    private static final Generation FIRST = new Generation("app", 0, 0, 1);
    private static final Generation SECOND = new Generation("app", 1, 9, 2);

    @Test
    void laterGenerationLiesBehindAnyOffset() {
        assertThat(new Position(FIRST, 1000, 0, 0).isBefore(new Position(SECOND, 0, 0, 0)))
                .isTrue();
        assertThat(new Position(SECOND, 0, 0, 0).isBefore(new Position(FIRST, 1000, 0, 0)))
                .isFalse();
    }

    @Test
    void lateLineLiesBehindThePlaceItDoesNotMove() {
        Position place = new Position(SECOND, 10, 5, 0);

        assertThat(place.isBefore(new Position(SECOND, 10, 6, 0))).isTrue();
        assertThat(place.isBefore(new Position(SECOND, 11, 5, 0))).isTrue();
        assertThat(place.isBefore(place)).isFalse();
        assertThat(new Position(SECOND, 10, 6, 0).isBefore(place)).isFalse();
    }

    @Test
    void generationStaysItselfWhenItsHeadBecomesKnown() {
        assertThat(FIRST.withHead(5)).isEqualTo(FIRST).hasSameHashCodeAs(FIRST);
        assertThat(new Position(FIRST.withHead(5), 3, 0, 7)).isEqualTo(new Position(FIRST, 3, 0, 7));
        assertThat(FIRST).isNotEqualTo(SECOND).isNotEqualTo(new Generation("other", 0, 0, 1));
    }

    @Test
    void impossibleValuesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Position(FIRST, -1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Position(FIRST, 0, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Generation("app", 0, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Generation("app", 0, 1L << 48, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Generation("app", 0, 0, 1 << 24));
        assertThatIllegalArgumentException().isThrownBy(() -> new Generation("app", 0, 0, -1));
    }

    @Test
    void batchKnowsTheStartTheEndAndThePlaceOfEachLine() {
        byte[] bytes = "bee\none\n\nthree\n".getBytes(UTF_8);
        Position before = new Position(FIRST, 100, 7, 0);
        LineBatch batch = new LineBatch(before, FIRST, false, "app.log", 100, bytes, 4, new int[] {8, 9, 15, 0}, 3);

        assertThat(batch.start(0)).isEqualTo(4);
        assertThat(batch.start(2)).isEqualTo(9);
        assertThat(batch.endOffset(0)).isEqualTo(104);
        assertThat(batch.after(1)).isEqualTo(new Position(FIRST, 105, 7, EventId.markOf(bytes, 0, 9)));
        assertThat(batch.after()).isEqualTo(new Position(FIRST, 111, 7, EventId.markOf(bytes, 0, 15)));
    }

    @Test
    void firstBatchOfAGenerationTakesThePredecessorWhole() {
        Position before = new Position(FIRST, 100, 7, 3);
        byte[] bytes = "one\n".getBytes(UTF_8);
        LineBatch batch = new LineBatch(before, SECOND, false, "app.log", 0, bytes, 0, new int[] {4}, 1);

        assertThat(batch.after()).isEqualTo(new Position(SECOND, 4, 100, EventId.markOf(bytes, 0, 4)));
    }

    @Test
    void batchThatDoesNotFitItsBytesIsRefused() {
        Position before = new Position(FIRST, 0, 0, 0);
        byte[] bytes = "one\n".getBytes(UTF_8);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LineBatch(before, FIRST, false, "f", 0, bytes, 0, new int[] {4}, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LineBatch(before, FIRST, false, "f", 0, bytes, 0, new int[] {4}, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LineBatch(before, FIRST, false, "f", 0, bytes, 0, new int[] {5}, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LineBatch(before, FIRST, false, "f", 0, bytes, 5, new int[] {4}, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LongLine(before, before, "f", 0, bytes, bytes.length - 1));
    }

    @Test
    void eventNameThatWouldBreakTheStreamIsRefused() {
        for (String name : new String[] {"", " ", "a b", "a\nb", "a\rb", "a\0b", "é", "\u2028"}) {
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> new Form(Form.Kind.RAW, Form.Control.ESCAPE, name, false));
        }
        assertThat(new Form(Form.Kind.RAW, Form.Control.ESCAPE, "my:event", false).event())
                .isEqualTo("my:event");
    }
}

package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourceListTest {

    private static final long SECOND = 1_000_000_000;

    private final SourceList list = new SourceList(List.of(state("a", true), state("b", true)));

    private static SourceState state(String id, boolean present) {
        return state(id, present, null);
    }

    private static SourceState state(String id, boolean present, @Nullable String problem) {
        return new SourceState(id, "g", "/logs/" + id + ".log", problem, present, List.of());
    }

    private static SourceList.Shown shown(String id, boolean present, @Nullable String problem) {
        return new SourceList.Shown(id, "g", id + ".log", present, problem);
    }

    @Test
    void sameListIsNoChange() {
        assertThat(list.update(List.of(state("a", true), state("b", true)), 0).isEmpty())
                .isTrue();
        assertThat(list.unsettled()).isFalse();
    }

    @Test
    void whatHasComeAndGoneIsTold() {
        SourceList.Delta delta = list.update(List.of(state("b", true), state("c", true)), 0);
        assertThat(delta.added()).containsExactly(shown("c", true, null));
        assertThat(delta.removed()).containsExactly("a");
        assertThat(delta.changed()).isEmpty();
        assertThat(list.update(List.of(state("b", true), state("c", true)), 0).isEmpty())
                .isTrue();
    }

    @Test
    void problemIsAChange() {
        SourceList.Delta delta = list.update(List.of(state("a", true, "denied"), state("b", true)), 0);
        assertThat(delta.changed()).containsExactly(shown("a", true, "denied"));
    }

    @Test
    void fileThatIsMissingForAWhileIsToldWhenTheGraceIsOver() {
        List<SourceState> without = List.of(state("a", false), state("b", true));
        assertThat(list.update(without, 0).isEmpty()).isTrue();
        assertThat(list.unsettled()).isTrue();
        assertThat(list.update(without, 4 * SECOND).isEmpty()).isTrue();
        assertThat(list.update(without, 9 * SECOND).changed()).containsExactly(shown("a", false, null));
        assertThat(list.unsettled()).isFalse();
        assertThat(list.update(List.of(state("a", true), state("b", true)), 10 * SECOND)
                        .changed())
                .containsExactly(shown("a", true, null));
    }

    @Test
    void lateCreateIsNoChange() {
        assertThat(list.update(List.of(state("a", false), state("b", true)), 0).isEmpty())
                .isTrue();
        assertThat(list.update(List.of(state("a", true), state("b", true)), 3 * SECOND)
                        .isEmpty())
                .isTrue();
        assertThat(list.unsettled()).isFalse();
    }

    @Test
    void secondOneOfAnIdIsNotTold() {
        List<SourceState> twice = List.of(state("a", true), state("a", true, "left out"), state("b", true));
        assertThat(list.update(twice, 0).isEmpty()).isTrue();
    }
}

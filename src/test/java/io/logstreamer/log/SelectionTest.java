package io.logstreamer.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstreamer.log.Selection.Part;
import io.logstreamer.log.Selection.Part.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private static final Part ID = new Part(Kind.ID, "shop/a.log");
    private static final Part GLOB = new Part(Kind.GLOB, "web/*.log");
    private static final Part GROUP = new Part(Kind.GROUP, "db");

    @Test
    void sourceBelongsToItIfAnyPartFits() {
        Selection selection = Selection.of(List.of(ID, GLOB, GROUP));
        assertThat(selection.matches("shop/a.log")).isTrue();
        assertThat(selection.matches("shop/a.log2")).isFalse();
        assertThat(selection.matches("web/x.log")).isTrue();
        assertThat(selection.matches("web/x/y.log")).isFalse();
        assertThat(selection.matches("db/slow.log")).isTrue();
        assertThat(selection.matches("db")).isTrue();
        assertThat(selection.matches("dbs/slow.log")).isFalse();
        assertThat(selection.matches("")).isFalse();
    }

    @Test
    void orderAndRepetitionMakeNoDifference() {
        Selection one = Selection.of(List.of(ID, GLOB, GROUP));
        Selection other = Selection.of(List.of(GROUP, ID, GROUP, GLOB));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.key()).isEqualTo(other.key());
    }

    @Test
    void textIsReadBack() {
        Selection selection = Selection.of(List.of(
                ID, GLOB, GROUP, new Part(Kind.ID, "~odd"), new Part(Kind.ID, "=@ größe"), new Part(Kind.GLOB, "=")));
        assertThat(Selection.is(selection.key())).isTrue();
        assertThat(Selection.parse(selection.key())).isEqualTo(selection);
        assertThat(Selection.parse(selection.key()).parts()).isEqualTo(selection.parts());
    }

    @Test
    void idsAreNoSelections() {
        assertThat(Selection.is("")).isFalse();
        assertThat(Selection.is("shop/a.log")).isFalse();
        assertThatThrownBy(() -> Selection.parse("shop/a.log")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selection.parse("\n?x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selection.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Part(Kind.ID, "a\nb")).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.logstreamer.feed;

import static io.logstreamer.feed.Stage.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Subscription.Start;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that do not follow. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndingTest {

    private final Stage stage = new Stage();

    @Test
    void endsAtTheTipWithTheUnfinishedLine() {
        stage.log.append("a", "b");
        stage.log.beginLine("unfini");
        FakeOutlet outlet = stage.subscribe(subscription(new Start.Earliest(), false, false));
        stage.settle();
        List<String> blocks = outlet.blocks();
        assertThat(blocks).hasSize(5).last().isEqualTo("event: log_update\ndata: unfini");
        assertThat(outlet.ended()).isTrue();
        assertThat(outlet.unflushed()).isZero();
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(stage.views.size()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void whatComesAfterTheTipIsNotSent() {
        stage.log.append("a");
        String tip = stage.log.append("b");
        stage.log.beginLine("unfini");
        FakeOutlet outlet = stage.subscribe(subscription(new Start.Earliest(), false, false));
        // The end is known; before the first byte is read the log goes on, in the same block.
        stage.workers.work();
        stage.log.append("unfinished", "c");
        stage.settle();
        List<String> blocks = outlet.blocks();
        assertThat(blocks).hasSize(5);
        assertThat(blocks.get(3)).isEqualTo("event: log_update\ndata: b\nid: " + tip);
        assertThat(blocks.get(4)).isEqualTo("event: log_update\ndata: unfini");
        assertThat(outlet.ended()).isTrue();
        outlet.assertKeptTheRules();
    }

    @Test
    void whoIsCarriedPastTheEndGetsNoPartOfALineThatItGotWhole() {
        stage.log.append("a");
        stage.log.lose(100);
        // The tip lies behind a gap, which has no id, and the line that begins there is in the same block.
        stage.log.beginLine("par");
        FakeOutlet outlet = stage.subscribe(subscription(new Start.Earliest(), false, false));
        stage.workers.work();
        stage.log.append("partial no more");
        stage.settle();
        assertThat(outlet.blocks().stream().filter(block -> block.startsWith("event: log_update")))
                .allMatch(block -> block.contains("\nid: "));
        assertThat(outlet.ended()).isTrue();
    }

    @Test
    void emptyLogEndsAtOnce() {
        FakeOutlet outlet = stage.subscribe(subscription(new Start.Earliest(), false, false));
        stage.settle();
        assertThat(outlet.blocks()).hasSize(2);
        assertThat(outlet.ended()).isTrue();
        outlet.assertKeptTheRules();
    }

    @Test
    void endIsReachedThoughTheOutputTakesALittleAtATime() {
        String[] lines = new String[500];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "line " + i;
        }
        stage.log.append(lines);
        FakeOutlet outlet = new FakeOutlet();
        outlet.room(1);
        outlet.serve(stage.pumps.subscribe(subscription(new Start.Earliest(), false, false), outlet));
        for (int i = 0; i < 10 && !outlet.ended(); i++) {
            stage.settle();
            outlet.room(1);
        }
        assertThat(outlet.ended()).isTrue();
        assertThat(outlet.lines()).containsExactly(lines);
        outlet.assertKeptTheRules();
    }

    @Test
    void resumeAtTheTipIsAtTheEnd() {
        String first = stage.log.append("a");
        String last = stage.log.append("b");
        assertThat(atEnd(last)).isTrue();
        assertThat(atEnd(first)).isFalse();
    }

    @Test
    void resumeAtTheTipIsAtTheEndThoughALineHasBegun() {
        String first = stage.log.append("a");
        String last = stage.log.append("b");
        stage.log.beginLine("unfini");
        assertThat(atEnd(last)).isTrue();
        assertThat(atEnd(first)).isFalse();
        stage.log.append("unfinished");
        assertThat(atEnd(last)).isFalse();
    }

    @Test
    void foreignIdIsNotTheEnd() {
        stage.log.append("a");
        assertThat(atEnd("no-id-of-ours")).isFalse();
        assertThat(atEnd("1AAAAAAAAAAAAAAAqBBBBBBAAAHAAAA")).isFalse();
    }

    @Test
    void tailerWithoutAnAnswerIsNotTheEnd() {
        String last = stage.log.append("a");
        stage.log.failWith(new IllegalStateException("disk on fire"));
        assertThat(atEnd(last)).isFalse();
    }

    private boolean atEnd(String id) {
        return stage.pumps.atEnd(subscription(new Start.After(id), false, false));
    }
}

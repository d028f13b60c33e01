package io.logstreamer.feed;

import static io.logstreamer.feed.Stage.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamStartTest {

    private final Stage stage = new Stage();

    @Test
    void nothingIsWrittenBeforeTheOutputIsWritable() {
        FakeOutlet outlet = new FakeOutlet();
        var session = stage.pumps.subscribe(Stage.follow(new Start.Earliest()), outlet);
        stage.log.append("a");
        stage.settle();
        assertThat(outlet.text()).isEmpty();

        outlet.serve(session);
        stage.settle();
        assertThat(outlet.lines()).containsExactly("a");
        outlet.assertKeptTheRules();
    }

    @Test
    void retryThenIdThenLines() {
        String first = stage.log.append("a");
        String second = stage.log.append("b");
        FakeOutlet outlet = stage.subscribe(Stage.follow(new Start.Tail(1)));
        stage.settle();

        List<String> blocks = outlet.blocks();
        assertThat(blocks).hasSize(3);
        assertThat(blocks.get(0)).matches("retry: [0-9]+");
        assertThat(blocks.get(1)).isEqualTo("id: " + first);
        assertThat(blocks.get(2)).isEqualTo("event: log_update\ndata: b\nid: " + second);
        assertThat(outlet.unflushed()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void retryThenHelloThenGapThenIdThenLinesThenEndOfBackfill() {
        String id = stage.log.append("a");
        Subscription wanted = subscription(new Start.After("no-id-of-ours"), true, true);
        FakeOutlet outlet = stage.subscribe(wanted);
        stage.settle();

        List<String> blocks = outlet.blocks();
        assertThat(blocks).hasSize(6);
        assertThat(blocks.get(0)).startsWith("retry: ");
        assertThat(blocks.get(1))
                .startsWith("event: hello\ndata: {\"version\":\"1.0\",\"node\":\"node-1\",\"sources\":[\"app\"]")
                .endsWith(",\"started\":\"1970-01-01T00:00:00Z\"}");
        assertThat(blocks.get(2))
                .startsWith("event: gap\n")
                .contains("\"from\":\"no-id-of-ours\"")
                .contains("\"reason\":\"unknown-id\"")
                .doesNotContain("\nid: ");
        assertThat(blocks.get(3)).matches("id: [A-Za-z0-9_-]{31}");
        assertThat(blocks.get(4)).endsWith("data: a\nid: " + id);
        assertThat(blocks.get(5)).isEqualTo("event: backfill-end\ndata: {}");
    }

    @Test
    void gapCanGoOnAtTheTip() {
        String tip = stage.log.append("a");
        FakeOutlet outlet = stage.subscribe(new Subscription(
                PlayedLog.SOURCE,
                Stage.RAW,
                new Start.After("no-id-of-ours"),
                true,
                true,
                Stage.HEARTBEAT,
                Stage.RETRY,
                false,
                "192.0.2.1"));
        stage.settle();
        assertThat(outlet.blocks()).hasSize(3).last().isEqualTo("id: " + tip);
    }

    @Test
    void retryIsSpreadOverHalfItsLength() {
        List<Long> millis = IntStream.range(0, 200)
                .mapToObj(i -> stage.subscribe(Stage.follow(new Start.Live())))
                .peek(outlet -> stage.settle())
                .map(outlet -> Long.parseLong(outlet.blocks().get(0).substring("retry: ".length())))
                .toList();
        assertThat(millis).allMatch(value -> value >= 2_000 && value <= 3_000);
        assertThat(millis.stream().distinct().count()).isGreaterThan(50);
    }

    @Test
    void resumeGoesOnWithTheNextLine() {
        String first = stage.log.append("a");
        stage.log.append("b", "c");
        FakeOutlet outlet = stage.subscribe(Stage.follow(new Start.After(first)));
        stage.settle();
        assertThat(outlet.lines()).containsExactly("b", "c");

        stage.log.append("d");
        stage.settle();
        assertThat(outlet.lines()).containsExactly("b", "c", "d");
        outlet.assertKeptTheRules();
    }

    @Test
    void streamThatCannotBeginSaysSoAndEnds() {
        stage.log.failWith(new IllegalStateException("disk on fire"));
        FakeOutlet outlet = stage.subscribe(Stage.follow(new Start.Live()));
        stage.settle();
        assertThat(outlet.blocks()).singleElement().asString().startsWith("event: problem\n");
        assertThat(outlet.ended()).isTrue();
        assertThat(stage.pumps.subscribers()).isZero();
        outlet.assertKeptTheRules();
    }

    /** A server that stops answers nobody any more; who just came is to come again, and has met no fault. */
    @Test
    void streamThatNobodyAnswersAnyMoreSaysByeAndEnds() {
        stage.log.failWith(new CancellationException("nobody looks any more"));
        FakeOutlet outlet = stage.subscribe(Stage.follow(new Start.Live()));
        stage.settle();
        assertThat(outlet.blocks()).last().asString().startsWith("event: bye\ndata: {\"reason\":\"shutdown\"");
        assertThat(outlet.blocks()).noneMatch(block -> block.toString().startsWith("event: problem"));
        assertThat(outlet.ended()).isTrue();
        assertThat(stage.pumps.subscribers()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void whoLeftBeforeTheBeginningGivesTheTapeBack() {
        FakeOutlet outlet = new FakeOutlet();
        var session = stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
        session.gone();
        stage.settle();
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(stage.views.size()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void whoLeavesWhileJoiningGetsNothingBehindTheBye() {
        FakeOutlet outlet = new FakeOutlet();
        var session = stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
        session.leave("closed");
        // The place is found while the bye still waits for the output.
        stage.settle();
        outlet.serve(session);
        stage.settle();

        List<String> blocks = outlet.blocks();
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(0)).startsWith("retry: ");
        assertThat(blocks.get(1)).startsWith("event: bye\n");
        assertThat(outlet.ended()).isTrue();
        assertThat(stage.views.size()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void lappedSubscriberReadsTheFilesAndJoinsAgain() {
        Stage small = new Stage(1, 4_000, 4_000);
        FakeOutlet outlet = small.follower();
        String[] burst = IntStream.range(0, 5_000).mapToObj(i -> "line " + i).toArray(String[]::new);
        for (int i = 0; i < burst.length; i += 100) {
            small.log.append(java.util.Arrays.copyOfRange(burst, i, i + 100));
        }
        small.settle();
        small.log.append("live");
        small.settle();

        assertThat(outlet.lines()).hasSize(burst.length + 1).startsWith(burst).endsWith("live");
        assertThat(small.log.reads()).isPositive();
        outlet.assertKeptTheRules();
    }

    /** What was written may be with the client before the pump comes to its next step. */
    @Test
    void announcementMadeOnceTheClientHasItsPlaceIsNotMissed() {
        FakeOutlet outlet = new FakeOutlet();
        outlet.onWrite(() -> {
            outlet.onWrite(() -> {});
            stage.ring.announce("data: at once\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        });
        outlet.serve(stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet));
        stage.settle();

        assertThat(outlet.blocks()).hasSize(3).last().isEqualTo("data: at once");
        outlet.assertKeptTheRules();
    }

    @Test
    void announcementsOfAQuietSourceArriveOnce() {
        FakeOutlet outlet = stage.follower();
        stage.ring.announce("data: first\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        stage.ring.announce("data: second\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        stage.settle();
        stage.log.append("a");
        stage.settle();
        assertThat(outlet.text()).startsWith("data: first\n\ndata: second\n\nevent: log_update\ndata: a\n");
        outlet.assertKeptTheRules();
    }
}

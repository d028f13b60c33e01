package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Session;
import io.logstreamer.log.Subscription.Start;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeavingTest {

    private final Stage stage = new Stage();

    @Test
    void byeNamesReasonAndCursorBehindAJitteredRetry() {
        FakeOutlet outlet = new FakeOutlet();
        Session session = stage.pumps.subscribe(Stage.follow(new Start.Earliest()), outlet);
        outlet.serve(session);
        String id = stage.log.append("a");
        stage.settle();
        outlet.clear();

        session.leave("closed");
        session.leave("closed again");
        stage.settle();

        List<String> blocks = outlet.blocks();
        assertThat(blocks).hasSize(2);
        assertThat(Long.parseLong(blocks.get(0).substring("retry: ".length()))).isBetween(2_000L, 3_000L);
        assertThat(blocks.get(1)).isEqualTo("event: bye\ndata: {\"reason\":\"closed\",\"cursor\":\"" + id + "\"}");
        assertThat(outlet.ended()).isTrue();
        assertThat(outlet.unflushed()).isZero();
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(stage.views.size()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void byeOfOneWhoHasReadNothingNamesWhereItStands() {
        String tip = stage.log.append("a");
        FakeOutlet outlet = new FakeOutlet();
        Session session = stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
        outlet.serve(session);
        stage.settle();
        session.leave("closed");
        stage.settle();
        assertThat(outlet.text()).endsWith("\"cursor\":\"" + tip + "\"}\n\n");
    }

    @Test
    void byeWaitsForTheEndOfALargeEventAndNamesIt() {
        FakeOutlet outlet = new FakeOutlet();
        Session session = stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
        outlet.serve(session);
        stage.settle();
        outlet.clear();
        // The output fills up in the middle of the event.
        outlet.room(1);
        String large = "x".repeat(300_000);
        String id = stage.log.append(large, "never sent");
        stage.settle();
        assertThat(outlet.bytes()).hasSizeBetween(1, 299_999);

        session.leave("closed");
        stage.settle();
        outlet.room(FakeOutlet.UNLIMITED);
        stage.settle();

        assertThat(outlet.lines()).containsExactly(large);
        String sent = outlet.blocks().get(0).substring(outlet.blocks().get(0).lastIndexOf("\nid: ") + 5);
        assertThat(sent).isNotEqualTo(id);
        assertThat(outlet.blocks())
                .hasSize(3)
                .last()
                .isEqualTo("event: bye\ndata: {\"reason\":\"closed\",\"cursor\":\"" + sent + "\"}");
        assertThat(outlet.ended()).isTrue();
        outlet.assertKeptTheRules();
    }

    @Test
    void nothingFollowsTheByeThoughLinesWait() {
        FakeOutlet outlet = new FakeOutlet();
        Session session = stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
        outlet.serve(session);
        stage.settle();
        outlet.clear();
        outlet.room(0);
        stage.log.append("a");
        stage.settle();
        session.leave("closed");
        stage.settle();
        outlet.room(FakeOutlet.UNLIMITED);
        stage.settle();
        assertThat(outlet.blocks()).hasSize(2).last().asString().startsWith("event: bye\n");
        outlet.assertKeptTheRules();
    }

    @Test
    void failedWriteEndsNothingAndTouchesTheOutputNoMore() {
        FakeOutlet outlet = stage.follower();
        outlet.failWith(new IOException("broken pipe"));
        stage.log.append("a");
        stage.settle();
        stage.log.append("b");
        stage.pass(Stage.WRITE_TIMEOUT.plus(Stage.WRITE_TIMEOUT));
        assertThat(outlet.ended())
                .as("ended by the pump; the container's callbacks do it")
                .isFalse();
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(stage.views.size()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void endThatFailsHarmsNobodyElse() {
        FakeOutlet failing = new FakeOutlet();
        failing.failAtEndWith(new IllegalStateException("recycled"));
        Session session = stage.pumps.subscribe(Stage.follow(new Start.Live()), failing);
        failing.serve(session);
        FakeOutlet other = stage.follower();
        session.leave("closed");
        stage.log.append("a");
        stage.settle();
        assertThat(other.lines()).containsExactly("a");
        assertThat(stage.pumps.subscribers()).isOne();
        failing.assertKeptTheRules();
    }

    @Test
    void failingTapeIsToldAndEndsTheStream() {
        Stage small = new Stage(1, 1_000, 1_000);
        FakeOutlet outlet = new FakeOutlet();
        FailingTapes tapes = new FailingTapes(small.views);
        Pumps pumps = new Pumps(
                new Pumps.Options(1, Duration.ofMillis(1), Stage.WRITE_TIMEOUT, "1.0", "node-1", Instant.EPOCH),
                tapes,
                small.log,
                PlayedLog.TIMES,
                small.workers,
                small.clock);
        outlet.serve(pumps.subscribe(Stage.follow(new Start.Live()), outlet));
        small.settle(pumps);
        outlet.clear();

        tapes.fail();
        small.log.append("a");
        small.settle(pumps);
        assertThat(outlet.blocks()).singleElement().asString().startsWith("event: problem\n");
        assertThat(outlet.ended()).isTrue();
        assertThat(pumps.subscribers()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void insertedBlocksGoBetweenEventsInOrder() {
        FakeOutlet outlet = new FakeOutlet();
        Session session = stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
        outlet.serve(session);
        stage.settle();
        outlet.clear();
        outlet.room(1);
        stage.log.append("x".repeat(200_000), "y");
        stage.settle();
        session.insert("data: one\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        session.insert("data: two\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        stage.settle();
        outlet.room(FakeOutlet.UNLIMITED);
        stage.settle();
        List<String> blocks = outlet.blocks();
        assertThat(blocks).hasSize(4).contains("data: one", "data: two");
        assertThat(blocks.indexOf("data: two")).isEqualTo(blocks.indexOf("data: one") + 1);
        assertThat(outlet.lines()).hasSize(2);
        outlet.assertKeptTheRules();
    }

    @Test
    void insertsNobodyTakesAreBounded() {
        FakeOutlet outlet = new FakeOutlet();
        Session session = stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
        outlet.serve(session);
        stage.settle();
        outlet.room(0);
        for (int i = 0; i < 2_000; i++) {
            session.insert("data: x\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        stage.settle();
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(outlet.ended()).isTrue();
        outlet.assertKeptTheRules();
    }

    @Test
    void crowdThatThinsOutInAnyOrderLosesNobodyElse() {
        List<FakeOutlet> outlets = new ArrayList<>();
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            FakeOutlet outlet = new FakeOutlet();
            Session session = stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
            outlet.serve(session);
            outlets.add(outlet);
            sessions.add(session);
        }
        stage.settle();
        SplittableRandom random = new SplittableRandom(1);
        int lines = 0;
        while (!outlets.isEmpty()) {
            int leaver = random.nextInt(outlets.size());
            sessions.remove(leaver).gone();
            FakeOutlet left = outlets.remove(leaver);
            stage.log.append("line " + lines);
            stage.settle();
            assertThat(left.lines()).hasSize(lines);
            lines++;
            for (FakeOutlet outlet : outlets) {
                assertThat(outlet.lines()).hasSize(lines);
            }
        }
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(stage.views.size()).isZero();
    }
}

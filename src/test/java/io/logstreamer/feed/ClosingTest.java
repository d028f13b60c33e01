package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Subscription.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of all streams, with real pump threads where it matters. */
@Timeout(60)
class ClosingTest {

    private final Stage stage = new Stage();

    @Test
    void nobodyComesInOnceItIsClosed() {
        stage.pumps.drain(Duration.ZERO);
        assertThatThrownBy(() -> stage.pumps.subscribe(Stage.follow(new Start.Live()), new FakeOutlet()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(stage.pumps.subscribers()).isZero();
    }

    @Test
    void drainGivesEveryoneItsByeAtTheEndOfAnEvent() {
        FakeOutlet quiet = stage.follower();
        FakeOutlet busy = stage.follower();
        busy.room(1);
        stage.log.append("x".repeat(200_000));
        stage.settle();
        assertThat(stage.pumps.drain(Duration.ZERO)).isFalse();
        stage.settle();
        assertThat(quiet.blocks()).last().asString().contains("event: bye\n").contains("\"reason\":\"shutdown\"");
        assertThat(quiet.ended()).isTrue();
        busy.room(FakeOutlet.UNLIMITED);
        stage.settle();
        assertThat(busy.lines()).hasSize(1);
        assertThat(busy.blocks()).last().asString().contains("event: bye\n");
        assertThat(stage.pumps.drain(Duration.ZERO)).isTrue();
        quiet.assertKeptTheRules();
        busy.assertKeptTheRules();
    }

    /** Whoever is let in while the doors close is served and ended like the others; nobody is forgotten in between. */
    @RepeatedTest(50)
    void whoComesWhileItClosesIsRefusedOrSaidByeTo() throws InterruptedException {
        Pumps pumps = new Pumps(
                new Pumps.Options(2, Duration.ofMillis(1), Stage.WRITE_TIMEOUT, "1.0", "node-1", Instant.EPOCH),
                stage.views,
                stage.log,
                PlayedLog.TIMES,
                stage.workers,
                Clock.system());
        pumps.start();
        List<MoodyOutlet> accepted = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(20);
        Thread arrivals = new Thread(
                () -> {
                    try {
                        while (true) {
                            MoodyOutlet outlet = new MoodyOutlet(accepted.size(), () -> {});
                            outlet.serve(pumps.subscribe(Stage.follow(new Start.Live()), outlet));
                            outlet.feel(true);
                            accepted.add(outlet);
                            begun.countDown();
                        }
                    } catch (IllegalStateException closed) {
                        begun.countDown();
                    }
                },
                "arrivals");
        arrivals.start();
        begun.await();
        pumps.close();
        arrivals.join();

        assertThat(pumps.subscribers()).isZero();
        assertThat(accepted).hasSizeGreaterThanOrEqualTo(20).allMatch(MoodyOutlet::ended);
    }
}

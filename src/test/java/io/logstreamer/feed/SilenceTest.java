package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Session;
import io.logstreamer.log.Subscription.Start;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What time brings: heartbeats to the quiet, the end of those who take nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilenceTest {

    private static final Duration TICK = Duration.ofMillis(500);

    private final Stage stage = new Stage();

    @Test
    void commentComesBeforeTheSilenceIsTooLong() {
        FakeOutlet outlet = stage.follower();
        stage.pass(Stage.HEARTBEAT.minus(TICK).minusMillis(1));
        assertThat(outlet.text()).isEmpty();
        stage.pass(TICK);
        assertThat(outlet.text()).isEqualTo(":\n\n");
        assertThat(outlet.unflushed()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void lineStartsTheSilenceAnew() {
        FakeOutlet outlet = stage.follower();
        stage.pass(Duration.ofSeconds(14));
        stage.log.append("a");
        stage.settle();
        stage.pass(Duration.ofSeconds(14));
        assertThat(outlet.text()).doesNotContain(":\n\n");
        stage.pass(Duration.ofSeconds(1));
        assertThat(outlet.text()).endsWith("\n\n:\n\n");
    }

    @Test
    void oneCommentPerSilence() {
        FakeOutlet outlet = stage.follower();
        for (int i = 0; i < 600; i++) {
            stage.pass(TICK);
        }
        // Five minutes: not more often than needed, and never 15 s apart.
        assertThat(outlet.text().length() / 3).isBetween(20, 21);
    }

    @Test
    void otherSubscribersLinesAreNoReasonToSkipIt() {
        FakeOutlet quiet = stage.follower();
        Session busy = stage.pumps.subscribe(Stage.follow(new Start.Live()), new FakeOutlet());
        for (int i = 0; i < 31; i++) {
            busy.insert("data: x\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            stage.pass(TICK);
        }
        assertThat(quiet.text()).isEqualTo(":\n\n");
    }

    @Test
    void subscriberWhoWaitsForTheDiskHearsComments() {
        FakeOutlet outlet = new FakeOutlet();
        outlet.serve(stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet));
        // The worker that should find the place hangs: it never works.
        for (int i = 0; i < 32; i++) {
            stage.clock.advance(TICK);
            while (stage.pumps.turn()) {}
        }
        assertThat(outlet.text()).isEqualTo(":\n\n");
        outlet.assertKeptTheRules();
    }

    @Test
    void noCommentStandsInTheMiddleOfAnEvent() {
        FakeOutlet outlet = stage.follower();
        outlet.room(1);
        stage.log.append("x".repeat(200_000));
        stage.settle();
        outlet.room(1);
        for (int i = 0; i < 58; i++) {
            stage.pass(TICK);
        }
        outlet.room(FakeOutlet.UNLIMITED);
        stage.settle();
        assertThat(outlet.lines()).containsExactly("x".repeat(200_000));
        assertThat(outlet.blocks()).hasSize(1);
    }

    @Test
    void outputThatTakesNothingIsGivenUp() {
        FakeOutlet stalled = stage.follower();
        FakeOutlet healthy = stage.follower();
        stalled.room(0);
        stage.log.append("a");
        stage.settle();
        stage.pass(Stage.WRITE_TIMEOUT);
        assertThat(stalled.ended()).isFalse();
        stage.pass(TICK.multipliedBy(2));
        assertThat(stalled.ended()).isTrue();
        assertThat(stalled.bytes()).isEmpty();
        assertThat(stage.pumps.subscribers()).isOne();
        stage.log.append("b");
        stage.settle();
        assertThat(healthy.lines()).containsExactly("a", "b");
        stalled.assertKeptTheRules();
        healthy.assertKeptTheRules();
    }

    @Test
    void outputThatIsNeverReadyIsGivenUp() {
        FakeOutlet outlet = new FakeOutlet();
        stage.pumps.subscribe(Stage.follow(new Start.Live()), outlet);
        stage.settle();
        stage.pass(Stage.WRITE_TIMEOUT.plus(TICK.multipliedBy(2)));
        assertThat(outlet.ended()).isTrue();
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(stage.views.size()).isZero();
        outlet.assertKeptTheRules();
    }

    @Test
    void slowOutputIsNotGivenUp() {
        FakeOutlet outlet = stage.follower();
        outlet.room(1);
        for (int i = 0; i < 20; i++) {
            stage.log.append("line " + i);
            stage.pass(Duration.ofSeconds(20));
            outlet.room(1);
        }
        stage.settle();
        assertThat(outlet.ended()).isFalse();
        assertThat(stage.pumps.subscribers()).isOne();
        outlet.room(FakeOutlet.UNLIMITED);
        stage.settle();
        assertThat(outlet.lines()).hasSize(20);
    }

    @Test
    void pumpThatStandsStillIsNotAlive() {
        assertThat(stage.pumps.live()).isTrue();
        stage.clock.advance(Duration.ofSeconds(11));
        assertThat(stage.pumps.live()).isFalse();
        stage.settle();
        assertThat(stage.pumps.live()).isTrue();
    }
}

package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.log.Subscription.Until;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that begin at a time, and streams that end at one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UntilTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final Stage stage = new Stage();

    @Test
    void beginsAtTheFirstLineOfATime() {
        stage.log.append(at(-3) + " a", at(-2) + " b", "  at b", at(-1) + " c");
        FakeOutlet outlet = subscribe(new Start.Since(NOW.minusSeconds(2)), null, true);
        assertThat(outlet.lines()).containsExactly(at(-2) + " b", "  at b", at(-1) + " c");

        stage.log.append(at(0) + " d");
        stage.settle();
        assertThat(outlet.lines()).last().isEqualTo(at(0) + " d");
        outlet.assertKeptTheRules();
    }

    @Test
    void beginsLiveWhereNothingIsThatLate() {
        stage.log.append(at(-3) + " a");
        FakeOutlet outlet = subscribe(new Start.Since(NOW), null, true);
        assertThat(outlet.lines()).isEmpty();
        stage.log.append("without a time");
        stage.settle();
        assertThat(outlet.lines()).containsExactly("without a time");
    }

    @Test
    void endsBeforeTheFirstLineThatIsTooLate() {
        stage.log.append(at(-9) + " a", at(-8) + " b", "  at b", at(-6) + " c", at(-7) + " out of order");
        FakeOutlet outlet = subscribe(new Start.Earliest(), NOW.minusSeconds(7), true);
        assertThat(outlet.lines()).containsExactly(at(-9) + " a", at(-8) + " b", "  at b");
        assertEnded(outlet);
    }

    @Test
    void lineOfTheVeryTimeIsIn() {
        stage.log.append(at(-9) + " a", at(-8) + " b", at(-8) + " c", at(-7) + " d");
        FakeOutlet outlet = subscribe(new Start.Earliest(), NOW.minusSeconds(8), false);
        assertThat(outlet.lines()).containsExactly(at(-9) + " a", at(-8) + " b", at(-8) + " c");
        assertEnded(outlet);
    }

    @Test
    void endInThePastIsTheTipWhereNothingIsLater() {
        stage.log.append(at(-9) + " a");
        FakeOutlet outlet = subscribe(new Start.Earliest(), NOW.minusSeconds(1), true);
        assertThat(outlet.lines()).containsExactly(at(-9) + " a");
        assertEnded(outlet);
    }

    @Test
    void endBeforeTheBeginningEndsAtOnce() {
        stage.log.append(at(-9) + " a");
        FakeOutlet outlet = subscribe(new Start.Live(), NOW.minusSeconds(20), true);
        assertThat(outlet.lines()).isEmpty();
        assertEnded(outlet);
    }

    @Test
    void unfinishedLineIsNotSentBeforeAnEnd() {
        stage.log.append(at(-9) + " a");
        stage.log.beginLine(at(5) + " unfini");
        FakeOutlet outlet = subscribe(new Start.Earliest(), NOW.minusSeconds(1), false);
        assertThat(outlet.lines()).containsExactly(at(-9) + " a");
        assertEnded(outlet);
    }

    @Test
    void tailCountsFromTheEnd() {
        stage.log.append(at(-9) + " a", at(-8) + " b", at(-7) + " c", at(-6) + " d", at(-5) + " e");
        FakeOutlet outlet = subscribe(new Start.Tail(2), NOW.minusSeconds(7), true);
        assertThat(outlet.lines()).containsExactly(at(-8) + " b", at(-7) + " c");
        assertEnded(outlet);
    }

    @Test
    void endToComeIsTheFirstLineThatIsTooLate() {
        stage.log.append(at(-1) + " a");
        FakeOutlet outlet = subscribe(new Start.Earliest(), NOW.plusSeconds(60), true);
        assertThat(outlet.lines()).containsExactly(at(-1) + " a");
        stage.log.append(at(30) + " b", "  at b");
        stage.settle();
        stage.log.append(at(60) + " c", at(61) + " d", at(59) + " out of order");
        stage.settle();
        assertThat(outlet.lines()).containsExactly(at(-1) + " a", at(30) + " b", "  at b", at(60) + " c");
        assertEnded(outlet);
    }

    @Test
    void quietLogEndsASecondAfterTheTime() {
        stage.log.append(at(-1) + " a");
        FakeOutlet outlet = subscribe(new Start.Earliest(), NOW.plusSeconds(60), true);
        stage.pass(Duration.ofSeconds(60));
        assertThat(outlet.ended()).isFalse();
        stage.log.append(at(60) + " late");
        stage.settle();
        assertThat(outlet.lines()).contains(at(60) + " late");
        stage.pass(Duration.ofSeconds(2));
        assertEnded(outlet);
    }

    @Test
    void emptyLogEndsAfterTheTimeToo() {
        FakeOutlet outlet = subscribe(new Start.Live(), NOW.plusSeconds(5), true);
        assertThat(outlet.ended()).isFalse();
        stage.pass(Duration.ofSeconds(7));
        assertEnded(outlet);
    }

    @Test
    void gapAtTheEndToComeIsTold() {
        stage.log.append(at(-1) + " a");
        FakeOutlet outlet = subscribe(new Start.Earliest(), NOW.plusSeconds(60), true);
        stage.log.lose(10);
        stage.log.append(at(1) + " b");
        stage.settle();
        assertThat(outlet.blocks()).anyMatch(block -> block.startsWith("event: gap\n"));
        assertThat(outlet.lines()).containsExactly(at(-1) + " a", at(1) + " b");
        stage.pass(Duration.ofSeconds(70));
        assertEnded(outlet);
    }

    @Test
    void crowdOfLinesIsCutAtTheExactLine() {
        FakeOutlet outlet = subscribe(new Start.Live(), NOW.plusSeconds(2_500), true);
        String[] lines = new String[5_000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = at(i) + " line";
        }
        for (int i = 0; i < lines.length; i += 500) {
            stage.log.append(java.util.Arrays.copyOfRange(lines, i, i + 500));
            if (i % 1_000 == 0) {
                stage.settle();
            }
        }
        stage.settle();
        assertThat(outlet.lines()).containsExactly(java.util.Arrays.copyOf(lines, 2_501));
        assertEnded(outlet);
    }

    @Test
    void whoComesAgainAtTheEndIsAtTheEnd() {
        String first = stage.log.append(at(-9) + " a");
        String second = stage.log.append(at(-8) + " b");
        assertThat(stage.pumps.atEnd(subscription(new Start.After(second), NOW.minusSeconds(7), true)))
                .isTrue();
        String third = stage.log.append(at(-3) + " c");
        assertThat(stage.pumps.atEnd(subscription(new Start.After(second), NOW.minusSeconds(7), true)))
                .isTrue();
        assertThat(stage.pumps.atEnd(subscription(new Start.After(first), NOW.minusSeconds(7), true)))
                .isFalse();
        assertThat(stage.pumps.atEnd(subscription(new Start.After(third), NOW.plusSeconds(7), true)))
                .as("lines may come")
                .isFalse();
        assertThat(stage.pumps.atEnd(Stage.follow(new Start.After(third)))).isFalse();
    }

    @Test
    void helloTellsThatAStreamWithAnEndInThePastWillNotFollow() {
        stage.log.append(at(-9) + " a");
        for (int seconds : new int[] {-20, -1, 7}) {
            FakeOutlet outlet =
                    stage.subscribe(subscription(new Start.Earliest(), NOW.plusSeconds(seconds), true, true));
            stage.settle();
            assertThat(outlet.text()).as("%s s from now", seconds).contains("\"follow\":" + (seconds > 0));
        }
    }

    private FakeOutlet subscribe(Start start, Instant until, boolean follow) {
        FakeOutlet outlet = stage.subscribe(subscription(start, until, follow));
        stage.settle();
        return outlet;
    }

    private static Subscription subscription(Start start, Instant until, boolean follow) {
        return subscription(start, until, follow, false);
    }

    private static Subscription subscription(Start start, Instant until, boolean follow, boolean full) {
        return new Subscription(
                PlayedLog.SOURCE,
                Stage.RAW,
                start,
                until == null ? null : new Until(until, Duration.between(NOW, until)),
                follow,
                false,
                Stage.HEARTBEAT,
                Stage.RETRY,
                full,
                "192.0.2.1");
    }

    private void assertEnded(FakeOutlet outlet) {
        assertThat(outlet.ended()).isTrue();
        assertThat(outlet.text()).doesNotContain("event: bye");
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(stage.views.size()).isZero();
        outlet.assertKeptTheRules();
    }

    private static String at(int second) {
        return NOW.plusSeconds(second).toString();
    }
}

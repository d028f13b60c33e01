package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Subscription.Start;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FairnessTest {

    private static final int SHARE_BYTES = 256 * 1024;
    private static final int WRITE_BYTES = 64 * 1024;

    private final Stage stage = new Stage(1, 64 << 20, 64 << 20);

    @Test
    void subscriberWithMuchToReadTakesAShareOfARound() {
        String[] lines = new String[20_000];
        java.util.Arrays.fill(lines, "x".repeat(200));
        stage.log.append(lines);
        FakeOutlet behind = stage.subscribe(Stage.follow(new Start.Earliest()));
        stage.workers.work();
        long mostInARound = 0;
        int rounds = 0;
        boolean more = true;
        while (more) {
            int before = behind.bytes().length;
            more = stage.pumps.turn();
            mostInARound = Math.max(mostInARound, behind.bytes().length - before);
            rounds++;
        }
        assertThat(behind.lines()).hasSize(lines.length);
        assertThat(mostInARound).isBetween((long) SHARE_BYTES, (long) SHARE_BYTES + WRITE_BYTES);
        assertThat(rounds).isGreaterThan(lines.length * 200 / (SHARE_BYTES + WRITE_BYTES));
        assertThat(behind.writes()).allMatch(length -> length <= WRITE_BYTES);
        behind.assertKeptTheRules();
    }

    @Test
    void newLineReachesTheOthersWithinARoundOfIt() {
        String[] lines = new String[20_000];
        java.util.Arrays.fill(lines, "x".repeat(200));
        FakeOutlet upToDate = stage.follower();
        stage.log.append(lines);
        stage.settle();
        upToDate.clear();
        FakeOutlet behind = stage.subscribe(Stage.follow(new Start.Earliest()));
        stage.workers.work();
        stage.pumps.turn();
        stage.log.append("new");
        stage.pumps.turn();
        assertThat(upToDate.lines()).containsExactly("new");
        assertThat(behind.bytes()).hasSizeLessThan(2 * (SHARE_BYTES + WRITE_BYTES) + 1);
    }

    @Test
    void everybodyIsFirstInTurn() {
        List<Integer> firsts = new ArrayList<>();
        List<Integer> round = new ArrayList<>();
        int subscribers = 5;
        for (int i = 0; i < subscribers; i++) {
            int number = i;
            stage.follower().onWrite(() -> round.add(number));
        }
        for (int i = 0; i < subscribers; i++) {
            round.clear();
            stage.log.append("line " + i);
            stage.settle();
            assertThat(round).hasSize(subscribers);
            firsts.add(round.get(0));
        }
        assertThat(firsts).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void whatIsReadyGoesInOneWrite() {
        FakeOutlet outlet = stage.follower();
        for (int i = 0; i < 100; i++) {
            stage.log.append("line " + i);
        }
        stage.settle();
        assertThat(outlet.writes()).hasSizeLessThanOrEqualTo(2);
        assertThat(outlet.lines()).hasSize(100);
    }
}

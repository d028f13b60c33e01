package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.feed.HandWorkers;
import io.logstreamer.feed.Pumps;
import io.logstreamer.log.Form;
import io.logstreamer.log.History;
import io.logstreamer.log.HistoryBehind;
import io.logstreamer.log.Inattentive;
import io.logstreamer.log.Position;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.log.Subscription.Until;
import io.logstreamer.tail.TailHarness;
import io.logstreamer.view.SegmentPool;
import io.logstreamer.view.Views;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who comes again to a merged stream that ends at a time. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MergedEndTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    private Path directory;

    private JournalStage stage;

    @Test
    void lastLineBeforeTheTimeIsTheEndWhateverIsNotShownBehindIt() {
        stage = new JournalStage(directory.resolve("state"), Bytes::file, "a", "b", "c");
        for (String log : List.of("a", "b", "c")) {
            stage.disk.create(JournalStage.path(log));
        }
        stage.start();
        String logs = "abcabcbbcaccba";
        for (int i = 0; i < logs.length(); i++) {
            String log = logs.substring(i, i + 1);
            stage.write(log, BEGIN.plusSeconds(2L * i) + " " + log);
        }
        for (String selected : List.of("ab", "bc", "abc")) {
            String key = JournalStage.all(
                    selected.chars().mapToObj(Character::toString).toArray(String[]::new));
            List<String> ids = new ArrayList<>();
            List<String> lines = stage.read(stage.history().earliest(key), ids);
            Pumps pumps = pumps();
            for (int i = 1; i < lines.size(); i++) {
                Instant until = Instant.parse(lines.get(i).substring(0, 20)).minusSeconds(1);
                assertThat(pumps.atEnd(subscription(key, ids.get(i - 1), until)))
                        .as("%s, until %s", selected, until)
                        .isTrue();
                assertThat(pumps.atEnd(subscription(key, ids.get(i - 1), until.plusSeconds(1))))
                        .as("%s, until %s and with that line", selected, until)
                        .isFalse();
            }
        }
        stage.kill();
    }

    private Pumps pumps() {
        History history = new HistoryBehind(stage.history()) {
            @Override
            public CompletableFuture<Position> tip(String source) {
                CompletableFuture<Position> asked = super.tip(source);
                stage.settle();
                return asked;
            }

            @Override
            public Resolution resolve(String source, String text) {
                return stage.resolve(source, text);
            }
        };
        HandWorkers workers = new HandWorkers();
        return new Pumps(
                new Pumps.Options(1, Duration.ofMillis(1), Duration.ofSeconds(30), "1.0", "node-1", Instant.EPOCH),
                new Views(stage.journal().recent(), history, workers, new SegmentPool(1 << 20), new Inattentive()),
                history,
                TailHarness.TIMES,
                workers,
                stage.clock);
    }

    private static Subscription subscription(String key, String id, Instant until) {
        return new Subscription(
                key,
                new Form(Form.Kind.RAW, Form.Control.ESCAPE, Form.LOG_UPDATE, false),
                new Start.After(id),
                new Until(until, Duration.ofHours(-1)),
                true,
                false,
                Duration.ofSeconds(15),
                Duration.ofSeconds(2),
                false,
                "192.0.2.1");
    }
}

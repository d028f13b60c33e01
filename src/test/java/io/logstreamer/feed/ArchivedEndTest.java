package io.logstreamer.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.History;
import io.logstreamer.log.HistoryBehind;
import io.logstreamer.log.Inattentive;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.log.Subscription.Until;
import io.logstreamer.ring.Ring;
import io.logstreamer.tail.ArchiveFixtures;
import io.logstreamer.tail.ManualClock;
import io.logstreamer.tail.MemoryDisk;
import io.logstreamer.tail.TailHarness;
import io.logstreamer.view.SegmentPool;
import io.logstreamer.view.Views;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that end at a time in the past, of which nothing was written between the last line of a file and the next one's first. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ArchivedEndTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Path LOG = Path.of("/logs/app.log");
    private static final int FILES = 4;
    private static final int LINES = 5;

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final List<String> written = new ArrayList<>();
    private final HandWorkers workers = new HandWorkers();
    private TailHarness tail;
    private Pumps pumps;

    /** When the old files are packed, and how. */
    enum Past {
        PLAIN,
        GZIP,
        XZ,
        PACKED_WHILE_IT_WAS_FOLLOWED
    }

    private void oldFile(int number, Past past, String content) {
        Path plain = MemoryDisk.rotated(LOG, number);
        switch (past) {
            case PLAIN, PACKED_WHILE_IT_WAS_FOLLOWED -> disk.append(plain, content);
            case GZIP -> disk.append(Path.of(plain + ".gz"), ArchiveFixtures.gzip(content));
            case XZ -> disk.append(Path.of(plain + ".xz"), ArchiveFixtures.xz(content));
        }
    }

    /** Line {@code i} is of second {@code 2 * i}. */
    private String lines() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            String line = BEGIN.plusSeconds(2L * written.size()) + " line " + written.size();
            written.add(line);
            lines.append(line).append('\n');
        }
        return lines.toString();
    }

    private void begin(Past past) {
        disk.mkdir(LOG.getParent());
        boolean live = past == Past.PACKED_WHILE_IT_WAS_FOLLOWED;
        if (live) {
            disk.create(LOG);
        } else {
            for (int number = FILES - 1; number > 0; number--) {
                oldFile(number, past, lines());
            }
            disk.append(LOG, lines());
        }
        Ring ring = new Ring(1 << 20);
        tail = new TailHarness(
                List.of(new SourceSpec.File("app", LOG)),
                disk,
                clock,
                ring,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(5));
        settle();
        if (live) {
            for (int file = 0; file < FILES; file++) {
                if (file > 0) {
                    disk.rotate(LOG, FILES);
                    disk.create(LOG);
                    settle();
                }
                disk.append(LOG, lines());
                settle();
            }
            for (int number = FILES - 1; number > 0; number--) {
                Path plain = MemoryDisk.rotated(LOG, number);
                disk.append(Path.of(plain + ".xz"), ArchiveFixtures.xz(new String(disk.content(plain), UTF_8)));
                disk.delete(plain);
                settle();
            }
        }
        History history = new HistoryBehind(tail.history()) {
            @Override
            public CompletableFuture<Position> tip(String source) {
                CompletableFuture<Position> look = super.tip(source);
                settle();
                return look;
            }
        };
        Views views = new Views(ring, history, workers, new SegmentPool(1 << 20), new Inattentive());
        pumps = new Pumps(
                new Pumps.Options(1, Duration.ofMillis(1), Stage.WRITE_TIMEOUT, "1.0", "node-1", Instant.EPOCH),
                views,
                history,
                TailHarness.TIMES,
                workers,
                clock);
    }

    private void settle() {
        for (int i = 0; i < 8; i++) {
            clock.advanceMillis(1_100);
            tail.turn();
        }
    }

    @AfterEach
    void close() {
        tail.close();
    }

    private static Subscription subscription(Start start, Instant until) {
        return new Subscription(
                "app",
                Stage.RAW,
                start,
                new Until(until, Duration.ofHours(-1)),
                false,
                false,
                Stage.HEARTBEAT,
                Stage.RETRY,
                false,
                "192.0.2.1");
    }

    private FakeOutlet read(Start start, Instant until) {
        FakeOutlet outlet = new FakeOutlet();
        outlet.serve(pumps.subscribe(subscription(start, until), outlet));
        boolean more = true;
        while (more) {
            boolean turned = pumps.turn();
            more = workers.work() || turned;
        }
        return outlet;
    }

    @ParameterizedTest
    @EnumSource
    void streamEndsWithTheLastLineOfAFileWhereTheNextBeginsLater(Past past) {
        begin(past);
        for (int border = LINES; border < FILES * LINES; border += LINES) {
            Instant last = BEGIN.plusSeconds(2L * (border - 1));
            List<String> expected = written.subList(0, border);
            for (Start start : List.of(
                    new Start.Earliest(),
                    new Start.Since(last.minusSeconds(4)),
                    new Start.Tail(3),
                    new Start.Since(last.plusSeconds(1)))) {
                FakeOutlet outlet = read(start, last.plusSeconds(1));
                int from = start instanceof Start.Earliest
                        ? 0
                        : start.equals(new Start.Since(last.plusSeconds(1))) ? border : border - 3;
                assertThat(outlet.lines()).as("%s, border %d", start, border).isEqualTo(expected.subList(from, border));
                assertThat(outlet.ended()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesAgainBehindTheLastLineIsAtTheEnd(Past past) {
        begin(past);
        for (int border = LINES; border < FILES * LINES; border += LINES) {
            Instant last = BEGIN.plusSeconds(2L * (border - 1));
            String id = EventId.text(
                    tail.history().read(tail.history().since("app", last), 1).after());
            String before = EventId.text(tail.history().since("app", last));
            assertThat(pumps.atEnd(subscription(new Start.After(id), last.plusSeconds(1))))
                    .as("border %d", border)
                    .isTrue();
            assertThat(pumps.atEnd(subscription(new Start.After(before), last.plusSeconds(1))))
                    .as("border %d", border)
                    .isFalse();
        }
    }
}

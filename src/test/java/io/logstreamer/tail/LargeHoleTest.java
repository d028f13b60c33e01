package io.logstreamer.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Workers;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A file that begins with more NULs than are gone through in one look. */
class LargeHoleTest {

    private static final Path LOG = Path.of("/logs/app.log");
    private static final int HOLE_BYTES = 5 << 20;

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final LogTrack track = track();

    private LogTrack track() {
        Workers workers = new Workers() {
            @Override
            public void execute(Runnable task) {
                tasks.add(task);
            }

            @Override
            public void later(Runnable task, long delayMillis) {
                tasks.add(task);
            }
        };
        Archivist archivist = new Archivist(
                workers,
                (file, identity, form) -> {
                    throw new AssertionError("no archive");
                },
                () -> {});
        Siblings siblings = new Siblings(LOG, disk, new Listings(disk, clock), null);
        return new LogTrack(
                "app",
                "g",
                siblings,
                disk,
                clock,
                new Recorder(),
                new LineReaders(64 * 1024, 1024),
                archivist,
                new LastRead(clock));
    }

    private LogTrack.Pace look() {
        clock.advanceMillis(20);
        return track.look(FirstSight.NO_NEWS);
    }

    private void workAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void writeBehindHole(String text) {
        disk.append(LOG, "");
        disk.truncate(LOG, HOLE_BYTES);
        disk.append(LOG, text);
    }

    private static long headOf(String text) {
        byte[] line = text.getBytes(UTF_8);
        return EventId.headOf(line, 0, line.length);
    }

    @Test
    void isGoneThroughByAWorkerWhileTheLogWaits() {
        writeBehindHole("1\n2\n");
        assertThat(look()).isEqualTo(LogTrack.Pace.SOON);
        assertThat(look()).isEqualTo(LogTrack.Pace.SOON);
        assertThat(track.state()).as("nothing is known yet").isNull();
        assertThat(tasks).as("asked for once").hasSize(1);
        workAll();
        look();
        LogState state = Objects.requireNonNull(track.state());
        assertThat(state.tip().offset()).isEqualTo(HOLE_BYTES + 4);
        assertThat(state.tip().generation().head()).isEqualTo(headOf("1\n"));
    }

    @Test
    void isGoneThroughAgainIfTheFileWasWrittenAnewMeanwhile() {
        writeBehindHole("1\n2\n");
        look();
        workAll();
        disk.rewrite(LOG, "");
        disk.truncate(LOG, 2 * HOLE_BYTES);
        disk.append(LOG, "3\n");
        assertThat(look()).isEqualTo(LogTrack.Pace.SOON);
        assertThat(track.state()).isNull();
        look();
        workAll();
        look();
        LogState state = Objects.requireNonNull(track.state());
        assertThat(state.tip().offset()).isEqualTo(2 * HOLE_BYTES + 2);
        assertThat(state.tip().generation().head()).isEqualTo(headOf("3\n"));
    }

    @Test
    void holdsUpNothingIfItIsFilledMeanwhile() {
        writeBehindHole("1\n2\n");
        look();
        workAll();
        disk.rewrite(LOG, "3\n");
        for (int i = 0; i < 3; i++) {
            look();
            workAll();
        }
        LogState state = Objects.requireNonNull(track.state());
        assertThat(state.tip().offset()).isEqualTo(2);
        assertThat(state.tip().generation().head()).isEqualTo(headOf("3\n"));
    }

    @Test
    void roomThatIsReservedAndNotFilledIsALogWithoutALine() {
        disk.append(LOG, "");
        disk.truncate(LOG, HOLE_BYTES);
        look();
        workAll();
        look();
        assertThat(Objects.requireNonNull(track.state()).tip().offset()).isZero();
    }
}

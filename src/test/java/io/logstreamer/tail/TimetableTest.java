package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.CallerWorkers;
import io.logstreamer.log.Seed;
import io.logstreamer.log.SourceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimetableTest {

    private final ManualClock clock = new ManualClock();
    private final Timetable timetable = new Timetable();

    private Turnus log(String id) {
        MemoryDisk disk = new MemoryDisk(clock);
        Path path = Path.of("/logs", id);
        Siblings siblings = new Siblings(path, disk, new Listings(disk, clock), null);
        Archivist archivist = new Archivist(new CallerWorkers(), (file, identity, form) -> null, () -> {});
        LogTrack track = new LogTrack(
                id,
                "g",
                siblings,
                disk,
                clock,
                new Recorder(),
                new LineReaders(1024, 1024),
                archivist,
                new LastRead(clock));
        return new Turnus(
                track,
                new SourceSpec.File(id, path),
                false,
                FirstSight.NO_NEWS,
                new Notification(clock),
                timetable,
                clock.nanos());
    }

    @Test
    void thoseThatAreDueComeInTheOrderOfTheirIds() {
        Turnus b = log("b");
        Turnus a = log("a");
        Turnus c = log("c");
        b.lookAt(5);
        a.lookAt(7);
        c.lookAt(9);
        assertThat(timetable.next(100)).isEqualTo(5);
        assertThat(timetable.takeDue(8)).containsExactly(a, b);
        assertThat(timetable.takeDue(8)).isEmpty();
        assertThat(timetable.next(100)).isEqualTo(9);
        assertThat(timetable.next(3)).isEqualTo(3);
    }

    @Test
    void oneThatIsLookedAtSoonerOrNotAtAllIsMoved() {
        Turnus a = log("a");
        Turnus b = log("b");
        a.lookAt(5);
        b.lookAt(6);
        b.lookBy(4);
        a.lookBy(50);
        assertThat(timetable.takeDue(4)).containsExactly(b);
        timetable.remove(a);
        timetable.remove(a);
        assertThat(timetable.takeDue(1_000)).isEmpty();
        assertThat(timetable.next(7)).isEqualTo(7);
    }

    @Test
    void nobodyIsForgottenWhateverHappens() {
        long seed = Seed.next();
        Random random = new Random(seed);
        List<Turnus> in = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Turnus log = log("log" + i);
            log.lookAt(random.nextInt(1_000));
            in.add(log);
        }
        for (int i = 0; i < 5_000; i++) {
            Turnus some = in.get(random.nextInt(in.size()));
            some.lookAt(random.nextInt(1_000));
            long least = in.stream().mapToLong(Turnus::due).min().orElseThrow();
            assertThat(timetable.next(5_000)).as(Seed.told(seed)).isEqualTo(least);
            if (i % 7 == 0) {
                List<Turnus> due = timetable.takeDue(least);
                assertThat(due)
                        .as(Seed.told(seed))
                        .containsExactlyElementsOf(in.stream()
                                .filter(log -> log.due() == least)
                                .sorted(Comparator.comparing(log -> log.track.id))
                                .toList());
                due.forEach(log -> log.lookAt(random.nextInt(1_000)));
            }
        }
    }
}

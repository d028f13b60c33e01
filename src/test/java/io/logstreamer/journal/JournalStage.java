package io.logstreamer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.CallerWorkers;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Workers;
import io.logstreamer.ring.Ring;
import io.logstreamer.tail.ManualClock;
import io.logstreamer.tail.MemoryDisk;
import io.logstreamer.tail.TailHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The read side and the journal over logs in memory, without threads; it can end in every way and begin again. */
final class JournalStage {

    static final Path LOGS = Path.of("/logs");
    static final Duration SYNC_EVERY = Duration.ofDays(1);

    final ManualClock clock;
    final MemoryDisk disk;
    private final List<SourceSpec> specs = new ArrayList<>();
    private final Path state;
    private final Bytes.Opener opener;
    private UnaryOperator<History> readers = history -> history;
    private Workers workers = new CallerWorkers();
    private int lives;
    private @Nullable Life life;

    private record Life(TailHarness tail, Journal journal, History history) {}

    JournalStage(Path state, Bytes.Opener opener, String... sources) {
        this(state, opener, new ManualClock());
        disk.mkdir(LOGS);
        for (String source : sources) {
            specs.add(new SourceSpec.File(source, path(source)));
        }
    }

    private JournalStage(Path state, Bytes.Opener opener, ManualClock clock) {
        this(state, opener, clock, new MemoryDisk(clock));
    }

    private JournalStage(Path state, Bytes.Opener opener, ManualClock clock, MemoryDisk disk) {
        this.state = state;
        this.opener = opener;
        this.clock = clock;
        this.disk = disk;
    }

    /**
     * Another deployment, which is not started, of the same logs and the same state directory. It begins in the same second,
     * as where a container starts both.
     */
    JournalStage beside() {
        JournalStage other = new JournalStage(state, opener, clock, disk);
        other.specs.addAll(specs);
        other.lives = lives - 1;
        return other;
    }

    static Path path(String source) {
        return LOGS.resolve(source);
    }

    /** Follows all logs there are, as a group. */
    JournalStage group(String name) {
        specs.add(new SourceSpec.Glob(name, LOGS, "*.log"));
        return this;
    }

    /** What reads the files of the next life. */
    void reading(UnaryOperator<History> through) {
        readers = through;
    }

    /** Who does the journal's work in the next life. */
    void working(Workers by) {
        workers = by;
    }

    void write(String source, String... lines) {
        for (String line : lines) {
            disk.append(path(source), line + "\n");
            settle();
        }
    }

    void start() {
        long began = lives++ * 1_000L;
        Ring ring = new Ring(1 << 20);
        Journal.Options options = new Journal.Options(state, 1 << 30, Duration.ofSeconds(10), SYNC_EVERY);
        Journal journal = new Journal(
                options,
                ring,
                TailHarness.TIMES,
                workers,
                clock,
                () -> Instant.ofEpochSecond(1_700_000_000L + began),
                opener);
        TailHarness tail =
                new TailHarness(specs, disk, clock, journal, TailHarness.Limits.USUAL, () -> clock.advanceMillis(5));
        life = new Life(tail, journal, journal.history(readers.apply(tail.history())));
        journal.attention(tail.attention());
        settle();
    }

    private Life life() {
        if (life == null) {
            throw new IllegalStateException("not started");
        }
        return life;
    }

    Journal journal() {
        return life().journal();
    }

    History history() {
        return life().history();
    }

    /** Lets everything come to rest. */
    void settle() {
        if (life != null) {
            for (int i = 0; i < 8; i++) {
                clock.advanceMillis(1_100);
                life.tail().turn();
                life.journal().turn();
            }
        }
    }

    void stop() {
        life().journal().close();
        kill();
    }

    void kill() {
        life().tail().close();
        life().journal().release(Deadline.in(Duration.ofSeconds(5)));
        life = null;
    }

    /** All logs of a group. */
    static String allOf(String group) {
        return Selection.of(List.of(new Selection.Part(Selection.Part.Kind.GROUP, group)))
                .key();
    }

    static String all(String... sources) {
        List<Selection.Part> parts = new ArrayList<>();
        for (String source : sources) {
            parts.add(new Selection.Part(Selection.Part.Kind.ID, source));
        }
        return Selection.of(parts).key();
    }

    /** What comes behind a place: lines, and gaps as {@code gap source reason}. */
    List<String> read(Position from) {
        return read(from, new ArrayList<>());
    }

    /** The same, and the id of each line. */
    List<String> read(Position from, List<String> ids) {
        List<String> all = new ArrayList<>();
        Position at = from;
        for (Entry entry = next(at); entry != null; entry = next(at)) {
            Entry content = Arrival.content(entry);
            if (content instanceof LineBatch batch) {
                for (int i = 0; i < batch.count(); i++) {
                    all.add(new String(batch.bytes(), batch.start(i), batch.ends()[i] - batch.start(i), UTF_8).strip());
                    ids.add(history().id(Arrival.after(entry, batch, i)));
                }
            } else if (content instanceof Gap gap) {
                all.add("gap " + gap.source() + " " + gap.reason() + (gap.maybe() ? " maybe" : ""));
            }
            at = entry.after();
        }
        return all;
    }

    /** Whether one that has read everything from a place on stands where the newest entries go on. */
    boolean isLiveBehind(Position from) {
        Position at = from;
        for (Entry entry = next(at); entry != null; entry = next(at)) {
            at = entry.after();
        }
        return journal().recent().find(at) >= 0;
    }

    private @Nullable Entry next(Position at) {
        return history().read(at, 64 * 1024);
    }

    History.Resolution resolve(String key, String id) {
        return history().resolve(key, id);
    }
}

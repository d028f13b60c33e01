package io.logstreamer.sim;

import io.logstreamer.feed.Pumps;
import io.logstreamer.journal.Journal;
import io.logstreamer.log.CallerWorkers;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.Position;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.ring.Ring;
import io.logstreamer.tail.MemoryDisk;
import io.logstreamer.tail.TailHarness;
import io.logstreamer.view.SegmentPool;
import io.logstreamer.view.Views;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One life of the server: everything between the disk and the subscribers, without a thread and without state. */
final class Server {

    /** How often one of them gets a turn. */
    private static final int UNPACKED_PERCENT = 10;

    final int run;
    final Pumps pumps;
    final TailHarness tail;
    private final Ring ring;
    private final @Nullable Journal journal;
    private final Sink taking;
    private final SegmentPool pool;
    private final Views views;
    private final SimWorkers workers;

    /** They look into archives for the tailer; null: it waits for them, as if that took no time. */
    private final @Nullable SimWorkers unpacking;

    private final SplittableRandom slowness;
    private final Profile profile;
    private final SplittableRandom random;
    private boolean nested;
    private int heaviestEntry;

    Server(
            int run,
            List<SourceSpec> specs,
            MemoryDisk disk,
            Clock clock,
            Profile profile,
            SplittableRandom random,
            Runnable pass,
            @Nullable Path state,
            boolean slow) {
        this.run = run;
        this.profile = profile;
        this.random = random;
        this.ring = new Ring(profile.ringBytes());
        this.pool = new SegmentPool(profile.poolBytes());
        this.workers = new SimWorkers(clock, random.split());
        TailHarness.Limits limits = new TailHarness.Limits(profile.maxLineBytes(), profile.blockBytes());
        this.journal = state == null ? null : journal(state, disk, clock);
        this.taking = journal == null ? ring : journal;
        // Of its own, so that a seed plays the same with workers that are quick.
        this.slowness = new SplittableRandom(run);
        this.unpacking = slow ? new SimWorkers(clock, slowness.split()) : null;
        Runnable wait = () -> {
            pass.run();
            between();
        };
        this.tail = new TailHarness(
                specs, disk, clock, new Meanwhile(), limits, wait, unpacking == null ? new CallerWorkers() : unpacking);
        History history = journal == null ? tail.history() : journal.history(tail.history());
        this.views = journal == null
                ? new Views(ring, history, workers, pool, tail.attention())
                : new Views(journal.recent(), history, workers, pool, journal.attention(tail.attention()));
        Pumps.Options options = new Pumps.Options(
                profile.pumps(), Duration.ofMillis(1), Duration.ofSeconds(30), "sim", "sim", Instant.EPOCH);
        this.pumps = new Pumps(options, views, history, TailHarness.TIMES, workers, clock);
    }

    private Journal journal(Path state, MemoryDisk disk, Clock clock) {
        // The simulated disk is not the one that the order is on: that one need not be waited for.
        Journal.Options options = new Journal.Options(state, 1 << 30, Duration.ofSeconds(10), Duration.ofDays(1));
        InstantSource time = () -> Instant.EPOCH.plusNanos(disk.now());
        return new Journal(options, ring, TailHarness.TIMES, workers, clock, time);
    }

    private boolean turnJournal() {
        return journal != null && journal.turn() == 0;
    }

    /** Pumps and workers do not wait for the tailer to end its look: after any entry one of them may run. */
    private final class Meanwhile implements Sink {

        @Override
        public void accept(Entry entry) {
            heaviestEntry = Math.max(heaviestEntry, entry.weightBytes());
            Trace.say("  taken %s", described(entry));
            taking.accept(entry);
            if (!nested && random.nextInt(100) < profile.nestedPercent()) {
                nested = true;
                others();
                nested = false;
            }
        }

        @Override
        public void begin(Position tip) {
            Trace.say("  begins at %s", place(tip));
            taking.begin(tip);
        }

        @Override
        public void end(String source) {
            taking.end(source);
        }
    }

    private static String described(Entry entry) {
        String what = entry instanceof Gap gap ? " " + gap.reason() + (gap.maybe() ? " maybe" : "") : "";
        return entry.getClass().getSimpleName() + " " + place(entry.before()) + " to " + place(entry.after()) + what;
    }

    static String place(Position position) {
        return position.generation().ordinal() + ":" + position.offset() + "/" + position.taken();
    }

    private void others() {
        if (random.nextBoolean()) {
            pumps.turn();
        }
        if (random.nextBoolean()) {
            workers.runOne();
        }
        if (journal != null && random.nextBoolean()) {
            turnJournal();
        }
    }

    /** Just before a call of the disk, and while somebody waits for a look: those who unpack do not wait. */
    void between() {
        if (unpacking != null && slowness.nextInt(100) < UNPACKED_PERCENT) {
            unpacking.runOne();
        }
    }

    /** One thing that the server does. */
    void step() {
        switch (random.nextInt(journal == null ? 4 : 5)) {
            case 0 -> tail.turn();
            case 1 -> workers.runOne();
            case 4 -> turnJournal();
            default -> pumps.turn();
        }
    }

    /** All there is to do now. */
    void settle() {
        tail.turn();
        boolean more = true;
        for (int i = 0; more; i++) {
            if (i == 100_000) {
                throw new AssertionError("the server does not come to rest");
            }
            more = turnJournal();
            more |= pumps.turn();
            more |= workers.runOne();
            more |= unpacking != null && unpacking.runOne();
        }
    }

    /** As when it is asked to end. */
    void endInOrder() {
        if (journal != null) {
            journal.close();
        }
    }

    void kill() {
        workers.stop();
        if (unpacking != null) {
            unpacking.stop();
        }
        tail.close();
        if (journal != null) {
            journal.release(Deadline.in(Duration.ofSeconds(1)));
        }
    }

    /** The bounds of memory hold, whatever the clients do. */
    void checkBounds() {
        require(
                ring.weightBytes() <= Math.max(profile.ringBytes(), heaviestEntry),
                "the ring is over its bound: " + ring.weightBytes());
        // One block is always kept; at worst it is one that was read from a file of empty lines.
        int block = 72 * 1024 * 70;
        require(
                pool.weightBytes() <= Math.max(profile.poolBytes(), block) + 1024L * views.size(),
                "segments are over their bound: " + pool.weightBytes());
    }

    /** Nobody is connected: nothing is held for anybody. */
    void checkEmpty() {
        require(pumps.subscribers() == 0, "subscribers that are gone: " + pumps.subscribers());
        require(views.size() == 0, "views without subscribers: " + views.size());
        require(pool.weightBytes() == 0, "segments without views: " + pool.weightBytes());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

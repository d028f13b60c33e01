package io.logstreamer.journal;

import io.logstreamer.log.Clock;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the order is kept: in the state directory, or in memory while that cannot be used.
 *
 * <pre>
 *   waiting --taken--&gt; disk --cannot be written--&gt; memory
 *      |                  ^                           |
 *      |                  '--writable, or taken-------'
 *      '--held too long, or cannot be used--&gt; memory
 * </pre>
 *
 * What another deployment has left in a directory that is taken later is gone on in, once it is found what came since.
 *
 * Confined to the journal's thread, but for {@link #keeping} and {@link #epoch}.
 */
final class Storage {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A disk that fails again and again is tried less and less often, at worst so seldom, until it has held for so long. */
    private static final long STEADY_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Between the numbers of two deployments that begin in the same second: a thousand runs a second for 34 years. */
    private static final long APART_RUNS = 1L << 40;

    private static final Logger LOG = System.getLogger("io.logstreamer.journal");

    /** Finds what came behind the runs of another deployment. */
    interface Successor {

        /** Whether it is known of every source how far it has come. */
        boolean isReady();

        /** All that came between the last of some runs and now; completes on the journal's thread. */
        CompletableFuture<Since> since(Runs left);
    }

    /**
     * What came behind runs.
     *
     * @param older of sources that are not in them: goes in front of everything
     * @param news comes behind them
     */
    record Since(List<Run> older, List<Run> news) {}

    /** A directory that was taken, and what was in it, while it is found what came since. */
    private record Taken(StateDirectory directory, Runs.Left left, long split, CompletableFuture<Since> since) {}

    private final Journal.Options options;
    private final Bytes.Opener opener;
    private final Clock clock;
    private final InstantSource time;
    private final Successor successor;
    private final long life = new SecureRandom().nextLong();
    private volatile long epoch;
    private volatile @Nullable Runs runs;

    private @Nullable StateDirectory directory;
    private @Nullable Taken taken;
    private boolean begun;
    private long since;
    private long nextTry;
    private long retryNanos = RETRY_NANOS;
    private long tookUpAt;
    private long nextForce;

    Storage(Journal.Options options, Bytes.Opener opener, Clock clock, InstantSource time, Successor successor) {
        this.options = options;
        this.opener = opener;
        this.clock = clock;
        this.time = time;
        this.successor = successor;
        this.tookUpAt = clock.nanos();
    }

    /** Where the order is kept now. Thread-safe. */
    Journal.Keeping keeping() {
        Runs now = runs;
        return now == null ? Journal.Keeping.WAITING : now.inMemory() ? Journal.Keeping.MEMORY : Journal.Keeping.DISK;
    }

    /** Of what is written in this life. Thread-safe. */
    long epoch() {
        return epoch;
    }

    /** Opens the order; null: another deployment holds the directory, and there is patience left. */
    @Nullable Runs open() {
        long now = clock.nanos();
        if (!begun) {
            begun = true;
            since = now;
            nextTry = now;
        }
        if (now - nextTry < 0) {
            return null;
        }
        nextTry = now + RETRY_NANOS;
        Runs opened = now - since < options.patience().toNanos() ? onDisk() : onDiskOrInMemory();
        runs = opened;
        return opened;
    }

    private Runs onDiskOrInMemory() {
        Runs opened = onDisk();
        if (opened == null) {
            LOG.log(
                    Level.WARNING,
                    "Another deployment holds {0}: merged streams go on without it, and are not resumed after a restart"
                            + " before it lets go",
                    options.directory());
            opened = inMemory();
        }
        return opened;
    }

    /** Null: another deployment holds it. */
    private @Nullable Runs onDisk() {
        try {
            StateDirectory taken = StateDirectory.take(options.directory(), opener);
            if (taken == null) {
                return null;
            }
            directory = taken;
            Runs opened = taken.open(life, firstNumber(), options.maxBytes());
            epoch = taken.epoch();
            return opened;
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "No state in " + options.directory()
                            + ": merged streams are not resumed after a restart. Make the directory writable for the"
                            + " server's user, or set logstreamer.state.dir",
                    e);
            release();
            return inMemory();
        }
    }

    /** Numbers rise from life to life, and leave room for 65,536 runs a second. */
    private long firstNumber() {
        return time.instant().getEpochSecond() << 16;
    }

    private Runs inMemory() {
        try {
            epoch = StateDirectory.newEpoch();
            Runs opened = new Runs(
                    List.of(),
                    Names.open(Bytes.memory()),
                    life,
                    firstNumber() + APART_RUNS,
                    options.maxBytes(),
                    this::memoryFile,
                    (file, delete) -> file.close());
            opened.goOnInMemory(this::memoryFile);
            return opened;
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    private RunFile memoryFile(long first) throws IOException {
        return RunFile.create(Bytes.memory(), epoch, life, first);
    }

    // ---- Writing.

    /** What may fail on a disk. */
    private interface Writing {
        void write() throws IOException;
    }

    /** Writes what is new, and what is due otherwise. */
    void flush() {
        Runs now = opened();
        orInMemory(now, now::flush);
        if (clock.nanos() - nextForce >= 0) {
            nextForce = clock.nanos() + options.syncEvery().toNanos();
            orInMemory(now, () -> force(now));
            now.retain();
        }
        boolean found = taken != null && taken.since().isDone();
        if (now.inMemory() && (found || clock.nanos() - nextTry >= 0)) {
            nextTry = clock.nanos() + retryNanos;
            takeUp(now);
        }
    }

    /** At the next {@link #flush} it is tried whether the directory can be had, if another deployment held it. */
    void tryNow() {
        if (directory == null) {
            nextTry = clock.nanos();
        }
    }

    /** Whether the directory was taken, and what is in it is not gone on in yet. */
    boolean isTakingOver() {
        return taken != null;
    }

    private void force(Runs now) throws IOException {
        StateDirectory held = directory;
        if (held != null && !now.inMemory()) {
            held.checkOurs();
        }
        now.force();
    }

    /** Puts runs before all others; returns the number of the first. */
    long prepend(List<Run> older) {
        Runs now = opened();
        long[] first = new long[1];
        orInMemory(now, () -> first[0] = now.prepend(older));
        return first[0];
    }

    private Runs opened() {
        Runs now = runs;
        if (now == null) {
            throw new IllegalStateException("the order is not open");
        }
        return now;
    }

    /** Writes, in memory where the disk does not take it. */
    private void orInMemory(Runs now, Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            if (now.inMemory()) {
                throw new IllegalStateException("memory does not fail", e);
            }
            LOG.log(
                    Level.WARNING,
                    "Writing the order of arrival to " + options.directory() + " failed: merged streams go on without"
                            + " it, and are not resumed after a restart before it can be written again",
                    e);
            boolean steady = clock.nanos() - tookUpAt > STEADY_NANOS;
            retryNanos = steady ? RETRY_NANOS : Math.min(2 * retryNanos, STEADY_NANOS);
            nextTry = clock.nanos() + retryNanos;
            now.goOnInMemory(this::memoryFile);
            orInMemory(now, now::flush);
            orInMemory(now, writing);
        }
    }

    /** Goes back to the disk, if that works by now. What does not work was told. */
    private void takeUp(Runs now) {
        boolean own = false;
        try {
            StateDirectory held = directory;
            if (taken != null) {
                if (!goOn(now, taken)) {
                    return;
                }
            } else if (held != null && held.isStillOurs()) {
                own = true;
                held.takeUpAgain(now, life);
            } else {
                release();
                held = successor.isReady() ? StateDirectory.take(options.directory(), opener) : null;
                if (held == null) {
                    return;
                }
                directory = held;
                if (!begin(now, held)) {
                    return;
                }
            }
            tookUpAt = clock.nanos();
            LOG.log(Level.INFO, "The order of arrival is kept in {0} again", options.directory());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Not yet: " + options.directory(), e);
            if (!own) {
                // What is in it is not in the order: the next time it is taken as another one's again.
                release();
            }
        }
    }

    /** Returns whether the directory is gone on in; false: it is looked for what came since. */
    private boolean begin(Runs now, StateDirectory held) throws IOException {
        Runs.Left left = held.read(options.maxBytes());
        if (left.files().isEmpty() || left.end() > now.first()) {
            throwAway(now, held, left);
            return true;
        }
        Runs view = new Runs(
                left.files(),
                left.names(),
                life,
                left.end(),
                options.maxBytes(),
                this::memoryFile,
                (file, delete) -> {});
        taken = new Taken(held, left, now.split(), successor.since(view));
        return false;
    }

    private boolean goOn(Runs now, Taken of) throws IOException {
        if (!of.since().isDone()) {
            return false;
        }
        Since since = of.since().join();
        taken = null;
        if (of.left().end() + since.news().size() > now.first()) {
            throwAway(now, of.directory(), of.left());
            return true;
        }
        try {
            of.directory().goOnIn(now, of.left(), since.news(), of.split(), life, epoch);
        } catch (IOException e) {
            of.directory().close(of.left());
            throw e;
        }
        prepend(since.older());
        return true;
    }

    /**
     * Both have given the same numbers, as two may that began in memory while a third held the directory: the own ones count,
     * since somebody may stand there now.
     */
    private void throwAway(Runs now, StateDirectory held, Runs.Left left) throws IOException {
        held.close(left);
        held.takeIn(now, life, epoch);
    }

    // ---- The end.

    /** Leaves the sign of an orderly end. */
    void sign() {
        Runs now = runs;
        StateDirectory held = directory;
        if (now == null || held == null || now.inMemory()) {
            return;
        }
        try {
            now.force();
            held.sign();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The state directory was not left in order", e);
        }
    }

    /** Lets go of every file. */
    void close() {
        Runs now = runs;
        if (now != null) {
            now.close();
        }
        release();
    }

    private void release() {
        StateDirectory held = directory;
        Taken pending = taken;
        directory = null;
        taken = null;
        if (pending != null) {
            pending.directory().close(pending.left());
        }
        if (held != null) {
            held.release();
        }
    }
}

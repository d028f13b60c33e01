package io.logstreamer.journal;

import io.logstreamer.log.Clock;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
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
 * Confined to the journal's thread, but for {@link #keeping} and {@link #epoch}.
 */
final class Storage {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A disk that fails again and again is tried less and less often, at worst so seldom, until it has held for so long. */
    private static final long STEADY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = System.getLogger("io.logstreamer.journal");

    private final Journal.Options options;
    private final Bytes.Opener opener;
    private final Clock clock;
    private final InstantSource time;
    private final long life = new SecureRandom().nextLong();
    private volatile long epoch;
    private volatile @Nullable Runs runs;

    private @Nullable StateDirectory directory;
    private boolean begun;
    private long since;
    private long nextTry;
    private long retryNanos = RETRY_NANOS;
    private long tookUpAt;
    private long nextForce;

    Storage(Journal.Options options, Bytes.Opener opener, Clock clock, InstantSource time) {
        this.options = options;
        this.opener = opener;
        this.clock = clock;
        this.time = time;
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
                    firstNumber(),
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
        if (now.inMemory() && clock.nanos() - nextTry >= 0) {
            nextTry = clock.nanos() + retryNanos;
            takeUp(now);
        }
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
        try {
            StateDirectory held = directory;
            if (held != null && held.isStillOurs()) {
                held.takeUpAgain(now, life);
            } else {
                release();
                held = StateDirectory.take(options.directory(), opener);
                if (held == null) {
                    return;
                }
                directory = held;
                held.takeIn(now, life, epoch);
            }
            tookUpAt = clock.nanos();
            LOG.log(Level.INFO, "The order of arrival is kept in {0} again", options.directory());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Not yet: " + options.directory(), e);
        }
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
        directory = null;
        if (held != null) {
            held.release();
        }
    }
}

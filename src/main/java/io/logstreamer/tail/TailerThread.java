package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Disk;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Follows the logs of one mount, on a thread of its own, and waits for notifications about them on another. A disk that
 * hangs holds up these two and no other.
 */
final class TailerThread {

    private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Events come in crowds while a file grows: one look serves all of a millisecond. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** After a fault of ours. */
    private static final long FAULT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    /** Makes the tailer, given the disk it is to use and what it calls for each directory worth watching. */
    interface Maker {
        Tailer make(TimedDisk disk, Consumer<Path> watch);
    }

    private final Clock clock;
    private final TimedDisk disk;
    private final Watch watch;
    private final Tailer tailer;
    private final Thread tailing;
    private final Thread watching;
    private volatile boolean closed;
    private volatile boolean parked;
    private volatile boolean woken;

    /** @param suffix of the threads' names */
    TailerThread(Disk disk, Clock clock, String suffix, Maker maker) {
        this.clock = clock;
        this.tailing = new Thread(this::run, "logstreamer-tailer" + suffix);
        TimedDisk timed = new TimedDisk(disk, clock, tailing);
        this.disk = timed;
        this.watch = new Watch(
                watched -> maker.make(timed, directory -> timed.time(directory, () -> watched.accept(directory))),
                timed::report);
        this.tailer = watch.tailer();
        this.tailer.wakeWith(this::wake);
        this.watching = new Thread(watch, "logstreamer-watch" + suffix);
        tailing.setDaemon(true);
        watching.setDaemon(true);
    }

    void start() {
        tailing.start();
        watching.start();
    }

    Tailer tailer() {
        return tailer;
    }

    /**
     * Whether the tailer has come round lately. One that waits for its disk is alive: a new process would wait for the same
     * disk, and be killed for it again and again.
     */
    boolean live() {
        long now = clock.nanos();
        boolean moving = now - tailer.lastTurn() < HANGING_NANOS || now - disk.lastSlowEnd() < HANGING_NANOS;
        return tailing.isAlive() && (moving || disk.isUnderWay());
    }

    /** Says that it is over. */
    void end() {
        closed = true;
        watch.close();
        watching.interrupt();
        // Never by interruption: it would close the channel that is being read.
        LockSupport.unpark(tailing);
        if (tailing.getState() == Thread.State.NEW) {
            watch.release();
            tailer.close();
        }
    }

    /** Waits until the threads have ended, and let go of what they hold; until the deadline at most. */
    void join(Deadline deadline) throws InterruptedException {
        if (tailing.getState() == Thread.State.NEW) {
            return;
        }
        TimeUnit.NANOSECONDS.timedJoin(tailing, deadline.leftNanos());
        TimeUnit.NANOSECONDS.timedJoin(watching, deadline.leftNanos());
        if (tailing.isAlive()) {
            String reason = disk.isUnderWay() ? "A disk does not answer" : "The tailer is busy";
            LOG.log(Level.WARNING, "{0}: the tailer ends when it is done", reason);
        }
    }

    private void run() {
        try {
            follow();
        } finally {
            tailer.close();
        }
    }

    private void follow() {
        String fault = "";
        while (!closed) {
            long began = System.nanoTime();
            woken = false;
            long pause = 0;
            try {
                pause = tailer.turn();
                fault = "";
            } catch (RuntimeException | Error e) {
                if (!fault.equals(e.toString())) {
                    fault = e.toString();
                    LOG.log(Level.ERROR, "A round of the tailer failed; it tries again each second", e);
                }
                pause = FAULT_NANOS;
            }
            long least = began + LEAST_NANOS - System.nanoTime();
            if (pause > 0 && least > 0 && !closed) {
                LockSupport.parkNanos(this, least);
            }
            parked = true;
            if (pause > 0 && !woken && !closed) {
                LockSupport.parkNanos(this, pause);
            }
            parked = false;
        }
    }

    private void wake() {
        woken = true;
        if (parked) {
            LockSupport.unpark(tailing);
        }
    }
}

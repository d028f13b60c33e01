package io.logstreamer.feed;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread of one pump: rounds while there is work, sleep while there is none.
 *
 * <p>Under load it lets new lines gather for the batch window before the next round: a write costs microseconds however
 * little it carries, so that fewer, fuller ones serve more subscribers. The first line after a quiet time never waits,
 * nor does an output that got room again.
 */
final class PumpThread implements Runnable {

    private static final Logger LOG = System.getLogger("io.logstreamer.feed");

    private enum Sleep {
        AWAKE,
        UNTIL_WOKEN,
        GATHERING
    }

    private final Pump pump;
    private final long windowNanos;
    private final Thread thread;
    private volatile Sleep sleep = Sleep.AWAKE;
    private volatile boolean stopped;

    PumpThread(PumpFactory factory, int number, long windowNanos) {
        this.pump = factory.make(this::unpark);
        this.windowNanos = windowNanos;
        this.thread = new Thread(this, "logstreamer-pump-" + number);
        thread.setDaemon(true);
    }

    /** Makes the pump of a thread, given what wakes it. */
    interface PumpFactory {
        Pump make(Runnable unpark);
    }

    Pump pump() {
        return pump;
    }

    void start() {
        thread.start();
    }

    /** Ends the thread after its round. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Waits for its end, at most so long. */
    void join(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
    }

    @Override
    public void run() {
        while (!stopped) {
            long began = System.nanoTime();
            boolean more = true;
            try {
                more = pump.turn();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "A round of " + thread.getName() + " failed; the next one goes on", e);
            }
            if (more) {
                continue;
            }
            if (pump.woken()) {
                gather(began);
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        long nanos = Math.max(1, pump.nanosToTick());
        sleep = Sleep.UNTIL_WOKEN;
        // Looked at again after saying so: who woke us in between saw us awake.
        if (!pump.woken() && !stopped) {
            LockSupport.parkNanos(this, nanos);
        }
        sleep = Sleep.AWAKE;
    }

    private void gather(long began) {
        sleep = Sleep.GATHERING;
        long left = windowNanos - (System.nanoTime() - began);
        while (left > 0 && !pump.urgent() && !stopped) {
            LockSupport.parkNanos(this, left);
            left = windowNanos - (System.nanoTime() - began);
        }
        sleep = Sleep.AWAKE;
    }

    private void unpark() {
        Sleep now = sleep;
        if (now == Sleep.UNTIL_WOKEN || (now == Sleep.GATHERING && pump.urgent())) {
            LockSupport.unpark(thread);
        }
    }
}

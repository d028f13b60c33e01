package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Whether the file system tells of changes in one directory. Believed by what is seen alone: on network, overlay and bind
 * mounts a watch can be set and stays silent. Confined to the tailer thread.
 */
final class Notification {

    /** After growth that nobody announced, so long (and so many announced ones) until it is believed again. */
    private static final long DISTRUST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Clock clock;
    private boolean came;
    private boolean distrusted;
    private long distrustedSince;

    Notification(Clock clock) {
        this.clock = clock;
    }

    /** An event came. */
    void came() {
        came = true;
    }

    /** A log had grown, and an event had said so. */
    void sawAnnounced() {
        if (distrusted && clock.nanos() - distrustedSince > DISTRUST_NANOS) {
            distrusted = false;
        }
    }

    /** A log had grown, and no event had said so before the poll. */
    void sawUnannounced() {
        if (!came) {
            distrusted = true;
            distrustedSince = clock.nanos();
        }
        came = false;
    }

    /** Whether polls may be rare. */
    boolean proven() {
        return came && !distrusted;
    }
}

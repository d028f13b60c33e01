package io.logstreamer.ring;

import io.logstreamer.log.Announcement;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent;
import io.logstreamer.log.Sink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The shared, bounded newest entries of all sources. When a new entry does not fit, the oldest of all sources goes: a
 * quiet source keeps its lines only as long as the busy ones leave them room, and a reader that comes too late (is
 * <em>lapped</em>) goes on from the files.
 *
 * <p>Thread-safe. {@link #accept} holds the short intake lock while it appends and touches no file inside; reading
 * takes no lock. Listeners are called on the tailer's thread after the lock is released.
 */
public final class Ring implements Sink, Recent {

    private final long capacityBytes;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    private final Object intake = new Object();
    /** The lanes of the entries held, oldest first. Guarded by {@code intake}. */
    private final Deque<Lane> order = new ArrayDeque<>();
    /** Guarded by {@code intake}. */
    private long weightBytes;

    /** @param capacityBytes what the entries may weigh together; at least one entry is kept however heavy it is */
    public Ring(long capacityBytes) {
        if (capacityBytes < 1) {
            throw new IllegalArgumentException("capacity is not positive: capacityBytes=" + capacityBytes);
        }
        this.capacityBytes = capacityBytes;
    }

    @Override
    public void begin(Position tip) {
        Lane lane = lane(tip.source());
        synchronized (intake) {
            lane.begin(tip);
        }
        tell(lane);
    }

    @Override
    public void accept(Entry entry) {
        Lane lane = lane(entry.source());
        synchronized (intake) {
            append(lane, entry);
        }
        tell(lane);
    }

    /**
     * Adds to every source an event that stands in no file.
     *
     * @param wire a whole SSE block
     */
    public void announce(byte[] wire) {
        for (Lane lane : lanes.values()) {
            synchronized (intake) {
                Tip tip = lane.tip();
                if (tip == null) {
                    continue;
                }
                append(lane, new Announcement(tip.position(), wire));
            }
            tell(lane);
        }
    }

    @Override
    public void end(String source) {
        Lane lane = lanes.get(source);
        if (lane == null) {
            return;
        }
        synchronized (intake) {
            while (!lane.empty()) {
                weightBytes -= lane.dropOldest();
            }
            order.removeIf(other -> other == lane);
            lane.shrink();
        }
        // The lane itself stays: subscribers wait for the log to come back, and it costs a few hundred bytes.
        tell(lane);
    }

    @Override
    public @Nullable Tip tip(String source) {
        Lane lane = lanes.get(source);
        return lane == null ? null : lane.tip();
    }

    @Override
    public @Nullable Entry entry(String source, long number) {
        Lane lane = lanes.get(source);
        return lane == null ? null : lane.entry(number);
    }

    @Override
    public long find(Position before) {
        Lane lane = lanes.get(before.source());
        return lane == null ? -1 : lane.find(before);
    }

    @Override
    public void listen(String source, Runnable listener) {
        lane(source).listeners.add(listener);
    }

    @Override
    public void unlisten(String source, Runnable listener) {
        lane(source).listeners.remove(listener);
    }

    /** What the entries weigh now, bytes; for status. */
    public long weightBytes() {
        synchronized (intake) {
            return weightBytes;
        }
    }

    private Lane lane(String source) {
        return lanes.computeIfAbsent(source, id -> new Lane());
    }

    private void append(Lane lane, Entry entry) {
        // First, so that a broken chain changes nothing.
        while (lane.full()) {
            dropOldest();
        }
        lane.append(entry);
        order.addLast(lane);
        weightBytes += entry.weightBytes();
        while (weightBytes > capacityBytes && order.size() > 1) {
            dropOldest();
        }
    }

    private void dropOldest() {
        weightBytes -= order.removeFirst().dropOldest();
    }

    private static void tell(Lane lane) {
        for (Runnable listener : lane.listeners) {
            listener.run();
        }
    }
}

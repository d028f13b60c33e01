package io.logstreamer.view;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds what the segments of all views weigh together: when a new one does not fit, the oldest goes, and whoever comes
 * to it later reads the files. Thread-safe; the lock is held for a few instructions, never around a view's.
 */
public final class SegmentPool {

    /** What a block costs beside its bytes: the object, its place in the index. */
    static final int OVERHEAD_BYTES = 256;

    private final long capacityBytes;
    private final Deque<Block> oldestFirst = new ArrayDeque<>();
    private long weightBytes;

    /** @param capacityBytes what segments may weigh together; the newest is kept however heavy it is */
    public SegmentPool(long capacityBytes) {
        if (capacityBytes < 1) {
            throw new IllegalArgumentException("capacity is not positive: capacityBytes=" + capacityBytes);
        }
        this.capacityBytes = capacityBytes;
    }

    /** What the segments weigh now, bytes; for status. */
    public synchronized long weightBytes() {
        return weightBytes;
    }

    synchronized void add(Block block, int bytes) {
        if (block.view.dropped()) {
            block.evict();
            return;
        }
        oldestFirst.addLast(block);
        block.weightBytes = bytes + OVERHEAD_BYTES;
        weightBytes += block.weightBytes;
        if (bytes > 0) {
            // For a subscriber who only waits nobody has to go: two of them would push each other out for ever.
            makeRoom();
        }
    }

    /** A block that was added empty has got its bytes. */
    synchronized void grow(Block block, int bytes) {
        if (block.evicted()) {
            return;
        }
        block.weightBytes += bytes;
        weightBytes += bytes;
        makeRoom();
    }

    /** A view is dropped: its blocks go, and none that a worker still makes for it comes in. */
    synchronized void removeAll(View view) {
        view.drop();
        oldestFirst.removeIf(block -> {
            boolean its = block.view == view;
            if (its) {
                weightBytes -= block.weightBytes;
                block.evict();
            }
            return its;
        });
    }

    private void makeRoom() {
        while (weightBytes > capacityBytes && oldestFirst.size() > 1) {
            Block oldest = oldestFirst.removeFirst();
            weightBytes -= oldest.weightBytes;
            oldest.evict();
        }
    }
}

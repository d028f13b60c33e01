package io.logstreamer.view;

import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;

/**
 * A segment of a {@link View}: either grown from the ring, entry by entry, or made whole from a file.
 *
 * <p>Written under its view's lock, read by any pump. Bytes are made at the first line, so that a subscriber who waits
 * costs nothing.
 */
final class Block implements Segment {

    private static final byte[] NONE = new byte[0];

    final View view;
    private final Position start;
    private volatile byte[] bytes;
    private volatile Extent extent;
    private volatile boolean evicted;

    /** Number in the ring of the entry to encode next; not of interest once sealed. Written under the view's lock. */
    private volatile long next;

    /** First line of that entry which is not encoded yet. Guarded by the view's lock. */
    private int line;

    /** What this weighs in the pool. Guarded by the pool. */
    int weightBytes;

    private Block(View view, Position start, byte[] bytes, Extent extent, long next, int line) {
        this.view = view;
        this.start = start;
        this.bytes = bytes;
        this.extent = extent;
        this.next = next;
        this.line = line;
    }

    /** One that will grow from the ring. */
    static Block growing(View view, Position start, long next, int line) {
        return new Block(view, start, NONE, new Extent(0, start, false), next, line);
    }

    /** One that is whole. */
    static Block whole(View view, Position start, byte[] bytes, Position end) {
        return new Block(view, start, bytes, new Extent(bytes.length, end, true), Long.MAX_VALUE, 0);
    }

    @Override
    public Position start() {
        return start;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public Extent extent() {
        return extent;
    }

    long next() {
        return next;
    }

    int line() {
        return line;
    }

    boolean evicted() {
        return evicted;
    }

    /** Gives the block its bytes; only while its limit is 0. */
    void hold(byte[] memory) {
        if (extent.limit() != 0) {
            throw new IllegalStateException("bytes that were published never move: limit=" + extent.limit());
        }
        bytes = memory;
    }

    /** Makes what was written up to {@code limit} visible. */
    void publish(int limit, Position end, long nextEntry, int nextLine) {
        next = nextEntry;
        line = nextLine;
        extent = new Extent(limit, end, false);
    }

    void seal() {
        Extent now = extent;
        extent = new Extent(now.limit(), now.end(), true);
    }

    /** Taken out of memory: whoever reads in it finishes it, nobody comes in any more. Called by the pool. */
    void evict() {
        evicted = true;
        view.forget(this);
    }
}

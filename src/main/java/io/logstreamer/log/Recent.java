package io.logstreamer.log;

import org.jspecify.annotations.Nullable;

/**
 * Port: the newest entries of each source, in memory. Entries of one source are numbered from 0 without holes. All
 * methods are thread-safe and never block.
 */
public interface Recent {

    /**
     * Where a source stands.
     *
     * @param position the place behind its newest entry
     * @param next the number its next entry will have
     */
    record Tip(Position position, long next) {}

    /** Null: the source has not begun. */
    @Nullable Tip tip(String source);

    /**
     * One entry.
     *
     * @return null: not there, either not yet ({@code number >= tip.next}) or no more (lapped)
     */
    @Nullable Entry entry(String source, long number);

    /**
     * The number of the entry that begins at a place.
     *
     * @return the number, which may be {@code tip.next} when the place is the tip; -1: not in memory
     */
    long find(Position before);

    /** Calls {@code listener} after each change of the source, on the thread that made it; it must return at once. */
    void listen(String source, Runnable listener);

    /** Takes a listener away again. */
    void unlisten(String source, Runnable listener);
}

package io.logstreamer.log;

import org.jspecify.annotations.Nullable;

/**
 * An entry of one source as part of a merged stream. Its places are those of the merged stream: the generation's rank is
 * the number of a run in the order of arrival, the other numbers are those of the entry's own place. Immutable by
 * agreement.
 *
 * @param before where it begins
 * @param after the place behind it
 * @param entry what came; null: only things that this stream does not show
 * @param prefix of the {@linkplain ArrivalId ids} of its lines; empty: it has none
 */
public record Arrival(
        Position before, Position after, @Nullable Entry entry, byte[] prefix) implements Entry {

    private static final byte[] NO_PREFIX = new byte[0];

    public Arrival {
        if (entry instanceof Arrival) {
            throw new IllegalArgumentException("an arrival of an arrival");
        }
    }

    /** Nothing to be shown. */
    public static Arrival passedOver(Position before, Position after) {
        return new Arrival(before, after, null, NO_PREFIX);
    }

    /** A place of the merged stream in the run that this ends in. */
    public Position at(Position own) {
        return new Position(after.generation(), own.offset(), own.taken(), own.mark());
    }

    @Override
    public int weightBytes() {
        Entry held = entry;
        return 64 + (held == null ? 0 : held.weightBytes());
    }

    /** What an entry holds: itself, or what a merged stream has wrapped; null: nothing to be shown. */
    public static @Nullable Entry content(Entry entry) {
        return entry instanceof Arrival arrival ? arrival.entry() : entry;
    }

    /** The place behind line {@code i} of an entry that holds a batch, in the stream that the entry is of. */
    public static Position after(Entry entry, LineBatch batch, int i) {
        Position own = batch.after(i);
        return entry instanceof Arrival arrival ? arrival.at(own) : own;
    }
}

package io.logstreamer.log;

import org.jspecify.annotations.Nullable;

/**
 * Port: a source in one form as a chain of segments, encoded once for all who read it, from memory where it can and
 * from the files where it must. All methods may be called from any pump; none blocks on a file.
 */
public interface Tape {

    /**
     * A place on the tape.
     *
     * @param segment where to read on
     * @param index the first byte to read
     */
    record Spot(Segment segment, int index) {}

    /**
     * Finds where a place is on the tape.
     *
     * @param arrived called once, from any thread, when null was returned and asking again is worth while
     * @return null: it is being read from the files
     */
    @Nullable Spot locate(Position position, Runnable arrived);

    /**
     * Encodes what has come in since into an unsealed segment. Every attached pump but {@code self} is woken if
     * something was added.
     *
     * @return whether it has grown or was sealed
     */
    boolean extend(Segment segment, Runnable self);

    /** The place of a source's newest entry; null: it has not begun. */
    @Nullable Position tip();

    /** The text of a place, as it stands in {@code id:}. */
    String id(Position position);

    /** A pump begins to read: {@code wake} is called, from any thread, whenever there may be more. */
    void attach(Runnable wake);

    /** The pump's last reader of this tape has left. */
    void detach(Runnable wake);
}

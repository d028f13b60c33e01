package io.logstreamer.log;

/** Port: the tapes there are. Thread-safe. */
public interface Tapes {

    /**
     * The tape of a source in a form, made at the first call; given back with {@link #release}. Everyone who asks for
     * the same gets the same.
     */
    Tape acquire(String source, Form form);

    /** Gives back what {@link #acquire} gave; a tape nobody holds is dropped. */
    void release(String source, Form form);

    /**
     * A gap as the block that goes before a stream's first id.
     *
     * @param from the id as the client gave it
     * @param to where the stream goes on
     */
    byte[] gapBlock(String from, Position to, Gap.Reason reason);

    /** The unfinished last line of a stream that does not follow, as an event without id. */
    byte[] partialBlock(Position tip, Form form, PartialLine line);
}

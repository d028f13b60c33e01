package io.logstreamer.log;

/** Port: what the HTTP side tells a subscriber. Called on container threads; none of it writes. */
public interface Session {

    /** The output can take bytes: {@code WriteListener.onWritePossible}. The first call lets the subscriber begin. */
    void writable();

    /**
     * The response is over or broken. Returns when no pump touches the output any more, or after a second; at once when
     * called from within a call that the pump makes itself.
     */
    void gone();

    /**
     * Sends a block to this subscriber alone, behind what it is sent now. May be called from any thread. A subscriber
     * that lets 1,024 of them wait takes nothing, and is closed.
     *
     * @param block a whole SSE block, ended by an empty line
     */
    void insert(byte[] block);

    /** Says {@code bye} and ends the stream. May be called from any thread; repeating it does nothing. */
    void leave(String reason);
}

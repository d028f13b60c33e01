package io.logstreamer.log;

import java.io.IOException;

/**
 * Port: where a subscriber's bytes go, the servlet's non-blocking output as the pumps see it. Called by one pump
 * thread alone.
 *
 * <p>{@link #isReady} must have said true directly before each {@link #write} and each {@link #flush} (Servlet
 * specification, {@code ServletOutputStream.isReady}); when it says false the session is told by {@link
 * Session#writable} once it is ready again.
 */
public interface Outlet {

    /** Whether a write or flush may be made now without blocking. */
    boolean isReady();

    /** Hands over bytes; they must never change afterwards, the container may keep them until they are sent. */
    void write(byte[] bytes, int from, int length) throws IOException;

    /** Sends what was handed over. */
    void flush() throws IOException;

    /** Ends the response. Called at most once. */
    void end();
}

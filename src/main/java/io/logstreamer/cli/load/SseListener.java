package io.logstreamer.cli.load;

import org.jspecify.annotations.Nullable;

/** Takes what an {@link SseParser} finds, on the thread that feeds it. */
interface SseListener {

    /**
     * An event is dispatched.
     *
     * @param type {@code message} where the stream names none
     * @param data valid during the call only; longer than the data
     * @param length the bytes of {@code data} that count
     * @param id what this very event carries, null if nothing; {@link SseParser#lastEventId} may stem from an earlier one
     */
    void event(String type, byte[] data, int length, @Nullable String id);

    /** The server asks to wait this long before connecting again. */
    void retry(long millis);
}

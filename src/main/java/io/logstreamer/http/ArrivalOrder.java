package io.logstreamer.http;

/** Port: how it stands with the order in which the lines of several logs arrive. Thread-safe; answers at once. */
public interface ArrivalOrder {

    /**
     * Whether it has not begun yet: another deployment holds the state directory, or the disk that this is on does not
     * answer. Nothing can be said of several logs together until it has.
     */
    boolean isAwaited();
}

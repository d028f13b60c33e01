package io.logstreamer.cli.load;

/** Watches a run. The methods are called on the threads that read, for several subscribers at once. */
public interface LoadListener {

    /**
     * A line arrived.
     *
     * @param subscriber counted from 0
     * @param data holds the line in UTF-8, valid during the call only; may be longer than the line
     * @param length the bytes of {@code data} that count
     */
    default void line(int subscriber, byte[] data, int length) {}

    /** Something else arrived that a person should see: a gap, a problem; or a connection could not be made. */
    default void notice(int subscriber, String text) {}

    /** All that had arrived together is passed on: a time to flush. */
    default void pause() {}
}

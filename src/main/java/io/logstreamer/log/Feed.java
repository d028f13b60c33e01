package io.logstreamer.log;

/** Port: what serves subscribers. Thread-safe. */
public interface Feed {

    /**
     * Begins to serve a subscriber. Nothing is written before the first {@link Session#writable}.
     *
     * @throws IllegalStateException the feed is closed
     */
    Session subscribe(Subscription subscription, Outlet outlet);

    /**
     * Whether a resume would find nothing to send: the id is good and lies at the tip. Waits for one forced look at the
     * file, at most 2 s.
     */
    boolean atEnd(String source, String id);

    /** Subscribers now. */
    int subscribers();

    /** Whether every pump has come round lately. */
    boolean live();
}

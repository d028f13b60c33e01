package io.logstreamer.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Port: what serves subscribers. Thread-safe. */
public interface Feed {

    /**
     * Takes the place that a subscriber who comes now begins at: behind every whole line that is in the file at the time
     * of the call. Asked for before the head of the answer goes out, it makes a client that has seen the head miss
     * nothing. Completes after one forced look at the file.
     */
    CompletableFuture<Position> look(String source);

    /**
     * Begins to serve a subscriber. Nothing is written before the first {@link Session#writable}.
     *
     * @param tip what {@link #look} gave for its source
     * @throws IllegalStateException the feed is closed
     */
    Session subscribe(Subscription subscription, Outlet outlet, CompletableFuture<Position> tip);

    /** Begins to serve a subscriber at a place that is taken now. */
    default Session subscribe(Subscription subscription, Outlet outlet) {
        return subscribe(subscription, outlet, look(subscription.source()));
    }

    /**
     * Begins to serve a client that wants no lines: it gets its {@code retry}, what is {@linkplain Session#insert inserted},
     * heartbeats and a {@code bye}.
     *
     * @param heartbeat longest silence before a comment is sent
     * @param retry reconnection time told to the client, before jitter
     * @param peer address of the client
     * @throws IllegalStateException the feed is closed
     */
    Session listen(Duration heartbeat, Duration retry, String peer, Outlet outlet);

    /**
     * Whether a resume would find no whole line to send, now or ever: the stream ends, and its id is good and lies at that
     * end. An unfinished line may stand there; it was sent with that id's place.
     * Waits for one forced look at the file, at most 2 s.
     */
    boolean atEnd(Subscription wanted);

    /** Subscribers now. */
    int subscribers();

    /** Whether every pump has come round lately. */
    boolean live();
}

package io.logstreamer.log;

/** Port: accepts what a tailer takes in. Called by tailer threads; returns soon and waits for no subscriber. */
public interface Sink {

    /**
     * Adds an entry at the end of its source. Its {@link Entry#before} is the {@link Entry#after} of the source's entry
     * before it, or what {@link #begin} was given.
     */
    void accept(Entry entry);

    /** Says where a source stands before its first entry; called once for each source, before any {@link #accept}. */
    void begin(Position tip);

    /** A source has come, gone, or can be read no longer or again: what {@link History#sources} says is another list. */
    default void sourcesChanged() {}

    /** Forgets a source whose log is gone for good. */
    void end(String source);
}

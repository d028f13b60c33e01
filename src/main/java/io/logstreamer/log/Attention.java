package io.logstreamer.log;

/**
 * Port: which sources are followed by somebody. One that nobody follows is looked at less often. Thread-safe; returns at
 * once.
 */
public interface Attention {

    /** Somebody begins to follow a source; counted. */
    void begin(String source);

    /** One of those who followed it has left. */
    void end(String source);
}

package io.logstreamer.log;

/** What probes ask the engine. Thread-safe; both answers come at once, without waiting or touching a disk. */
public interface Health {

    /**
     * Whether tailers and pumps still tick; false means that only a restart helps. It does not help against a disk that
     * hangs: who waits for one counts as ticking.
     */
    boolean live();

    /**
     * Whether requests should be sent here: false before the start and while draining. A missing source changes
     * nothing, its subscribers wait.
     */
    boolean ready();
}

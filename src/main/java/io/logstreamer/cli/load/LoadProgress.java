package io.logstreamer.cli.load;

import java.time.Duration;

/**
 * How far a run is.
 *
 * @param connecting whether it still waits for subscribers to connect
 * @param connected the subscribers that are or were connected
 * @param elapsed since the run began to connect, or to listen
 * @param lines received by all subscribers together
 * @param faults lines missing, duplicate, out of order or different up to now; late ones may still come
 */
public record LoadProgress(boolean connecting, int connected, Duration elapsed, long lines, long faults) {}

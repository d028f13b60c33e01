package io.logstreamer.http;

import io.logstreamer.log.SourceState;

/**
 * Tells the sources under whose name something lies that is no file to read from beginning to end: a FIFO, a device, a
 * directory.
 */
final class OddFile {

    /** As the read side says it, whether a pattern has found the file or it was configured. */
    private static final String REASON = " is not a regular file";

    private OddFile() {}

    /** Whether there is nothing else of it: no stream of it would ever have a line. What it had before can be read. */
    static boolean isAllOf(SourceState state) {
        return isActiveOf(state) && state.generations().isEmpty();
    }

    /** Whether something is there under the name of its active file, whatever that is. */
    static boolean orFileIsThere(SourceState state) {
        return state.present() || isActiveOf(state);
    }

    private static boolean isActiveOf(SourceState state) {
        String problem = state.problem();
        return problem != null && problem.contains(REASON);
    }
}

package io.logstreamer.sim;

import io.logstreamer.log.Subscription.Start;

/** What a client has received, held against what was written. Every method fails where the two do not agree. */
interface Ledger {

    /** A connection begins. */
    void connect(Start start, boolean gapLatest, int serverRun, boolean forged);

    /** A place without a line. */
    void id(String text);

    /**
     * A line.
     *
     * @param text of the line
     * @param id of the place behind it
     * @param data of the event as it came
     */
    void line(String text, String id, String data);

    /**
     * Something is missing.
     *
     * @param data of the event as it came
     */
    void gap(String reason, String data);

    /** Everything is idle: nothing may be missing. */
    void checkComplete();
}

package io.logstreamer.http;

import io.logstreamer.log.Session;

/** Told of the life of a stream's session. Called on container threads and pumps; returns at once. */
interface SessionListener {

    /** The session has begun: blocks may be inserted, and go behind what it begins with. */
    void begun(Session session);

    /** It is over. May be called again. */
    void over(Session session);
}

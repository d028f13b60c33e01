package io.logstreamer.log;

/**
 * An event that stands in no file: what {@code SseBroadcaster.broadcast} was given. Moves no cursor and has no id; a
 * subscriber that reads from files does not see it.
 *
 * @param before where the stream stood
 * @param wire the whole SSE block, ready to send, ended by an empty line
 */
public record Announcement(Position before, byte[] wire) implements Entry {

    @Override
    public Position after() {
        return before;
    }

    @Override
    public int weightBytes() {
        return wire.length + 64;
    }
}

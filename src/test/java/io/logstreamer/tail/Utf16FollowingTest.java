package io.logstreamer.tail;

import io.logstreamer.log.Writing;
import java.nio.charset.Charset;

/** In two bytes a character, in an order that nobody says. */
class Utf16FollowingTest extends FollowingContract {

    @Override
    LogFiles files() {
        return new MemoryLog(
                new MemoryDisk(clock), Writing.USUAL.in(Charset.forName("UTF-16")), Charset.forName("UTF-16BE"));
    }
}

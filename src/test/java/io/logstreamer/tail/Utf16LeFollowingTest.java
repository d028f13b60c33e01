package io.logstreamer.tail;

import io.logstreamer.log.Writing;
import java.nio.charset.Charset;

/** In two bytes a character, the lower one first. */
class Utf16LeFollowingTest extends FollowingContract {

    @Override
    LogFiles files() {
        return new MemoryLog(
                new MemoryDisk(clock), Writing.USUAL.in(Charset.forName("UTF-16LE")), Charset.forName("UTF-16LE"));
    }
}

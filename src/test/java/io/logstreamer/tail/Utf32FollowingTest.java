package io.logstreamer.tail;

import io.logstreamer.log.Writing;
import java.nio.charset.Charset;

/** In four bytes a character. */
class Utf32FollowingTest extends FollowingContract {

    @Override
    LogFiles files() {
        return new MemoryLog(
                new MemoryDisk(clock), Writing.USUAL.in(Charset.forName("UTF-32")), Charset.forName("UTF-32LE"));
    }
}

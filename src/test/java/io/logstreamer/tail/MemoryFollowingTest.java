package io.logstreamer.tail;

class MemoryFollowingTest extends FollowingContract {

    @Override
    LogFiles files() {
        return new MemoryLog(clock);
    }
}

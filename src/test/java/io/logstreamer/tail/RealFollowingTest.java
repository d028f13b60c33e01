package io.logstreamer.tail;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RealFollowingTest extends FollowingContract {

    @TempDir
    private Path directory;

    @Override
    LogFiles files() {
        return new TempLog(directory);
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryFollowingTest extends FollowingContract {

    @Override
    LogFiles files() {
        return new MemoryLog(clock);
    }

    /** Where files have no time of birth, nothing tells it from a file that was renamed. */
    @Test
    void copyOfAFileOfWhichNothingWasReadIsNotAllOfIt() throws IOException {
        files.append("1\n");
        Following log = follow();
        files.rename(files.path(), files.rotated(2));
        files.append("2\n");
        files.copy(files.path(), files.rotated(1));
        files.append("between copy and cut\n");
        files.rewrite("3\n");
        assertThat(log.look())
                .containsExactly("rotate: rename", "2", "gap: truncated maybe", "rotate: copytruncate", "3");
        assertThat(log.fromEarliest()).containsExactly("1", "2", "gap: truncated maybe", "3");
        assertThat(log.resume(log.recorder.id("2"))).containsExactly("gap: truncated maybe", "3");
    }
}

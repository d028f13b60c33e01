package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    private static final long MAX_BYTES = 1 << 20;

    @Test
    void damagedSignOfAnOrderlyEndIsThrownAway(@TempDir Path directory) throws IOException {
        Path sign = directory.resolve("clean");
        Files.write(sign, new byte[] {(byte) 0xff, (byte) 0x80, 0, '\n'});
        StateDirectory taken = Objects.requireNonNull(StateDirectory.take(directory));
        try {
            taken.open(1, 1 << 16, MAX_BYTES).close();
            assertThat(sign).doesNotExist();
        } finally {
            taken.release();
        }
    }
}

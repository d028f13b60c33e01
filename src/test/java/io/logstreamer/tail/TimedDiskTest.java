package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimedDiskTest {

    @TempDir
    Path directory;

    /** Kubernetes rotates beside the target. */
    @Test
    void linkLeadsWhereTheDiskSays() throws IOException {
        Path target = Files.createFile(directory.resolve("0.log")).toRealPath();
        Path link = Files.createSymbolicLink(directory.resolve("pod.log"), target);
        TimedDisk disk = new TimedDisk(new NioDisk(), new ManualClock(), Thread.currentThread());
        assertThat(disk.target(link)).isEqualTo(target);
        assertThat(disk.target(target)).isEqualTo(target);
        assertThat(disk.directory(directory)).isTrue();
        assertThat(disk.directory(target)).isFalse();
    }
}

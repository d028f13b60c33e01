package io.logstreamer.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.CallerWorkers;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives on a file system without times of birth, which gives the number of a deleted one to the next. */
class ReusedNumbersTest {

    private static final Path PACKED = Path.of("/logs/app.log.1.gz");

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock, false);
    private Archives archives;

    @AfterEach
    void nothingIsLeftOpen() {
        archives.close();
        assertThat(disk.openContents()).isZero();
    }

    private Identity write(String text) throws IOException {
        disk.append(PACKED, ArchiveFixtures.pack(ArchiveForm.GZIP, text.getBytes(UTF_8)));
        return disk.attributes(PACKED).identity();
    }

    private Identity writeAnew(String text) throws IOException {
        disk.delete(PACKED);
        clock.advanceMillis(10);
        return write(text);
    }

    private static String textOf(Content content) throws IOException {
        return new String(Blocks.read(content, 0, (int) content.size()), UTF_8);
    }

    @Test
    void linesOfAnotherArchiveAreNotTakenForThoseOfOneThatIsGone() throws IOException {
        archives = new Archives(disk, directory.resolve("spool"), ArchiveLimits.USUAL);
        Identity first = write("of the first\n");
        try (Content content = archives.open(PACKED, first, ArchiveForm.GZIP)) {
            assertThat(textOf(content)).isEqualTo("of the first\n");
        }
        Identity second = writeAnew("of the second, which is longer\nby far, so that it might have grown\n");
        assertThat(second).isEqualTo(first);
        try (Content content = archives.open(PACKED, second, ArchiveForm.GZIP)) {
            assertThat(textOf(content)).startsWith("of the second");
        }
    }

    @Test
    void whatWasFoundOutOfOneIsForgottenWithIt() throws IOException {
        archives = new Archives(disk, directory.resolve("spool"), ArchiveLimits.USUAL);
        Archivist archivist = new Archivist(new CallerWorkers(), archives, () -> {});
        Sibling first = new Sibling(PACKED, write("of the first\n"), ArchiveForm.GZIP, "app.log.1", 1);
        Long head = archivist.head(first);
        assertThat(head).isNotNull().isNotZero().isEqualTo(archivist.head(first));
        Sibling second = new Sibling(PACKED, writeAnew("of the second\n"), ArchiveForm.GZIP, "app.log.1", 1);
        assertThat(second).isEqualTo(first);
        assertThat(archivist.head(second)).isNotNull().isNotEqualTo(head);
        assertThat(textOf(archivist.inflated(second))).isEqualTo("of the second\n");
        archivist.letGo(second);
        archivist.close();
    }
}

package io.logstreamer.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    Path directory;

    @Test
    void directoriesAreMade() throws IOException {
        Path path = directory.resolve("a/b/app.log");

        write(LogFile.unbounded(path), "one");

        assertThat(path).hasContent("one\n");
    }

    @Test
    void whatIsThereIsKept() throws IOException {
        Path path = Files.writeString(directory.resolve("app.log"), "old\n");

        write(LogFile.unbounded(path), "new");

        assertThat(path).hasContent("old\nnew\n");
    }

    @Test
    void fullFileIsRenamedAndOneOldOneIsKept() throws IOException {
        Path path = directory.resolve("app.log");

        write(LogFile.bounded(path, 10), "aaaa", "bbbb", "cccc", "dddd", "eeee");

        assertThat(path).hasContent("eeee\n");
        assertThat(directory.resolve("app.log.1")).hasContent("cccc\ndddd\n");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void sizeFoundAtTheStartCounts() throws IOException {
        Path path = Files.writeString(directory.resolve("app.log"), "12345678\n");

        write(LogFile.bounded(path, 10), "x", "y");

        assertThat(directory.resolve("app.log.1")).hasContent("12345678\n");
        assertThat(path).hasContent("x\ny\n");
    }

    @Test
    void lineAboveTheLimitGetsAFileOfItsOwn() throws IOException {
        Path path = directory.resolve("app.log");
        String longLine = "z".repeat(30);

        write(LogFile.bounded(path, 10), longLine, "a");

        assertThat(directory.resolve("app.log.1")).hasContent(longLine + "\n");
        assertThat(path).hasContent("a\n");
    }

    @Test
    void failedWriteIsTriedAnewByTheNextLine() throws IOException {
        Path blocked = Files.createDirectory(directory.resolve("app.log"));
        try (LogFile file = LogFile.unbounded(blocked)) {
            assertThatThrownBy(() -> file.append(bytes("lost"))).isInstanceOf(IOException.class);
            Files.delete(blocked);

            file.append(bytes("written"));
        }

        assertThat(blocked).hasContent("written\n");
    }

    @Test
    void boundWithoutRoomIsRefused() {
        assertThatThrownBy(() -> LogFile.bounded(directory.resolve("app.log"), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("maxBytes=0");
    }

    private static void write(LogFile file, String... lines) throws IOException {
        try (file) {
            for (String line : lines) {
                file.append(bytes(line));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

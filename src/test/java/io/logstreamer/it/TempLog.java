package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * One log file and what a program and its rotation do to it. Each append is a write of its own.
 *
 * <p>Confined to one thread at a time.
 */
final class TempLog {
    private final String source;
    private final Path path;

    /**
     * @param source the id under which a server knows it
     * @param path need not exist yet
     */
    TempLog(String source, Path path) {
        this.source = source;
        this.path = path;
    }

    String source() {
        return source;
    }

    Path path() {
        return path;
    }

    /** Creates the file, empty. */
    TempLog create() throws IOException {
        Files.createFile(path);
        return this;
    }

    /** Appends lines, each with its LF, in one write; creates the file if it is not there. */
    TempLog append(String... lines) throws IOException {
        return append(List.of(lines));
    }

    TempLog append(List<String> lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : lines) {
            bytes.writeBytes(line.getBytes(UTF_8));
            bytes.write('\n');
        }
        return appendBytes(bytes.toByteArray());
    }

    TempLog appendBytes(byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
        return this;
    }

    /**
     * Renames {@code .2} to {@code .3}, {@code .1} to {@code .2} and the log to {@code .1}, as far as they are there; packed
     * ones, too.
     */
    TempLog rotate() throws IOException {
        int oldest = 0;
        while (Files.exists(rotated(oldest + 1)) || Files.exists(packed(oldest + 1))) {
            oldest++;
        }
        for (int number = oldest; number >= 0; number--) {
            if (Files.exists(packed(number))) {
                Files.move(packed(number), packed(number + 1));
            } else {
                Files.move(rotated(number), rotated(number + 1));
            }
        }
        return this;
    }

    /** Packs what was rotated last, as logrotate does. */
    TempLog packRotated() throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed(1)))) {
            Files.copy(rotated(1), out);
        }
        Files.delete(rotated(1));
        return this;
    }

    /** Cuts the file to nothing where it is. */
    TempLog truncate() throws IOException {
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .close();
        return this;
    }

    TempLog delete() throws IOException {
        Files.delete(path);
        return this;
    }

    private Path packed(int number) {
        return path.resolveSibling(path.getFileName() + "." + number + ".gz");
    }

    private Path rotated(int number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }
}

package io.logstreamer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Puts a file in place as a whole: a container that scans its directory never sees half of it. */
final class Replacing {

    private Replacing() {}

    /** Copies with the current time as the modification time, by which containers tell that it is another one. */
    static void file(Path from, Path to) throws IOException {
        Path beside = to.getParent().getParent().resolve(to.getFileName() + ".new");
        Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(beside, FileTime.from(Instant.now()));
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
    }

    static void text(String content, Path to) throws IOException {
        Path beside = to.getParent().getParent().resolve(to.getFileName() + ".new");
        Files.writeString(beside, content);
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
    }
}

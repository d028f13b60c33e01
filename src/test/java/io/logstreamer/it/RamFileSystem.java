package io.logstreamer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mounted {@code ramfs}, whose files have no times of birth; or the reason why there is none here. */
final class RamFileSystem implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path directory;
    private final Optional<String> lack;
    private final Thread end = new Thread(this::unmount, "ram-file-system-end");

    private RamFileSystem(Path directory, @Nullable String lack) {
        this.directory = directory;
        this.lack = Optional.ofNullable(lack);
        if (lack == null) {
            // A build that is interrupted leaves no mount behind.
            Runtime.getRuntime().addShutdownHook(end);
        }
    }

    /** Mounts one, if that is possible on this machine. */
    static RamFileSystem mount(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        try {
            Program.Outcome mounted = program(List.of("mount", "-t", "ramfs", "ramfs", directory.toString()));
            return new RamFileSystem(directory, mounted.exit() == 0 ? null : mounted.lastError());
        } catch (IOException e) {
            return new RamFileSystem(directory, e.getMessage());
        }
    }

    /** Why there is none; empty if there is one. */
    Optional<String> lack() {
        return lack;
    }

    @Override
    public void close() {
        if (lack.isEmpty()) {
            Runtime.getRuntime().removeShutdownHook(end);
            unmount();
        }
    }

    private void unmount() {
        try {
            // Lazily: the server may still have a file open.
            program(List.of("umount", "-l", directory.toString()));
        } catch (IOException | InterruptedException e) {
            System.out.println("left mounted: " + directory + ", " + e);
        }
    }

    private static Program.Outcome program(List<String> command) throws IOException, InterruptedException {
        return new Program(Path.of("").toAbsolutePath(), Map.of()).run(LIMIT, command);
    }
}

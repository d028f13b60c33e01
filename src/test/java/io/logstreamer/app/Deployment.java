package io.logstreamer.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place to deploy to, built up by a test: a working directory on disk, and every other input in memory. */
final class Deployment {

    static final long HEAP_BYTES = 1L << 30;

    private final Path workingDirectory;
    private final Map<String, String> contextParameters = new HashMap<>();
    private final Map<String, String> namingEntries = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> systemProperties = new HashMap<>();
    private String contextPath = "";
    private @Nullable Path temporaryDirectory;
    private long maxHeapBytes = HEAP_BYTES;

    Deployment(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    Deployment contextParameter(String name, String value) {
        contextParameters.put(name, value);
        return this;
    }

    Deployment namingEntry(String name, String value) {
        namingEntries.put(name, value);
        return this;
    }

    Deployment environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Deployment systemProperty(String name, String value) {
        systemProperties.put(name, value);
        return this;
    }

    Deployment contextPath(String path) {
        contextPath = path;
        return this;
    }

    Deployment temporaryDirectory(Path directory) {
        temporaryDirectory = directory;
        return this;
    }

    Deployment maxHeapBytes(long bytes) {
        maxHeapBytes = bytes;
        return this;
    }

    /** Writes a file below the working directory. */
    Deployment file(String name, String... lines) {
        try {
            Path file = workingDirectory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, List.of(lines));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Settings load() {
        return Settings.load(new SettingsInputs(
                contextParameters,
                contextPath,
                namingEntries,
                environment,
                systemProperties,
                workingDirectory,
                temporaryDirectory,
                maxHeapBytes));
    }

    /** Loads settings that are wrong. */
    ConfigurationException refusal() {
        try {
            throw new AssertionError("was accepted: " + load());
        } catch (ConfigurationException e) {
            return e;
        }
    }

    /** Loads settings of which one is wrong. */
    SettingError onlyError() {
        List<SettingError> errors = refusal().errors();
        if (errors.size() != 1) {
            throw new AssertionError("not one error: " + errors);
        }
        return errors.get(0);
    }
}

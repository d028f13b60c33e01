package io.logstreamer.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the browser of this machine. Nothing is ever downloaded. */
final class BrowserProgram {
    static final String MISSING =
            "no browser: install Debian's package chromium, or name another Chromium in the system"
                    + " property it.chromium";

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private BrowserProgram() {}

    static Optional<Path> find() {
        String named = System.getProperty("it.chromium", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named)).filter(Files::isExecutable);
        }
        List<String> directories =
                List.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator));
        return NAMES.stream()
                .flatMap(name -> directories.stream().map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

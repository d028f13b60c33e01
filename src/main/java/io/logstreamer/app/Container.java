package io.logstreamer.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Tomcat or Jetty around the application, as far as its system properties tell. Immutable; nothing on disk is
 * touched.
 *
 * @param baseDirectory the instance's directory, absolute, or null in a container that names none
 * @param logDirectory where it writes its logs, absolute, or null likewise
 * @param configurationDirectories where its configuration lies, the first to be looked at first
 */
record Container(@Nullable Path baseDirectory, @Nullable Path logDirectory, List<Path> configurationDirectories) {

    Container {
        configurationDirectories = List.copyOf(configurationDirectories);
    }

    /** Finds the container; a Tomcat that runs beside an embedded Jetty counts as the outer one. */
    static Container of(Map<String, String> systemProperties, Path workingDirectory) {
        String tomcat = systemProperties.getOrDefault("catalina.base", "");
        if (!tomcat.isBlank()) {
            Path base = workingDirectory.resolve(tomcat);
            return new Container(base, base.resolve("logs"), List.of(base.resolve("conf")));
        }
        String jetty = systemProperties.getOrDefault("jetty.base", "");
        if (!jetty.isBlank()) {
            Path base = workingDirectory.resolve(jetty);
            return new Container(base, base.resolve("logs"), List.of(base.resolve("resources"), base));
        }
        return new Container(null, null, List.of());
    }

    /** Where configuration files are looked for, in this order. */
    List<Path> searchPath(Path workingDirectory) {
        List<Path> directories = new ArrayList<>(configurationDirectories);
        directories.add(workingDirectory);
        return List.copyOf(directories);
    }
}

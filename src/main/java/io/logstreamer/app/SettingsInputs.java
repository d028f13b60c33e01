package io.logstreamer.app;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything outside the configuration files that settings depend on, copied once, so that reading them has no hidden
 * input. Immutable.
 *
 * @param contextParameters initialisation parameters of the servlet context; Tomcat's {@code <Parameter>} is one
 * @param contextPath where the application is deployed: empty for the root, else with a leading slash
 * @param namingEntries entries below {@code java:comp/env}, the parts of a name joined by dots
 * @param environment the environment of the process
 * @param systemProperties the system properties of the virtual machine
 * @param workingDirectory what relative paths are relative to; absolute
 * @param temporaryDirectory the servlet context's own, or null if it has none
 * @param maxHeapBytes the most heap the virtual machine will use, above 0
 */
public record SettingsInputs(
        Map<String, String> contextParameters,
        String contextPath,
        Map<String, String> namingEntries,
        Map<String, String> environment,
        Map<String, String> systemProperties,
        Path workingDirectory,
        @Nullable Path temporaryDirectory,
        long maxHeapBytes) {

    public SettingsInputs {
        contextParameters = Map.copyOf(contextParameters);
        namingEntries = Map.copyOf(namingEntries);
        environment = Map.copyOf(environment);
        systemProperties = Map.copyOf(systemProperties);
        if (!contextPath.isEmpty() && !contextPath.startsWith("/")) {
            throw new IllegalArgumentException(
                    "context path is neither empty nor begins with a slash: contextPath=" + contextPath);
        }
        if (!workingDirectory.isAbsolute()) {
            throw new IllegalArgumentException(
                    "working directory is not absolute: workingDirectory=" + workingDirectory);
        }
        if (maxHeapBytes < 1) {
            throw new IllegalArgumentException("heap has no room: maxHeapBytes=" + maxHeapBytes);
        }
    }
}

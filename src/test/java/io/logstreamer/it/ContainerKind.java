package io.logstreamer.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The containers the WAR is promised to run in, each as the distribution its users unpack. */
enum ContainerKind {
    TOMCAT10,
    TOMCAT11,
    JETTY120,
    JETTY121;

    boolean isTomcat() {
        return this == TOMCAT10 || this == TOMCAT11;
    }

    /** How this kind is laid out, started and fed with web applications. */
    Distribution distribution() {
        return isTomcat() ? new TomcatDistribution(home()) : new JettyDistribution(home());
    }

    /** Where the build has unpacked the distribution; it is only read. */
    private Path home() {
        String property = "it." + name().toLowerCase(Locale.ROOT);
        @Nullable String home = System.getProperty(property);
        if (home == null || !Files.isDirectory(Path.of(home))) {
            throw new IllegalStateException("the build has unpacked no distribution: " + property + "=" + home);
        }
        return Path.of(home);
    }
}

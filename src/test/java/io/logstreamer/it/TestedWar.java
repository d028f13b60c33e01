package io.logstreamer.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** The WAR this build has made. */
final class TestedWar {

    private TestedWar() {}

    static Path path() {
        Path war =
                Path.of(System.getProperty("it.war", "target/logstreamer.war")).toAbsolutePath();
        if (!Files.isRegularFile(war)) {
            throw new IllegalStateException("the build has made no WAR: it.war=" + war);
        }
        return war;
    }
}

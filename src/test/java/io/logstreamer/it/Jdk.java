package io.logstreamer.it;

import java.nio.file.Path;

/** The JDK that runs the tests: the containers run on the same one. */
final class Jdk {

    private Jdk() {}

    /** One of its commands, such as {@code java} or {@code jcmd}. */
    static Path tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name);
    }
}

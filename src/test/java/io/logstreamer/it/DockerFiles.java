package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files for Docker at the top of the project. */
final class DockerFiles {
    static final Path COMPOSE = Path.of("docker-compose.yml");
    static final Path DOCKERFILE = Path.of("Dockerfile");

    private static final Pattern JETTY = Pattern.compile("\\bjetty:[0-9][\\w.-]*");
    private static final Pattern BUILD_STAGE = Pattern.compile("FROM maven:.* AS build\\n(?s:.*?)(?=FROM )");

    private DockerFiles() {}

    /** The image the Dockerfile begins with. */
    static String jettyImage() throws IOException {
        return jettyImage(DOCKERFILE);
    }

    /** The first Jetty image that a file names. */
    static String jettyImage(Path file) throws IOException {
        return first(JETTY, Files.readString(file, UTF_8)).group();
    }

    /** The Dockerfile, its build by Maven replaced with a WAR of the build context. */
    static String dockerfileWithWar(String war) throws IOException {
        return first(BUILD_STAGE, Files.readString(DOCKERFILE, UTF_8))
                .replaceFirst("FROM scratch AS build\nCOPY " + war + " /build/target/logstreamer.war\n\n");
    }

    private static Matcher first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("not found: " + pattern);
        }
        return matcher;
    }
}

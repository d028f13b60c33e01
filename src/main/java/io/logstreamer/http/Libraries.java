package io.logstreamer.http;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The JavaScript libraries of the page: each a jar in {@code WEB-INF/lib} that holds its files below
 * {@code META-INF/resources/_static/NAME/VERSION/}, from where the container serves them (Jakarta Servlet 6.0, 4.6
 * Resources).
 */
final class Libraries {

    static final String ROOT = "/_static/";

    private Libraries() {}

    /**
     * The module of a library. The version is the one that the jar has, so that it is said nowhere but in the build.
     *
     * @param name as it is imported
     */
    static String text(ServletContext context, String name) throws IOException {
        try (InputStream in = context.getResourceAsStream(folder(context, name) + name + ".js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String folder(ServletContext context, String name) {
        Set<String> versions = context.getResourcePaths(ROOT + name + "/");
        if (versions == null || versions.size() != 1) {
            throw new IllegalStateException("library is not there in one version: name=" + name + " found=" + versions);
        }
        return versions.iterator().next();
    }
}

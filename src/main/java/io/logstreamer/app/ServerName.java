package io.logstreamer.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Properties;

/**
 * How this server is called in answers and in the log.
 *
 * @param version of LogStreamer
 * @param node of this machine among others: letters, digits, dots, hyphens and underscores
 */
record ServerName(String version, String node) {

    ServerName {
        if (node.isEmpty() || !node.chars().allMatch(ServerName::fits)) {
            throw new IllegalArgumentException("node holds what a header should not: node=" + node);
        }
    }

    /** The version that was built, on this machine. */
    static ServerName ofThisServer() {
        String node = hostName()
                .chars()
                .filter(ServerName::fits)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return new ServerName(builtVersion(), node.isEmpty() ? "localhost" : node);
    }

    private static String builtVersion() {
        try (InputStream in = ServerName.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("resource is not on the class path: name=version.properties");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Container engines and shells say it at once; the resolver may take its time. */
    private static String hostName() {
        String given = System.getenv("HOSTNAME");
        if (given != null && !given.isEmpty()) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static boolean fits(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
    }
}

package io.logstreamer.http;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/**
 * The scripts and styles of the page, and the address they have in this build: a digest of their content is part of it,
 * so that browsers may keep them for ever and never run an old script in a new page. (Dates would not tell: all files of
 * a reproducible build have the same.) Immutable.
 */
final class StaticFiles {

    static final String ROOT = "/static/";

    /** What their addresses answer. */
    static final String METHODS = "GET, HEAD";

    private static final String PREFIX = "v-";

    private static final int DIGEST_CHARS = 16;

    private final String version;

    private StaticFiles(String version) {
        this.version = version;
    }

    /** Those of this web application; read once and kept as an attribute of its context. */
    static StaticFiles of(ServletContext context) {
        String key = StaticFiles.class.getName();
        if (context.getAttribute(key) instanceof StaticFiles known) {
            return known;
        }
        StaticFiles files = new StaticFiles(PREFIX + digest(context));
        context.setAttribute(key, files);
        return files;
    }

    /** Where the page finds them, relative to itself; ends with a slash. */
    String path() {
        return ROOT.substring(1) + version + "/";
    }

    /** The first part of the path below {@link #ROOT} in this build. */
    String version() {
        return version;
    }

    /** Whether a part of a path is such a version, of this build or of another. */
    static boolean isVersion(String part) {
        return part.startsWith(PREFIX) && part.length() == PREFIX.length() + DIGEST_CHARS;
    }

    private static String digest(ServletContext context) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            add(context, ROOT, sha256);
            return HexFormat.of().formatHex(sha256.digest()).substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(ServletContext context, String folder, MessageDigest digest) throws IOException {
        Set<String> entries = context.getResourcePaths(folder);
        if (entries == null) {
            return;
        }
        for (String entry : new TreeSet<>(entries)) {
            if (entry.endsWith("/")) {
                add(context, entry, digest);
                continue;
            }
            digest.update(entry.getBytes(StandardCharsets.UTF_8));
            try (InputStream content = context.getResourceAsStream(entry)) {
                new DigestInputStream(content, digest).transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}

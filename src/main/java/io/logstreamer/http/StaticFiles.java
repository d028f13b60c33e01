package io.logstreamer.http;

import jakarta.servlet.ServletContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The scripts and styles of the page, and the address they have in this build: a digest of their content is part of it,
 * so that browsers may keep them for ever and never run an old script in a new page. (Dates would not tell: all files of
 * a reproducible build have the same.) Text is packed once and kept so: it travels in a third of its bytes. Immutable.
 */
final class StaticFiles {

    static final String ROOT = "/static/";

    /** What their addresses answer. */
    static final String METHODS = "GET, HEAD";

    private static final String PREFIX = "v-";

    private static final String ENTRY = "page.js";

    /** Made of the entry and all that it imports, with the library; not among the files of the web application. */
    private static final String SCRIPT = "bundle.js";

    private static final String MAP = SCRIPT + ".map";

    /** The styles of the page in one, made of these in this order. */
    private static final String STYLE = "bundle.css";

    private static final List<String> STYLES = List.of("page.css", "text.css", "log.css");

    /** Of other people, imported by this name. */
    private static final String LIBRARY = "lit-html";

    /** Stands in the page itself, and asks for the stream before any other script is there. */
    private static final String OPENING = "opening.js";

    private static final int DIGEST_CHARS = 16;

    /** Media types (RFC 9239, RFC 2318) of what is kept packed. */
    private static final Map<String, String> TEXT = Map.of(
            ".js", "text/javascript;charset=utf-8", ".css", "text/css;charset=utf-8", ".map", "application/json");

    /**
     * A file as it travels.
     *
     * @param type its media type
     * @param gzip its bytes (RFC 1952); not to be changed
     * @param isMade whether it is none of the web application's files: the container does not know it
     */
    record Packed(String type, byte[] gzip, boolean isMade) {}

    private final String version;
    private final Map<String, Packed> packed;
    private final String opening;

    private StaticFiles(String version, Map<String, Packed> packed, String opening) {
        this.version = version;
        this.packed = packed;
        this.opening = opening;
    }

    /** Those of this web application; read once and kept as an attribute of its context. */
    static StaticFiles of(ServletContext context) {
        String key = StaticFiles.class.getName();
        if (context.getAttribute(key) instanceof StaticFiles known) {
            return known;
        }
        StaticFiles files = read(context);
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

    /** The script of the page, by its path below {@link #ROOT} and the version: its modules in one ({@link ScriptBundle}). */
    String script() {
        return SCRIPT;
    }

    /** The styles of the page, by their path below {@link #ROOT} and the version. */
    String style() {
        return STYLE;
    }

    /** The script that stands in the head of the page. */
    String opening() {
        return opening;
    }

    /**
     * A file of this build, packed.
     *
     * @param name its path below {@link #ROOT}, without the version
     * @return null: there is none, or it is not packed
     */
    @Nullable Packed packed(String name) {
        return packed.get(name);
    }

    /** Whether a part of a path is such a version, of this build or of another. */
    static boolean isVersion(String part) {
        return part.startsWith(PREFIX) && part.length() == PREFIX.length() + DIGEST_CHARS;
    }

    private static StaticFiles read(ServletContext context) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            Map<String, byte[]> texts = new HashMap<>();
            add(context, ROOT, sha256, texts);
            Map<String, Packed> packed = new HashMap<>();
            for (Map.Entry<String, byte[]> each : texts.entrySet()) {
                packed.put(each.getKey(), packed(each.getKey(), each.getValue(), false));
            }
            Map<String, String> modules = modules(texts);
            modules.put(LIBRARY, Libraries.text(context, LIBRARY));
            byte[] style = STYLES.stream()
                    .map(name -> Objects.requireNonNull(modules.get(name)))
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8);
            packed.put(STYLE, packed(STYLE, style, true));
            ScriptBundle.Result made = ScriptBundle.of(modules, ENTRY, MAP);
            byte[] script = made.script().getBytes(StandardCharsets.UTF_8);
            sha256.update(script);
            packed.put(SCRIPT, packed(SCRIPT, script, true));
            packed.put(MAP, packed(MAP, made.map().getBytes(StandardCharsets.UTF_8), true));
            String digest = HexFormat.of().formatHex(sha256.digest()).substring(0, DIGEST_CHARS);
            return new StaticFiles(PREFIX + digest, Map.copyOf(packed), Objects.requireNonNull(modules.get(OPENING)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Packed packed(String name, byte[] content, boolean isMade) throws IOException {
        return new Packed(Objects.requireNonNull(typeOf(name)), gzip(content), isMade);
    }

    private static Map<String, String> modules(Map<String, byte[]> texts) {
        Map<String, String> modules = new HashMap<>();
        texts.forEach((name, content) -> modules.put(name, new String(content, StandardCharsets.UTF_8)));
        return modules;
    }

    private static @Nullable String typeOf(String name) {
        return TEXT.get(name.substring(Math.max(0, name.lastIndexOf('.'))));
    }

    private static void add(ServletContext context, String folder, MessageDigest digest, Map<String, byte[]> texts)
            throws IOException {
        Set<String> entries = context.getResourcePaths(folder);
        if (entries == null) {
            return;
        }
        for (String entry : new TreeSet<>(entries)) {
            if (entry.endsWith("/")) {
                add(context, entry, digest, texts);
                continue;
            }
            byte[] content;
            try (InputStream in = context.getResourceAsStream(entry)) {
                content = in.readAllBytes();
            }
            digest.update(entry.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
            if (typeOf(entry) != null) {
                texts.put(entry.substring(ROOT.length()), content);
            }
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(target)) {
            out.write(content);
        }
        return target.toByteArray();
    }
}

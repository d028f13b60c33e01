package io.logstreamer.http;

import jakarta.servlet.ServletContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
    private static final String IMPORT = " from '.";

    private static final int DIGEST_CHARS = 16;

    /** Media types (RFC 9239, RFC 2318) of what is kept packed. */
    private static final Map<String, String> TEXT =
            Map.of(".js", "text/javascript;charset=utf-8", ".css", "text/css;charset=utf-8");

    /**
     * A file as it travels.
     *
     * @param type its media type
     * @param gzip its bytes (RFC 1952); not to be changed
     */
    record Packed(String type, byte[] gzip) {}

    private final String version;
    private final Map<String, Packed> packed;
    private final List<String> modules;

    private StaticFiles(String version, Map<String, Packed> packed, List<String> modules) {
        this.version = version;
        this.packed = packed;
        this.modules = modules;
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

    /**
     * The scripts that the page begins with, by their paths below {@link #ROOT}, without the version: its entry and what that
     * imports, and so on. A browser that is told of all of them at once need not find one behind the other. What is asked for
     * later, by {@code import()}, is not among them.
     */
    List<String> modules() {
        return modules;
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
                String type = Objects.requireNonNull(typeOf(each.getKey()));
                packed.put(each.getKey(), new Packed(type, gzip(each.getValue())));
            }
            String digest = HexFormat.of().formatHex(sha256.digest()).substring(0, DIGEST_CHARS);
            return new StaticFiles(PREFIX + digest, Map.copyOf(packed), imported(texts));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String typeOf(String name) {
        return TEXT.get(name.substring(Math.max(0, name.lastIndexOf('.'))));
    }

    /** What the entry imports, itself first. */
    private static List<String> imported(Map<String, byte[]> texts) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(ENTRY));
        while (!open.isEmpty()) {
            String name = open.remove();
            byte[] content = texts.get(name);
            if (content != null && found.add(name)) {
                open.addAll(importsOf(name, new String(content, StandardCharsets.UTF_8)));
            }
        }
        return List.copyOf(found);
    }

    /** The relative imports of a module, each a line of the form {@code import … from './other.js';}. */
    private static List<String> importsOf(String name, String module) {
        List<String> imports = new ArrayList<>();
        for (String line : module.split("\n", -1)) {
            int from = line.startsWith("import ") || line.startsWith("} from ") ? line.indexOf(IMPORT) : -1;
            int end = from < 0 ? -1 : line.indexOf('\'', from + IMPORT.length());
            if (end >= 0) {
                String relative = line.substring(from + IMPORT.length() - 1, end);
                imports.add(URI.create("/" + name).resolve(relative).getPath().substring(1));
            }
        }
        return imports;
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

package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page's modules and their tests to a browser as they lie in the source tree, and the libraries out of the
 * jars on the class path. Bound to the loopback address.
 */
final class BrowserFiles implements AutoCloseable {
    private static final Path ROOT = Path.of("src").toAbsolutePath();
    private static final Path TESTS = ROOT.resolve("test/js");
    private static final String LIBRARIES = "/_static/";
    private static final String LIT = "org.mvnpm/lit-html";
    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript", "css", "text/css", "svg", "image/svg+xml", "json", "application/json");

    private final HttpServer server;

    private BrowserFiles(HttpServer server) {
        this.server = server;
    }

    static BrowserFiles start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String page = page();
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte @Nullable [] content = path.equals("/") ? page.getBytes(UTF_8) : content(path);
            answer(exchange, content, path.equals("/") ? "text/html;charset=utf-8" : type(path));
        });
        server.start();
        return new BrowserFiles(server);
    }

    /** A page that has nothing but the names of the libraries. */
    URI page(String... query) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + String.join("", query));
    }

    /** The addresses of all files with tests, in order. */
    static List<String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".test.js"))
                    .map(file -> "/" + ROOT.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** The file of a test's address. */
    static Path file(String address) {
        return ROOT.resolve(address.substring(1));
    }

    private static String page() throws IOException {
        String lit = LIBRARIES + "lit-html/" + versionOfLit() + "/";
        return """
                <!doctype html>
                <html lang="en">
                <title>Units</title>
                <script type="importmap">{"imports":{"lit-html":"%slit-html.js","lit-html/":"%s"}}</script>
                </html>
                """.formatted(lit, lit);
    }

    private static String versionOfLit() throws IOException {
        try (InputStream in = resource("META-INF/maven/" + LIT + "/pom.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        }
    }

    /** Null: there is no such file. */
    private static byte @Nullable [] content(String path) throws IOException {
        if (path.startsWith(LIBRARIES)) {
            try (InputStream in = resource("META-INF/resources" + path)) {
                return in.readAllBytes();
            }
        }
        Path file = ROOT.resolve(path.substring(1)).normalize();
        return file.startsWith(ROOT) && Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = BrowserFiles.class.getClassLoader().getResourceAsStream(name);
        if (found == null) {
            throw new IOException("not on the class path: " + name);
        }
        return found;
    }

    private static String type(String path) {
        return TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    }

    private static void answer(HttpExchange exchange, byte @Nullable [] content, String type) throws IOException {
        try (exchange) {
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A whole answer: for requests that end.
 *
 * @param http status and head; closed
 * @param text the body, decoded
 */
record Answer(HttpStream http, String text) {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    static Answer get(URI uri, String... headerLines) throws IOException {
        return to("GET", uri, headerLines);
    }

    static Answer to(String method, URI uri, String... headerLines) throws IOException {
        try (HttpStream http = HttpStream.request(method, "HTTP/1.1", uri, headerLines)) {
            return new Answer(http, new String(http.readAll(LIMIT), UTF_8));
        }
    }

    int status() {
        return http.status();
    }

    Optional<String> header(String name) {
        return http.header(name);
    }

    /** The media type without parameters, in lower case; empty if there is none. */
    String mediaType() {
        return header("Content-Type")
                .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }
}

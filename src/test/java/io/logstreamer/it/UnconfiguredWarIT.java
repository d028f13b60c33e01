package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The WAR dropped into a container, at the root and below a deep path at once, with nothing said to it. */
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
class UnconfiguredWarIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");

    /** Script and styles, each with its address in the page. */
    private static final Pattern OF_THE_PAGE =
            Pattern.compile("<(?:script|link)[^>]+(?:src|href)=\"(static/[^\"]+\\.(?:js|css))\"");

    private static final long PAGE_BYTES = 150_000;

    private static final List<String> PATHS = List.of("", "/a/b");

    @Parameter
    ContainerKind kind;

    private ContainerBase base;
    private RunningContainer server;

    @BeforeParameterizedClassInvocation
    void start(ContainerKind kind) throws Exception {
        base = ContainerBase.create(kind).deploy("/", TestedWar.path()).deploy("/a/b", TestedWar.path());
        server = base.start();
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        try {
            server.stop();
            server.assertNoProblems();
        } finally {
            server.close();
            base.close();
        }
    }

    @Test
    void sampleLogMoves() throws Exception {
        for (String path : PATHS) {
            try (SseClient client = SseClient.open(server.uri(path + "/stream"))) {
                assertThat(client.takeLines(3, LIMIT))
                        .allMatch(line -> !line.text().isBlank());
                client.abandon();
            }
        }
    }

    @Test
    void firstPageAndAllItNamesAreServed() throws Exception {
        for (String path : PATHS) {
            Answer page = Answer.get(server.uri(path + "/"), "Accept: text/html");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.mediaType()).isEqualTo("text/html");
            assertThat(page.text()).contains("curl").contains("/stream");
            for (URI reference : references(server.uri(path + "/"), page.text())) {
                assertThat(Answer.get(reference).status()).as("%s", reference).isEqualTo(200);
            }
        }
    }

    /** What a browser asks for to have the page in any of its languages. */
    @Test
    void scriptAndStylesOfThePageAreSmallOnTheWire() throws Exception {
        URI page = server.uri("/a/b/");
        List<String> addresses = OF_THE_PAGE
                .matcher(Answer.get(page).text())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(addresses).as("one script and one sheet").hasSize(2);
        String folder = addresses.get(0).substring(0, addresses.get(0).lastIndexOf('/') + 1);
        long bytes = 0;
        for (String address :
                List.of(addresses.get(0), addresses.get(1), folder + "messages/de.js", folder + "messages/es.js")) {
            bytes += bytesOnTheWire(page.resolve(address));
        }
        assertThat(bytes).isBetween(1L, PAGE_BYTES);
    }

    private static int bytesOnTheWire(URI file) throws IOException {
        try (HttpStream answer = HttpStream.request("GET", "HTTP/1.1", file, "Accept-Encoding: gzip, deflate, br")) {
            assertThat(answer.status()).as("%s", file).isEqualTo(200);
            assertThat(answer.header("Content-Encoding")).as("%s", file).hasValue("gzip");
            return answer.readAll(LIMIT).length;
        }
    }

    /** Which version it is helps only who looks for its holes. */
    @Test
    void pageTellsNobodyTheVersionOfItsContainer() throws Exception {
        String boot = between(Answer.get(server.uri("/")).text(), "<meta name=\"logstreamer\" content=\"", "\"");
        String container = between(boot.replace("&quot;", "\""), "\"container\":\"", "\"");
        assertThat(container).isEqualTo(kind.isTomcat() ? "Tomcat" : "Jetty");
    }

    private static String between(String text, String before, String behind) {
        int begin = text.indexOf(before) + before.length();
        return text.substring(begin, text.indexOf(behind, begin));
    }

    @Test
    void sampleSourceIsListed() throws Exception {
        for (String path : PATHS) {
            Answer sources = Answer.get(server.uri(path + "/api/v1/sources"));
            assertThat(sources.status()).isEqualTo(200);
            assertThat(sources.mediaType()).isEqualTo("application/json");
            assertThat(sources.text()).contains("\"generations\":[{");
        }
    }

    @Test
    void probesAnswer() throws Exception {
        for (String path : PATHS) {
            for (String probe : List.of("/healthz", "/livez", "/readyz")) {
                assertThat(Answer.get(server.uri(path + probe)).status())
                        .as(path + probe)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void unknownPathIsAProblem() throws Exception {
        for (String path : PATHS) {
            assertProblem(404, Answer.get(server.uri(path + "/nope")));
            assertProblem(404, Answer.get(server.uri(path + "/static/nope.js")));
        }
    }

    @Test
    void otherMethodIsRefusedWithTheAllowedOnes() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "TRACE")) {
            for (String path : List.of("/stream", "/api/v1/logs", "/a/b/livez", "/", "/a/b/static/page.js")) {
                if (method.equals("TRACE") && !kind.isTomcat()) {
                    assertForbiddenByJetty(path);
                } else {
                    assertAllowed(path.contains("/static/") ? "GET, HEAD" : "GET, HEAD, OPTIONS", method, path);
                }
            }
        }
    }

    /** Its defaults for every application have a rule against TRACE, which comes before all filters. */
    private void assertForbiddenByJetty(String path) throws Exception {
        Answer answer = Answer.to("TRACE", server.uri(path), "Content-Length: 0");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Allow")).isEmpty();
    }

    private void assertAllowed(String allowed, String method, String path) throws Exception {
        Answer answer = Answer.to(method, server.uri(path), "Content-Length: 0");
        assertProblem(405, answer);
        assertThat(answer.header("Allow").orElse("").split(", ?"))
                .as(method + " " + path)
                .containsExactlyInAnyOrder(allowed.split(", "));
    }

    @Test
    void headAnswersAtOnce() throws Exception {
        Answer head = Answer.to("HEAD", server.uri("/stream"));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.mediaType()).isEqualTo("text/event-stream");
        assertThat(head.text()).isEmpty();
    }

    @Test
    void unknownSourceIsNotFound() throws Exception {
        assertProblem(404, Answer.get(server.uri("/stream?source=nobody")));
    }

    @Test
    void unknownParameterIsNamedWithTheValidOnes() throws Exception {
        Answer answer = Answer.get(server.uri("/stream?tial=5"));
        assertProblem(400, answer);
        assertThat(answer.text())
                .contains("\"parameter\":\"tial\"")
                .contains("tail")
                .contains("follow");
    }

    @Test
    void badValueIsNamed() throws Exception {
        for (String query : List.of("tail=many", "follow=perhaps", "heartbeat=4", "format=xml", "tail=1&tail=2")) {
            Answer answer = Answer.get(server.uri("/stream?" + query));
            assertProblem(400, answer);
            assertThat(answer.text()).contains("\"parameter\":\"" + query.substring(0, query.indexOf('=')) + "\"");
        }
    }

    @Test
    void foreignHostIsMisdirected() throws Exception {
        try (HttpStream answer = HttpStream.request("GET", "HTTP/1.0", server.uri("/"), "Host: evil.example")) {
            assertThat(answer.status()).isEqualTo(421);
        }
    }

    private static List<URI> references(URI page, String html) {
        return REFERENCE
                .matcher(html)
                .results()
                .map(found -> found.group(1))
                .map(page::resolve)
                .filter(uri -> uri.getPort() == page.getPort() && !uri.getPath().endsWith("/stream"))
                .toList();
    }

    private static void assertProblem(int status, Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(answer.text()).contains("\"status\":" + status).doesNotContain("\tat ");
        assertThat(answer.header("Server")).hasValue("LogStreamer");
        assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
    }
}

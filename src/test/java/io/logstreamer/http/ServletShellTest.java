package io.logstreamer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Health;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filters, the page and the error page in a container, wired as {@code web.xml} wires them, under a context path. */
class ServletShellTest {

    private static final String STRICT = "default-src 'none'; frame-ancestors 'none'";

    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);

    @TempDir
    Path staged;

    @BeforeEach
    void prepare() throws IOException {
        Path templates = Files.createDirectories(staged.resolve("WEB-INF/templates"));
        Files.copy(Path.of("WEB-INF-templates/page.mustache"), templates.resolve("page.mustache"));
        server.addConnector(connector);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void pageIsHtmlWithAPolicyThatNamesItsNonce() throws Exception {
        start(options());

        Answer answer = get("/ctx/", "Host: localhost:8080", "Accept: text/html");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("text/html;charset=utf-8");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        String policy = answer.header("content-security-policy");
        String nonce = between(policy, "'nonce-", "'");
        assertThat(policy)
                .startsWith("default-src 'self'; script-src 'self' 'nonce-")
                .contains("trusted-types");
        assertThat(answer.body())
                .contains("<script type=\"module\" src=\"static/v-")
                .contains("nonce=\"" + nonce + "\"")
                .doesNotContain("{{");
    }

    @Test
    void eachPageHasANonceOfItsOwn() throws Exception {
        start(options());

        String first = get("/ctx/", "Host: localhost").header("content-security-policy");
        String second = get("/ctx/", "Host: localhost").header("content-security-policy");

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void pageNamesTheAddressItWasAskedUnder() throws Exception {
        start(options());

        assertThat(get("/ctx/", "Host: 10.0.0.7:8080").body())
                .contains("curl -N <span data-base>http://10.0.0.7:8080/ctx/</span>stream");
    }

    @Test
    void pageKnowsWhatItsScriptsMustKnow() throws Exception {
        start(options());

        String boot =
                between(get("/ctx/", "Host: 10.0.0.7:8080").body(), "<meta name=\"logstreamer\" content=\"", "\"");

        assertThat(boot.replace("&quot;", "\""))
                .isEqualTo("{\"version\":\"0.1\",\"title\":\"LogStreamer\",\"demo\":true,\"container\":\"Jetty"
                        + "\",\"user\":\"tomcat\",\"zone\":\""
                        + ZoneId.systemDefault().normalized().getId()
                        + "\",\"base\":\"http://10.0.0.7:8080/ctx/\"}");
    }

    @Test
    void libraryOfThePageMayBeKeptForEver() throws Exception {
        start(options());

        Answer answer = get("/ctx/_static/lit-html/" + versionOfLit() + "/lit-html.js", "Host: localhost");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(answer.header("content-type")).startsWith("text/javascript");
        assertThat(answer.header("content-security-policy")).isEqualTo(STRICT);
        assertThat(answer.body()).contains("export{");
    }

    @Test
    void stylesOfThePageTravelAsOne() throws Exception {
        start(options());
        String page = get("/ctx/", "Host: localhost").body();

        Answer answer = get("/ctx/" + between(page, "rel=\"stylesheet\" href=\"", "\""), "Host: localhost");

        assertThat(answer.header("content-type")).startsWith("text/css");
        assertThat(answer.body()).isEqualTo(String.join("\n", style("page.css"), style("text.css"), style("log.css")));
        assertThat(page.split("rel=\"stylesheet\"", -1)).hasSize(2);
    }

    private static String style(String name) throws IOException {
        return Files.readString(Path.of("src/main/webapp/static", name));
    }

    @Test
    void modulesOfThePageTravelAsOneScript() throws Exception {
        start(options());
        String page = get("/ctx/", "Host: localhost").body();
        String address = between(page, "src=\"", "\"");

        Answer script = get("/ctx/" + address, "Host: localhost");
        Answer map = get("/ctx/" + address + ".map", "Host: localhost");

        assertThat(page).doesNotContain("_static/");
        assertThat(script.body())
                .contains(
                        "const lit_html = ", "class SseParser ", "class Picker ", "//# sourceMappingURL=bundle.js.map")
                .doesNotContain("'Einstellungen'");
        assertThat(map.header("content-type")).startsWith("application/json");
        assertThat(map.body()).contains("\"sources\":[\"core/sse.js\"]");
    }

    @Test
    void moduleCanStillBeReadByItself() throws Exception {
        start(options());
        String address =
                between(get("/ctx/", "Host: localhost").body(), "src=\"", "\"").replace("bundle.js", "page.js");

        Answer answer = get("/ctx/" + address, "Host: localhost");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readString(Path.of("src/main/webapp/static/page.js")));
    }

    @Test
    void titleCannotBecomeMarkup() throws Exception {
        start(new HttpShell.Options(Set.of(), "<b>&", true, "1", false, "tomcat"));

        assertThat(get("/ctx/", "Host: localhost").body())
                .contains("<h1>&lt;b&gt;&amp;</h1>")
                .doesNotContain("<b>");
    }

    @Test
    void pageCanBeSwitchedOff() throws Exception {
        start(new HttpShell.Options(Set.of(), "LogStreamer", false, "1", false, "tomcat"));

        Answer answer = get("/ctx/", "Host: localhost", "Accept: text/html");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("ui.enabled=false");
    }

    @Test
    void staticFileMayBeKeptForEverUnderItsVersion() throws Exception {
        start(options());
        String address = between(get("/ctx/", "Host: localhost").body(), "src=\"", "\"");

        Answer answer = get("/ctx/" + address, "Host: localhost");

        assertThat(address).matches("static/v-[0-9a-f]{16}/bundle\\.js");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(answer.header("content-type")).startsWith("text/javascript");
        assertThat(answer.header("content-security-policy")).isEqualTo(STRICT);
        assertThat(answer.body()).startsWith("const app$address = (() => {\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br | true",
                "br;q=1.0, GZIP;q=0.5 | true",
                "gzip;q=0, * | false",
                "identity, gzip; q=0.000 | false",
                "xgzip | false"
            })
    void scriptTravelsPackedWhereItIsUnderstood(String accepted, boolean isPacked) throws Exception {
        start(options());
        String address = "/ctx/" + between(get("/ctx/", "Host: localhost").body(), "src=\"", "\"");

        Answer answer = get(address, "Host: localhost", "Accept-Encoding: " + accepted);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.header("cache-control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(answer.header("content-type")).startsWith("text/javascript");
        assertThat(answer.head().contains("Content-Encoding: gzip")).isEqualTo(isPacked);
        assertThat(answer.body().startsWith("const ")).isEqualTo(!isPacked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ctx/static/v-0123456789abcdef/page.js", "/ctx/static/page.js"})
    void staticFileUnderAnotherAddressIsNotKept(String address) throws Exception {
        start(options());

        Answer answer = get(address, "Host: localhost");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ctx/static/",
                "/ctx/static/v-0123456789abcdef/",
                "/ctx/static/nothing.js",
                "/ctx/_static/",
                "/ctx/_static/lit-html/0.0.0/lit-html.js",
                "/ctx/static/v-0123456789abcdef/nothing.js",
                "/ctx/error",
                "/ctx/nowhere",
                "/ctx/WEB-INF/web.xml",
                "/ctx/static/v-0123456789abcdef/../../WEB-INF/web.xml"
            })
    void whatIsNotThereIsAProblem(String address) throws Exception {
        start(options());

        assertProblem(get(address, "Host: localhost"), 404);
    }

    @Test
    void failureOfAServletIsAProblemWithoutItsTrace() throws Exception {
        start(options());

        Answer answer = get("/ctx/static/broken", "Host: localhost");

        assertProblem(answer, 500);
        assertThat(answer.body()).isEqualTo("{\"status\":500,\"title\":\"Internal Server Error\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /ctx/static/page.js, 'GET, HEAD'",
        "POST, /ctx/_static/lit-html/lit-html.js, 'GET, HEAD'",
        "TRACE, /ctx/static/page.js, 'GET, HEAD'",
        "POST, /ctx/, 'GET, HEAD, OPTIONS'",
        "PUT, /ctx/livez, 'GET, HEAD, OPTIONS'",
        "DELETE, /ctx/livez, 'GET, HEAD, OPTIONS'",
        "TRACE, /ctx/livez, 'GET, HEAD, OPTIONS'"
    })
    void wrongMethodIsToldTheRightOnes(String method, String address, String allowed) throws Exception {
        start(options());

        Answer answer = exchange(method + " " + address + " HTTP/1.1", "Host: localhost", "Content-Length: 0");

        assertProblem(answer, 405);
        assertThat(answer.header("allow").replace(",", ", ").replace("  ", " ")).isEqualTo(allowed);
        assertThat(answer.body()).contains("This address answers only: " + allowed + ".");
    }

    /** As Tomcat refuses TRACE (here POST: Jetty has no error pages for TRACE): before all filters, with too long a list. */
    @ParameterizedTest
    @CsvSource({"/ctx/livez, 'GET, HEAD, OPTIONS'", "/ctx/static/page.js, 'GET, HEAD'"})
    void methodThatTheContainerRefusesIsToldTheRightOnes(String address, String allowed) throws Exception {
        FilterHolder container = asyncFilter(new FilterHolder((request, response, chain) -> {
            ((HttpServletResponse) response).addHeader("Allow", "HEAD, DELETE, POST, GET, OPTIONS, PUT");
            ((HttpServletResponse) response).sendError(405);
        }));
        start(context(options(), container));

        Answer answer = exchange("POST " + address + " HTTP/1.1", "Host: localhost", "Content-Length: 0");

        assertProblem(answer, 405);
        assertThat(answer.header("allow")).isEqualTo(allowed);
    }

    @Test
    void headOfAnErrorHasNoBody() throws Exception {
        start(options());

        Answer answer = exchange("HEAD /ctx/nowhere HTTP/1.1", "Host: localhost");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void foreignHostIsRefusedByName() throws Exception {
        start(options());

        Answer answer = get("/ctx/", "Host: evil.example:81");

        assertProblem(answer, 421);
        assertThat(answer.body())
                .contains("\"title\":\"Misdirected Request\"")
                .contains("\"host\":\"evil.example:81\"")
                .contains("\"setting\":\"logstreamer.http.allowed-hosts\"");
    }

    @Test
    void foreignHostIsExplainedToABrowserAsAPage() throws Exception {
        start(options());

        Answer answer = get("/ctx/", "Host: evil.example:81", "Accept: text/html,*/*;q=0.8");

        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.header("content-type")).isEqualTo("text/html;charset=utf-8");
        assertThat(answer.body())
                .contains("<code>evil.example:81</code>")
                .contains("<code>logstreamer.http.allowed-hosts=evil.example</code>")
                .contains("<style nonce=\"" + between(answer.header("content-security-policy"), "'nonce-", "'") + "\"");
    }

    @Test
    void configuredHostIsAnswered() throws Exception {
        start(new HttpShell.Options(Set.of("logs.example"), "LogStreamer", true, "1", false, "tomcat"));

        assertThat(get("/ctx/", "Host: logs.example").status()).isEqualTo(200);
    }

    @Test
    void requestOfHttp10NeedsNoHost() throws Exception {
        start(options());

        assertThat(exchange("GET /ctx/ HTTP/1.0").status()).isEqualTo(200);
        assertThat(exchange("GET /ctx/ HTTP/1.0", "Host: evil.example").status())
                .isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"livez", "readyz", "healthz"})
    void probesAnswerForEveryHost(String probe) throws Exception {
        start(options());

        assertThat(get("/ctx/" + probe, "Host: pod-17.svc").status()).isEqualTo(200);
    }

    @Test
    void missingAsyncSupportIsRefusedWithItsFix() throws Exception {
        FilterHolder foreign = new FilterHolder((request, response, chain) -> chain.doFilter(request, response));
        foreign.setAsyncSupported(false);
        start(context(options(), foreign));

        Answer answer = get("/ctx/", "Host: localhost");

        assertProblem(answer, 500);
        assertThat(answer.body()).contains("async-supported");
    }

    private static HttpShell.Options options() {
        return new HttpShell.Options(Set.of(), "LogStreamer", true, "0.1", true, "tomcat");
    }

    private void start(HttpShell.Options options) throws Exception {
        start(context(options));
    }

    private void start(ServletContextHandler context) throws Exception {
        server.setHandler(context);
        server.start();
    }

    private ServletContextHandler context(HttpShell.Options options, FilterHolder... foreign) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/ctx");
        ResourceFactory resources = ResourceFactory.of(context);
        context.setBaseResource(ResourceFactory.combine(
                resources.newResource(Path.of("src/main/webapp")),
                resources.newResource(staged),
                resources.newJarFileResource(jarOfLit()).resolve("META-INF/resources/")));
        context.setProtectedTargets(new String[] {"/WEB-INF"});
        context.setAttribute(HttpShell.Options.KEY, options);

        for (FilterHolder filter : foreign) {
            context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        context.addFilter(
                asyncFilter(new FilterHolder(HeadersFilter.class)),
                "/*",
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        context.addFilter(
                asyncFilter(new FilterHolder(StaticFilter.class)), "/static/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(
                asyncFilter(new FilterHolder(StaticFilter.class)), "/_static/*", EnumSet.of(DispatcherType.REQUEST));
        FilterHolder jersey = new FilterHolder(new ServletContainer(new ResourceConfig()
                .registerClasses(HttpShell.components())
                .property("jersey.config.servlet.filter.staticContentRegex", "/_?static/.*")
                .property("jersey.config.server.wadl.disableWadl", true)
                .property("jersey.config.disableDefaultProvider", "DATASOURCE")
                .register(new AbstractBinder() {
                    @Override
                    protected void configure() {
                        bind(options).to(HttpShell.Options.class);
                        bind(new AlwaysWell()).to(Health.class);
                    }
                })));
        context.addFilter(asyncFilter(jersey), "/*", EnumSet.of(DispatcherType.REQUEST));

        context.addServlet(asyncServlet(new ServletHolder(ErrorServlet.class)), "/error");
        context.addServlet(asyncServlet(new ServletHolder(new Broken())), "/static/broken");
        context.addServlet(asyncServlet(new ServletHolder("default", DefaultServlet.class)), "/");
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(ErrorPageErrorHandler.GLOBAL_ERROR_PAGE, "/error");
        context.setErrorHandler(errors);
        return context;
    }

    private static String versionOfLit() throws IOException, URISyntaxException {
        return between(jarOfLit().toString(), "lit-html-", ".jar");
    }

    /** A container finds it in WEB-INF/lib. */
    private static URI jarOfLit() throws URISyntaxException {
        String inside = "META-INF/maven/org.mvnpm/lit-html/pom.properties";
        URL found = ServletShellTest.class.getClassLoader().getResource(inside);
        assertThat(found).as("lit-html is on the class path").isNotNull();
        return new URI(found.getPath().replace("!/" + inside, ""));
    }

    private static FilterHolder asyncFilter(FilterHolder holder) {
        holder.setAsyncSupported(true);
        return holder;
    }

    private static ServletHolder asyncServlet(ServletHolder holder) {
        holder.setAsyncSupported(true);
        return holder;
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("server")).isEqualTo("LogStreamer");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(answer.header("content-security-policy")).isEqualTo(STRICT);
        assertThat(answer.body()).startsWith("{\"status\":" + status + ",\"title\":");
        assertThat(answer.body()).doesNotContain("Exception", "io.logstreamer.http.Servlet", "jetty");
    }

    private Answer get(String address, String... headers) throws Exception {
        return exchange("GET " + address + " HTTP/1.1", headers);
    }

    private Answer exchange(String requestLine, String... headers) throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(requestLine);
        lines.addAll(List.of(headers));
        lines.add("Connection: close");
        String request = String.join("\r\n", lines) + "\r\n\r\n";
        ByteBuffer response = connector.getResponse(UTF_8.encode(request), 10, TimeUnit.SECONDS);
        return Answer.parse(UTF_8.decode(response).toString());
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before) + before.length();
        assertThat(start).isGreaterThanOrEqualTo(before.length());
        return text.substring(start, text.indexOf(after, start));
    }

    /** An answer as it came over the wire; all here have a length, none is chunked. */
    private record Answer(int status, List<String> head, String body) {

        static Answer parse(String raw) {
            int headEnd = raw.indexOf("\r\n\r\n");
            List<String> head = List.of(raw.substring(0, headEnd).split("\r\n"));
            return new Answer(
                    Integer.parseInt(head.get(0).substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())),
                    head,
                    raw.substring(headEnd + 4));
        }

        /** The only value of a header that must be there once. */
        String header(String name) {
            List<String> values = head.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
            assertThat(values).as(name).hasSize(1);
            return values.get(0);
        }
    }

    private static final class Broken extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            throw new IllegalStateException("the secret of /etc/shadow");
        }
    }

    private record AlwaysWell() implements Health {
        @Override
        public boolean live() {
            return true;
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}

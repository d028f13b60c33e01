package io.logstreamer.http;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/**
 * The page at {@code /}: what can be tried, and the lines of the default source as they come. All its addresses are
 * relative, so it works under every context path and behind every proxy.
 */
@Singleton
@Path("/")
public final class PageResource {

    private static final String HTML = "text/html;charset=utf-8";

    private final HttpShell.Options options;
    private final StaticFiles staticFiles;
    private final String container;
    private final Templates templates;

    @Inject
    PageResource(HttpShell.Options options, @Context ServletContext context) {
        this.options = options;
        this.staticFiles = StaticFiles.of(context);
        this.container = kind(context.getServerInfo());
        this.templates = new Templates(context);
    }

    @GET
    @Produces(HTML)
    public Response page(@Context UriInfo uri) {
        if (!options.uiEnabled()) {
            throw Problem.of(404, "The page is switched off (ui.enabled=false); the stream is at stream.")
                    .exception();
        }
        String nonce = ContentPolicy.newNonce();
        Map<String, Object> model = Map.of(
                "title", options.title(),
                "version", options.version(),
                "base", uri.getBaseUri().toString(),
                "static", staticFiles.path(),
                "style", staticFiles.style(),
                "script", staticFiles.script(),
                "opening", staticFiles.opening(),
                "boot", boot(uri),
                "nonce", nonce);
        return Response.ok(templates.fill("page.mustache", model), HTML)
                .header(ContentPolicy.HEADER, ContentPolicy.page(nonce))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** What the page gives settings for. Its version is nobody's business who has not signed in. */
    private static String kind(String serverInfo) {
        String name = serverInfo.toLowerCase(Locale.ROOT);
        return name.contains("tomcat") ? "Tomcat" : name.contains("jetty") ? "Jetty" : "";
    }

    /** What the page's scripts must know before they ask for anything. */
    private String boot(UriInfo uri) {
        return new JsonWriter()
                .beginObject()
                .name("version")
                .value(options.version())
                .name("title")
                .value(options.title())
                .name("demo")
                .value(options.demo())
                .name("container")
                .value(container)
                .name("user")
                .value(options.user())
                .name("zone")
                .value(ZoneId.systemDefault().normalized().getId())
                .name("base")
                .value(uri.getBaseUri().toString())
                .endObject()
                .toString();
    }
}

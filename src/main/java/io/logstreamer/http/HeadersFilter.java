package io.logstreamer.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first filter of all: puts the security headers on every answer, errors included, and turns away what must not
 * come further: requests for a host that is not ours, and requests that can never become a stream because something in
 * front of us does not support async.
 *
 * <p>Runs for requests and, because some containers clear the headers before it, for error dispatches. Thread-safe.
 */
public final class HeadersFilter extends HttpFilter {

    private static final Set<String> PROBES = Set.of("/healthz", "/livez", "/readyz");

    private transient @Nullable HostAllowList hosts;

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        HttpShell.Options options = HttpShell.Options.of(config.getServletContext());
        hosts = new HostAllowList(options.allowedHosts(), HostAllowList::namesOfThisMachine);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        setHeaders(response);
        if (request.getDispatcherType() == DispatcherType.ERROR || PROBES.contains(request.getServletPath())) {
            chain.doFilter(request, response);
            return;
        }
        String host = host(request);
        if (host != null && !hosts().allows(host)) {
            refuseHost(request, response, host);
        } else if (!request.isAsyncSupported()) {
            ServletAnswer.problem(request, response, noAsync());
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void setHeaders(HttpServletResponse response) {
        // Setting null would not remove the container's own, which tells its version.
        response.setHeader("Server", "LogStreamer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader(ContentPolicy.HEADER, ContentPolicy.NOTHING);
    }

    /** What the client asked for; null for HTTP/1.0 without a Host, which no browser sends. */
    private static @Nullable String host(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host != null) {
            return host;
        }
        return request.getProtocol().equals("HTTP/1.0") ? null : request.getServerName();
    }

    private static void refuseHost(HttpServletRequest request, HttpServletResponse response, String host)
            throws IOException {
        String accept = request.getHeader("Accept");
        if (accept != null && accept.contains("text/html")) {
            String nonce = ContentPolicy.newNonce();
            response.setHeader(ContentPolicy.HEADER, ContentPolicy.text(nonce));
            ServletAnswer.write(request, response, 421, "text/html;charset=utf-8", WrongHost.page(host, nonce));
        } else {
            ServletAnswer.problem(request, response, WrongHost.problem(host));
        }
    }

    private static Problem noAsync() {
        return Problem.of(
                500,
                "LogStreamer cannot stream here: a filter or valve in front of it does not support asynchronous"
                        + " requests. Add <async-supported>true</async-supported> to every filter and servlet that the"
                        + " container applies to this application (Tomcat: conf/web.xml, and asyncSupported=\"true\""
                        + " on valves), then deploy again.");
    }

    private HostAllowList hosts() {
        HostAllowList made = hosts;
        if (made == null) {
            throw new IllegalStateException("filter is used before init");
        }
        return made;
    }
}

package io.logstreamer.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * In front of {@code /static/*}: takes the version out of the path, says how long the file may be kept, and lets the
 * container serve it. A version of another build gets this build's file, not to be kept: behind a load balancer the page
 * may come from the old node and its script from the new one. In front of {@code /_static/*}, where the version of a
 * library is part of the path that the container knows, it only says how long. Thread-safe.
 */
public final class StaticFilter extends HttpFilter {

    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!isRead(request)) {
            ServletAnswer.wrongMethod(request, response, StaticFiles.METHODS);
            return;
        }
        String path = path(request);
        if (path.endsWith("/")) {
            // Jetty would list the folder.
            ServletAnswer.problem(request, response, Problem.of(404));
            return;
        }
        if (path.startsWith(Libraries.ROOT)) {
            response.setHeader("Cache-Control", FOR_EVER);
            chain.doFilter(request, response);
            return;
        }
        int slash = path.indexOf('/', StaticFiles.ROOT.length());
        String first = slash < 0 ? "" : path.substring(StaticFiles.ROOT.length(), slash);
        boolean isCurrent = first.equals(StaticFiles.of(getServletContext()).version());
        response.setHeader("Cache-Control", isCurrent ? FOR_EVER : "no-store");
        if (StaticFiles.isVersion(first)) {
            request.getRequestDispatcher(StaticFiles.ROOT + path.substring(slash + 1))
                    .forward(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private static String path(HttpServletRequest request) {
        String below = request.getPathInfo();
        return below == null ? request.getServletPath() : request.getServletPath() + below;
    }
}

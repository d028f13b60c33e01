package io.logstreamer.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.zip.GZIPInputStream;

/**
 * In front of {@code /static/*}: takes the version out of the path, says how long the file may be kept, and sends it packed
 * or lets the container serve it. A version of another build gets this build's file, not to be kept: behind a load balancer the page
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
        StaticFiles files = StaticFiles.of(getServletContext());
        boolean isVersion = StaticFiles.isVersion(first);
        response.setHeader("Cache-Control", first.equals(files.version()) ? FOR_EVER : "no-store");
        StaticFiles.Packed packed = isVersion ? files.packed(path.substring(slash + 1)) : null;
        if (packed != null) {
            response.setHeader("Vary", "Accept-Encoding");
        }
        if (packed != null && takesGzip(request)) {
            send(packed, request, response);
        } else if (packed != null && packed.isMade()) {
            unpack(packed, request, response);
        } else if (isVersion) {
            request.getRequestDispatcher(StaticFiles.ROOT + path.substring(slash + 1))
                    .forward(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void send(StaticFiles.Packed packed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType(packed.type());
        response.setHeader("Content-Encoding", "gzip");
        response.setContentLength(packed.gzip().length);
        if (request.getMethod().equals("GET")) {
            response.getOutputStream().write(packed.gzip());
        }
    }

    private static void unpack(StaticFiles.Packed packed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType(packed.type());
        if (request.getMethod().equals("GET")) {
            try (InputStream content = new GZIPInputStream(new ByteArrayInputStream(packed.gzip()))) {
                content.transferTo(response.getOutputStream());
            }
        }
    }

    /** RFC 9110, 12.5.3: named, and not with a weight of 0. */
    private static boolean takesGzip(HttpServletRequest request) {
        for (String header : Collections.list(request.getHeaders("Accept-Encoding"))) {
            for (String coding : header.split(",", -1)) {
                String[] parts = coding.split(";", -1);
                if (parts[0].strip().equalsIgnoreCase("gzip") && (parts.length == 1 || !isNoWeight(parts[1].strip()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a parameter is {@code q=0}, with or without decimals. */
    private static boolean isNoWeight(String parameter) {
        return (parameter.startsWith("q=0") || parameter.startsWith("Q=0"))
                && parameter.chars().noneMatch(c -> c >= '1' && c <= '9');
    }

    private static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private static String path(HttpServletRequest request) {
        String below = request.getPathInfo();
        return below == null ? request.getServletPath() : request.getServletPath() + below;
    }
}

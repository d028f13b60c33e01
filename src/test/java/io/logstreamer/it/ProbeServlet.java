package io.logstreamer.it;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A web application to try the fixtures on, packed by {@link ProbeWar}. It answers with its name; the misdeeds it is
 * told to do are those the fixtures must see.
 */
public final class ProbeServlet extends HttpServlet {
    static final String LEAKED_THREAD = "probe-leaked";

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        if (Boolean.parseBoolean(config.getInitParameter("leaks"))) {
            startThreadThatOutlivesTheApplication();
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getParameter("warn") != null) {
            System.getLogger("probe").log(System.Logger.Level.WARNING, "asked to warn");
        }
        response.setContentType("text/plain;charset=utf-8");
        PrintWriter writer = response.getWriter();
        writer.print(getInitParameter("name") + " " + orEmpty(System.getenv("LOGSTREAMER_PROBE")));
    }

    @Override
    public void destroy() {
        getServletContext().log("probe destroyed");
    }

    private void startThreadThatOutlivesTheApplication() {
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        LockSupport.park();
                    }
                },
                LEAKED_THREAD);
        thread.setDaemon(true);
        thread.start();
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}

package io.logstreamer.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The target of the catch-all error page: errors that never reach Jersey, such as a static file that is not there, as
 * problems. What the container has to say about them (its message, the exception) stays inside. Thread-safe.
 */
public final class ErrorServlet extends HttpServlet {

    private static final Logger LOG = System.getLogger("io.logstreamer.http");

    /** What the addresses of resources answer. */
    private static final String METHODS = "GET, HEAD, OPTIONS";

    /** All methods: an error dispatch keeps the method of the request that failed. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        try {
            answer(request, response);
        } catch (IOException e) {
            // Mostly it is its going that is the error here.
            LOG.log(Level.DEBUG, "The client has gone before it was told of an error", e);
        }
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = status(request);
        if (status == 405) {
            // Tomcat refuses TRACE itself, and lists what a servlet could answer.
            ServletAnswer.wrongMethod(request, response, isStatic(request) ? StaticFiles.METHODS : METHODS);
        } else {
            ServletAnswer.problem(request, response, Problem.of(status));
        }
    }

    private static boolean isStatic(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String address
                && (address.startsWith(request.getContextPath() + StaticFiles.ROOT)
                        || address.startsWith(request.getContextPath() + Libraries.ROOT));
    }

    /** The error's status; 404 for a request that was sent to our own address. */
    private static int status(HttpServletRequest request) {
        boolean isError = request.getDispatcherType() == DispatcherType.ERROR;
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (!isError || !(status instanceof Integer code)) {
            return 404;
        }
        return code >= 400 && code <= 599 ? code : 500;
    }
}

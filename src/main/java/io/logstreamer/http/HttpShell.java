package io.logstreamer.http;

import jakarta.servlet.ServletContext;
import java.util.Set;

/** What the application registers to get everything around the stream: the page, the probes, the problems. */
public final class HttpShell {

    private HttpShell() {}

    /** The classes to register with Jersey. They need {@link Options} and {@code Health} bound. */
    public static Set<Class<?>> components() {
        return Set.of(PageResource.class, HealthResource.class, ProblemMapper.class, AbandonedAnswers.class);
    }

    /**
     * What the settings say about HTTP. Servlet filters are made before Jersey is, so it must also be the servlet
     * context's attribute {@link #KEY} before they start.
     *
     * @param allowedHosts host names that requests may come for, beside this machine's own; {@code *} allows all
     * @param title the name over the page
     * @param uiEnabled whether there is a page
     * @param version of LogStreamer, as the page shows it
     * @param demo whether no log is configured, so that the sample is shown
     * @param user whom the operating system knows this process as: files are to be readable by it
     */
    public record Options(
            Set<String> allowedHosts, String title, boolean uiEnabled, String version, boolean demo, String user) {

        /** The name of the servlet context's attribute that holds the options. */
        public static final String KEY = "io.logstreamer.http.HttpShell.Options";

        public Options {
            allowedHosts = Set.copyOf(allowedHosts);
        }

        static Options of(ServletContext context) {
            if (context.getAttribute(KEY) instanceof Options options) {
                return options;
            }
            throw new IllegalStateException("servlet context attribute is not set: name=" + KEY);
        }
    }
}

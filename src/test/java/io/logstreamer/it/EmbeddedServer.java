package io.logstreamer.it;

import io.logstreamer.app.LogStreamerListener;
import io.logstreamer.http.HeadersFilter;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.sse.SseBroadcaster;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.glassfish.jersey.servlet.ServletContainer;

/** The whole server in this process: listener, filters and Jersey as {@code web.xml} names them, on a free port. */
final class EmbeddedServer implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context = new ServletContextHandler("/ctx");
    private final ServletContainer jersey = new ServletContainer();

    /** @param settings context parameters: {@code sources} is given, the {@code logstreamer.} before it is added */
    EmbeddedServer(Map<String, String> settings) {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        settings.forEach((key, value) -> context.setInitParameter("logstreamer." + key, value));
        context.addEventListener(new LogStreamerListener());
        context.addFilter(
                async(new FilterHolder(new HeadersFilter())),
                "/*",
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        FilterHolder filter = async(new FilterHolder(jersey));
        filter.setInitParameter("jakarta.ws.rs.Application", "io.logstreamer.app.LogStreamerApplication");
        filter.setInitParameter("jersey.config.server.wadl.disableWadl", "true");
        filter.setInitParameter("jersey.config.disableDefaultProvider", "DATASOURCE");
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder nothing = new ServletHolder(new jakarta.servlet.http.HttpServlet() {});
        nothing.setAsyncSupported(true);
        context.addServlet(nothing, "/");
    }

    private static FilterHolder async(FilterHolder filter) {
        filter.setAsyncSupported(true);
        return filter;
    }

    EmbeddedServer start() throws Exception {
        server.start();
        return this;
    }

    /** The address of something below the context path. */
    URI uri(String below) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/ctx/" + below);
    }

    /** The broadcaster that resources are given. */
    SseBroadcaster broadcaster() {
        return jersey.getApplicationHandler().getInjectionManager().getInstance(SseBroadcaster.class);
    }

    /** Ends the application; the server goes on. */
    void undeploy() throws Exception {
        context.stop();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}

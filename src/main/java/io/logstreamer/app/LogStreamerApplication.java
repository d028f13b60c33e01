package io.logstreamer.app;

import io.logstreamer.http.ArrivalOrder;
import io.logstreamer.http.Broadcaster;
import io.logstreamer.http.ControlEvents;
import io.logstreamer.http.CursorSinkProvider;
import io.logstreamer.http.EventsResource;
import io.logstreamer.http.HttpShell;
import io.logstreamer.http.LogsResource;
import io.logstreamer.http.RecordStreamResource;
import io.logstreamer.http.SourcesResource;
import io.logstreamer.http.StreamHeaders;
import io.logstreamer.http.StreamOpening;
import io.logstreamer.http.StreamResource;
import io.logstreamer.log.Feed;
import io.logstreamer.log.Health;
import io.logstreamer.log.History;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Pages;
import io.logstreamer.view.HistoryPages;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.SseBroadcaster;
import java.time.Duration;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/** Tells Jersey what there is: the resources, and the engine that the listener has started behind them. */
public final class LogStreamerApplication extends ResourceConfig {

    public LogStreamerApplication(@Context ServletContext context) {
        Engine engine = LogStreamerListener.engineOf(context);
        HttpShell.Options shell = (HttpShell.Options) context.getAttribute(HttpShell.Options.KEY);
        registerClasses(HttpShell.components());
        registerClasses(
                StreamResource.class,
                RecordStreamResource.class,
                LogsResource.class,
                SourcesResource.class,
                EventsResource.class,
                StreamHeaders.class);
        register(new Wiring(engine, shell));
        register(new Farewell(engine, context.getServerInfo()));
    }

    private static final class Wiring extends AbstractBinder {

        private final Engine engine;
        private final HttpShell.Options shell;

        private Wiring(Engine engine, HttpShell.Options shell) {
            this.engine = engine;
            this.shell = shell;
        }

        @Override
        protected void configure() {
            bind(shell).to(HttpShell.Options.class);
            bind(engine).to(Health.class);
            bind(engine.feed()).to(Feed.class);
            bind(engine.history()).to(History.class);
            bind(engine.streamOptions()).to(StreamResource.Options.class);
            bind(engine.times()).to(LineTimes.class);
            bind(engine.logsOptions()).to(LogsResource.Options.class);
            bind(new HistoryPages(engine.history(), engine.writings())).to(Pages.class);
            bind(engine.events()).to(ControlEvents.class);
            bind(engine.arrivalOrder()).to(ArrivalOrder.class);
            bindAsContract(StreamOpening.class);
            bind(engine.broadcasterPorts()).to(Broadcaster.Ports.class);
            bind(Broadcaster.class).to(SseBroadcaster.class).in(Singleton.class);
            bind(CursorSinkProvider.class).to(ValueParamProvider.class).in(Singleton.class);
        }
    }

    /**
     * Says goodbye to the subscribers while Jersey can still end their answers: on a redeploy it is dead before the
     * context's listener is told.
     *
     * <p>Tomcat times out the streams of a stopping application by itself, once a second, on threads of its own, and each
     * then gets its bye. That is waited for: a stream that our pump ends makes Tomcat's pool grow from under the pump,
     * and such a thread, with every one that replaces it, inherits an access control context that holds the
     * application's class loader for as long as the pool lives.
     */
    private static final class Farewell extends AbstractContainerLifecycleListener {

        private static final Duration TOMCAT_TIMES_OUT_WITHIN = Duration.ofMillis(1_500);

        private final Engine engine;
        private final String serverInfo;

        private Farewell(Engine engine, String serverInfo) {
            this.engine = engine;
            this.serverInfo = serverInfo;
        }

        @Override
        public void onShutdown(Container container) {
            if (serverInfo.startsWith("Apache Tomcat")) {
                engine.awaitNobody(TOMCAT_TIMES_OUT_WITHIN);
            }
            engine.drain();
            container
                    .getApplicationHandler()
                    .getInjectionManager()
                    .getInstance(SseBroadcaster.class)
                    .close();
        }
    }
}

package io.logstreamer.app;

import io.logstreamer.http.HttpShell;
import io.logstreamer.log.SourceSpec;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.File;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The beginning and the end of the server inside its container: reads the settings, starts the engine, and stops
 * everything. A wrong configuration is one line in the log, and the application does not start.
 */
public final class LogStreamerListener implements ServletContextListener {

    private static final Logger LOG = System.getLogger("io.logstreamer.app");

    private @Nullable Engine engine;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Settings settings = settings(context);
        ServerName name = ServerName.ofThisServer();
        context.setAttribute(
                HttpShell.Options.KEY,
                new HttpShell.Options(
                        Set.copyOf(settings.http().allowedHosts()),
                        settings.ui().title(),
                        settings.ui().enabled(),
                        name.version(),
                        settings.sources().isEmpty(),
                        System.getProperty("user.name", "")));
        Engine started = new Engine(
                settings,
                DemoLog.of(settings, context.getContextPath(), temporaryDirectory(context)),
                name,
                settings.state().of(context.getContextPath()));
        engine = started;
        context.setAttribute(Engine.class.getName(), started);
        LoadedClasses.load(context);
        started.start();
        LOG.log(Level.INFO, startLine(settings, started, name));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        event.getServletContext().removeAttribute(Engine.class.getName());
        Engine started = engine;
        engine = null;
        if (started != null) {
            started.close();
        }
        RecordMethods.forget();
    }

    /** The engine that the listener of a context has started. */
    static Engine engineOf(ServletContext context) {
        if (context.getAttribute(Engine.class.getName()) instanceof Engine started) {
            return started;
        }
        throw new IllegalStateException("the listener has not started the engine: context=" + context.getContextPath());
    }

    private static Settings settings(ServletContext context) {
        try {
            Settings settings = Settings.load(ServletInputs.of(context));
            settings.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
            return settings;
        } catch (ConfigurationException e) {
            LOG.log(Level.ERROR, e.getMessage());
            throw e;
        }
    }

    private static @Nullable Path temporaryDirectory(ServletContext context) {
        return context.getAttribute(ServletContext.TEMPDIR) instanceof File directory ? directory.toPath() : null;
    }

    private static String startLine(Settings settings, Engine engine, ServerName name) {
        String sources =
                engine.sources().stream().map(LogStreamerListener::shown).collect(Collectors.joining(", "));
        return "LogStreamer " + name.version() + " follows " + sources + "; state in "
                + settings.state().dir() + "; open to everyone who can reach it";
    }

    private static String shown(SourceSpec source) {
        if (source instanceof SourceSpec.File file) {
            return file.name() + "=" + file.path();
        }
        SourceSpec.Glob glob = (SourceSpec.Glob) source;
        return glob.name() + "=" + glob.root() + "/" + glob.pattern();
    }
}

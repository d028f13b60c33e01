package io.logstreamer.app;

import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has the server's own classes loaded before the first one is needed. A class that only a fault calls for would otherwise
 * be looked for when, say, no file can be opened any more; and what was not found once is never looked for again.
 */
final class LoadedClasses {

    private static final String CLASSES = "/WEB-INF/classes/";
    private static final String OURS = CLASSES + "io/logstreamer/";

    /** What they need is in no container. */
    private static final String COMMANDS = OURS + "cli/";

    private static final String SUFFIX = ".class";
    private static final Logger LOG = System.getLogger("io.logstreamer.app");

    private LoadedClasses() {}

    /** Loads what the application holds; nothing where it is not made of a WAR. Initialises none of them. */
    static void load(ServletContext context) {
        load(context::getResourcePaths, LoadedClasses.class.getClassLoader());
    }

    /** @param listing the paths below a directory of the application, directories with a slash at the end; null: none */
    static void load(Function<String, @Nullable Set<String>> listing, @Nullable ClassLoader loader) {
        load(OURS, listing, loader);
    }

    private static void load(
            String directory, Function<String, @Nullable Set<String>> listing, @Nullable ClassLoader loader) {
        Set<String> paths = listing.apply(directory);
        for (String path : paths == null ? Set.<String>of() : paths) {
            if (path.endsWith("/")) {
                if (!path.equals(COMMANDS)) {
                    load(path, listing, loader);
                }
            } else if (path.endsWith(SUFFIX) && !path.endsWith("-info.class")) {
                String name = path.substring(CLASSES.length(), path.length() - SUFFIX.length())
                        .replace('/', '.');
                try {
                    Class.forName(name, false, loader);
                } catch (ClassNotFoundException | LinkageError e) {
                    LOG.log(Level.DEBUG, "Not loaded yet: " + name, e);
                }
            }
        }
    }
}

package io.logstreamer.app;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;

/**
 * Reads our entries below {@code java:comp/env}: one named {@code logstreamer.ui.title} as well as one in nested
 * contexts, {@code logstreamer/ui/title}. Stateless.
 */
@SuppressWarnings("BanJNDI") // Names are the container's own, from the deployment; none comes from a request.
final class NamingEntries {

    private static final String ROOT = "java:comp/env";
    private static final String OURS = "logstreamer";

    private NamingEntries() {}

    /** The entries of the container; a container without naming has none. */
    static Map<String, String> ofContainer() {
        Context root;
        try {
            root = (Context) new InitialContext().lookup(ROOT);
        } catch (NamingException e) {
            return Map.of();
        }
        return in(root);
    }

    /**
     * The entries of a context, nested names joined by dots. Only our own are looked up: looking up a foreign entry could
     * open a data source.
     *
     * @throws ConfigurationException if one of our entries cannot be read
     */
    static Map<String, String> in(Context root) {
        Map<String, String> entries = new TreeMap<>();
        try {
            NamingEnumeration<NameClassPair> children = root.list("");
            while (children.hasMore()) {
                String name = children.next().getName();
                if (name.startsWith(OURS)) {
                    collect(root, name, name, entries);
                }
            }
        } catch (NamingException e) {
            throw new ConfigurationException(List.of(new SettingError(
                    ROOT,
                    "",
                    "JNDI",
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "correct the entries whose names begin with " + OURS)));
        }
        return entries;
    }

    private static void collect(Context parent, String name, String key, Map<String, String> entries)
            throws NamingException {
        Object value = parent.lookup(name);
        if (value instanceof Context context) {
            NamingEnumeration<NameClassPair> children = context.list("");
            while (children.hasMore()) {
                String child = children.next().getName();
                collect(context, child, key + "." + child, entries);
            }
        } else {
            entries.put(key, String.valueOf(value));
        }
    }
}

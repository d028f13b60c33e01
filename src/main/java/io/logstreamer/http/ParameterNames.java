package io.logstreamer.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters one route knows: which may be repeated, and which have a second name. Immutable; made once per
 * route with {@link #none()} and the methods that add to it.
 */
public final class ParameterNames {

    private static final ParameterNames NONE = new ParameterNames(Map.of(), Set.of());

    /** Every name a client may use, in the order they were added, and the name we use for it. */
    private final Map<String, String> canonicalNames;

    private final Set<String> repeatable;

    private ParameterNames(Map<String, String> canonicalNames, Set<String> repeatable) {
        this.canonicalNames = canonicalNames;
        this.repeatable = repeatable;
    }

    /** The names of a route without parameters. */
    public static ParameterNames none() {
        return NONE;
    }

    /** These names and a parameter that may be given once, under its name or any of its aliases. */
    public ParameterNames single(String name, String... aliases) {
        Map<String, String> names = new LinkedHashMap<>(canonicalNames);
        add(names, name, name);
        for (String alias : aliases) {
            add(names, alias, name);
        }
        return new ParameterNames(names, repeatable);
    }

    /** These names and a parameter that may be given any number of times. */
    public ParameterNames repeatable(String name) {
        Set<String> more = new LinkedHashSet<>(repeatable);
        more.add(name);
        return new ParameterNames(single(name).canonicalNames, more);
    }

    /** What clients may write, aliases included, in the order of this route's documentation. */
    List<String> all() {
        return new ArrayList<>(canonicalNames.keySet());
    }

    /** Our name for what the client wrote; null when this route does not know it. */
    @Nullable String canonical(String written) {
        return canonicalNames.get(written);
    }

    boolean isRepeatable(String canonicalName) {
        return repeatable.contains(canonicalName);
    }

    private static void add(Map<String, String> names, String written, String canonical) {
        if (names.putIfAbsent(written, canonical) != null) {
            throw new IllegalArgumentException("parameter is named twice: name=" + written);
        }
    }
}

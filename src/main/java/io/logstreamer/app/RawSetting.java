package io.logstreamer.app;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A name and a value as found, not understood yet. Immutable.
 *
 * @param name any spelling, also of nothing we know
 * @param value as found, possibly blank
 * @param origin where it was found, for messages
 */
record RawSetting(String name, String value, String origin) {

    /** The entries of a place that has nothing but names and values, in the order of names. */
    static List<RawSetting> listOf(Place place, Map<String, String> entries) {
        return new TreeMap<>(entries)
                .entrySet().stream()
                        .map(entry -> new RawSetting(entry.getKey(), entry.getValue(), place.origin(entry.getKey())))
                        .toList();
    }
}

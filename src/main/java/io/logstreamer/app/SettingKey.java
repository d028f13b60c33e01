package io.logstreamer.app;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A setting that LogStreamer knows. Immutable.
 *
 * @param name the canonical spelling, such as {@code logstreamer.stream.heartbeat}
 * @param defaultValue what counts when nothing is given, or null if there is nothing or it depends on the surroundings
 * @param defaultText what the documentation says of the default
 * @param type how its text becomes a value
 * @param <T> the type of its value
 */
record SettingKey<T>(String name, @Nullable String defaultValue, String defaultText, SettingType<T> type) {

    static final String PREFIX = "logstreamer.";

    static final String ENVIRONMENT_PREFIX = environmentName(PREFIX);

    /** A setting with a fixed default. */
    static <T> SettingKey<T> of(String name, String defaultValue, SettingType<T> type) {
        return new SettingKey<>(PREFIX + name, defaultValue, defaultValue, type);
    }

    /** A setting without a default, or with one that is found at start. */
    static <T> SettingKey<T> open(String name, String defaultText, SettingType<T> type) {
        return new SettingKey<>(PREFIX + name, null, defaultText, type);
    }

    /** The spelling for the environment, such as {@code LOGSTREAMER_STREAM_HEARTBEAT}. */
    String environmentName() {
        return environmentName(name);
    }

    /** What MicroProfile Config makes of a name for the environment: capitals, digits and underscores. */
    static String environmentName(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}

package io.logstreamer.app;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a name means to LogStreamer. One setting has a canonical spelling with dots, one for the environment, for a few
 * settings the original's; and {@code _FILE} at the end of any of them says that the value is in a file. Immutable.
 *
 * @param key the canonical key
 * @param valueInFile whether the value given is the path of the file that holds the value
 * @param original the original's variable that was used, or null
 */
record Spelling(String key, boolean valueInFile, @Nullable OriginalName original) {

    private static final String IN_FILE = "_FILE";
    private static final String SOURCES = SettingKeys.SOURCES.name();
    private static final Pattern DETAIL = Pattern.compile(
            Pattern.quote(SOURCES) + "\\.(?<name>.+)\\.(" + String.join("|", SettingKeys.SOURCE_DETAILS) + ")");
    private static final Pattern ENVIRONMENT_DETAIL =
            Pattern.compile(SettingKey.environmentName(SOURCES) + "_(?<name>.+)_(?<detail>"
                    + SettingKeys.SOURCE_DETAILS.stream()
                            .map(SettingKey::environmentName)
                            .collect(Collectors.joining("|"))
                    + ")");

    /** Reads a name in any spelling; null if no setting is called so. */
    static @Nullable Spelling of(String name) {
        String key = key(name);
        if (key != null) {
            return new Spelling(key, false, original(name));
        }
        if (!name.endsWith(IN_FILE)) {
            return null;
        }
        String stem = name.substring(0, name.length() - IN_FILE.length());
        String keyInFile = key(stem);
        return keyInFile == null ? null : new Spelling(keyInFile, true, original(stem));
    }

    /** True if a name is meant for LogStreamer, known or not, where it shares the place with others. */
    static boolean isOurs(String name) {
        return name.startsWith(SettingKey.PREFIX) || name.startsWith(SettingKey.ENVIRONMENT_PREFIX) || of(name) != null;
    }

    /** The name of the source that a key such as {@code logstreamer.sources.app.path} tells about, or null. */
    static @Nullable String sourceOf(String key) {
        Matcher matcher = DETAIL.matcher(key);
        return matcher.matches() ? matcher.group("name") : null;
    }

    /** The key of a detail, one of {@link SettingKeys#SOURCE_DETAILS}, of one source. */
    static String detailKey(String source, String detail) {
        return SOURCES + "." + source + "." + detail;
    }

    private static @Nullable String key(String name) {
        OriginalName original = original(name);
        if (original != null) {
            return original.key();
        }
        for (SettingKey<?> key : SettingKeys.ALL) {
            if (name.equals(key.name()) || name.equals(key.environmentName())) {
                return key.name();
            }
        }
        if (DETAIL.matcher(name).matches()) {
            return name;
        }
        Matcher detail = ENVIRONMENT_DETAIL.matcher(name);
        return detail.matches()
                ? detailKey(
                        lowerCase(detail.group("name")).replace('_', '-'),
                        lowerCase(detail.group("detail")).replace('_', '-'))
                : null;
    }

    private static @Nullable OriginalName original(String name) {
        for (OriginalName original : OriginalName.values()) {
            if (name.equals(original.name())) {
                return original;
            }
        }
        return null;
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}

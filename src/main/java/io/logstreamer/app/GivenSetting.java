package io.logstreamer.app;

import org.jspecify.annotations.Nullable;

/**
 * A setting as it was given in one place. Immutable.
 *
 * @param key its canonical key
 * @param text its value, never blank; of an original's variable: what it means today
 * @param shown what may be shown of the value: as it was written, or a mask
 * @param origin the place, such as {@code system property logstreamer.ui.title}
 * @param original the original's variable that gave it, or null
 */
record GivenSetting(
        String key,
        String text,
        String shown,
        String origin,
        @Nullable OriginalName original) {

    /** What is shown of a secret. */
    static final String MASK = "*****";
}

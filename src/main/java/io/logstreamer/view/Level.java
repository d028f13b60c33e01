package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/** How grave a line says it is, least first; {@link #UNKNOWN} when it does not say. */
@SuppressWarnings(
        "ImmutableEnumChecker") // Shared bytes spare the encoder a copy per line; nobody in this package writes.
enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL,
    UNKNOWN;

    private final byte[] text = name().toLowerCase(Locale.ROOT).getBytes(US_ASCII);

    /** The name in lower case, as the JSON record shows it. Shared: not to be written to. */
    byte[] text() {
        return text;
    }
}

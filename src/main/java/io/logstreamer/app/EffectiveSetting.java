package io.logstreamer.app;

/**
 * One setting as it is in force. Immutable.
 *
 * @param key the canonical key, such as {@code logstreamer.stream.heartbeat}
 * @param value as it was written, or its default; a secret is masked, nothing is empty
 * @param origin where it was given, or {@code default}
 */
public record EffectiveSetting(String key, String value, String origin) {}

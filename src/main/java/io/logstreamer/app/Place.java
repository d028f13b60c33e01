package io.logstreamer.app;

/**
 * Where settings may be given, the strongest first. The deployment comes before the process, so that two deployments in
 * one container can differ.
 */
enum Place {
    CONTEXT_PARAMETER("context parameter ", 600),
    NAMING_ENTRY("JNDI entry java:comp/env/", 550),
    ENVIRONMENT("environment variable ", 500),
    SYSTEM_PROPERTY("system property ", 400),
    CONTEXT_FILE("", 300),
    FILE("", 250);

    private final String prefix;
    private final int ordinal;

    Place(String prefix, int ordinal) {
        this.prefix = prefix;
        this.ordinal = ordinal;
    }

    /** How an entry of this place is called in messages. */
    String origin(String name) {
        return prefix + name;
    }

    /** Its strength in the sense of MicroProfile Config. */
    int strength() {
        return ordinal;
    }

    /** Whether everything in it is meant for LogStreamer. */
    boolean isFile() {
        return this == CONTEXT_FILE || this == FILE;
    }
}

package io.logstreamer.log;

/** Port: how each source is written. Thread-safe; returns at once. */
@FunctionalInterface
public interface Writings {

    /** What counts where nothing else is said. */
    Writings USUAL = source -> Writing.USUAL;

    /** Of a source, by its id; the usual one also of a source that is not known. */
    Writing of(String source);
}

package io.logstreamer.log;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Port: in which charset the text of a source is written. In each of them LF is the byte 0x0A and that byte nothing else,
 * so that lines are found in bytes. Thread-safe; returns at once.
 */
@FunctionalInterface
public interface Charsets {

    /** What counts where nothing else is said. */
    Charsets UTF_8 = source -> StandardCharsets.UTF_8;

    /** Of a source, by its id; UTF-8 also of one that is not known. */
    Charset of(String source);
}

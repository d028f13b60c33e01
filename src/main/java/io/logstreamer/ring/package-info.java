/**
 * Keeps the newest entries of all sources in memory, within a bound.
 *
 * <p>What comes in: entries, as a {@link io.logstreamer.log.Sink}. What goes out: the same entries by number or by
 * position, as {@link io.logstreamer.log.Recent}, until newer ones push them out.
 *
 * <p>Tailer threads write, any thread reads. Nobody waits: a reader that comes too late is told that it was lapped.
 */
@NullMarked
package io.logstreamer.ring;

import org.jspecify.annotations.NullMarked;

/**
 * Turns lines into bytes, once for all who want them in the same form.
 *
 * <p>What comes in: entries of the ring ({@link io.logstreamer.log.Recent}) and of the files ({@link
 * io.logstreamer.log.History}). What goes out: immutable stretches of encoded events ({@link
 * io.logstreamer.log.Segment}) on a {@link io.logstreamer.log.Tape}. Live entries are encoded on the pump that first
 * wants them, old ones on a worker; the tailer does nothing here.
 */
@NullMarked
package io.logstreamer.view;

import org.jspecify.annotations.NullMarked;

/**
 * Brings bytes to subscribers: a cursor for each, a few pump threads for all.
 *
 * <p>What comes in: tapes ({@link io.logstreamer.log.Tape}) and outlets ({@link io.logstreamer.log.Outlet}). What goes
 * out: byte ranges of shared segments, written without blocking on a {@code logstreamer-pump} thread. Nothing here
 * grows with subscribers times events.
 */
@NullMarked
package io.logstreamer.feed;

import org.jspecify.annotations.NullMarked;

/**
 * What came in, in order, over all sources: merged streams are filters over that order.
 *
 * <p>What comes in: entries, as a {@link io.logstreamer.log.Sink} on the way to the ring. What goes out: the same entries
 * in the order of their arrival, as {@link io.logstreamer.log.Recent} and {@link io.logstreamer.log.History} of a {@link
 * io.logstreamer.log.Selection}.
 *
 * <p>The order is kept on disk as runs of fixed size, without a line of text: a merged stream that is behind is read from
 * the logs themselves. Tailer threads only put what came into a queue; the journal's own thread does everything else, so
 * that a state disk that hangs delays merged streams and nothing more.
 */
@NullMarked
package io.logstreamer.journal;

import org.jspecify.annotations.NullMarked;

/**
 * Many subscribers in one process, and the proof that each got every line once, in order.
 *
 * <p>What comes in: event streams of a server; what goes out: a {@link io.logstreamer.cli.load.LoadResult}. A few threads
 * named {@code logstreamer-load-N} read all streams; each stream is read by one of them at a time.
 */
@NullMarked
package io.logstreamer.cli.load;

import org.jspecify.annotations.NullMarked;

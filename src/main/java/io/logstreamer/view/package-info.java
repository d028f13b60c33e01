/**
 * Turns entries into bytes ready to send, once for all subscribers that want the same form.
 *
 * <p>What comes in: entries and a form (SSE, NDJSON or text; raw or JSON lines). What goes out: encoded bytes that are
 * never changed again, so that any number of streams may hold them.
 *
 * <p>The encoder has no state and runs on whichever thread asks first; the others find its result.
 */
@NullMarked
package io.logstreamer.view;

import org.jspecify.annotations.NullMarked;

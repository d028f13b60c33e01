/**
 * Walks a cursor through the entries for each subscriber and hands what is encoded to its stream.
 *
 * <p>What comes in: subscriptions, the newest entries from memory and old ones from the files. What goes out: bytes, in
 * order, each line once or inside an announced gap.
 *
 * <p>A few pump threads drive all cursors; only its pump writes to a stream. Reading files happens on workers. Nothing is
 * queued for a subscriber: one that is slow stays where it is, and reads the files when memory has gone on without it.
 */
@NullMarked
package io.logstreamer.feed;

import org.jspecify.annotations.NullMarked;

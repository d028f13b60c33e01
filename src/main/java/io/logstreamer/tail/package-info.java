/**
 * Follows the files of sources and knows where their bytes are now.
 *
 * <p>What comes in: source specifications and the bytes of files, through {@link io.logstreamer.log.Disk}, read only. What
 * goes out: entries in the order of arrival to a {@link io.logstreamer.log.Sink}, and old ones on demand through
 * {@link io.logstreamer.log.History}.
 *
 * <p>Reading, splitting and telling rotations apart happen on the tailer threads. History is asked on the caller's thread,
 * which may have to wait for the disk.
 */
@NullMarked
package io.logstreamer.tail;

import org.jspecify.annotations.NullMarked;

/**
 * Makes logs to look at: random lines of a seed file, with a time in front, appended at a steady pace.
 *
 * <p>What comes in: the lines of a seed. What goes out: a growing file, on one thread of its own. Runs only where nobody
 * has configured a source, or by the command {@code make-logs}.
 */
@NullMarked
package io.logstreamer.demo;

import org.jspecify.annotations.NullMarked;

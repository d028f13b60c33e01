/**
 * A log that moves by itself, for a first look and for trials.
 *
 * <p>What comes in: the lines of a seed file; what goes out: lines appended to a log file. Runs on the caller's thread
 * ({@link io.logstreamer.demo.LogMaker#write}) or on one of its own ({@link io.logstreamer.demo.LogMaker#start}).
 * Nothing of the server is known here: the file is the only connection.
 */
@NullMarked
package io.logstreamer.demo;

import org.jspecify.annotations.NullMarked;

/**
 * The commands inside the WAR: {@code java -jar logstreamer.war COMMAND}.
 *
 * <p>The launcher at the root of the archive unpacks the libraries of the commands, which lie in {@code WEB-INF/cli} where
 * no container loads them, and starts the command that is named. A command runs on the main thread and on threads of its
 * own; it is the one place that writes to standard output.
 */
@NullMarked
package io.logstreamer.cli;

import org.jspecify.annotations.NullMarked;

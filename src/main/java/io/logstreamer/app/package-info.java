/**
 * Puts the stages together: settings, listener, composition root.
 *
 * <p>What comes in: the servlet context and the settings, read once at start; this is the one package that looks at the
 * environment and at system properties. What goes out: a running server, and at the end a stopped one that leaves no
 * thread, file or class loader behind.
 *
 * <p>Start and stop run on the container's thread; nothing else of this package runs afterwards.
 */
@NullMarked
package io.logstreamer.app;

import org.jspecify.annotations.NullMarked;

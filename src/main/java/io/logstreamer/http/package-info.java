/**
 * The HTTP side: resources, query parameters, problems and the headers every answer carries.
 *
 * <p>What comes in: requests, on the container's threads; what goes out: answers, and subscriptions handed to the
 * engine. No class here starts a thread.
 */
@NullMarked
package io.logstreamer.http;

import org.jspecify.annotations.NullMarked;

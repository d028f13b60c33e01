/**
 * The WAR in real containers: each test starts a container distribution as a process of its own and talks to it over
 * real sockets.
 *
 * <p>What comes in: the built WAR ({@link TestedWar}) and the unpacked distributions ({@link ContainerKind}); what
 * goes out: assertions. The fixtures have no threads of their own except one daemon per container process that reads
 * its output; everything else is confined to the thread of the test.
 */
@NullMarked
package io.logstreamer.it;

import org.jspecify.annotations.NullMarked;

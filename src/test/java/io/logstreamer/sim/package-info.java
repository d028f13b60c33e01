/**
 * The proof of exactness: a whole server, its log files and its subscribers in one thread and in virtual time, driven by a
 * seed.
 *
 * <p>Real are the tailer, history, ring, views and pumps. Made here are the disk ({@link
 * io.logstreamer.tail.MemoryDisk}), the programs that write and rotate, the workers, the network and the clients. {@link
 * io.logstreamer.sim.Truth} knows every byte that was written; {@link io.logstreamer.sim.Account} holds what a client has
 * received against it: <em>each line once, in order, or inside an announced gap</em>.
 */
@NullMarked
package io.logstreamer.sim;

import org.jspecify.annotations.NullMarked;

/**
 * The values every stage speaks in (source, generation, position, line batch, segment) and the ports between stages.
 *
 * <p>What comes in: nothing; what goes out: immutable values. No thread of its own: everything here is either
 * immutable or an interface whose implementation states its threading.
 */
@NullMarked
package io.logstreamer.log;

import org.jspecify.annotations.NullMarked;

package io.logstreamer.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link ScriptedOutput} that takes buffers, as the containers' own streams do, and keeps them as Jetty does. Public,
 * because a container's stream class is.
 */
public final class BufferOutput extends ScriptedOutput {

    private final List<ByteBuffer> kept = new ArrayList<>();

    /** What {@code jakarta.servlet.ServletOutputStream} has since Servlet 6.1. */
    public void write(ByteBuffer buffer) throws IOException {
        enter("write");
        kept.add(buffer);
        take(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        throw new AssertionError("bytes were written to a stream that takes buffers");
    }

    /** The buffers as they are now. */
    List<ByteBuffer> kept() {
        return kept;
    }
}

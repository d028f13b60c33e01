package io.logstreamer.http;

import io.logstreamer.log.Outlet;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A servlet's non-blocking output.
 *
 * <p>Writes {@link ByteBuffer}s where the container's stream takes them (Servlet 6.1, and Tomcat's and Jetty's own
 * streams before it), which saves Jetty a direct buffer per idle connection and a copy; else byte arrays. Used by one
 * pump thread.
 */
final class ServletOutlet implements Outlet {

    /** The method of the container's stream class; looked up once for each class there is, which is one. */
    private static final ClassValue<Object> WRITE_BUFFER = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
            MethodHandle found = lookUp(type);
            return found == null ? NONE : found;
        }
    };

    private static final Object NONE = new Object();

    private final ServletOutputStream out;
    private final @Nullable MethodHandle writeBuffer;
    private final Runnable onEnd;

    /** @param onEnd ends the response; called at most once by the pump */
    ServletOutlet(ServletOutputStream out, Runnable onEnd) {
        this.out = out;
        this.onEnd = onEnd;
        this.writeBuffer = WRITE_BUFFER.get(out.getClass()) instanceof MethodHandle handle ? handle : null;
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (writeBuffer == null) {
            out.write(bytes, from, length);
            return;
        }
        try {
            writeBuffer.invokeExact(out, ByteBuffer.wrap(bytes, from, length));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() {
        onEnd.run();
    }

    private static @Nullable MethodHandle lookUp(Class<?> type) {
        try {
            MethodHandle handle = MethodHandles.publicLookup()
                    .findVirtual(type, "write", MethodType.methodType(void.class, ByteBuffer.class));
            return handle.asType(MethodType.methodType(void.class, ServletOutputStream.class, ByteBuffer.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }
}

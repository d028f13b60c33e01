package io.logstreamer.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Ends answers that nobody takes any more: who closes a page while it loads is no fault of the server, and nothing for its
 * log. Thread-safe.
 */
@Singleton
final class AbandonedAnswers implements WriterInterceptor {

    private static final Logger LOG = System.getLogger("io.logstreamer.http");

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        Output output = new Output(context.getOutputStream());
        context.setOutputStream(output);
        try {
            context.proceed();
        } catch (IOException e) {
            if (!output.abandoned) {
                throw e;
            }
            LOG.log(Level.DEBUG, "The client has gone in the middle of an answer", e);
        }
    }

    /** Knows whether it was the connection that failed, or what should have been written. Confined to its request. */
    private static final class Output extends FilterOutputStream {
        private boolean abandoned;

        private Output(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            try {
                out.write(b);
            } catch (IOException e) {
                abandoned = true;
                throw e;
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                abandoned = true;
                throw e;
            }
        }

        /** Jersey flushes behind the answer too, where nobody could catch it. What is written next fails in any case. */
        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                abandoned = true;
            }
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                abandoned = true;
            }
        }
    }
}

package io.logstreamer.cli.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Why there is no stream, in words. */
final class Refusal {

    private static final int MAX_TEXT_BYTES = 2_000;

    private Refusal() {}

    /** No answer came. */
    static String explain(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        String message = cause == null ? null : cause.getMessage();
        if (cause instanceof ConnectException) {
            return message == null ? "connection refused" : message;
        }
        return cause instanceof IOException && message != null ? message : String.valueOf(cause);
    }

    /** The answer is something else than a stream. */
    static String explain(HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("no content type");
        if (response.statusCode() == 200) {
            return "the answer is not an event stream: " + type;
        }
        String text = new String(response.body(), StandardCharsets.UTF_8).strip();
        // A page in HTML says in a thousand words what the status says in three digits.
        boolean readable = type.contains("json") || type.startsWith("text/plain");
        return "status " + response.statusCode() + (readable && !text.isEmpty() ? ": " + text : "");
    }

    static boolean isEventStream(HttpResponse.ResponseInfo info) {
        return info.statusCode() == 200
                && info.headers()
                        .firstValue("Content-Type")
                        .filter(type -> type.startsWith("text/event-stream"))
                        .isPresent();
    }

    /** The first bytes of a body; it may be endless, the rest is not waited for. */
    static final class Text implements BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final byte[] text = new byte[MAX_TEXT_BYTES];
        private int length;
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                int more = Math.min(buffer.remaining(), MAX_TEXT_BYTES - length);
                buffer.get(text, length, more);
                length += more;
            }
            if (length == MAX_TEXT_BYTES && subscription != null) {
                subscription.cancel();
                onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            onComplete();
        }

        @Override
        public void onComplete() {
            body.complete(Arrays.copyOf(text, length));
        }
    }
}

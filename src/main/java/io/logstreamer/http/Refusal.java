package io.logstreamer.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends a client away for a while. A program gets the problem with its status and {@code Retry-After}. A browser's
 * {@code EventSource} gives up for ever at any status but 200, so a client that takes event streams alone gets an event
 * stream: a long {@code retry}, the problem as an event, and the end. It has no id, so that the client keeps its own.
 *
 * @param problem why, with the status for programs
 * @param headers of the request
 */
record Refusal(Problem problem, HttpHeaders headers) {

    private static final int MIN_WAIT_SECONDS = 20;

    /** Everybody who is sent away at once must not come back at once. */
    private static final int MAX_WAIT_SECONDS = 60;

    WebApplicationException exception() {
        int waitSeconds = ThreadLocalRandom.current().nextInt(MIN_WAIT_SECONDS, MAX_WAIT_SECONDS + 1);
        return new WebApplicationException(wantsEventStreamAlone() ? asStream(waitSeconds) : asProblem(waitSeconds));
    }

    private Response asProblem(int waitSeconds) {
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.RETRY_AFTER, waitSeconds)
                .build();
    }

    private Response asStream(int waitSeconds) {
        String block = "retry: " + waitSeconds * 1000L + "\n\nevent: problem\ndata: " + problem.json() + "\n\n";
        return Response.ok(block.getBytes(StandardCharsets.UTF_8), StreamResource.EVENT_STREAM)
                .header(HttpHeaders.CACHE_CONTROL, StreamHeaders.NO_STORE)
                .header(StreamHeaders.ACCEL_BUFFERING, "no")
                .build();
    }

    private boolean wantsEventStreamAlone() {
        List<String> accept = headers.getRequestHeader(HttpHeaders.ACCEPT);
        String all = accept == null ? "" : String.join(",", accept).toLowerCase(Locale.ROOT);
        return all.contains("text/event-stream") && !all.contains(Problem.MEDIA_TYPE);
    }
}

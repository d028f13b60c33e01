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
 * @param waitSeconds when to come again
 */
record Refusal(Problem problem, HttpHeaders headers, int waitSeconds) {

    /** For as long as a crowd may need to go. */
    Refusal(Problem problem, HttpHeaders headers) {
        this(problem, headers, between(20, 60));
    }

    /** Until something turns up that may be there at any moment, and costs little to look for. */
    static Refusal forAMoment(Problem problem, HttpHeaders headers) {
        return new Refusal(problem, headers, between(5, 10));
    }

    /** By a server that has nothing to give any more, or yet. */
    static WebApplicationException stopping(HttpHeaders headers) {
        return new Refusal(Problem.of(503, "This server is stopping or not started yet; come again."), headers)
                .exception();
    }

    /** Everybody who is sent away at once must not come back at once. */
    private static int between(int leastSeconds, int mostSeconds) {
        return ThreadLocalRandom.current().nextInt(leastSeconds, mostSeconds + 1);
    }

    WebApplicationException exception() {
        return new WebApplicationException(wantsEventStreamAlone() ? asStream() : asProblem());
    }

    private Response asProblem() {
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.RETRY_AFTER, waitSeconds)
                .build();
    }

    private Response asStream() {
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

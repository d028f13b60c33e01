package io.logstreamer.http;

import static java.lang.System.Logger.Level.ERROR;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CancellationException;

/**
 * Turns whatever a request ends with into an answer that has an entity. Without one Jersey would call {@code
 * sendError}, and the container would take the answer over.
 *
 * <p>An exception nobody foresaw is logged once, under a number the client is given too; the client sees nothing else
 * of it.
 */
public final class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final System.Logger LOGGER = System.getLogger("io.logstreamer.http");

    private final HttpHeaders headers;

    /** Called by Jersey, whose headers are those of the request at hand. */
    public ProblemMapper(@Context HttpHeaders headers) {
        this.headers = headers;
    }

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException foreseen) {
            return withEntity(foreseen.getResponse());
        }
        if (failure instanceof CancellationException) {
            // Whoever waits for a look at a log is let go when nobody looks any more.
            return Refusal.stopping(headers).getResponse();
        }
        String incident = "urn:uuid:" + UUID.randomUUID();
        LOGGER.log(ERROR, "A request failed; its answer names " + incident, failure);
        return Problem.of(500, "The server failed to answer; its log says more under the number in \"instance\".")
                .with("instance", incident)
                .response();
    }

    /** Keeps what Jersey put into the head, and adds to the {@code Allow} of a 405 what it forgets: HEAD. */
    private static Response withEntity(Response response) {
        if (response.getStatus() < 400 || response.hasEntity()) {
            return response;
        }
        Set<String> allowed = new TreeSet<>(response.getAllowedMethods());
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        Problem problem = Problem.of(response.getStatus(), detail(response.getStatus(), allowed));
        Response.ResponseBuilder answer = problem.on(Response.fromResponse(response));
        return allowed.isEmpty() ? answer.build() : answer.allow(allowed).build();
    }

    private static String detail(int status, Set<String> allowed) {
        return switch (status) {
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address answers only: " + String.join(", ", allowed) + ".";
            case 406 -> "None of the media types in Accept can be given here.";
            case 415 -> "The request's Content-Type cannot be read here.";
            default -> "The request cannot be answered.";
        };
    }
}

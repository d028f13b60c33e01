package io.logstreamer.http;

import jakarta.ws.rs.WebApplicationException;

/** Ends a request with a {@link Problem}. Made by {@link Problem#exception()}. */
public final class ProblemException extends WebApplicationException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.title(), problem.response());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}

package io.logstreamer.http;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How often a client hears from a stream, and when it comes again. Immutable.
 *
 * @param heartbeat longest silence before a comment is sent
 * @param retry how long the client waits before it connects again, before jitter
 */
record Pace(Duration heartbeat, Duration retry) {

    private static final Duration MIN_HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration MAX_HEARTBEAT = Duration.ofSeconds(60);
    private static final Duration MIN_RETRY = Duration.ofMillis(100);
    private static final Duration MAX_RETRY = Duration.ofMinutes(10);

    /** The parameters that {@link #read} reads, behind others. */
    static ParameterNames namesAfter(ParameterNames others) {
        return others.single("heartbeat").single("retry");
    }

    /**
     * What the client wants, else what is configured.
     *
     * @throws ProblemException 400, naming the parameter
     */
    static Pace read(Parameters parameters, StreamResource.Options options) {
        return new Pace(
                parameters
                        .duration("heartbeat", MIN_HEARTBEAT, MAX_HEARTBEAT, ChronoUnit.SECONDS)
                        .orElse(options.heartbeat()),
                parameters
                        .duration("retry", MIN_RETRY, MAX_RETRY, ChronoUnit.MILLIS)
                        .orElse(options.retry()));
    }
}

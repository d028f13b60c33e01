package io.logstreamer.cli.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run.
 *
 * @param connected how many of the plan's subscribers were ever connected; 0 only if the server had nothing to send (204)
 * @param firstFailure why the first of those that did not connect at once did not; null if all did
 * @param listened from when all were connected to the end
 * @param linesPerSecond received while listening, by all subscribers together
 */
public record LoadResult(
        LoadPlan plan,
        int connected,
        @Nullable String firstFailure,
        Duration listened,
        double linesPerSecond,
        Totals totals) {}

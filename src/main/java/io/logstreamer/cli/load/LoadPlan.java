package io.logstreamer.cli.load;

import java.net.URI;
import java.time.Duration;

/**
 * What a run is to do.
 *
 * @param uri the stream, {@code http} or {@code https}
 * @param clients how many subscribers, at least 1
 * @param duration how long to listen, counted from when all of them are connected
 */
public record LoadPlan(URI uri, int clients, Duration duration) {
    public LoadPlan {
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null) {
            throw new IllegalArgumentException("not an http or https address: uri=" + uri);
        }
        if (clients < 1) {
            throw new IllegalArgumentException("at least one client is needed: clients=" + clients);
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration must be above zero: duration=" + duration);
        }
    }
}

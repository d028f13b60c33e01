package io.logstreamer.view;

import io.logstreamer.log.LineTimes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The times that JSON records show, for whoever looks at single lines. Stateless. */
public final class Rfc3339Times implements LineTimes {

    @Override
    public @Nullable String timeOf(byte[] bytes, int from, int to) {
        long range = TimeFinder.find(bytes, from, to);
        if (range == TimeFinder.NONE) {
            return null;
        }
        int start = (int) (range >>> 32);
        return new String(bytes, start, (int) range - start, StandardCharsets.US_ASCII);
    }
}

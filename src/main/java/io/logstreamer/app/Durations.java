package io.logstreamer.app;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in settings: a whole number and a unit. Stateless. */
final class Durations {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|d)");

    private Durations() {}

    static Duration parse(String text) throws BadValue {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new BadValue("is not a duration", "give a whole number and a unit: 250ms, 15s, 10m, 2h");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}

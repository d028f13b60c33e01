package io.logstreamer.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a line is written: one per {@code period}. Immutable.
 *
 * @param period the time between two lines; zero means as fast as the disk takes them
 */
public record Rate(Duration period) {

    /** No waiting between lines. */
    public static final Rate MAX = new Rate(Duration.ZERO);

    private static final Pattern PER_UNIT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)/(s|m|h)");
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    public Rate {
        if (period.isNegative()) {
            throw new IllegalArgumentException("period is negative: period=" + period);
        }
    }

    /**
     * Reads {@code 2/s}, {@code 30/m}, {@code 0.5/s}, {@code 100/h} or {@code max}.
     *
     * @throws IllegalArgumentException if the text is none of these, or asks for no line at all
     */
    public static Rate parse(String text) {
        if (text.equals("max")) {
            return MAX;
        }
        Matcher matcher = PER_UNIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a rate (examples: 2/s, 30/m, 0.5/s, max): rate=" + text);
        }
        BigDecimal lines = new BigDecimal(matcher.group(1));
        if (lines.signum() == 0) {
            throw new IllegalArgumentException("no line would ever be written: rate=" + text);
        }
        BigDecimal unitNanos = NANOS_PER_SECOND.multiply(BigDecimal.valueOf(unitSeconds(matcher.group(2))));
        return new Rate(
                Duration.ofNanos(unitNanos.divide(lines, RoundingMode.HALF_UP).longValueExact()));
    }

    private static int unitSeconds(String unit) {
        return switch (unit) {
            case "h" -> 3600;
            case "m" -> 60;
            default -> 1;
        };
    }
}

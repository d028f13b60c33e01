package io.logstreamer.app;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them in settings: a whole number and a binary unit, or bytes alone. Stateless. */
final class Sizes {

    /** Twelve digits of GiB are less than 2^70, so the product is checked; more digits are nobody's memory. */
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}) ?(b|kib|mib|gib)?");

    private static final Map<String, Long> UNIT_BYTES =
            Map.of("b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30);

    private Sizes() {}

    static long parse(String text) throws BadValue {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new BadValue("is not a size", "give a whole number and a unit: 64KiB, 10MiB, 2GiB");
        }
        String unit = matcher.group(2);
        long unitBytes = unit == null ? 1 : UNIT_BYTES.getOrDefault(unit, 1L);
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unitBytes);
        } catch (ArithmeticException e) {
            throw new BadValue("is more than any machine has", "give a smaller number or unit");
        }
    }

    /** The same size with the largest unit that loses nothing; {@code bytes} is above 0. */
    static String text(long bytes) {
        int shift = Math.min(30, Long.numberOfTrailingZeros(bytes) / 10 * 10);
        String unit = switch (shift) {
            case 10 -> "KiB";
            case 20 -> "MiB";
            case 30 -> "GiB";
            default -> "B";
        };
        return (bytes >> shift) + unit;
    }
}

package io.logstreamer.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * How the text of a setting becomes its value. Implementations are stateless.
 *
 * @param <T> what the text becomes
 */
@FunctionalInterface
interface SettingType<T> {

    /** Reads a text without blanks around it, never empty. */
    T parse(String text) throws BadValue;

    /**
     * A whole number with a unit: {@code 250ms}, {@code 15s}, {@code 10m}, {@code 2h}, {@code 1d}.
     *
     * @param least the smallest value allowed, written the same way
     * @param most the largest value allowed, written the same way
     */
    static SettingType<Duration> duration(String least, String most) {
        return text -> {
            Duration value = Durations.parse(text);
            if (value.compareTo(Durations.parse(least)) < 0 || value.compareTo(Durations.parse(most)) > 0) {
                throw outOfRange(least, most);
            }
            return value;
        };
    }

    /**
     * A whole number of bytes, with or without a unit: {@code 65536}, {@code 64KiB}, {@code 10MiB}, {@code 2GiB}.
     *
     * @param least the smallest value allowed, written the same way
     * @param most the largest value allowed, written the same way
     */
    static SettingType<Long> bytes(String least, String most) {
        return text -> {
            long value = Sizes.parse(text);
            if (value < Sizes.parse(least) || value > Sizes.parse(most)) {
                throw outOfRange(least, most);
            }
            return value;
        };
    }

    /** A whole number from {@code least} to {@code most}. */
    static SettingType<Integer> count(int least, int most) {
        return text -> {
            if (!text.matches("-?[0-9]{1,18}")) {
                throw new BadValue("is not a whole number", "give " + least + " to " + most);
            }
            long value = Long.parseLong(text);
            if (value < least || value > most) {
                throw outOfRange(Integer.toString(least), Integer.toString(most));
            }
            return (int) value;
        };
    }

    /** {@code auto} (empty), or a whole number from 1 to {@code most}. */
    static SettingType<OptionalInt> countOrAuto(int most) {
        SettingType<Integer> count = count(1, most);
        return text -> {
            if (text.equalsIgnoreCase("auto")) {
                return OptionalInt.empty();
            }
            try {
                return OptionalInt.of(count.parse(text));
            } catch (BadValue e) {
                throw new BadValue(e.problem(), e.fix() + ", or auto");
            }
        };
    }

    /** Nothing but the two words, so that a typing error does not mean "false". */
    static SettingType<Boolean> flag() {
        return text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadValue("is neither true nor false", "give true or false");
        };
    }

    /** One line of at most {@code mostChars} characters. */
    static SettingType<String> line(int mostChars) {
        return text -> {
            if (text.length() > mostChars) {
                throw new BadValue("is too long", "give at most " + mostChars + " characters");
            }
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new BadValue("holds a control character", "give one line of plain text");
            }
            return text;
        };
    }

    /** A path of this machine's file system, relative or absolute; nothing is looked up. */
    static SettingType<Path> path() {
        return text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new BadValue("is not a path (" + e.getReason() + ")", "give the path of a file or directory");
            }
        };
    }

    /** Host names separated by commas, in lower case; {@code *} stands for any. */
    static SettingType<List<String>> hosts() {
        Pattern host =
                Pattern.compile("\\*|[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|\\[?[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*]?");
        return text -> {
            List<String> hosts = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                String name = part.strip().toLowerCase(Locale.ROOT);
                if (name.isEmpty()) {
                    continue;
                }
                if (!host.matcher(name).matches()) {
                    throw new BadValue(
                            "has an entry that is no host name (" + name + ")",
                            "give names alone, without scheme, port or path: logs.example.org,logs.lan");
                }
                hosts.add(name);
            }
            return List.copyOf(hosts);
        };
    }

    private static BadValue outOfRange(String least, String most) {
        return new BadValue("is out of range", "give " + least + " to " + most);
    }
}

package io.logstreamer.http;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of one request, checked by hand: JAX-RS answers 404 to a number it cannot read, where clients
 * are to be told which parameter, which value and what would be right.
 *
 * <p>{@link #read} refuses names the route does not have and single-valued parameters given twice; the readers refuse
 * values. Each refusal is a {@link ProblemException} with status 400. Confined to the request's thread.
 */
public final class Parameters {

    /** More digits would not fit a long, whatever the number is for. */
    private static final int MAX_DIGITS = 18;

    private static final Map<String, Boolean> FLAGS = Map.of("true", true, "false", false);

    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    /** What the client wrote for a parameter, under the name it used. */
    private record Given(String writtenName, List<String> values) {}

    private final Map<String, Given> givenByName;

    private Parameters(Map<String, Given> givenByName) {
        this.givenByName = givenByName;
    }

    /**
     * Takes the query of a request.
     *
     * @param query decoded names and values, as {@code UriInfo.getQueryParameters()} has them
     * @param names what the route knows
     * @throws ProblemException 400, for an unknown name or a single-valued parameter with several values
     */
    public static Parameters read(MultivaluedMap<String, String> query, ParameterNames names) {
        Map<String, Given> givenByName = new LinkedHashMap<>();
        query.forEach((written, values) -> {
            String canonical = names.canonical(written);
            if (canonical == null) {
                String value = values.isEmpty() ? "" : values.get(0);
                throw Problem.unknownParameter(written, value, names.all()).exception();
            }
            givenByName.merge(canonical, new Given(written, values), Parameters::together);
        });
        givenByName.forEach((name, given) -> {
            if (given.values().size() > 1 && !names.isRepeatable(name)) {
                throw Problem.repeatedParameter(name, given.values()).exception();
            }
        });
        return new Parameters(givenByName);
    }

    /** All values of a repeatable parameter, in the order given; empty when it is absent. */
    public List<String> all(String name) {
        Given given = givenByName.get(name);
        return given == null ? List.of() : List.copyOf(given.values());
    }

    /** The value as it stands, which may be empty; nothing when the parameter is absent. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(value(name));
    }

    /** A whole number from {@code min} to {@code max}, both included; nothing when the parameter is absent. */
    public OptionalLong wholeNumber(String name, long min, long max) {
        String value = value(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (isWholeNumber(value)) {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return OptionalLong.of(number);
            }
        }
        throw refuse(name, "a whole number from " + min + " to " + max, List.of());
    }

    /** {@code true} or {@code false}; {@code absent} when the parameter is absent. */
    public boolean flag(String name, boolean absent) {
        return oneOf(name, FLAGS).orElse(absent);
    }

    /**
     * One of several words; a refusal lists them in alphabetical order.
     *
     * @param choices every word and what it stands for
     */
    public <T> Optional<T> oneOf(String name, Map<String, T> choices) {
        String value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        T chosen = choices.get(value);
        if (chosen == null) {
            List<String> words = choices.keySet().stream().sorted().toList();
            throw refuse(name, "one of " + String.join(", ", words), words);
        }
        return Optional.of(chosen);
    }

    /**
     * A duration from {@code min} to {@code max}, both included: {@code 250ms}, {@code 15s}, {@code 10m}, {@code 2h},
     * {@code 1d}, or a bare number of {@code bareUnit}; nothing when the parameter is absent.
     */
    public Optional<Duration> duration(String name, Duration min, Duration max, ChronoUnit bareUnit) {
        String value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        Duration duration = parseDuration(value, bareUnit);
        if (duration == null || duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw refuse(name, "a time from " + shown(min, bareUnit) + " to " + shown(max, bareUnit), List.of());
        }
        return Optional.of(duration);
    }

    /**
     * A time (see {@link TimeText}); nothing when the parameter is absent.
     *
     * @param now what a time back is taken from
     */
    Optional<Instant> time(String name, Instant now) {
        String value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        Instant time = TimeText.parse(value, now);
        if (time == null) {
            throw refuse(name, TimeText.EXPECTED, List.of());
        }
        return Optional.of(time);
    }

    /**
     * The refusal of this parameter's value by a rule of the caller's.
     *
     * @param expected what is allowed, as the end of "it must be …"
     * @param valid the valid values where they can be listed, else empty
     */
    public ProblemException refuse(String name, String expected, List<String> valid) {
        Given given = givenByName.get(name);
        if (given == null) {
            throw new IllegalArgumentException("parameter was not given: name=" + name);
        }
        return Problem.badValue(given.writtenName(), given.values().get(0), expected, valid)
                .exception();
    }

    private @Nullable String value(String name) {
        Given given = givenByName.get(name);
        return given == null ? null : given.values().get(0);
    }

    private static Given together(Given one, Given other) {
        List<String> values = new ArrayList<>(one.values());
        values.addAll(other.values());
        return new Given(one.writtenName(), values);
    }

    private static boolean isWholeNumber(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - start;
        return digits > 0 && digits <= MAX_DIGITS && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }

    /** Null: it is none. A bare number is one only where it has a unit. */
    static @Nullable Duration parseDuration(String text, @Nullable ChronoUnit bareUnit) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        String amount = text.substring(0, digits);
        ChronoUnit unit = digits == text.length() ? bareUnit : UNITS.get(text.substring(digits));
        if (unit == null || !isWholeNumber(amount)) {
            return null;
        }
        try {
            return Duration.of(Long.parseLong(amount), unit);
        } catch (ArithmeticException tooLong) {
            return null;
        }
    }

    /** A bound in the unit a bare number has: {@code 5s}, {@code 250ms}. */
    private static String shown(Duration bound, ChronoUnit bareUnit) {
        return bareUnit == ChronoUnit.MILLIS ? bound.toMillis() + "ms" : bound.toSeconds() + "s";
    }
}

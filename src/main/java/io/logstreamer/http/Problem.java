package io.logstreamer.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as clients see it: RFC 9457 {@code application/problem+json}. Immutable.
 *
 * <p>The {@code type} is left out, which means {@code about:blank}: the status says the kind, {@code detail} says what
 * to do, and the extension members say it to programs. Nothing of a stack trace ever comes into a problem.
 *
 * @param status the HTTP status, 400 to 599; also for a {@code problem} event in a stream that began with 200
 * @param title the status in words, or what the problem is called
 * @param detail one or two sentences for the person who reads the answer; null where the title says all
 * @param members extension members in order, values as {@link JsonWriter#value(Object)} takes them
 */
public record Problem(int status, String title, @Nullable String detail, Map<String, Object> members) {

    /** The media type; it has no charset parameter, JSON is always UTF-8. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int MAX_ECHO_CHARS = 200;

    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status is not an error: status=" + status);
        }
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** A problem named after its status. */
    public static Problem of(int status, String detail) {
        return new Problem(status, titleOf(status), detail, Map.of());
    }

    /** A problem named after its status, where there is nothing more to say. */
    public static Problem of(int status) {
        return new Problem(status, titleOf(status), null, Map.of());
    }

    /**
     * A query parameter whose value cannot be used: 400.
     *
     * @param name the parameter, as the client spelt it
     * @param value what the client sent; long ones are cut
     * @param expected what is allowed, as the end of a sentence ("a whole number from 5 to 60")
     * @param valid the valid values where they can be listed, else empty
     */
    public static Problem badValue(String name, String value, String expected, Collection<String> valid) {
        String shown = shortened(value);
        String suggestion = Suggestion.closest(value, valid);
        Problem problem = of(
                        400,
                        name + "=" + shown + " cannot be used: it must be " + expected + "." + didYouMean(suggestion))
                .with("parameter", name)
                .with("value", shown);
        return problem.withChoice(valid, suggestion);
    }

    /** A query parameter this route does not have: 400. */
    public static Problem unknownParameter(String name, String value, Collection<String> valid) {
        String shown = shortened(name);
        String suggestion = Suggestion.closest(name, valid);
        return of(
                        400,
                        "There is no parameter " + shown + " here." + didYouMean(suggestion) + " Parameters: "
                                + String.join(", ", valid) + ".")
                .with("parameter", shown)
                .with("value", shortened(value))
                .withChoice(valid, suggestion);
    }

    /** A parameter that takes one value was given several, perhaps under two of its names: 400. */
    public static Problem repeatedParameter(String name, List<String> values) {
        List<String> shown = values.stream().map(Problem::shortened).limit(10).toList();
        return of(400, name + " takes one value, but " + values.size() + " were given.")
                .with("parameter", name)
                .with("value", shown);
    }

    /** This problem with one more extension member. */
    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(status, title, detail, more);
    }

    /** The whole document, one line. */
    public String json() {
        JsonWriter json = new JsonWriter().beginObject();
        json.name("status").value(status).name("title").value(title);
        if (detail != null) {
            json.name("detail").value(detail);
        }
        members.forEach((name, value) -> json.name(name).value(value));
        return json.endObject().toString();
    }

    /** An answer with this problem as its entity. */
    public Response response() {
        return on(Response.status(status)).build();
    }

    /** The same on an answer that has its status and its own headers already. Never to be stored: it may be mended. */
    Response.ResponseBuilder on(Response.ResponseBuilder answer) {
        return answer.type(MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(json());
    }

    /** To throw from a resource: Jersey sends {@link #response()}. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    private Problem withChoice(Collection<String> valid, @Nullable String suggestion) {
        Problem problem = valid.isEmpty() ? this : with("valid", List.copyOf(valid));
        return suggestion == null ? problem : problem.with("suggestion", suggestion);
    }

    private static String didYouMean(@Nullable String suggestion) {
        return suggestion == null ? "" : " Did you mean " + suggestion + "?";
    }

    private static String titleOf(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        if (known != null) {
            return known.getReasonPhrase();
        }
        return status == 421 ? "Misdirected Request" : "Error " + status;
    }

    /** What an answer repeats of what a client sent. */
    static String shortened(String text) {
        return text.length() <= MAX_ECHO_CHARS ? text : text.substring(0, MAX_ECHO_CHARS) + "…";
    }
}

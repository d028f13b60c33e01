package io.logstreamer.http;

import io.logstreamer.log.Form;
import io.logstreamer.log.Pages.Order;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a client wants of a page. Immutable.
 *
 * @param source id of the source
 * @param form of its lines
 * @param type of the answer
 * @param start where the range begins
 * @param before id that the range ends at; empty: none is given
 * @param until the last time that is wanted; empty: any
 * @param limit lines of the page, at least 1
 * @param order which lines of the range, and in which order
 */
record LogsQuery(
        String source,
        Form form,
        MediaType type,
        Start start,
        String before,
        Optional<Instant> until,
        int limit,
        Order order) {

    /** What an answer can be; the first is what a client gets that takes anything. */
    private enum As {
        NDJSON("application", "x-ndjson"),
        SSE("text", "event-stream"),
        TEXT("text", "plain");

        private final String type;
        private final String subtype;

        As(String type, String subtype) {
            this.type = type;
            this.subtype = subtype;
        }

        private MediaType type() {
            return new MediaType(type, subtype);
        }

        /** As it stands in the head of an answer. */
        private MediaType typeOfAnswer() {
            return type.equals("text") ? type().withCharset("utf-8") : type();
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Map<String, As> FORMS =
            Arrays.stream(As.values()).collect(Collectors.toMap(As::text, as -> as));
    private static final Map<String, Form.Kind> KINDS = Map.of("raw", Form.Kind.RAW, "json", Form.Kind.JSON);
    private static final Map<String, Form.Control> CONTROLS =
            Map.of("escape", Form.Control.ESCAPE, "raw", Form.Control.RAW, "strip", Form.Control.STRIP);
    private static final Map<String, Order> DIRECTIONS = Map.of("forward", Order.FIRST, "backward", Order.NEWEST_FIRST);

    private static final ParameterNames NAMES = ParameterNames.none()
            .repeatable("source")
            .repeatable("group")
            .single("tail", "lines")
            .single("since")
            .single("until")
            .single("after")
            .single("before")
            .single("limit")
            .single("direction")
            .single("as")
            .single("format")
            .single("control");

    /**
     * Where the range of a page begins: the first of these that is given.
     *
     * @param after an id; empty: none
     * @param since a time
     * @param tail lines before the end of the range
     */
    record Start(String after, Optional<Instant> since, OptionalLong tail) {

        private boolean isGiven() {
            return !after.isEmpty() || isRelative();
        }

        /** Whether it depends on the end of the range or on the time of the request, where no place is given. */
        boolean isRelative() {
            return after.isEmpty() && (since.isPresent() || tail.isPresent());
        }
    }

    /**
     * Reads a query.
     *
     * @param headers of the request
     * @param now what a time back is taken from
     * @throws ProblemException 400, 404 or 406, naming the parameter
     * @throws WebApplicationException none is named, and there is no log yet
     */
    static LogsQuery read(
            MultivaluedMap<String, String> query,
            HttpHeaders headers,
            LogsResource.Options options,
            SourceNames sources,
            Instant now) {
        Parameters parameters = Parameters.read(query, NAMES);
        OptionalLong tail = parameters.wholeNumber("tail", 0, options.maxLines());
        Optional<Instant> since = parameters.time("since", now);
        Optional<Instant> until = StreamQuery.endOf(parameters, since, now);
        Start start = new Start(parameters.text("after").orElse(""), since, tail);
        long limit = parameters
                .wholeNumber("limit", 1, options.maxLines())
                .orElse(Math.max(1, tail.orElse(options.lines())));
        // Who says where to begin reads on from there; who does not is shown the end.
        Order order = parameters.oneOf("direction", DIRECTIONS).orElse(start.isGiven() ? Order.FIRST : Order.LAST);
        As as = parameters.oneOf("as", FORMS).orElseGet(() -> best(headers.getAcceptableMediaTypes()));
        return new LogsQuery(
                sources.selected(parameters, headers, false),
                form(parameters, as),
                as.typeOfAnswer(),
                start,
                parameters.text("before").orElse(""),
                until,
                (int) limit,
                order);
    }

    private static Form form(Parameters parameters, As as) {
        Form.Kind kind = parameters.oneOf("format", KINDS).orElse(as == As.TEXT ? Form.Kind.RAW : Form.Kind.JSON);
        if (as == As.NDJSON && kind == Form.Kind.RAW) {
            throw parameters.refuse(
                    "format", "json in NDJSON; raw lines come with as=text and as=sse", List.of("json"));
        }
        Form.Control control = parameters.oneOf("control", CONTROLS).orElse(Form.Control.ESCAPE);
        Form.Framing framing = as == As.SSE ? Form.Framing.SSE : Form.Framing.LINES;
        return new Form(kind, control, Form.LOG_UPDATE, false, framing);
    }

    private static As best(List<MediaType> acceptable) {
        for (MediaType wanted : acceptable) {
            for (As as : As.values()) {
                if (as.type().isCompatible(wanted)) {
                    return as;
                }
            }
        }
        String types =
                Arrays.stream(As.values()).map(as -> as.type().toString()).collect(Collectors.joining(", "));
        throw Problem.of(406, "A page comes as " + types + "; as= chooses one whatever Accept says.")
                .exception();
    }
}

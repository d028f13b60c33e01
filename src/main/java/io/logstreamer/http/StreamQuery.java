package io.logstreamer.http;

import io.logstreamer.log.Form;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.log.Subscription.Until;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client wants from the query and the headers of a stream. Immutable; one for each route.
 *
 * <p>An id is never refused: whatever it holds, a client that sends one wants to go on, and hears of a gap in the stream
 * itself (an {@code EventSource} would give up for ever at any status but 200).
 */
final class StreamQuery {

    /** The header in which an {@code EventSource} sends the last id it has seen (WHATWG HTML, 9.2.4). */
    static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final ParameterNames NAMES = Pace.namesAfter(ParameterNames.none()
            .repeatable("source")
            .repeatable("group")
            .single("tail", "lines")
            .single("since")
            .single("until")
            .single("last_event_id", "lastEventId")
            .single("on-gap")
            .single("follow")
            .single("format")
            .single("control")
            .single("event")
            .single("events"));

    private static final int MAX_EVENT_NAME_CHARS = 64;

    /** Names that mean something else: our control events, and what browsers dispatch of their own accord. */
    private static final Set<String> TAKEN_NAMES = Set.of(
            "hello",
            "gap",
            "rotate",
            "backfill-end",
            "progress",
            "status",
            "sources-changed",
            "problem",
            "bye",
            "open",
            "error");

    private static final Map<String, Boolean> GAP_CHOICES = ordered("oldest", false, "latest", true);
    private static final Map<String, Form.Kind> KINDS = ordered("raw", Form.Kind.RAW, "json", Form.Kind.JSON);
    private static final Map<String, Form.Control> CONTROLS = controls();
    private static final Map<String, Boolean> ALL_EVENTS = Map.of("all", true);

    /**
     * What a route does where the client says nothing.
     *
     * @param kind form of a line
     * @param full whether the control events are sent unasked
     * @param start where a stream begins
     */
    record Defaults(Form.Kind kind, boolean full, Start start) {}

    private final Defaults defaults;
    private final StreamResource.Options options;
    private final SourceNames sources;
    private final InstantSource clock;

    StreamQuery(Defaults defaults, StreamResource.Options options, SourceNames sources) {
        this(defaults, options, sources, InstantSource.system());
    }

    StreamQuery(Defaults defaults, StreamResource.Options options, SourceNames sources, InstantSource clock) {
        this.defaults = defaults;
        this.options = options;
        this.sources = sources;
        this.clock = clock;
    }

    /**
     * What the client wants.
     *
     * @param peer its address
     * @throws ProblemException 400 or 404, naming the parameter
     * @throws WebApplicationException none is named, and there is no log yet
     */
    Subscription read(MultivaluedMap<String, String> query, HttpHeaders headers, String peer) {
        Parameters parameters = Parameters.read(query, NAMES);
        boolean full = parameters.oneOf("events", ALL_EVENTS).orElse(defaults.full());
        Form form = form(parameters, full);
        Instant now = clock.instant();
        Optional<Instant> since = parameters.time("since", now);
        Until until = until(parameters, since, now);
        Start start = start(parameters, headers, since);
        boolean onGapLatest = parameters.oneOf("on-gap", GAP_CHOICES).orElse(false);
        boolean follow = parameters.flag("follow", true);
        Pace pace = Pace.read(parameters, options);
        // Last, since it may look at a directory.
        String source = sources.selected(parameters, headers, true);
        return new Subscription(
                source, form, start, until, follow, onGapLatest, pace.heartbeat(), pace.retry(), full, peer);
    }

    private Form form(Parameters parameters, boolean full) {
        Form.Kind kind = parameters.oneOf("format", KINDS).orElse(defaults.kind());
        Form.Control control = parameters.oneOf("control", CONTROLS).orElse(Form.Control.ESCAPE);
        // A JSON record is the same whatever becomes of control characters elsewhere: one view serves all.
        return new Form(kind, kind == Form.Kind.JSON ? Form.Control.ESCAPE : control, event(parameters), full);
    }

    private static @Nullable String event(Parameters parameters) {
        Optional<String> given = parameters.text("event");
        if (given.isEmpty()) {
            return Form.LOG_UPDATE;
        }
        String name = given.get();
        if (name.equals("none")) {
            return null;
        }
        if (TAKEN_NAMES.contains(name)) {
            throw parameters.refuse("event", "a name that no other event has, or none", List.of());
        }
        if (name.isEmpty()
                || name.length() > MAX_EVENT_NAME_CHARS
                || !name.chars().allMatch(StreamQuery::fitsName)) {
            throw parameters.refuse(
                    "event",
                    "a name of 1 to " + MAX_EVENT_NAME_CHARS + " of the characters A-Z a-z 0-9 . _ -, or none",
                    List.of());
        }
        return name;
    }

    private static boolean fitsName(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
    }

    private static @Nullable Until until(Parameters parameters, Optional<Instant> since, Instant now) {
        return endOf(parameters, since, now)
                .map(time -> new Until(time, Duration.between(now, time)))
                .orElse(null);
    }

    /** The parameter {@code until}, which must not lie before {@code since}. */
    static Optional<Instant> endOf(Parameters parameters, Optional<Instant> since, Instant now) {
        Optional<Instant> until = parameters.time("until", now);
        if (until.isPresent() && since.isPresent() && until.get().isBefore(since.get())) {
            throw parameters.refuse("until", "a time not before since, which is " + since.get(), List.of());
        }
        return until;
    }

    /**
     * First that is there: the header, which a browser sends when it comes again; the id in the query; the time; the tail.
     */
    private Start start(Parameters parameters, HttpHeaders headers, Optional<Instant> since) {
        OptionalLong tail = parameters.wholeNumber("tail", 0, options.maxLines());
        List<String> header = headers.getRequestHeader(LAST_EVENT_ID);
        String id = header == null || header.isEmpty() ? "" : header.get(0);
        if (id.isEmpty()) {
            id = parameters.text("last_event_id").orElse("");
        }
        // An empty id is how an event stream says that there is none.
        if (!id.isEmpty()) {
            return after(id);
        }
        if (since.isPresent()) {
            return new Start.Since(since.get());
        }
        return tail.isPresent() ? new Start.Tail((int) tail.getAsLong()) : defaults.start();
    }

    private static Start after(String id) {
        return switch (id) {
            case "earliest" -> new Start.Earliest();
            case "latest" -> new Start.Live();
            default -> new Start.After(id);
        };
    }

    private static <T> Map<String, T> ordered(String first, T one, String second, T other) {
        Map<String, T> choices = new LinkedHashMap<>();
        choices.put(first, one);
        choices.put(second, other);
        return choices;
    }

    private static Map<String, Form.Control> controls() {
        Map<String, Form.Control> choices = ordered("escape", Form.Control.ESCAPE, "raw", Form.Control.RAW);
        choices.put("strip", Form.Control.STRIP);
        return choices;
    }
}

package io.logstreamer.http;

import io.logstreamer.log.Gap;
import io.logstreamer.log.Health;
import io.logstreamer.log.History;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.Pages;
import io.logstreamer.log.Pages.Order;
import io.logstreamer.log.Pages.Page;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
import io.logstreamer.log.SourceState;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/logs}: a page of the past. Read and written on the request's thread, which may wait for a disk and for the
 * client; nothing of the page is kept in memory.
 */
@Path("api/v1/logs")
public final class LogsResource {

    /** The place before the oldest line of a page. */
    static final String FIRST_EVENT_ID = "LogStreamer-First-Event-ID";

    /** The place behind the newest line of a page. */
    static final String LAST_EVENT_ID = "LogStreamer-Last-Event-ID";

    private static final long LOOK_MILLIS = 2_500;
    private static final int MAX_SHOWN_ID = 80;

    /**
     * What the settings say about pages.
     *
     * @param lines of a page when nothing is said
     * @param maxLines the most lines that may be asked for
     * @param maxBytes the most bytes of a page, unless its only line is longer
     */
    public record Options(int lines, int maxLines, long maxBytes) {}

    private final Options options;
    private final StreamResource.Options streams;
    private final History history;
    private final Pages pages;
    private final Health health;
    private final ArrivalOrder order;

    @Inject
    LogsResource(
            Options options,
            StreamResource.Options streams,
            History history,
            Pages pages,
            Health health,
            ArrivalOrder order) {
        this.options = options;
        this.streams = streams;
        this.history = history;
        this.pages = pages;
        this.health = health;
        this.order = order;
    }

    @GET
    public Response logs(@Context UriInfo uri, @Context HttpHeaders headers) {
        LogsQuery wanted = LogsQuery.read(
                uri.getQueryParameters(),
                headers,
                options,
                new SourceNames(history, streams.groups(), streams.defaultSource()),
                Instant.now());
        if (!health.ready()) {
            throw Refusal.stopping(headers);
        }
        List<byte[]> gaps = new ArrayList<>();
        Pages.Request request;
        Page page;
        try {
            request = request(wanted, tip(wanted.source(), headers), gaps);
            page = pages.find(request);
        } catch (CancellationException e) {
            // Whoever waits for a look at the log is let go when nobody looks any more.
            throw Refusal.stopping(headers);
        }
        StreamingOutput body = out -> {
            for (byte[] gap : gaps) {
                out.write(gap);
            }
            page.writeTo(out);
        };
        Response.ResponseBuilder answer = Response.ok(body, wanted.type())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header(StreamHeaders.NODE, streams.node())
                .header(FIRST_EVENT_ID, history.id(page.first()))
                .header(LAST_EVENT_ID, history.id(page.last()));
        if (page.more()) {
            answer.header(HttpHeaders.LINK, "<" + next(uri.getRequestUri(), wanted, request, page) + ">; rel=\"next\"");
        }
        return answer.build();
    }

    /** The range, with what is to be told of the ids that were given. */
    private Pages.Request request(LogsQuery wanted, Position tip, List<byte[]> gaps) {
        Position end = tip;
        if (!wanted.before().isEmpty()) {
            end = earlier(end, place(wanted, wanted.before(), tip, gaps));
        }
        Optional<Instant> until = wanted.until();
        if (until.isPresent()) {
            end = earlier(end, history.since(wanted.source(), until.get().plusNanos(1)));
        }
        Position start = start(wanted, tip, end, gaps);
        return new Pages.Request(wanted.form(), start, end, wanted.order(), wanted.limit(), options.maxBytes());
    }

    private Position start(LogsQuery wanted, Position tip, Position end, List<byte[]> gaps) {
        LogsQuery.Start start = wanted.start();
        if (!start.after().isEmpty()) {
            return place(wanted, start.after(), tip, gaps);
        }
        if (start.since().isPresent()) {
            return history.since(wanted.source(), start.since().get());
        }
        return start.tail().isPresent()
                ? history.back(end, (int) start.tail().getAsLong())
                : history.earliest(wanted.source());
    }

    private static Position earlier(Position one, Position other) {
        return other.isBefore(one) ? other : one;
    }

    /** The place of an id; one that is not found is the oldest place, and a gap. */
    private Position place(LogsQuery wanted, String id, Position tip, List<byte[]> gaps) {
        if (id.equals("earliest")) {
            return history.earliest(wanted.source());
        }
        if (id.equals("latest")) {
            return tip;
        }
        Resolution found = history.resolve(wanted.source(), id);
        Gap.Reason reason = found.reason();
        if (reason != null) {
            gaps.add(pages.gap(wanted.form(), shown(id), found.position(), reason));
        }
        return found.position();
    }

    /** Everything that was written before the request is in the range, unless the disk does not answer. */
    private Position tip(String source, HttpHeaders headers) {
        try {
            return history.tip(source).get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at " + source, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CancellationException cancelled) {
                throw cancelled;
            }
            throw new IllegalStateException("no look at " + source, e);
        } catch (TimeoutException e) {
            Position known = Selection.is(source) ? null : knownTip(source);
            if (known == null) {
                throw Refusal.forAMoment(Problem.of(503, awaited(source)), headers)
                        .exception();
            }
            return known;
        }
    }

    /** How far the source was read when it could be; null: it never could. */
    private @Nullable Position knownTip(String source) {
        SourceState state = history.source(source);
        List<SourceState.Stretch> generations = state == null ? List.of() : state.generations();
        return generations.isEmpty()
                ? null
                : generations.get(generations.size() - 1).last();
    }

    /** What a page waits for, and what can be done meanwhile. */
    private String awaited(String source) {
        if (!Selection.is(source)) {
            return Problem.shortened(source)
                    + " was not looked at yet: its disk is slow or does not answer; come again.";
        }
        String open = order.isAwaited()
                ? "is not there yet: another deployment still holds the state directory (logstreamer.state.dir), or its disk"
                        + " does not answer. After some seconds it is done without"
                : "is still being looked for: there is much to read, or a disk is slow";
        return "The order in which the lines of these logs arrived " + open
                + "; come again, or ask for one log, which can be read at once.";
    }

    /** What a client sends for an id may be anything: no more of it comes back than the longest id of ours has. */
    private static String shown(String id) {
        return id.length() <= MAX_SHOWN_ID ? id : id.substring(0, MAX_SHOWN_ID);
    }

    /**
     * The address of the next page, from the root on: the same query, but for the ids that say where its range begins and
     * ends. The range is that of the first page: one that was to begin some lines or some time back began at a place, which
     * a range with another end, or a later now, would not find again.
     */
    private String next(URI request, LogsQuery wanted, Pages.Request range, Page page) {
        Map<String, Position> places = new LinkedHashMap<>();
        if (range.order() == Order.FIRST) {
            places.put("after", page.last());
        } else {
            if (wanted.start().isRelative()) {
                places.put("after", range.from());
            }
            places.put("before", page.first());
        }
        String query = request.getRawQuery();
        StringBuilder address = new StringBuilder(request.getRawPath()).append('?');
        StringTokenizer given = new StringTokenizer(query == null ? "" : query, "&");
        while (given.hasMoreTokens()) {
            String parameter = given.nextToken();
            if (!places.containsKey(parameter.split("=", 2)[0])) {
                address.append(parameter).append('&');
            }
        }
        places.forEach((name, place) ->
                address.append(name).append('=').append(history.id(place)).append('&'));
        address.setLength(address.length() - 1);
        return address.toString().replace("<", "%3C").replace(">", "%3E");
    }
}

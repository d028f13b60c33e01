package io.logstreamer.http;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sources there are, with the generations of each. Ids hold slashes, so they are a parameter, never a path. */
@Path("api/v1/sources")
public final class SourcesResource {

    private static final ParameterNames NAMES = ParameterNames.none().repeatable("source");

    /** Enough for the line that a place is at. */
    private static final int LINE_BYTES = 4 * 1024;

    /** The times of so many generations are looked up in one answer: each costs a read or two. */
    private static final int MAX_TIMED_GENERATIONS = 200;

    private final History history;
    private final List<String> groups;
    private final SourceNames names;
    private final LineTimes times;

    @Inject
    SourcesResource(History history, StreamResource.Options options, LineTimes times) {
        this.history = history;
        this.groups = options.groups();
        this.names = new SourceNames(history, options.groups(), options.defaultSource());
        this.times = times;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response sources(@Context UriInfo uri) {
        Parameters parameters = Parameters.read(uri.getQueryParameters(), NAMES);
        JsonWriter json = new JsonWriter().beginObject().name("sources").beginArray();
        int generations = 0;
        for (SourceState state : wanted(parameters.all("source"))) {
            write(json, state, generations);
            generations += state.generations().size();
        }
        json.endArray();
        writeGroups(json);
        return Response.ok(json.endObject().toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private List<SourceState> wanted(List<String> given) {
        if (given.isEmpty()) {
            return history.sources();
        }
        Set<String> ids = given.stream()
                .flatMap(name -> names.all("source", name).stream())
                .collect(Collectors.toSet());
        return history.sources().stream()
                .filter(state -> ids.contains(state.id()))
                .toList();
    }

    /** Every configured group, also one that has no log yet. */
    private void writeGroups(JsonWriter json) {
        Map<String, Long> logs = history.sources().stream()
                .filter(state -> !state.id().equals(state.group()))
                .collect(Collectors.groupingBy(SourceState::group, Collectors.counting()));
        json.name("groups").beginArray();
        for (String group : groups) {
            json.beginObject();
            json.name("name").value(group);
            json.name("sources").value(logs.getOrDefault(group, 0L));
            json.endObject();
        }
        json.endArray();
    }

    private void write(JsonWriter json, SourceState state, int before) {
        json.beginObject();
        json.name("id").value(state.id());
        json.name("group").value(state.group());
        // Clients name sources, never paths: where the log lies is nobody's business.
        json.name("file").value(state.fileName());
        json.name("present").value(OddFile.orFileIsThere(state));
        String problem = problemOf(state);
        if (problem != null) {
            json.name("problem").value(problem);
        }
        json.name("generations").beginArray();
        int number = before;
        for (SourceState.Stretch stretch : state.generations()) {
            write(json, stretch, number++ < MAX_TIMED_GENERATIONS);
        }
        json.endArray().endObject();
    }

    /** Why nothing can be read of it; null: something can. */
    private static @Nullable String problemOf(SourceState state) {
        String problem = state.problem();
        return problem != null || state.present() || !state.generations().isEmpty()
                ? problem
                : state.fileName() + " is not there; its stream waits for it";
    }

    private void write(JsonWriter json, SourceState.Stretch stretch, boolean timed) {
        json.beginObject();
        String file = stretch.file();
        if (file != null) {
            json.name("file").value(file);
        }
        if (stretch.sizeBytes() != SourceState.UNKNOWN_BYTES) {
            json.name("sizeBytes").value(stretch.sizeBytes());
        }
        json.name("compressed").value(stretch.compressed());
        json.name("firstId").value(EventId.text(stretch.first()));
        json.name("lastId").value(EventId.text(stretch.last()));
        // An archive would have to be inflated for the sake of one line.
        if (timed && !stretch.compressed() && stretch.first().isBefore(stretch.last())) {
            time(json, "firstTime", stretch.first());
            time(json, "lastTime", history.back(stretch.last(), 1));
        }
        json.endObject();
    }

    /** The time that the line behind a place gives itself, if it gives one. */
    private void time(JsonWriter json, String name, Position before) {
        String time = timeBehind(before);
        if (time != null) {
            json.name(name).value(time);
        }
    }

    private @Nullable String timeBehind(Position before) {
        Entry entry = history.read(before, LINE_BYTES);
        if (entry instanceof LineBatch batch) {
            return times.timeOf(batch.bytes(), batch.start(0), batch.ends()[0]);
        }
        return entry instanceof LongLine line ? times.timeOf(line.head(), 0, line.head().length) : null;
    }
}

package io.logstreamer.http;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Rotation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The control events of {@link ControlEvents} as blocks of an event stream (WHATWG HTML, 9.2.5). Stateless. */
final class ControlBlocks {

    private ControlBlocks() {}

    /** The beginning of a stream of control events. */
    static byte[] hello(String version, String node, Collection<SourceList.Shown> sources) {
        JsonWriter json = new JsonWriter().beginObject();
        json.name("version").value(version);
        json.name("node").value(node);
        json.name("sources").beginArray();
        sources.forEach(source -> json.value(source.id()));
        json.endArray();
        return block("event: hello\n", json);
    }

    static byte[] sourcesChanged(SourceList.Delta delta) {
        JsonWriter json = new JsonWriter().beginObject();
        write(json, "added", delta.added());
        json.name("removed").beginArray();
        delta.removed().forEach(json::value);
        json.endArray();
        write(json, "changed", delta.changed());
        return block("event: sources-changed\n", json);
    }

    private static void write(JsonWriter json, String name, List<SourceList.Shown> sources) {
        json.name(name).beginArray();
        for (SourceList.Shown source : sources) {
            json.beginObject();
            json.name("id").value(source.id());
            json.name("group").value(source.group());
            json.name("file").value(source.file());
            json.name("present").value(source.present());
            String problem = source.problem();
            if (problem != null) {
                json.name("problem").value(problem);
            }
            json.endObject();
        }
        json.endArray();
    }

    /**
     * How the server stands.
     *
     * @param missed rotations and gaps that were not told since the last one, because there were too many at once
     */
    static byte[] status(
            Duration uptime, int subscribers, Collection<SourceList.Shown> sources, String journal, int missed) {
        JsonWriter json = new JsonWriter().beginObject();
        json.name("uptimeSeconds").value(uptime.toSeconds());
        json.name("subscribers").value(subscribers);
        json.name("sources").value(sources.size());
        json.name("problems")
                .value(sources.stream()
                        .filter(source -> source.problem() != null)
                        .count());
        json.name("journal").value(journal);
        if (missed > 0) {
            json.name("missed").value(missed);
        }
        return block("event: status\n", json);
    }

    /** A rotation or a gap; empty: anything else is nothing that is told here. */
    static byte[] entry(Entry entry) {
        if (entry instanceof Rotation rotation) {
            JsonWriter json = new JsonWriter().beginObject();
            json.name("source").value(rotation.source());
            json.name("file").value(rotation.file());
            json.name("generation").value(EventId.text(rotation.after()));
            json.name("how").value(rotation.how().text());
            return block("event: rotate\n", json);
        }
        return entry instanceof Gap gap ? block("event: gap\n", LineEvents.members(gap)) : new byte[0];
    }

    private static byte[] block(String event, JsonWriter json) {
        return (event + "data: " + json.endObject() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}

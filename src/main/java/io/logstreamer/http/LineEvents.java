package io.logstreamer.http;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.nio.charset.StandardCharsets;
import org.glassfish.jersey.media.sse.OutboundEvent;
import org.jspecify.annotations.Nullable;

/**
 * An entry as events of the standard's API, for sinks that are not ours: the line's text as it is, without its
 * terminator, under the name and id that subscribers see. Stateless.
 */
final class LineEvents {

    private LineEvents() {}

    /** How many events an entry makes. */
    static int count(Entry entry) {
        return entry instanceof LineBatch batch ? batch.count() : 1;
    }

    /** Event {@code i} of an entry; null: it is nothing that sinks are told, such as a rotation. */
    static @Nullable OutboundSseEvent event(Entry entry, int i) {
        if (entry instanceof LineBatch batch) {
            return line(text(batch.bytes(), batch.start(i), batch.ends()[i]), batch.after(i));
        }
        if (entry instanceof LongLine line) {
            String head = text(line.head(), 0, line.head().length);
            return line(head + " [cut: the line has " + line.lengthBytes() + " bytes]", line.after());
        }
        return entry instanceof Gap gap ? gap(gap) : null;
    }

    private static OutboundSseEvent line(String text, Position after) {
        return new OutboundEvent.Builder()
                .name(Form.LOG_UPDATE)
                .id(EventId.text(after))
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, text)
                .build();
    }

    private static OutboundSseEvent gap(Gap gap) {
        return new OutboundEvent.Builder()
                .name("gap")
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, members(gap).endObject().toString())
                .build();
    }

    /** The object that tells of a gap, but for its end. */
    static JsonWriter members(Gap gap) {
        JsonWriter json = new JsonWriter().beginObject();
        json.name("source").value(gap.source());
        json.name("from").value(gap.fromId());
        json.name("to").value(gap.toId());
        if (gap.bytes() >= 0) {
            json.name("bytes").value(gap.bytes());
        }
        if (gap.maybe()) {
            json.name("maybe").value(true);
        }
        return json.name("reason").value(gap.reason().text());
    }

    /** LF ends a line, one CR before it is dropped, any other CR is text. */
    private static String text(byte[] bytes, int from, int end) {
        int to = end;
        if (to > from && bytes[to - 1] == '\n') {
            to--;
            if (to > from && bytes[to - 1] == '\r') {
                to--;
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}

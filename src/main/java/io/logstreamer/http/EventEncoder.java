package io.logstreamer.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Providers;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event of the standard's API as a block of an event stream (WHATWG HTML, 9.2.5). Whatever its texts hold, no
 * field is forged: a line end inside them begins another field of the same name. Thread-safe.
 */
final class EventEncoder {

    private static final Annotation[] NO_ANNOTATIONS = {};

    private final Providers providers;

    EventEncoder(Providers providers) {
        this.providers = providers;
    }

    /**
     * One block, ended by an empty line. It has no id, whatever the event has: an id would move the client's place in the
     * log to something that no server could find again.
     *
     * @throws IllegalArgumentException no provider can write data of this type and media type
     */
    byte[] encode(OutboundSseEvent event) {
        StringBuilder block = new StringBuilder();
        fields(block, "", event.getComment());
        fields(block, "event", event.getName());
        if (event.isReconnectDelaySet()) {
            block.append("retry: ").append(event.getReconnectDelay()).append('\n');
        }
        Object data = event.getData();
        if (data != null) {
            fields(block, "data", text(event, data));
        }
        return block.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void fields(StringBuilder block, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        int from = 0;
        for (int i = 0; i <= value.length(); i++) {
            char c = i < value.length() ? value.charAt(i) : '\n';
            if (c == '\n' || c == '\r') {
                block.append(name).append(": ").append(value, from, i).append('\n');
                from = i + 1;
                if (c == '\r' && from < value.length() && value.charAt(from) == '\n') {
                    i++;
                    from++;
                }
            }
        }
    }

    private String text(OutboundSseEvent event, Object data) {
        if (data instanceof CharSequence || data instanceof Number || data instanceof Boolean) {
            return data.toString();
        }
        Class<?> type = event.getType();
        Type generic = event.getGenericType() == null ? data.getClass() : event.getGenericType();
        MediaType media = event.getMediaType() == null ? MediaType.TEXT_PLAIN_TYPE : event.getMediaType();
        return write(data, type == null ? data.getClass() : type, generic, media);
    }

    private String write(Object data, Class<?> type, Type generic, MediaType media) {
        MessageBodyWriter<?> writer = providers.getMessageBodyWriter(type, generic, NO_ANNOTATIONS, media);
        if (writer == null) {
            throw new IllegalArgumentException("no provider writes the data: type=" + type + " mediaType=" + media);
        }
        @SuppressWarnings("unchecked")
        MessageBodyWriter<Object> any = (MessageBodyWriter<Object>) writer;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            any.writeTo(data, type, generic, NO_ANNOTATIONS, media, new MultivaluedHashMap<>(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (WebApplicationException e) {
            throw new IllegalArgumentException("the data cannot be written: type=" + type, e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

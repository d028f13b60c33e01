package io.logstreamer.it;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands between two empty lines of an event stream, field by field. Immutable.
 *
 * @param event the last {@code event} field, null if there was none
 * @param data the {@code data} fields joined with LF, null if there was none; empty for an empty field
 * @param id the last {@code id} field, null if there was none
 * @param retryMillis the last {@code retry} field, null if there was none
 * @param comments the comments, without their colon
 */
public record SseBlock(
        @Nullable String event,
        @Nullable String data,
        @Nullable String id,
        @Nullable Integer retryMillis,
        List<String> comments) {

    /** Moves the cursor of a subscriber and says nothing else. */
    public boolean isIdOnly() {
        return id != null && data == null && event == null;
    }

    /** Says nothing to an application: comments, a retry time, or only an id. */
    public boolean isSilent() {
        return data == null;
    }

    public boolean isComment() {
        return data == null && event == null && id == null && retryMillis == null && !comments.isEmpty();
    }

    public boolean isLine() {
        return data != null && "log_update".equals(event);
    }

    public boolean is(String eventName) {
        return eventName.equals(event);
    }

    /** The data of a block that must have some. */
    public String text() {
        if (data == null) {
            throw new AssertionError("a block without data: " + this);
        }
        return data;
    }

    /** The id of a block that must have one. */
    public String position() {
        if (id == null) {
            throw new AssertionError("a block without id: " + this);
        }
        return id;
    }
}

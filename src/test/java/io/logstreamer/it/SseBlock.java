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
record SseBlock(
        @Nullable String event,
        @Nullable String data,
        @Nullable String id,
        @Nullable Integer retryMillis,
        List<String> comments) {

    /** Moves the cursor of a subscriber and says nothing else. */
    boolean isIdOnly() {
        return id != null && data == null && event == null;
    }

    /** Says nothing to an application: comments, a retry time, or only an id. */
    boolean isSilent() {
        return data == null;
    }

    boolean isComment() {
        return data == null && event == null && id == null && retryMillis == null && !comments.isEmpty();
    }

    boolean isLine() {
        return data != null && "log_update".equals(event);
    }

    boolean is(String eventName) {
        return eventName.equals(event);
    }

    /** The data of a block that must have some. */
    String text() {
        if (data == null) {
            throw new AssertionError("a block without data: " + this);
        }
        return data;
    }

    /** The id of a block that must have one. */
    String position() {
        if (id == null) {
            throw new AssertionError("a block without id: " + this);
        }
        return id;
    }
}

package io.logstreamer.log;

import org.jspecify.annotations.Nullable;

/**
 * The form a line takes on the wire. Subscribers of the same source in the same form share every encoded byte.
 *
 * @param kind the line as it is, or as a JSON record
 * @param control what becomes of control characters in a raw line; a JSON record is lossless by nature
 * @param event name of the line event; null: unnamed, for {@code EventSource.onmessage}
 * @param controls whether {@code rotate} events are wanted between the lines
 * @param framing what stands around a line
 */
public record Form(Kind kind, Control control, @Nullable String event, boolean controls, Framing framing) {

    /** A form of event streams. */
    public Form(Kind kind, Control control, @Nullable String event, boolean controls) {
        this(kind, control, event, controls, Framing.SSE);
    }

    /** The name the original gave its event. */
    public static final String LOG_UPDATE = "log_update";

    /** Form of a line. */
    public enum Kind {
        RAW,
        JSON
    }

    /** What stands around a line. */
    public enum Framing {
        /** Server-sent events (WHATWG HTML, 9.2): an event with the id of the place behind the line. */
        SSE,
        /** One line of output for a line of the log, without a place but in its JSON record. */
        LINES
    }

    /** Treatment of control characters in raw lines. */
    public enum Control {
        /** SGR colours and TAB pass, every other control character is shown ({@code \x1b}, {@code \r}, {@code \u009b}). */
        ESCAPE,
        /** All pass, but in an event CR would start a new field: the line goes on in another {@code data:} field. */
        RAW,
        /** All but TAB are left out. */
        STRIP
    }

    public Form {
        if (event != null && (event.isEmpty() || !event.chars().allMatch(Form::fits))) {
            throw new IllegalArgumentException("event name holds what an SSE field cannot: event=" + event);
        }
    }

    private static boolean fits(int c) {
        return c > ' ' && c < 127;
    }
}

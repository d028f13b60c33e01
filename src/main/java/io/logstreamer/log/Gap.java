package io.logstreamer.log;

/**
 * A span that will not be sent, announced with both ends and a reason. Loss is not an error, but it is never silent.
 *
 * @param before the last place known to be good
 * @param after where the stream goes on
 * @param reason why
 * @param bytes how much is missing, or -1 if that cannot be known
 * @param maybe whether nothing may be missing at all (a copy was found that held the rest)
 */
public record Gap(Position before, Position after, Reason reason, long bytes, boolean maybe) implements Entry {

    /** Why a span is missing; {@link #text} is what clients see. */
    public enum Reason {
        ROTATED_AWAY("rotated-away"),
        TRUNCATED("truncated"),
        UNREADABLE("unreadable"),
        UNKNOWN_ID("unknown-id"),
        AMBIGUOUS_ID("ambiguous-id"),
        RETENTION("retention");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** The value of {@code reason} in the {@code gap} event. */
        public String text() {
            return text;
        }
    }

    @Override
    public int weightBytes() {
        return 128;
    }

    /** The id a client would resume with from before the gap. */
    public String fromId() {
        return EventId.text(before);
    }

    /** The id of the place behind the gap. */
    public String toId() {
        return EventId.text(after);
    }
}

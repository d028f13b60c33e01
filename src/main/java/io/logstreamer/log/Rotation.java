package io.logstreamer.log;

/**
 * A source goes on in another file.
 *
 * @param before where the old generation had been taken to
 * @param after the same place: a rotation moves no cursor
 * @param file name of the active file now
 * @param how what was seen
 */
public record Rotation(Position before, Position after, String file, How how) implements Entry {

    /** What kind of rotation it was; {@link #text} is what clients see. */
    public enum How {
        RENAME("rename"),
        CREATE("create"),
        TRUNCATE("truncate"),
        COPYTRUNCATE("copytruncate");

        private final String text;

        How(String text) {
            this.text = text;
        }

        /** The value of {@code how} in the {@code rotate} event. */
        public String text() {
            return text;
        }
    }

    @Override
    public int weightBytes() {
        return 128;
    }
}

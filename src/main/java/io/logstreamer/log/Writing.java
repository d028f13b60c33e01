package io.logstreamer.log;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the program behind a log writes it, as far as that cannot be seen. Immutable.
 *
 * @param charset of its text
 * @param records which lines go on a record; null: those that do by their form
 * @param rotated what the numbers of its rotated files say; null: what the times of the files say they do
 */
public record Writing(
        Charset charset,
        @Nullable RecordRule records,
        @Nullable Numbering rotated) {

    public Writing {
        if (LineEnd.of(charset) == null) {
            throw new IllegalArgumentException("lines cannot be found in this charset: charset=" + charset);
        }
    }

    /** What counts where nothing else is said. */
    public static final Writing USUAL = new Writing(StandardCharsets.UTF_8, null, null);

    /** How its lines end. */
    public LineEnd lineEnd() {
        return Objects.requireNonNull(LineEnd.of(charset));
    }

    /** The same in another charset. */
    public Writing in(Charset other) {
        return new Writing(other, records, rotated);
    }

    /** The same with records that begin otherwise. */
    public Writing with(RecordRule other) {
        return new Writing(charset, other, rotated);
    }

    /** The same with files that are rotated otherwise. */
    public Writing with(Numbering other) {
        return new Writing(charset, records, other);
    }
}

package io.logstreamer.log;

/**
 * A place between two lines of a source: everything of older generations, of the preceding generation up to {@code
 * taken}, and of {@code generation} up to {@code offset} lies behind it. Its text form is the {@link EventId}.
 *
 * <p>Two numbers are needed because a program that was not told to reopen goes on writing to the renamed file: such a
 * late line moves {@code taken} while {@code offset} stands still. Along one stream neither ever goes back.
 *
 * <p><b>Canonical form.</b> The start of a generation is written as the end of the one before it, so that a place has
 * one name. Only the oldest generation known, and one that follows a {@link Gap}, has positions with offset 0.
 *
 * @param generation the newest generation something was taken from
 * @param offset bytes of it that lie behind, at least 0
 * @param taken bytes of the preceding generation that lie behind; 0 if there is none
 * @param mark CRC-32C of the up to 64 bytes before {@code offset} in {@code generation}. At offset 0 behind a gap that of
 *     the preceding generation's end, by which this place is found again; at the start of a log without a line it stands for
 *     the birth of the file; else 0
 */
public record Position(Generation generation, long offset, long taken, int mark) {

    /** How many bytes before an offset its mark covers. */
    public static final int MARK_BYTES = 64;

    public Position {
        if (offset < 0 || taken < 0) {
            throw new IllegalArgumentException("negative position: offset=" + offset + " taken=" + taken);
        }
    }

    /** The source this is a place of. */
    public String source() {
        return generation.source();
    }

    /** Whether this lies before {@code other} in the order of the stream; positions of one source only. */
    public boolean isBefore(Position other) {
        int byGeneration = Long.compare(generation.ordinal(), other.generation.ordinal());
        if (byGeneration != 0) {
            return byGeneration < 0;
        }
        return offset < other.offset || (offset == other.offset && taken < other.taken);
    }
}

package io.logstreamer.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source as it stands: a snapshot for listings.
 *
 * @param id what clients name it by
 * @param group the glob's group, or the id itself
 * @param path the active file
 * @param problem null: readable or not there yet; else why it cannot be read, with the fix ("permission denied for user
 *     tomcat: chmod o+r …")
 * @param present whether the active file exists
 * @param generations from the oldest to the active one
 */
public record SourceState(
        String id, String group, String path, @Nullable String problem, boolean present, List<Stretch> generations) {

    /** A size that is not known: of an archive that was there at the start, and which nobody has unpacked for it. */
    public static final long UNKNOWN_BYTES = -1;

    /** Name of the active file, without its directories. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The generation that {@code taken} of a place speaks of: the last one before it with something in it; null: there is none. */
    public @Nullable Stretch predecessor(Position place) {
        Stretch found = null;
        for (Stretch each : generations) {
            if (each.sizeBytes() != 0
                    && each.generation().ordinal() < place.generation().ordinal()) {
                found = each;
            }
        }
        return found;
    }

    /**
     * One generation as it stands.
     *
     * @param generation which
     * @param file name of the file that holds it now; null: none that is known, it was deleted and may still be held open
     * @param sizeBytes its size, unpacked, or {@link #UNKNOWN_BYTES}
     * @param compressed whether it lies in an archive
     * @param first id of its first place
     * @param last id of its last place, behind the last line taken in
     */
    public record Stretch(
            Generation generation,
            @Nullable String file,
            long sizeBytes,
            boolean compressed,
            Position first,
            Position last) {}
}

package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the tailer remembers of one generation: where its bytes are, how far they are taken in, and the mark they had
 * there. Confined to the tailer thread; readers get {@link #snapshot}.
 */
final class Incarnation {

    private static final byte[] NO_MARK = new byte[0];

    final Identity identity;
    Generation generation;

    /** Where its bytes are by name; null: nowhere that is known. */
    @Nullable Path path;

    /** Held open while it is read; null: closed. */
    @Nullable Content content;

    /** Bytes taken in. */
    long offset;

    /** The up to 64 bytes before {@link #offset}. */
    byte[] mark = NO_MARK;

    /** From where to look for the end of a line that was not there yet; at least {@link #offset}. */
    long scanned;

    /** The place before its first entry; null while it has none. */
    @Nullable Position start;

    /** It does not follow on from the one before: a gap was told. */
    boolean afterGap;

    /** The one before it was seen under a rotated name. */
    boolean renamedBefore;

    /** Its content is overwritten. */
    boolean gone;

    /** Size at the last look, and since when (clock) it has not grown. */
    long sizeSeen;

    long quietSince;
    long modifiedSeen;

    Incarnation(Generation generation, Identity identity, @Nullable Path path, @Nullable Content content) {
        this.generation = generation;
        this.identity = identity;
        this.path = path;
        this.content = content;
    }

    /** Stands behind bytes that were taken in. */
    void advance(long to, byte[] newMark) {
        offset = to;
        scanned = Math.max(scanned, to);
        mark = newMark;
    }

    void close() {
        Content open = content;
        content = null;
        if (open != null) {
            open.close();
        }
    }

    /** Whether a file is this one; a birth of 0 is not known. */
    boolean is(Identity other) {
        return same(identity, other);
    }

    static boolean same(Identity one, Identity other) {
        return one.device() == other.device()
                && one.inode() == other.inode()
                && (one.birthNanos() == 0 || other.birthNanos() == 0 || one.birthNanos() == other.birthNanos());
    }

    Snapshot snapshot() {
        return new Snapshot(
                generation,
                identity,
                path,
                content,
                offset,
                EventId.markOf(mark, 0, mark.length),
                start,
                afterGap,
                gone);
    }

    /**
     * An incarnation as it stood, for readers on other threads.
     *
     * @param content may be closed by the tailer at any time
     */
    record Snapshot(
            Generation generation,
            Identity identity,
            @Nullable Path path,
            Disk.@Nullable Content content,
            long offset,
            int endMark,
            @Nullable Position start,
            boolean afterGap,
            boolean gone) {}
}

package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.tail.Siblings.Sibling;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the tailer remembers of one generation: where its bytes are, how far they are taken in, and the mark they had
 * there. Confined to the tailer thread; readers get {@link #snapshot}.
 */
final class Incarnation {

    private static final byte[] NO_MARK = new byte[0];

    /** Of the file that holds its bytes. */
    Identity identity;

    Generation generation;

    /** Where its bytes are by name; null: nowhere that is known. */
    @Nullable Path path;

    /** Under which name they were when they were last seen; null: they still are, or never were. */
    @Nullable Path lastPath;

    /** How the file under {@link #path} packs them; null: not at all. */
    @Nullable ArchiveForm form;

    /** Whether {@link #offset} is what an archive claims to hold, not what was seen. */
    boolean claimed;

    /** Since when (clock) it has no path. */
    long missingSince;

    /** Held open while it is read; null: closed. */
    @Nullable Content content;

    /** Bytes taken in: behind a line that was handed on, never behind a hole or a byte order mark alone. */
    long offset;

    /** The up to 64 bytes before {@link #offset}. */
    byte[] mark = NO_MARK;

    /** From where to look for the end of a line that was not there yet; at least {@link #offset}. */
    long scanned;

    /** The first NUL behind {@link #offset}, where a line was looked for in vain: what is reserved is filled from there; -1: none. */
    long reservedAt = -1;

    /** Where its text begins, if that was looked for elsewhere; 0: it is not known. */
    long textFrom;

    /** Where a hole ends that begins at {@link #offset} and is longer than a block; 0: there is none. */
    long holeEnd;

    /**
     * The one that {@code taken} of its places speaks of: the newest with content when this one began. Fixed then, since
     * a file that was empty at that time may still get lines. Null: there was none, or this one has not begun.
     */
    @Nullable Incarnation before;

    /** How far {@link #before} was taken in, once that is forgotten. */
    private long takenBefore;

    /** What was put before it as history later, of which its places know nothing; null: nothing was. */
    @Nullable Generation behind;

    /** Something of it was handed on, or a gap told that ends at its start. */
    boolean begun;

    /** It had no line when a newer one began: nothing of it has a place in the stream. */
    boolean passed;

    /** Before it begins, tell that something is missing for this reason; null: it follows on. */
    Gap.@Nullable Reason missingBefore;

    /** Whether that gap may be none, since a copy was found that held the rest. */
    boolean maybe;

    /** How the log came to go on in it, if it is known. */
    Rotation.@Nullable How how;

    /** A copy that was made before the file was cut: nobody adds to it. */
    boolean copied;

    /** How far it had been taken in when its file was cut, of which the copy that was made before holds less; 0: it was not. */
    long had;

    /** Since when (clock) the copy of what is overwritten in it is sought; 0: it is not. */
    long soughtSince;

    /** The place behind the gap before it; null: there was none. */
    @Nullable Position start;

    /** The one before it was seen under a rotated name. */
    boolean renamedBefore;

    /** When the file was made that it was met in, wherever its bytes are by now, ns since the epoch; 0: that is not known. */
    final long born;

    /** Its content is overwritten. */
    boolean gone;

    /** Its file is no more: another one was seen with its number. */
    boolean lost;

    /** Size at the last look, and since when (clock) it has not grown, nor been renamed or deleted. */
    long sizeSeen;

    long quietSince;
    long modifiedSeen;

    Incarnation(Generation generation, Identity identity, @Nullable Path path, @Nullable Content content) {
        this.generation = generation;
        this.identity = identity;
        this.path = path;
        this.content = content;
        this.born = identity.birthNanos();
    }

    /**
     * What the id of the start of a log has for a mark, there being nothing before it and nothing in it: it stands for the
     * birth of the file, so that another one with its number is not taken for it.
     *
     * @return 0: nobody knows when it was born
     */
    static int birthMark(long born) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(born).array();
        return born == 0 ? 0 : EventId.markOf(bytes, 0, bytes.length);
    }

    /**
     * What the id of its start has for a mark where something is missing before it: that of the end of the one before, by
     * which that one is known; of the first of all its birth, in another writing than at the start of the log.
     */
    int startMark() {
        Incarnation earlier = before;
        if (earlier == null || earlier.offset == 0) {
            int mark = birthMark(born);
            return mark == 0 ? 0 : ~mark;
        }
        return EventId.markOf(earlier.mark, 0, earlier.mark.length);
    }

    /** Stands behind bytes that were taken in. */
    void advance(long to, byte[] newMark) {
        offset = to;
        scanned = to;
        holeEnd = 0;
        mark = newMark;
    }

    /** Its bytes are in an archive from now on; what is held open of the file that was packed goes on. */
    void pack(Sibling archive) {
        identity = archive.identity();
        path = archive.path();
        form = archive.form();
    }

    /**
     * Whether all that was taken in of another one seems to be all that there is of this: a copy, met before that was cut. Of
     * an archive nobody has looked into only the length is known.
     */
    boolean isCopyOf(Incarnation other) {
        long head = generation.head();
        long otherHead = other.generation.head();
        // 0: nobody has looked how it begins, and what was cut tells it no more.
        boolean beginsAlike = head == 0 || otherHead == 0 || head == otherHead;
        return offset > 0 && offset == other.offset && beginsAlike && (claimed || Arrays.equals(mark, other.mark));
    }

    /** Nothing is known of the one before it any more but how far it was taken in. */
    void forgetBefore() {
        takenBefore = taken();
        before = null;
    }

    /** How far the one before it was taken in. */
    private long taken() {
        Incarnation earlier = before;
        return earlier == null ? takenBefore : earlier.offset;
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
        return !placeholder() && !lost && same(identity, other);
    }

    /** Whether it lies in a file; the number of an archive may have belonged to a plain one. */
    boolean isIn(Sibling file) {
        return file.packed() == (form != null) && is(file.identity());
    }

    /** Whether a file that is written to is this one; the number may have belonged to the archive it was in. */
    boolean isPlain(Identity other) {
        return form == null && is(other);
    }

    /** What its file is called, or was when it was last seen under a name; empty: it never was. */
    String fileName() {
        return Listings.nameOf(path == null ? lastPath : path);
    }

    /** Stands for a log of which no file was ever seen. */
    boolean placeholder() {
        return generation.ordinal() == 0;
    }

    static boolean same(Identity one, Identity other) {
        return one.device() == other.device()
                && one.inode() == other.inode()
                && (one.birthNanos() == 0 || other.birthNanos() == 0 || one.birthNanos() == other.birthNanos());
    }

    Snapshot snapshot() {
        Incarnation earlier = before;
        return new Snapshot(
                generation,
                identity,
                path,
                form,
                claimed,
                content,
                passed ? 0 : offset,
                EventId.markOf(mark, 0, mark.length),
                earlier == null ? null : earlier.generation,
                earlier == null ? 0 : earlier.offset,
                earlier == null ? 0 : earlier.taken(),
                behind,
                start,
                missingBefore,
                maybe,
                born,
                gone || passed,
                had);
    }

    /**
     * An incarnation as it stood, for readers on other threads.
     *
     * @param form how the file under that path packs it; null: not at all
     * @param claimed whether {@code offset} is what an archive says of itself, which may be wrong: it ends where it ends
     * @param content may be closed by the tailer at any time
     * @param offset how far it is taken in;
     * @param endMark mark of that offset
     * @param before the generation that {@code taken} of its places speaks of
     * @param taken how far that one is taken in
     * @param takenBefore {@code taken} of that one, as it ended
     * @param behind the generation put before it as history later; null: none
     * @param start the place behind the gap before it; null: it follows on
     * @param missingBefore the reason of that gap
     * @param maybe whether it may be none
     * @param born when the file was made that it was met in, ns since the epoch; 0: not known
     * @param gone whether none of its bytes can be read
     * @param had how far it had been taken in, of which what can be read is less; 0: that is all of it
     */
    record Snapshot(
            Generation generation,
            Identity identity,
            @Nullable Path path,
            @Nullable ArchiveForm form,
            boolean claimed,
            Disk.@Nullable Content content,
            long offset,
            int endMark,
            @Nullable Generation before,
            long taken,
            long takenBefore,
            @Nullable Generation behind,
            @Nullable Position start,
            Gap.@Nullable Reason missingBefore,
            boolean maybe,
            long born,
            boolean gone,
            long had) {

        boolean packed() {
            return form != null;
        }

        /** Whether a place was in it that cannot be read any more. */
        boolean lacks(long place) {
            return gone ? place <= offset : place > offset && place <= had;
        }

        /** Whether it is the next behind a generation that is read to its end. */
        boolean follows(Generation other) {
            return other.equals(before) || other.equals(behind);
        }

        /** The same with the hash of its first line. */
        Snapshot headed(long head) {
            return with(generation.withHead(head), claimed);
        }

        /** The same, now that its archive has turned out not to be what it was packed from. */
        Snapshot distrusted() {
            return with(generation, true);
        }

        private Snapshot with(Generation newGeneration, boolean newClaimed) {
            return new Snapshot(
                    newGeneration,
                    identity,
                    path,
                    form,
                    newClaimed,
                    content,
                    offset,
                    endMark,
                    before,
                    taken,
                    takenBefore,
                    behind,
                    start,
                    missingBefore,
                    maybe,
                    born,
                    gone,
                    had);
        }
    }
}

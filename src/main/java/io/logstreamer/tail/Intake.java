package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the lines of a log's files in, and gives each its place in the stream.
 *
 * <p><b>Which files are read.</b> The stream stands in one generation, that of the tip. Lines can still be given a place
 * in it, in the one before it (late lines), and in every newer one: these are held open. Lines of still older ones have no
 * place any more; they are noticed once a second, and told as a gap.
 *
 * <p><b>Order.</b> After a block of a newer file was read and before it is handed on, the older ones are read to their
 * end: so no line overtakes one that was complete before it in an older file.
 *
 * <p>Confined to the tailer thread.
 */
final class Intake {

    /** Of one file in one look, so that the others get their turn. */
    private static final int TURN_BYTES = 4 * 1024 * 1024;

    private static final long PARTIAL_QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DELETED_QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long CLOSED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Lineage lineage;
    private final Disk disk;
    private final Clock clock;
    private final LineReaders readers;
    private final Siblings siblings;
    private final Cuts cuts;
    private final Archivist archivist;
    private final LastRead lastRead;

    /** Whether no file lay under the path at the last look. */
    private boolean absent;

    private long closedLookedAt;

    Intake(
            Lineage lineage,
            Disk disk,
            Clock clock,
            LineReaders readers,
            Siblings siblings,
            Cuts cuts,
            Archivist archivist,
            LastRead lastRead) {
        this.lineage = lineage;
        this.disk = disk;
        this.clock = clock;
        this.readers = readers;
        this.siblings = siblings;
        this.cuts = cuts;
        this.archivist = archivist;
        this.lastRead = lastRead;
        this.closedLookedAt = clock.nanos();
    }

    /**
     * Reads on.
     *
     * @param present whether a file lies under the path
     */
    LogTrack.Pace take(boolean present) throws IOException {
        int budget = drainOlder(lineage.current(), 0, TURN_BYTES);
        LogTrack.Pace pace = budget < TURN_BYTES ? LogTrack.Pace.SOON : LogTrack.Pace.IDLE;
        noteAbsence(present);
        while (budget > 0) {
            Incarnation reading = lineage.current();
            Content before = reading == null ? null : reading.content;
            int taken = reading == null ? 0 : read(reading, 0);
            if (taken > 0) {
                budget -= taken;
                pace = LogTrack.Pace.SOON;
            } else if (reading != lineage.current() || (reading != null && reading.content != before)) {
                // Another file, or the copy of what was cut, which is read first.
                pace = LogTrack.Pace.AGAIN;
            } else if (lineage.successors().isEmpty()
                    && reading != null
                    && !present
                    && unfinished(reading)
                    && quiet(reading)) {
                // Renamed or deleted, and nothing has taken its place yet: it is over all the same.
                takeUnfinished(reading, 0);
            } else if (lineage.successors().isEmpty()) {
                return LogTrack.sooner(pace, anyUnfinished() || seeking() ? LogTrack.Pace.SOON : LogTrack.Pace.IDLE);
            } else if (!goOn(reading)) {
                return LogTrack.Pace.SOON;
            }
        }
        return LogTrack.Pace.AGAIN;
    }

    /** A file that has just lost its name is not quiet yet, however long nobody has written to it. */
    private void noteAbsence(boolean present) {
        Incarnation reading = lineage.current();
        if (!present && !absent && reading != null) {
            reading.quietSince = clock.nanos();
        }
        absent = !present;
    }

    /** Leaves a file that is read to its end for the next one; false: not yet. */
    private boolean goOn(@Nullable Incarnation over) throws IOException {
        if (over != null && unfinished(over)) {
            if (!over.copied && !quiet(over)) {
                return false;
            }
            takeUnfinished(over, 0);
        }
        Incarnation next = lineage.successors().remove();
        lineage.read(next);
        Gap.Reason missing = next.missingBefore;
        if (missing != null) {
            next.before = lineage.standing();
            lineage.gap(next, missing);
        }
        Rotation.How how = next.how;
        if (how == null) {
            how = next.renamedBefore ? Rotation.How.RENAME : Rotation.How.CREATE;
        }
        lineage.hand(new Rotation(lineage.tip(), lineage.tip(), next.fileName(), how));
        return true;
    }

    /** Reads to their ends the files older than one that the stream can still take lines of; returns what is left. */
    private int drainOlder(@Nullable Incarnation newer, int depth, int budgetBytes) throws IOException {
        int budget = budgetBytes;
        for (Incarnation older : lineage.older(newer)) {
            int taken = 1;
            while (taken > 0 && budget > 0 && older.content != null) {
                taken = read(older, depth);
                budget -= taken;
            }
            if (older.content != null && unfinished(older) && (older.copied || quiet(older))) {
                takeUnfinished(older, depth);
            }
            if (older.content != null) {
                closeIfDeleted(older);
            }
        }
        return budget;
    }

    /**
     * The stream is about to leave the one before its own for good, and its own if that has no line yet: what is unfinished
     * there is a line now or never.
     */
    private void finishBefore(Incarnation next, int depth) throws IOException {
        Incarnation standing = lineage.standing();
        for (Incarnation each : lineage.older(next)) {
            boolean left = each == standing.before || (each == standing && each.offset == 0);
            if (left && unfinished(each)) {
                takeUnfinished(each, depth);
            }
        }
    }

    void closeIfDeleted(Incarnation in) throws IOException {
        if (in.path != null || clock.nanos() - in.quietSince <= DELETED_QUIET_NANOS || lastRead.holds(in.identity)) {
            return;
        }
        // Asked again: one listing may have missed it.
        lineage.place(siblings.list(), archivist);
        if (in.path == null) {
            in.close();
            lineage.changed();
        }
    }

    /**
     * Once a second: has a file grown that is not held open? Its lines come too late for a place in the stream.
     *
     * @return whether a file is not where it was, or none was ever there
     */
    boolean lookAtClosed() throws IOException {
        if (clock.nanos() - closedLookedAt < CLOSED_NANOS) {
            return false;
        }
        closedLookedAt = clock.nanos();
        boolean moved = false;
        for (Incarnation closed : List.copyOf(lineage.generations())) {
            Path at = closed.path;
            if (at == null || closed.gone || (closed.content != null && at.equals(siblings.active()))) {
                continue;
            }
            Attributes now = disk.attributes(at);
            if (now != null && closed.form != null && closed.is(now.identity())) {
                continue;
            }
            if (now == null || !closed.is(now.identity())) {
                moved = true;
            } else if (closed.content == null
                    && now.sizeBytes() > closed.sizeSeen
                    && lineage.reopen(disk, closed, at)) {
                int taken = 1;
                while (taken > 0 && closed.content != null) {
                    taken = read(closed, 0);
                }
            }
        }
        if (moved
                || lineage.generations().stream()
                        .anyMatch(known -> known.path == null && !known.gone && !known.placeholder())) {
            Attributes active = disk.attributes(siblings.active());
            lineage.place(siblings.list(), archivist, lineage.under(active == null ? null : active.identity()));
        }
        if (!archivist.busy()) {
            lineage.forget(lastRead);
        }
        return moved || lineage.current() == null;
    }

    /** Reads a block and hands its whole lines on. Returns the bytes it got further, 0 if there is no whole line. */
    private int read(Incarnation in, int depth) throws IOException {
        Content content = in.content;
        if (content == null) {
            return 0;
        }
        long size = content.size();
        grew(in, size);
        LineReader reader = readers.at(depth);
        LineReader.Outcome outcome = reader.read(in, content, size, new Taking(in, depth));
        if (outcome == LineReader.Outcome.FOREIGN) {
            cuts.cut(in);
            return 0;
        }
        return reader.progressBytes();
    }

    private void grew(Incarnation in, long size) {
        if (size != in.sizeSeen) {
            in.sizeSeen = size;
            in.quietSince = clock.nanos();
        }
    }

    private boolean unfinished(Incarnation in) throws IOException {
        Content content = in.content;
        if (content == null) {
            return false;
        }
        long size = content.size();
        grew(in, size);
        return readers.at(0).unfinished(in, content, size);
    }

    private boolean anyUnfinished() throws IOException {
        Incarnation newest = lineage.current();
        if (newest != null && unfinished(newest)) {
            return true;
        }
        for (Incarnation older : lineage.older(newest)) {
            if (unfinished(older)) {
                return true;
            }
        }
        return false;
    }

    private boolean seeking() {
        Incarnation reading = lineage.current();
        return reading != null && reading.soughtSince != 0;
    }

    private boolean quiet(Incarnation in) {
        return clock.nanos() - in.quietSince >= PARTIAL_QUIET_NANOS;
    }

    /** The bytes behind the last terminator of a file that is over become a line of their own. */
    private void takeUnfinished(Incarnation in, int depth) throws IOException {
        Content content = Objects.requireNonNull(in.content);
        Taking taking = new Taking(in, depth);
        if (readers.at(depth).readUnfinished(in, content, taking) == LineReader.Outcome.FOREIGN) {
            cuts.cut(in);
        }
    }

    /** Gives what was read of one generation its place in the stream. */
    private final class Taking implements LineReader.Taker {
        private final Incarnation in;

        private final int depth;

        private Taking(Incarnation in, int depth) {
            this.in = in;
            this.depth = depth;
        }

        @Override
        public boolean read() throws IOException {
            if (cuts.unseen(in)) {
                return false;
            }
            drainOlder(in, depth + 1, TURN_BYTES);
            Incarnation standing = lineage.standing();
            if (in.generation.ordinal() > standing.generation.ordinal()) {
                finishBefore(in, depth + 1);
            }
            return true;
        }

        @Override
        public void lines(long offset, long head, byte[] bytes, int lead, int[] ends, int count) {
            if (!placed(head, ends[count - 1] - lead)) {
                return;
            }
            boolean late = in != lineage.standing();
            lineage.hand(new LineBatch(
                    lineage.tip(), standing(), late, in.fileName(), offset, bytes, lead, ends, count, taken()));
        }

        @Override
        public void longLine(long offset, long head, byte[] cut, long lengthBytes, long behind, byte[] mark) {
            if (!placed(head, behind - offset)) {
                return;
            }
            Position before = lineage.tip();
            Position after = in == lineage.standing()
                    ? new Position(standing(), behind, taken(), EventId.markOf(mark, 0, mark.length))
                    : new Position(standing(), before.offset(), behind, before.mark());
            lineage.hand(new LongLine(before, after, in.fileName(), offset, cut, lengthBytes));
        }

        /** How far the generation before the one that the stream stands in is taken. */
        private long taken() {
            Position here = lineage.tip();
            Incarnation earlier = lineage.standing().before;
            if (here.generation().equals(standing())) {
                return here.taken();
            }
            return earlier == null ? 0 : earlier.offset;
        }

        private Generation standing() {
            return lineage.standing().generation;
        }

        /** Moves the stream into this generation if it is the next; false: it has no place any more. */
        private boolean placed(long head, long bytes) {
            in.soughtSince = 0;
            if (in.generation.head() == 0) {
                in.generation = in.generation.withHead(head);
            }
            Incarnation standing = lineage.standing();
            if (in == standing || in == standing.before) {
                in.begun = true;
                return true;
            }
            if (in.generation.ordinal() < standing.generation.ordinal()) {
                // Ids speak of one predecessor.
                Position here = lineage.tip();
                lineage.hand(new Gap(here, here, Gap.Reason.UNREADABLE, bytes, false));
                return false;
            }
            boolean empty = standing.offset == 0 && standing.start == null && standing.before != null;
            in.before = empty ? standing.before : standing;
            lineage.enter(in);
            return true;
        }
    }
}

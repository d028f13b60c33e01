package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Gap;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a generation whose file was cut or written over: its rest is in a copy or lost, later copies hold what
 * was written and cut since, and the file itself is a new generation.
 *
 * <pre>
 *   app.log      [taken|rest] cut [more] cut [newest]
 *   app.log.2    [taken|rest]                          the rest is read from it
 *   app.log.1                     [more]               missed: a generation of its own
 * </pre>
 *
 * Confined to the tailer thread.
 */
final class Cuts {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Lineage lineage;
    private final LineEnd lineEnd;
    private final Clock clock;
    private final Siblings siblings;
    private final Copies copies;
    private final Newcomers newcomers;
    private final Archivist archivist;

    Cuts(
            Lineage lineage,
            LineEnd lineEnd,
            Clock clock,
            Siblings siblings,
            Copies copies,
            Newcomers newcomers,
            Archivist archivist) {
        this.lineage = lineage;
        this.lineEnd = lineEnd;
        this.clock = clock;
        this.siblings = siblings;
        this.copies = copies;
        this.newcomers = newcomers;
        this.archivist = archivist;
    }

    /**
     * The content under a name was replaced: what was not taken of it is in a copy or lost, and that is told.
     *
     * @return false: not yet, the directory is being changed
     */
    boolean cut(Incarnation old) throws IOException {
        if (old == lineage.current()) {
            return replaced(old);
        }
        try {
            return rewritten(old);
        } catch (MovedException e) {
            return false;
        }
    }

    /**
     * The same of one that was rotated since: what was taken of it may be in a copy, what was written to it after the cut has
     * no place in the stream.
     */
    private boolean rewritten(Incarnation old) throws IOException {
        Copies.Search copy = search(old);
        Sibling file = copy.file();
        Content content = copy.content();
        boolean whole = file != null && content != null && copy.whole();
        if (!whole && content != null) {
            content.close();
        }
        if (!whole && (copy.busy() || (copy.moving() && !searchedInVain(old)))) {
            return false;
        }
        boolean written = old.content == null || old.content.size() > 0;
        old.close();
        old.soughtSince = 0;
        if (whole) {
            old.pack(Objects.requireNonNull(file));
            old.content = content;
            old.copied = true;
        } else {
            old.gone = true;
        }
        lineage.changed();
        if (!whole || written) {
            Position before = lineage.tip();
            lineage.hand(new Gap(before, before, Gap.Reason.TRUNCATED, -1, true));
        }
        return true;
    }

    private Copies.Search search(Incarnation old) throws IOException {
        old.soughtSince = old.soughtSince == 0 ? clock.nanos() : old.soughtSince;
        return copies.search(old, siblings.list());
    }

    /**
     * Whether a file of which nothing was taken yet was written, copied and cut unseen: the copy, and nothing else, holds
     * what it held. Asked again after something was read of it, so that a cut in between shows.
     */
    boolean unseen(Incarnation in) throws IOException {
        if (in != lineage.current() || !untouched(in) || searchedInVain(in)) {
            return false;
        }
        List<Sibling> missed = missedBefore(in, siblings.list(), null);
        return missed == null || !missed.isEmpty();
    }

    private static boolean untouched(Incarnation in) {
        return in.offset == 0 && in.generation.head() == 0 && in.form == null && !in.copied && in.content != null;
    }

    private boolean searchedInVain(Incarnation in) {
        return in.soughtSince != 0 && clock.nanos() - in.soughtSince >= PATIENCE_NANOS;
    }

    /** Null: an archive is not looked into yet. */
    private @Nullable List<Sibling> missedBefore(Incarnation in, List<Sibling> listed, @Nullable Sibling copy)
            throws IOException {
        boolean sure = lineage.place(listed, archivist, in);
        List<Sibling> missed = sure ? newcomers.before(listed, in, copy) : null;
        Content content = in.content;
        if (missed != null && content != null) {
            // What is in the file itself by now was copied, and not cut yet.
            for (Sibling each : List.copyOf(missed)) {
                if (copies.repeatsStart(each, content)) {
                    missed.remove(each);
                }
            }
        }
        return missed;
    }

    private boolean replaced(Incarnation old) throws IOException {
        long now = clock.nanos();
        old.soughtSince = old.soughtSince == 0 ? now : old.soughtSince;
        boolean last = searchedInVain(old);
        boolean untouched = untouched(old);
        List<Incarnation> missed = new ArrayList<>();
        Content rest = null;
        boolean taken = false;
        try {
            List<Sibling> listed = siblings.list();
            Copies.Search copy = copies.search(old, listed);
            rest = copy.content();
            boolean again = copy.busy() || (copy.moving() && !last);
            List<Sibling> between = again ? null : missedBefore(old, listed, copy.file());
            if (untouched && old.form != null) {
                // What seemed to be the copy is the file itself: it was packed since it was met, and is read as it
                // stands.
                old.soughtSince = 0;
                return true;
            }
            boolean ready = between != null;
            boolean denied = false;
            for (Sibling each : between == null ? List.<Sibling>of() : between) {
                int before = missed.size();
                boolean opened = newcomers.open(each, missed);
                ready &= opened;
                denied |= opened && missed.size() == before;
            }
            ready &= missed.isEmpty() || siblings.list().equals(listed);
            // A large one takes its time, and what is in it is nowhere else.
            if (ready || (last && !copy.busy() && !archivist.busyWith(listed))) {
                taken = true;
                goOnBehind(old, copy, missed);
                if (denied) {
                    lineage.hand(new Gap(lineage.tip(), lineage.tip(), Gap.Reason.UNREADABLE, -1, true));
                }
            }
            return taken;
        } catch (MovedException e) {
            return false;
        } finally {
            if (!taken) {
                missed.forEach(Incarnation::close);
                if (rest != null) {
                    rest.close();
                }
            }
        }
    }

    /**
     * The stream goes on in the copies and then in what is in the file now.
     *
     * @param copy of what was overwritten
     * @param missed copies made later, from the oldest to the newest
     */
    private void goOnBehind(Incarnation old, Copies.Search copy, List<Incarnation> missed) throws IOException {
        Incarnation next = new Incarnation(lineage.newGeneration(old.identity), old.identity, old.path, old.content);
        next.quietSince = clock.nanos();
        next.modifiedSeen = old.modifiedSeen;
        Sibling file = copy.file();
        Content content = copy.content();
        if (file != null && content != null) {
            old.pack(file);
            old.content = content;
            old.copied = true;
            if (!copy.whole()) {
                // What was taken beyond its whole lines is nowhere any more.
                long end = Blocks.behindLastLine(lineEnd, content, Math.min(old.offset, content.size()));
                old.had = old.offset;
                old.advance(end, Blocks.mark(content, end));
            }
        } else if (untouched(old) && missed.isEmpty()) {
            // Nothing of it is anywhere else: it is read as it stands.
            return;
        } else if (untouched(old)) {
            becomes(old, missed.remove(0));
        }
        old.soughtSince = 0;
        List<Incarnation> rest = new ArrayList<>(missed);
        rest.add(next);
        boolean whole = old.copied && (file == null || copy.whole());
        Incarnation before = old.before;
        boolean maybe = whole || (before != null && before.isCopyOf(old));
        for (Incarnation each : rest) {
            each.generation = lineage.newGeneration(each.identity);
            each.missingBefore = Gap.Reason.TRUNCATED;
            each.maybe = maybe;
            each.how = maybe ? Rotation.How.COPYTRUNCATE : Rotation.How.TRUNCATE;
            each.copied = each != next;
            maybe = true;
        }
        if (!whole) {
            Incarnation first = rest.remove(0);
            first.before = old.copied ? old : old.before;
            if (!old.copied) {
                old.content = null;
                old.gone = true;
            }
            lineage.read(first);
            lineage.gap(first, Gap.Reason.TRUNCATED, old.generation.head());
            String name = Listings.nameOf(siblings.active());
            Rotation.How how = first.maybe ? Rotation.How.COPYTRUNCATE : Rotation.How.TRUNCATE;
            lineage.hand(new Rotation(lineage.tip(), lineage.tip(), name, how));
        }
        for (int i = rest.size() - 1; i >= 0; i--) {
            lineage.successors().addFirst(rest.get(i));
        }
        lineage.changed();
    }

    /** A generation of which nothing was taken is, from its start on, in a copy. */
    private static void becomes(Incarnation untouched, Incarnation copy) {
        untouched.identity = copy.identity;
        untouched.path = copy.path;
        untouched.form = copy.form;
        untouched.content = copy.content;
        untouched.scanned = 0;
        untouched.holeEnd = 0;
        untouched.copied = true;
    }
}

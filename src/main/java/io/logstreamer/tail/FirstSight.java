package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.LineEnd;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The first look at a log: what was there before is history, taken down as far as it is whole; what came since is read from
 * its first line on. Confined to the tailer thread.
 */
final class FirstSight {

    private static final int ATTEMPTS = 10;
    private static final int SAME_TEXT_BYTES = 1_024;

    /** A longer hole at the beginning of a file is not gone through on the tailer thread. */
    private static final int HOLE_BYTES = 4 << 20;

    /** More than any archive holds; of its low bits, which ids carry, none is set; in the 48 that the order of arrival has. */
    static final long UNKNOWN_BYTES = 1L << 47;

    /** Everything is history. */
    static final long NO_NEWS = Long.MAX_VALUE;

    /** File systems keep times as coarsely as that. */
    private static final long FILE_TIME_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Lineage lineage;
    private final Disk disk;
    private final Siblings siblings;
    private final LineEnd lineEnd;
    private final Archivist archivist;

    FirstSight(Lineage lineage, Disk disk, Siblings siblings, LineEnd lineEnd, Archivist archivist) {
        this.lineage = lineage;
        this.disk = disk;
        this.siblings = siblings;
        this.lineEnd = lineEnd;
        this.archivist = archivist;
    }

    /**
     * Takes it down, if the directory stands still and all that is needed for it is known.
     *
     * @param newsSince the active file is news, and so are rotated ones that were written to since then, in ns since the
     *     epoch by the time of files; {@link #NO_NEWS}: nothing is
     */
    void begin(long newsSince) throws IOException {
        List<Incarnation> found = new ArrayList<>();
        try {
            if (openAll(found) && knowsWhereTextBegins(found)) {
                start(found, newsSince);
            }
        } finally {
            if (!lineage.begun()) {
                found.forEach(Incarnation::close);
            }
        }
    }

    /** Begins as if nothing were there: it cannot be seen. What becomes visible later is new. */
    void beginBlind() {
        Incarnation nothing = lineage.placeholder();
        lineage.begin(List.of(nothing), null, nothing);
    }

    /** Takes down files that came to light later, from the oldest to the newest; those without a line are left out. */
    List<Incarnation> history(List<Sibling> files) throws IOException {
        List<Incarnation> found = new ArrayList<>();
        for (Sibling each : files) {
            List<Incarnation> opened = new ArrayList<>();
            if (each.packed()) {
                opened.add(archive(each));
            } else if (lineage.openListed(disk, each.path(), each.identity(), opened) && !opened.isEmpty()) {
                measure(opened.get(0), true, false);
            }
            if (opened.isEmpty()) {
                addDenied(each, opened);
            }
            for (Incarnation one : opened) {
                one.close();
                if (one.offset > 0) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    /** Opens every file of the log, archives apart; false: the directory moves too much. */
    private boolean openAll(List<Incarnation> found) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Sibling> before = siblings.list();
            boolean same = true;
            for (Sibling each : before) {
                if (each.packed()) {
                    found.add(archive(each));
                } else {
                    int opened = found.size();
                    same &= lineage.openListed(disk, each.path(), each.identity(), found);
                    if (found.size() == opened) {
                        addDenied(each, found);
                    }
                }
            }
            Blocks.Opened active = Blocks.openReadable(disk, siblings.active());
            if (active != null) {
                found.add(lineage.opened(active, siblings.active()));
            }
            if (same && siblings.list().equals(before) && stillThere(active)) {
                return true;
            }
            found.forEach(Incarnation::close);
            found.clear();
        }
        return false;
    }

    /**
     * A program that does not append goes on behind its old end when its file is cut: what is before may be gigabytes of
     * nothing.
     *
     * @return false: that is being looked for
     */
    private boolean knowsWhereTextBegins(List<Incarnation> found) throws IOException {
        boolean all = true;
        for (Incarnation each : found) {
            Content content = each.content;
            Path path = each.path;
            if (content == null || path == null) {
                continue;
            }
            long size = content.size();
            if (archivist.seeksText(each.identity)
                    || (size > HOLE_BYTES && Blocks.behindNuls(content, 0, HOLE_BYTES) == HOLE_BYTES)) {
                Long from = archivist.textFrom(disk, path, each.identity, size);
                if (from != null && (from == 0 || !beginsText(content, from))) {
                    archivist.forgetText(each.identity);
                    from = null;
                }
                all &= from != null;
                each.textFrom = from == null ? 0 : from;
            }
        }
        return all;
    }

    /** Whether it still is the end of a hole: the file may have been written anew since that was found. */
    private static boolean beginsText(Content content, long from) throws IOException {
        byte[] border = Blocks.read(content, from - 1, 2);
        boolean hole = border.length > 0 && border[0] == 0 && Blocks.behindNuls(content, 0, 1) == 1;
        return hole && (border.length == 1 || border[1] != 0);
    }

    /**
     * What repeats the beginning of the active file and is younger is a copy of it, made to cut it afterwards: not another
     * part of the log. A renamed file is older than the one that followed it, so that equal logs stay two.
     */
    private static void leaveOutCopiesOf(Incarnation active, List<Incarnation> found) throws IOException {
        Content content = Objects.requireNonNull(active.content);
        for (Incarnation each : List.copyOf(found)) {
            // Where births are not known so much of the same text is no accident.
            boolean younger = active.identity.birthNanos() == 0
                    ? each.offset >= SAME_TEXT_BYTES
                    : each.identity.birthNanos() > active.identity.birthNanos();
            if (each != active
                    && each.content != null
                    && younger
                    && each.offset > 0
                    && each.generation.head() == active.generation.head()
                    && Blocks.marked(content, each.offset, each.mark)) {
                each.close();
                found.remove(each);
            }
        }
    }

    /** One that may not be read now, but perhaps later, is taken down by its size. */
    private void addDenied(Sibling file, List<Incarnation> found) throws IOException {
        Attributes its = disk.attributes(file.path());
        if (its == null || its.sizeBytes() == 0 || !Incarnation.same(its.identity(), file.identity())) {
            return;
        }
        Incarnation made = new Incarnation(lineage.newGeneration(file.identity()), file.identity(), file.path(), null);
        made.claimed = true;
        made.advance(its.sizeBytes(), new byte[0]);
        made.sizeSeen = its.sizeBytes();
        found.add(made);
    }

    /** Taken down without being inflated. */
    private Incarnation archive(Sibling archive) throws IOException {
        Incarnation made =
                new Incarnation(lineage.newGeneration(archive.identity()), archive.identity(), archive.path(), null);
        made.pack(archive);
        made.claimed = true;
        made.advance(claim(archive), new byte[0]);
        return made;
    }

    /**
     * How much an archive says it holds. A gzip file ends with the size of its last member (RFC 1952, 2.3.1), which is right
     * for all that were written in one go; the others say nothing that could be had for one read.
     */
    private long claim(Sibling archive) throws IOException {
        if (archive.form() != ArchiveForm.GZIP) {
            return UNKNOWN_BYTES;
        }
        Blocks.Opened opened = Blocks.openReadable(disk, archive.path());
        if (opened == null) {
            return UNKNOWN_BYTES;
        }
        try {
            long size = opened.content().size();
            byte[] end = Blocks.read(opened.content(), Math.max(0, size - Integer.BYTES), Integer.BYTES);
            long claim = end.length < Integer.BYTES
                    ? 0
                    : ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFF_FFFFL;
            return claim == 0 ? UNKNOWN_BYTES : claim;
        } finally {
            opened.content().close();
        }
    }

    private boolean stillThere(Blocks.@Nullable Opened active) throws IOException {
        Attributes now = disk.attributes(siblings.active());
        // One that was not there before is met at the next look, as any that appears.
        return active == null
                || (now != null
                        && Incarnation.same(now.identity(), active.attributes().identity()));
    }

    /** How far a file counts as taken in that is there at first sight. */
    private void measure(Incarnation in, boolean history, boolean mayGrow) throws IOException {
        Content content = Objects.requireNonNull(in.content);
        long size = content.size();
        long offset = history ? Blocks.behindLastLine(lineEnd, content, size) : 0;
        if (!mayGrow) {
            // Nobody finishes its last line any more.
            offset = LineReader.endOfText(lineEnd, content, offset, size);
        }
        in.advance(offset, Blocks.mark(content, offset));
        in.generation = in.generation.withHead(
                in.textFrom == 0
                        ? Blocks.head(content, offset, true)
                        : Blocks.headAt(content, in.textFrom, offset, true));
        in.sizeSeen = size;
    }

    private void start(List<Incarnation> found, long newsSince) throws IOException {
        boolean active = !found.isEmpty() && siblings.active().equals(found.get(found.size() - 1).path);
        Incarnation newest = active ? found.get(found.size() - 1) : null;
        if (newsSince != NO_NEWS) {
            newest = firstOfNews(found, newest, newsSince - FILE_TIME_NANOS);
        }
        // The newest first: what was complete in an older file before a line of a newer one is then seen as well.
        int open = 0;
        for (int i = found.size() - 1; i >= 0; i--) {
            Incarnation each = found.get(i);
            if (each.content != null) {
                measure(each, each != newest || newsSince == NO_NEWS, open < 2);
                if (each.offset == 0 && open == 1) {
                    // What it holds is a line now or has no place at all: a newer one has begun.
                    measure(each, true, false);
                }
                open += each.offset > 0 ? 1 : 0;
            } else if (each.offset > 0) {
                // Behind an archive, or what may not be read, nothing grows any more.
                open = 2;
            }
        }
        if (newest != null) {
            leaveOutCopiesOf(newest, found);
        }
        if (found.isEmpty()) {
            found.add(lineage.placeholder());
        }
        Incarnation last = found.get(0);
        for (Incarnation each : found) {
            if (each.offset > 0) {
                each.begun = true;
                each.before = last.offset > 0 && last != each ? last : null;
                last = each;
            }
        }
        Incarnation begun = begunBehind(last, newest, found);
        if (begun != null) {
            begun.begun = true;
            begun.before = last.offset > 0 ? last : null;
            last = begun;
        }
        lineage.begin(found, newest, last);
    }

    /**
     * Reading begins in the oldest file that is news; the others come as what it goes on in, as if they were not there yet.
     *
     * @return null: there is none
     */
    private @Nullable Incarnation firstOfNews(List<Incarnation> found, @Nullable Incarnation active, long newsSince)
            throws IOException {
        if (active != null) {
            for (Incarnation each : found) {
                if (each.content != null) {
                    measure(each, true, true);
                }
            }
            leaveOutCopiesOf(active, found);
        }
        int first = found.size();
        while (first > 0 && isNews(found.get(first - 1), active, newsSince)) {
            first--;
        }
        if (first == found.size()) {
            return active;
        }
        List<Incarnation> later = found.subList(first + 1, found.size());
        later.forEach(Incarnation::close);
        later.clear();
        return found.get(first);
    }

    /** What was packed since is history: nobody waits for it to be unpacked. */
    private static boolean isNews(Incarnation file, @Nullable Incarnation active, long newsSince) {
        return file == active || (file.form == null && file.modifiedSeen >= newsSince);
    }

    /**
     * The file without a line that the log stands in, behind the last that has some; null: it stands in that. One that nothing
     * is written to any more has a place for what was begun there. And how much an archive holds is not known before it is
     * inflated: its end goes by the name of what comes behind it.
     */
    private @Nullable Incarnation begunBehind(Incarnation last, @Nullable Incarnation active, List<Incarnation> found) {
        List<Incarnation> behind = found.subList(found.indexOf(last) + 1, found.size());
        for (Incarnation each : behind) {
            if (each.sizeSeen > 0 && (each != active || last.claimed)) {
                return each;
            }
        }
        if (!last.claimed) {
            return null;
        }
        if (active == null) {
            found.add(lineage.nothingYet());
        }
        return found.get(found.size() - 1);
    }
}

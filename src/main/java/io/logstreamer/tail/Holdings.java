package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.EventId;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.Position;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a log's generations, for readers: wherever the tailer last saw them, and elsewhere after it has looked
 * again. Thread-safe; may block on the disk.
 */
final class Holdings {

    static final int ATTEMPTS = 10;
    private static final long LOOK_SECONDS = 3;

    private final FileHistory.Logs logs;
    private final Disk disk;
    private final Archivist.Unpacker unpacker;
    private final LastRead lastRead;
    private final Map<Identity, Long> heads = new ConcurrentHashMap<>();

    /** Archives that are damaged, of files that were seen before they were packed. */
    private final Set<Identity> damaged = ConcurrentHashMap.newKeySet();

    Holdings(FileHistory.Logs logs, Disk disk, Archivist.Unpacker unpacker, LastRead lastRead) {
        this.logs = logs;
        this.disk = disk;
        this.unpacker = unpacker;
        this.lastRead = lastRead;
    }

    /** The log as the tailer last saw it, but for archives that have turned out to be damaged since. */
    LogState state(String source) {
        LogTrack track = logs.find(source);
        LogState state = track == null ? null : track.state();
        if (state == null) {
            throw new IllegalStateException("source has not begun: source=" + source);
        }
        return damaged.isEmpty() ? state : state.distrusting(damaged);
    }

    /** How the lines of a log end. */
    LineEnd lineEnd(String source) {
        LogTrack track = logs.find(source);
        return track == null ? LineEnd.BYTE : track.lineEnd;
    }

    /** Has the tailer find out where the generations of a log are now; waits for it. */
    void search(String source) {
        await(logs.search(source));
    }

    /** What is found out from the files of a log as the tailer knows them. */
    interface Question<T> {

        /**
         * Finds it out.
         *
         * @param last whether it will not be asked again: who fails now must do without
         */
        T answer(LogState state, boolean last) throws IOException;
    }

    /** Asks again after a search where a file is not where it was: a rotation is under way. */
    <T> T patiently(String source, Question<T> question) {
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt == ATTEMPTS;
            try {
                return question.answer(state(source), last);
            } catch (IOException | UncheckedIOException e) {
                if (last) {
                    throw new IllegalStateException("the files of " + source + " cannot be read", e);
                }
                search(source);
            }
        }
    }

    /** What is done with the bytes of one generation. */
    interface Reader<T> {
        @Nullable T read(Content content) throws IOException;
    }

    /**
     * Reads a generation where it is now. One that is deleted is read by those who were in it.
     *
     * @return what the reader said
     * @throws MovedException it is not where it was: {@link #search}, and ask again. Also where it is packed, and damaged, and
     *     was believed to be as long as before: asked again, it is what its archive claims
     */
    <T> @Nullable T reading(Snapshot in, Reader<T> reader) throws IOException {
        try {
            return readingWhereItIs(in, reader);
        } catch (DamagedArchiveException e) {
            if (!in.packed() || in.claimed()) {
                throw e;
            }
            damaged.add(in.identity());
            throw new MovedException("not what was packed: " + e.getMessage());
        }
    }

    private <T> @Nullable T readingWhereItIs(Snapshot in, Reader<T> reader) throws IOException {
        Content open = in.content();
        if (open != null) {
            try {
                T answer = reader.read(open);
                lastRead.note(in.identity(), null);
                return answer;
            } catch (ClosedChannelException e) {
                // The tailer let go of it meanwhile: by name, then.
            }
        }
        Path path = in.path();
        if (path == null) {
            return lastRead.reading(in.identity(), reader);
        }
        Content opened = open(path, in.identity(), in.form());
        try {
            return reader.read(opened);
        } finally {
            lastRead.note(in.identity(), opened);
        }
    }

    /** @param form null: not packed */
    private Content open(Path path, Identity identity, @Nullable ArchiveForm form) throws IOException {
        if (form != null && !form.readable()) {
            throw new DamagedArchiveException("an archive of a form that is not read: " + path, 0, false);
        }
        if (form != null) {
            return unpacker.open(path, identity, form);
        }
        Blocks.Opened opened = Blocks.open(disk, path);
        if (opened == null) {
            throw new MovedException("not there: " + path);
        }
        if (!Incarnation.same(identity, opened.attributes().identity())) {
            opened.content().close();
            throw new MovedException("another file: " + path);
        }
        return opened.content();
    }

    /** When a generation was written last, ns since the epoch; now, if it is not under the name it had. */
    long modifiedNanos(Snapshot in) throws IOException {
        Disk.Attributes attributes = in.path() == null ? null : disk.attributes(in.path());
        return attributes == null || !Incarnation.same(in.identity(), attributes.identity())
                ? TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis())
                : attributes.modifiedNanos();
    }

    private static void await(CompletableFuture<Position> look) {
        try {
            look.get(LOOK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The disk hangs: what is known already has to do.
            return;
        }
    }

    /** The same with the hash of its first line, which of an archive is not known before somebody reads it. */
    Snapshot headed(Snapshot in) throws IOException {
        if (!in.claimed() || in.generation().head() != 0) {
            return in;
        }
        // Without a time of birth the number may have been another archive's.
        boolean remembered = in.identity().birthNanos() != 0;
        Long known = remembered ? heads.get(in.identity()) : null;
        Long head = known != null ? known : reading(in, content -> Blocks.head(content, Long.MAX_VALUE, true));
        if (head == null || head == 0) {
            return in;
        }
        if (remembered) {
            heads.put(in.identity(), head);
        }
        return in.headed(head);
    }

    /**
     * To be asked by a reader that has come to the end of a generation. How long it is was known before it was packed, so
     * nobody would meet what stands behind the last byte of an archive: the word whether those before are right.
     *
     * @throws DamagedArchiveException they are not
     */
    static void requireWhole(Snapshot in, Content content) throws IOException {
        if (in.packed() && !in.claimed()) {
            Blocks.read(content, content.size(), 1);
        }
    }

    /** Asked after something was read: is it still the content it was meant to be? */
    static void requireMark(Content content, long offset, int mark) throws IOException {
        byte[] before = Blocks.mark(content, offset);
        if (EventId.markOf(before, 0, before.length) != mark) {
            throw new MovedException("other bytes before " + offset);
        }
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import io.logstreamer.log.Workers;
import io.logstreamer.tail.Siblings.Sibling;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads for the tailer what takes long, archives and large holes: a worker does, and the tailer asks again until it has.
 * Confined to the tailer thread, but for what the workers do.
 */
final class Archivist {

    /** Opens an archive as the bytes that are in it. On a worker. */
    interface Unpacker {

        /**
         * Opens it.
         *
         * @throws IOException it is another file by now, or cannot be read
         */
        Content open(Path path, Identity identity, ArchiveForm form) throws IOException;

        /** An archive as it stands, where that is asked for; null: it is not there. */
        default @Nullable Attributes attributes(Path path) throws IOException {
            return null;
        }
    }

    /**
     * What was found out of an archive that is not held open.
     *
     * @param size of it then, and {@code modified} when it was written: without a time of birth its number may have been given
     *     to another one since. Both 0 where there is one
     */
    private record Head(long size, long modified, CompletableFuture<Long> answer) {}

    private static final int MAX_REMEMBERED = 4_096;
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Workers workers;
    private final Unpacker unpacker;
    private final Runnable wake;
    private final Map<Identity, Head> heads = new Eldest<>();
    private final Map<Identity, CompletableFuture<Long>> texts = new Eldest<>();
    private volatile boolean closed;
    private final Map<Identity, CompletableFuture<Content>> contents = new LinkedHashMap<>();

    /** Forgets what was asked for longest ago. */
    private static final class Eldest<V> extends LinkedHashMap<Identity, V> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, V> eldest) {
            return size() > MAX_REMEMBERED;
        }
    }

    /** @param wake makes the tailer look again; any thread may call it */
    Archivist(Workers workers, Unpacker unpacker, Runnable wake) {
        this.workers = workers;
        this.unpacker = unpacker;
        this.wake = wake;
    }

    /** Hash of an archive's first line; 0: it has none, or cannot be read; null: not known yet. */
    @Nullable Long head(Sibling archive) {
        ArchiveForm form = archive.form();
        if (form == null || !form.readable()) {
            return 0L;
        }
        CompletableFuture<Long> head = known(archive);
        if (head == null) {
            head = onWorker(() -> {
                try (Content content = unpacker.open(archive.path(), archive.identity(), form)) {
                    return Blocks.head(content, Long.MAX_VALUE, true);
                }
            });
            heads.put(archive.identity(), asItStands(archive, head));
        }
        if (isMoved(head)) {
            heads.remove(archive.identity());
            return null;
        }
        return valueOf(head, archive, 0L);
    }

    /**
     * Offset of the first byte of a file that is no NUL.
     *
     * @param size how far it counts; returned if there is none before
     * @return null: not known yet
     */
    @Nullable Long textFrom(Disk disk, Path path, Identity identity, long size) {
        CompletableFuture<Long> text = texts.get(identity);
        if (text == null) {
            text = onWorker(() -> {
                Blocks.Opened opened = Blocks.open(disk, path);
                if (opened == null) {
                    throw new IOException("gone: " + path);
                }
                try (Content content = opened.content()) {
                    return Blocks.behindNuls(content, 0, size);
                }
            });
            texts.put(identity, text);
        }
        if (text.isCompletedExceptionally()) {
            texts.remove(identity);
            return null;
        }
        return text.getNow(null);
    }

    /** Whether that was asked for. */
    boolean seeksText(Identity identity) {
        return texts.containsKey(identity);
    }

    /** What was found is not so any more. */
    void forgetText(Identity identity) {
        texts.remove(identity);
    }

    /**
     * An archive wholly inflated, so that reading it costs no more than reading a file; the caller's to close.
     *
     * @return null: not yet
     * @throws IOException it cannot be read
     */
    @Nullable Content unpacked(Sibling archive) throws IOException {
        Content content = inflated(archive);
        if (content != null) {
            contents.remove(archive.identity());
        }
        return content;
    }

    /**
     * The same for a glance: it is still to be had by {@link #unpacked}, which closes nothing, or is {@linkplain #letGo let
     * go}.
     */
    @Nullable Content inflated(Sibling archive) throws IOException {
        ArchiveForm form = archive.form();
        if (form == null || !form.readable()) {
            throw new IOException("not an archive that can be read: " + archive.path());
        }
        CompletableFuture<Content> content = contents.get(archive.identity());
        if (content == null) {
            content = onWorker(() -> {
                Content opened = unpacker.open(archive.path(), archive.identity(), form);
                opened.size();
                if (closed) {
                    opened.close();
                }
                return opened;
            });
            contents.put(archive.identity(), content);
        }
        if (!content.isDone()) {
            return null;
        }
        boolean moved = isMoved(content);
        Content opened = valueOf(content, archive, null);
        if (opened == null) {
            contents.remove(archive.identity());
            if (moved) {
                return null;
            }
            throw new IOException("cannot be inflated: " + archive.path());
        }
        return opened;
    }

    /** Nobody will come for an archive that was looked at. */
    void letGo(Sibling archive) throws IOException {
        Content content = unpacked(archive);
        if (content != null) {
            content.close();
        }
    }

    /** Whether something is under way. */
    boolean busy() {
        return heads.values().stream().anyMatch(head -> !head.answer().isDone())
                || contents.values().stream().anyMatch(content -> !content.isDone());
    }

    /** Whether something is under way that concerns one of these. */
    boolean busyWith(List<Sibling> archives) {
        return archives.stream()
                .map(Sibling::identity)
                .anyMatch(each -> isUnderWay(headOf(each)) || isUnderWay(contents.get(each)));
    }

    private @Nullable CompletableFuture<Long> headOf(Identity identity) {
        Head head = heads.get(identity);
        return head == null ? null : head.answer();
    }

    private static boolean isUnderWay(@Nullable CompletableFuture<?> task) {
        return task != null && !task.isDone();
    }

    /** Null: it is not known, or that is of another archive. */
    private @Nullable CompletableFuture<Long> known(Sibling archive) {
        Head known = heads.get(archive.identity());
        if (known == null) {
            return null;
        }
        Head now = asItStands(archive, known.answer());
        return now.size() == known.size() && now.modified() == known.modified() ? known.answer() : null;
    }

    private Head asItStands(Sibling archive, CompletableFuture<Long> answer) {
        if (archive.identity().birthNanos() != 0) {
            return new Head(0, 0, answer);
        }
        try {
            Attributes now = unpacker.attributes(archive.path());
            boolean its = now != null && Incarnation.same(now.identity(), archive.identity());
            return now == null || !its
                    ? new Head(-1, -1, answer)
                    : new Head(now.sizeBytes(), now.modifiedNanos(), answer);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Not looked at: " + archive.path(), e);
            return new Head(-1, -1, answer);
        }
    }

    private interface Task<T> {
        T run() throws IOException;
    }

    private <T> CompletableFuture<T> onWorker(Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                result.complete(task.run());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
            wake.run();
        });
        return result;
    }

    /** Whether it was renamed before the worker came to it: that says nothing about what is in it. */
    private static boolean isMoved(CompletableFuture<?> task) {
        try {
            task.getNow(null);
            return false;
        } catch (CompletionException e) {
            return e.getCause() instanceof MovedException;
        }
    }

    private static <T> @Nullable T valueOf(CompletableFuture<T> future, Sibling archive, @Nullable T failed) {
        if (!future.isDone()) {
            return null;
        }
        try {
            return future.getNow(null);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "Not read: " + archive.path(), e);
            return failed;
        }
    }

    /** Lets go of what nobody came for. */
    void close() {
        for (CompletableFuture<Content> content : contents.values()) {
            // One that is still being inflated is closed by the worker that has it.
            Content opened = content.isDone() && !content.isCompletedExceptionally() ? content.getNow(null) : null;
            if (opened != null) {
                opened.close();
            }
        }
        closed = true;
    }
}

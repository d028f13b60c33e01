package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.EventId;
import io.logstreamer.log.LineEnd;
import io.logstreamer.log.Position;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reading pieces of files: whole ones, heads, marks. Stateless; may block on the disk. */
final class Blocks {

    static final int STEP_BYTES = 64 * 1024;

    /** Enough of a first line for its hash, with a line end after the most that counts. */
    private static final int HEAD_READ_BYTES = EventId.HEAD_BYTES + 64;

    /** What is compared with at once. */
    private static final byte[] NULS = new byte[256 * 1024];

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private Blocks() {}

    /** Reads until {@code bytes[from, to)} is full or the file ends; returns the index behind what was read. */
    static int read(Content content, byte[] bytes, int from, int to, long offset) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(bytes, from, to - from);
        long at = offset;
        while (target.hasRemaining()) {
            int n;
            try {
                n = content.read(target, at);
            } catch (DamagedArchiveException e) {
                if (at == offset) {
                    throw e;
                }
                // What unpacks is delivered; who reads on behind it is told.
                break;
            }
            if (n <= 0) {
                break;
            }
            at += n;
        }
        return target.position();
    }

    /** Reads a piece; shorter than asked where the file ends. */
    static byte[] read(Content content, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int end = read(content, bytes, 0, length, offset);
        return end == length ? bytes : Arrays.copyOf(bytes, end);
    }

    /** The up to 64 bytes before an offset. */
    static byte[] mark(Content content, long offset) throws IOException {
        int length = (int) Math.min(Position.MARK_BYTES, offset);
        return read(content, offset - length, length);
    }

    /** Whether these bytes stand before an offset. */
    static boolean marked(Content content, long offset, byte[] mark) throws IOException {
        return Arrays.equals(mark(content, offset), mark);
    }

    /**
     * Hash of the first line as {@link EventId#headOf} takes it, in bytes of any charset.
     *
     * @param size how far the content counts
     * @param over whether nothing will be added: what there is then is the first line, terminated or not
     * @return 0: there is no complete first line
     */
    static long head(Content content, long size, boolean over) throws IOException {
        return headAt(content, behindNuls(content, 0, size), size, over);
    }

    /** The same where it is known where the text begins. */
    static long headAt(Content content, long start, long size, boolean over) throws IOException {
        if (start >= size) {
            return 0;
        }
        byte[] bytes = read(content, start, (int) Math.min(HEAD_READ_BYTES, size - start));
        if (bytes.length == 0) {
            return 0;
        }
        boolean complete = over
                || Splitter.indexOfLf(bytes, 0, bytes.length) >= 0
                || lineEnds(LineEnd.BYTE, content, start + bytes.length, size);
        return complete ? EventId.headOf(bytes, 0, bytes.length) : 0;
    }

    /** Opens a file as it is named now, if it is a regular one and stays the same meanwhile; else null. */
    static @Nullable Opened open(Disk disk, Path path) throws IOException {
        Attributes before = disk.attributes(path);
        if (before == null || !before.regular()) {
            return null;
        }
        Content content;
        try {
            content = disk.open(path);
        } catch (NoSuchFileException e) {
            // Renamed in between.
            return null;
        }
        boolean same = false;
        try {
            Attributes after = disk.attributes(path);
            same = after != null && Incarnation.same(before.identity(), after.identity());
            return same ? new Opened(content, before) : null;
        } finally {
            if (!same) {
                content.close();
            }
        }
    }

    /** As {@link #open}; null also for one that may not be read: it waits like one that is not there. */
    static @Nullable Opened openReadable(Disk disk, Path path) throws IOException {
        try {
            return open(disk, path);
        } catch (AccessDeniedException e) {
            LOG.log(Level.DEBUG, "Not readable", e);
            return null;
        }
    }

    /**
     * A file held open, and what it was called by.
     *
     * @param attributes as they were just before it was opened
     */
    record Opened(Content content, Attributes attributes) {}

    /** Offset behind the last LF before {@code size}; 0 if there is none. */
    static long behindLastLine(LineEnd lineEnd, Content content, long size) throws IOException {
        long end = size;
        while (end > 0) {
            long from = lineEnd.whole(Math.max(0, end - STEP_BYTES));
            byte[] bytes = read(content, from, (int) (end - from));
            int behind = Splitter.behindLastLf(lineEnd, bytes, 0, bytes.length);
            if (behind >= 0) {
                return from + behind;
            }
            end = from;
        }
        return 0;
    }

    /**
     * Offset of the first byte that is no NUL, from an offset on. A hole may have gigabytes, and Java has no way to ask where
     * it ends: it is read in large pieces and compared as a whole.
     *
     * @return {@code limit} if there is none before that; less, with nothing behind it, where the content ends before
     */
    static long behindNuls(Content content, long from, long limit) throws IOException {
        int step = HEAD_READ_BYTES;
        for (long at = from; at < limit; ) {
            byte[] bytes = read(content, at, (int) Math.min(step, limit - at));
            int nuls = nulsAtStart(bytes);
            at += nuls;
            if (nuls < bytes.length || bytes.length == 0) {
                return at;
            }
            step = Math.min(step * 4, NULS.length);
        }
        return limit;
    }

    private static int nulsAtStart(byte[] bytes) {
        int other = Arrays.mismatch(bytes, 0, bytes.length, NULS, 0, bytes.length);
        return other < 0 ? bytes.length : other;
    }

    /** Whether there is an LF in a stretch, which begins with a unit. */
    static boolean lineEnds(LineEnd lineEnd, Content content, long from, long size) throws IOException {
        for (long at = from; at < size; at += STEP_BYTES) {
            byte[] bytes = read(content, at, (int) Math.min(STEP_BYTES, size - at));
            if (bytes.length == 0) {
                return false;
            }
            if (Splitter.behindLf(lineEnd, bytes, 0, bytes.length) >= 0) {
                return true;
            }
        }
        return false;
    }
}

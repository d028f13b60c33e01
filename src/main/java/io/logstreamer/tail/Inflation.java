package io.logstreamer.tail;

import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * One archive while it is unpacked, for all who read it.
 *
 * <pre>
 *   unpacked bytes   0 ......... spoolFrom ............................ known.blocks ... known.bytes
 *                    │ cache       │ cache, or spool                     │ tail          │ not unpacked yet, or the end
 *                    │ or again    │ or again, where there was no room   │ (kept here)   │
 * </pre>
 *
 * <p>Unpacking goes block by block, and the lock is free in between, so who wants a block that is there never waits for
 * longer than one. A <em>walk</em> is a decoder on its way through the archive; the foremost finds out what nobody knew. Two
 * of them at most: where blocks are found neither in memory nor on disk, a second one goes through the archive again while
 * the first keeps its place. Whoever needs a block takes the walk that is closest before it.
 *
 * <p>A file that ends too early may still be written: at its end it is looked at again, and if it has grown, gzip goes on
 * where it was. The other formats begin again, at the cost of unpacking everything once for each look.
 *
 * <p>Thread-safe; for workers, since any call may unpack and wait for the disk.
 */
final class Inflation implements PackedInput.Bytes {

    static final int BLOCK_BYTES = 256 * 1024;

    private static final int MAX_WALKS = 2;
    private static final byte[] NOTHING = {};

    /** The header of an archive says how much memory it takes to unpack it. {@code xz -9} wants 65 MiB. */
    private static final int XZ_MEMORY_KIB = 100 * 1024;

    /** What all archives share. */
    record Shared(
            ArchiveLimits limits, BlockCache cache, Spool spool, DecoderLimit decoders, LongAdder unpackedAgainBytes) {}

    /**
     * What has been unpacked so far.
     *
     * @param blocks whole blocks
     * @param tail what there is of the next one; empty until the end was met
     * @param end null: not met yet
     */
    private record Known(long blocks, byte[] tail, @Nullable End end) {
        long bytes() {
            return blocks * BLOCK_BYTES + tail.length;
        }
    }

    /**
     * The end of the archive.
     *
     * @param packedBytes size of the file when it was met, at most
     * @param damage null: all is well
     */
    private record End(long packedBytes, @Nullable DamagedArchiveException damage) {
        boolean mayGrow() {
            return damage == null || damage.unfinished();
        }
    }

    private final Shared shared;
    private final ArchiveForm form;
    private final long spoolFrom;
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile Known known = new Known(0, NOTHING, null);
    private volatile @Nullable Content packed;
    private volatile @Nullable SpoolFile spoolFile;
    private volatile boolean disposed;
    private volatile int decoders;

    // Under the lock.
    private final List<Walk> walks = new ArrayList<>();

    // Of Archives, under its lock.
    Attributes attributes;
    int readers;

    /** @param form what the name says; the content has the last word */
    Inflation(Shared shared, ArchiveForm form, Attributes attributes) {
        this.shared = shared;
        this.form = form;
        this.attributes = attributes;
        this.spoolFrom = shared.limits().spoolFromBytes() / BLOCK_BYTES;
    }

    // ---- Called by Archives.

    /** Gives it a file to read from. */
    void attach(Content content) {
        packed = content;
    }

    /** Takes the file away; what is known stays. */
    void detach() {
        Content content = packed;
        packed = null;
        if (content != null) {
            content.close();
        }
    }

    /** Frees everything, at the latest when the block is done that is being unpacked. */
    void dispose() {
        disposed = true;
        detach();
        pause();
        shared.decoders().forget(this);
        tidy();
    }

    int decoders() {
        return decoders;
    }

    /** Gives up the decoders, if nobody uses them now. */
    void pause() {
        if (lock.tryLock()) {
            try {
                dropWalks();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public Content content() throws IOException {
        Content content = packed;
        if (content == null) {
            throw new ClosedChannelException();
        }
        return content;
    }

    // ---- Called by readers.

    /** See {@link InflatedContent#read}. */
    int read(ByteBuffer target, long offset) throws IOException {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is negative: offset=" + offset);
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        while (true) {
            Known seen = known;
            if (offset < seen.bytes()) {
                return copy(seen, target, offset);
            }
            End end = seen.end();
            if (end != null && !grown(end)) {
                if (end.damage() != null) {
                    throw end.damage().again();
                }
                return -1;
            }
            step(seen, seen.blocks());
        }
    }

    /** See {@link InflatedContent#size}. */
    long size() throws IOException {
        while (true) {
            Known seen = known;
            End end = seen.end();
            if (end != null && !grown(end)) {
                return seen.bytes();
            }
            step(seen, seen.blocks());
        }
    }

    long unpackedBytes() {
        return known.bytes();
    }

    @Nullable DamagedArchiveException damage() {
        End end = known.end();
        return end == null || end.damage() == null ? null : end.damage().again();
    }

    private boolean grown(End end) throws IOException {
        return end.mayGrow() && content().size() > end.packedBytes();
    }

    private int copy(Known seen, ByteBuffer target, long offset) throws IOException {
        long number = offset / BLOCK_BYTES;
        byte[] block = number == seen.blocks() ? seen.tail() : block(number);
        int from = (int) (offset % BLOCK_BYTES);
        int n = Math.min(target.remaining(), block.length - from);
        target.put(block, from, n);
        return n;
    }

    /** A block that has been unpacked before. */
    private byte[] block(long number) throws IOException {
        byte[] block = kept(number);
        while (block == null) {
            block = step(null, number);
        }
        return block;
    }

    private byte @Nullable [] kept(long number) {
        byte[] block = shared.cache().find(this, number);
        SpoolFile file = spoolFile;
        if (block == null && file != null) {
            block = file.read(number - spoolFrom);
            if (block != null) {
                shared.cache().keep(this, number, block);
            }
        }
        return block;
    }

    // ---- Unpacking.

    /**
     * Unpacks one block, of whatever walk brings the wanted one closer.
     *
     * @param seen what the caller believes is known; if more is, nothing is done. Null: the wanted block has been unpacked
     *     before
     * @return the wanted block, if it was that or had been made meanwhile
     */
    private byte @Nullable [] step(@Nullable Known seen, long wanted) throws IOException {
        lock.lock();
        try {
            if (disposed) {
                throw new ClosedChannelException();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while unpacking");
            }
            if (seen != null && !seen.equals(known)) {
                return null;
            }
            byte[] made = seen == null ? kept(wanted) : null;
            return made != null ? made : unpack(wanted);
        } finally {
            if (disposed) {
                dropWalks();
                tidy();
            }
            lock.unlock();
        }
    }

    private byte @Nullable [] unpack(long wanted) throws IOException {
        Walk walk = walkTo(wanted);
        long packedBytes = content().size();
        long number = walk.block;
        boolean whole = false;
        try {
            whole = walk.fill();
        } finally {
            if (!whole && !walk.goesOn()) {
                drop(walk);
            }
        }
        if (!whole) {
            end(walk, packedBytes);
            return null;
        }
        byte[] block = walk.take();
        if (!spool(number, block) || number == wanted) {
            shared.cache().keep(this, number, block);
        }
        if (number == known.blocks()) {
            known = new Known(number + 1, NOTHING, null);
        } else {
            shared.unpackedAgainBytes().add(BLOCK_BYTES);
        }
        return number == wanted ? block : null;
    }

    private void end(Walk walk, long packedBytes) throws MovedException {
        Known before = known;
        if (walk.block < before.blocks()) {
            throw new MovedException("an archive is shorter than it was: " + walk.failure);
        }
        byte[] tail = Arrays.copyOf(walk.buffer, walk.filled);
        if (tail.length < before.tail().length) {
            // A decoder that fails elsewhere when more follows; the bytes were good.
            tail = before.tail();
        }
        long bytes = before.blocks() * BLOCK_BYTES + tail.length;
        String failure = walk.failure;
        DamagedArchiveException damage = failure == null
                ? null
                : new DamagedArchiveException(failure + ", after " + bytes + " unpacked bytes", bytes, walk.unfinished);
        known = new Known(before.blocks(), tail, new End(packedBytes, damage));
    }

    /** Whether a block is in the spool now. */
    private boolean spool(long number, byte[] block) {
        long index = number - spoolFrom;
        if (index < 0) {
            return false;
        }
        SpoolFile file = spoolFile;
        if (index == 0 && (file == null || file.closed())) {
            file = shared.spool().file();
            spoolFile = file;
        }
        boolean stored = file != null && (index < file.blocks() || (index == file.blocks() && file.append(block)));
        if (!stored) {
            shared.spool().refused();
        }
        return stored;
    }

    private Walk walkTo(long wanted) {
        Walk closest = null;
        for (Walk walk : walks) {
            if (walk.block <= wanted && (closest == null || walk.block > closest.block)) {
                closest = walk;
            }
        }
        if (closest == null) {
            if (walks.size() == MAX_WALKS) {
                drop(walks.get(0));
            }
            closest = new Walk();
        } else {
            walks.remove(closest);
        }
        // The last one used is the last to go.
        walks.add(closest);
        decoders = walks.size();
        shared.decoders().used(this);
        return closest;
    }

    private void drop(Walk walk) {
        walk.close();
        walks.remove(walk);
        decoders = walks.size();
    }

    private void dropWalks() {
        walks.forEach(Walk::close);
        walks.clear();
        decoders = 0;
    }

    private void tidy() {
        shared.cache().forget(this);
        SpoolFile file = spoolFile;
        spoolFile = null;
        if (file != null) {
            shared.spool().release(file);
        }
    }

    /** A decoder on its way through the archive. Under the lock. */
    private final class Walk {

        private final PackedInput input = new PackedInput(Inflation.this);
        private @Nullable Decoder decoder;
        /** The block that is being filled. */
        private long block;

        private byte[] buffer = new byte[BLOCK_BYTES];
        private int filled;
        private long packedBytes;
        private boolean ended;
        private @Nullable String failure;
        private boolean unfinished;

        /** Fills the block; false: there is no more, and {@code failure} says why if that is wrong. */
        boolean fill() throws IOException {
            failure = null;
            unfinished = false;
            ended = false;
            while (filled < BLOCK_BYTES) {
                int n;
                try {
                    n = decoder().decode(buffer, filled, BLOCK_BYTES);
                } catch (IOException e) {
                    if (input.fault() != null) {
                        throw e;
                    }
                    return fail(String.valueOf(e.getMessage()), input.ended());
                }
                if (n < 0) {
                    ended = true;
                    return false;
                }
                filled += n;
                String broken = brokenLimit();
                if (broken != null) {
                    return fail(broken, false);
                }
            }
            return true;
        }

        byte[] take() {
            byte[] full = buffer;
            buffer = new byte[BLOCK_BYTES];
            filled = 0;
            block++;
            return full;
        }

        /** Whether it is worth keeping behind the end of the file: that may move. */
        boolean goesOn() {
            return (ended || unfinished) && (decoder == null || decoder.goesOn());
        }

        void close() {
            if (decoder != null) {
                decoder.close();
            }
        }

        private boolean fail(String reason, boolean cutOff) {
            failure = reason;
            unfinished = cutOff;
            return false;
        }

        private @Nullable String brokenLimit() {
            ArchiveLimits limits = shared.limits();
            long bytes = block * BLOCK_BYTES + filled;
            packedBytes = Math.max(packedBytes, input.position());
            if (bytes > limits.archiveBytes()) {
                return "archive unpacks to more than " + limits.archiveBytes() + " bytes";
            }
            return bytes > limits.ratioFreeBytes() && bytes / limits.ratio() > packedBytes
                    ? "archive unpacks to more than " + limits.ratio() + " bytes for each of its own"
                    : null;
        }

        private Decoder decoder() throws IOException {
            Decoder open = decoder;
            if (open == null) {
                open = open(found());
                decoder = open;
            }
            return open;
        }

        private ArchiveForm found() throws IOException {
            input.seek(0);
            byte[] head = input.readNBytes(ArchiveForm.MAGIC_BYTES);
            input.seek(0);
            ArchiveForm found = ArchiveForm.startingWith(head);
            if (found != null) {
                return found;
            }
            if (input.ended() && form.mayBegin(head)) {
                throw new EOFException("archive has only begun");
            }
            throw new IOException("not an archive");
        }

        private Decoder open(ArchiveForm found) throws IOException {
            return switch (found) {
                case GZIP -> new GzipDecoder(input);
                case ZSTD -> new ZstdDecoder(input);
                case XZ -> StreamDecoder.careful(input, in -> new XZInputStream(in, XZ_MEMORY_KIB));
                case BZIP2 -> StreamDecoder.trusting(input, CheckedBlocks::new);
                case ZIP, LZ4, COMPRESS -> throw new IOException("archives of this form are not read: " + found);
            };
        }
    }
}

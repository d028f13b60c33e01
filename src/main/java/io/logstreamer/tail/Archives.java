package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Attributes;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The archives that are read, each unpacked once for all its readers.
 *
 * <p>When the last reader of an archive closes, its file is closed, but what is known of it stays for a while: history is
 * read page by page, and the next page opens the archive again. Whether it is still the same one is seen by identity, size
 * and time of the last write.
 *
 * <p>Thread-safe, but no reader may be interrupted while the others shall go on: the JDK closes a file under an interrupted
 * read. Opening and closing take a short lock under which no file is read; reading is for workers, never for a
 * tailer or a pump. Everything it costs is bounded by {@link ArchiveLimits}.
 */
final class Archives implements Archivist.Unpacker, AutoCloseable {

    private final Disk disk;
    private final ArchiveLimits limits;
    private final BlockCache cache;
    private final Spool spool;
    private final DecoderLimit decoders;
    private final LongAdder unpackedAgainBytes = new LongAdder();
    private final Inflation.Shared shared;

    /** The one that was opened or closed longest ago first. */
    private final Map<Identity, Inflation> inflations = new LinkedHashMap<>(16, 0.75f, true);

    private int open;
    private boolean closed;

    /** @param spoolDirectory where unpacked blocks may go; made when it is needed */
    Archives(Disk disk, Path spoolDirectory, ArchiveLimits limits) {
        this.disk = disk;
        this.limits = limits;
        cache = new BlockCache(limits.memoryBytes());
        spool = new Spool(spoolDirectory, limits.spoolBytes());
        decoders = new DecoderLimit(limits.decoders());
        shared = new Inflation.Shared(limits, cache, spool, decoders, unpackedAgainBytes);
    }

    /**
     * Opens the archive that a path names now; reads nothing of it. Null: there is no such regular file, or it has just been
     * renamed.
     *
     * @throws IllegalArgumentException its name is not that of an archive which can be read
     */
    @Nullable InflatedContent open(Path path) throws IOException {
        ArchiveForm form = ArchiveForm.of(String.valueOf(path.getFileName()));
        if (form == null || !form.readable()) {
            throw new IllegalArgumentException("not the name of an archive that can be read: path=" + path);
        }
        Blocks.Opened opened = Blocks.open(disk, path);
        return opened == null ? null : share(opened.content(), opened.attributes(), form);
    }

    @Override
    public @Nullable Attributes attributes(Path path) throws IOException {
        return disk.attributes(path);
    }

    @Override
    public Content open(Path path, Identity identity, ArchiveForm form) throws IOException {
        Blocks.Opened opened = Blocks.open(disk, path);
        if (opened == null) {
            throw new MovedException("not there: " + path);
        }
        if (!Incarnation.same(opened.attributes().identity(), identity)) {
            opened.content().close();
            throw new MovedException("another file: " + path);
        }
        return share(opened.content(), opened.attributes(), form);
    }

    /**
     * The unpacked bytes of a file that is already open.
     *
     * @param packed taken over: closed when it is not needed any more, also by an exception
     * @param attributes as they were just before it was opened
     * @param form what its name says; the first bytes have the last word
     */
    InflatedContent share(Content packed, Attributes attributes, ArchiveForm form) throws IOException {
        Inflation inflation = join(packed, attributes, form);
        if (inflation == null) {
            packed.close();
            throw new ClosedChannelException();
        }
        return new InflatedContent(inflation, () -> leave(inflation));
    }

    /** What it costs now. */
    synchronized ArchiveUse use() {
        int idle = (int) inflations.values().stream()
                .filter(archive -> archive.readers == 0)
                .count();
        return new ArchiveUse(
                open, idle, decoders.decoders(), spool.bytes(), spool.refusedBlocks(), unpackedAgainBytes.sum());
    }

    /** Ends all reading, and frees memory and disk. */
    @Override
    public synchronized void close() {
        closed = true;
        inflations.values().forEach(Inflation::dispose);
        inflations.clear();
        spool.close();
    }

    private synchronized @Nullable Inflation join(Content packed, Attributes attributes, ArchiveForm form) {
        if (closed) {
            return null;
        }
        Inflation inflation = inflations.get(attributes.identity());
        if (inflation != null && !isSame(inflation.attributes, attributes)) {
            inflations.remove(attributes.identity());
            if (inflation.readers == 0) {
                inflation.dispose();
            }
            inflation = null;
        }
        if (inflation == null) {
            inflation = new Inflation(shared, form, attributes);
            inflations.put(attributes.identity(), inflation);
        }
        inflation.attributes = attributes;
        if (inflation.readers++ == 0) {
            inflation.attach(packed);
            open++;
        } else {
            packed.close();
        }
        return inflation;
    }

    private synchronized void leave(Inflation inflation) {
        if (--inflation.readers > 0) {
            return;
        }
        open--;
        inflation.detach();
        if (inflations.get(inflation.attributes.identity()) == inflation) {
            forgetIdle();
        } else {
            inflation.dispose();
        }
    }

    private void forgetIdle() {
        long idle = inflations.values().stream()
                .filter(archive -> archive.readers == 0)
                .count();
        for (Iterator<Inflation> eldest = inflations.values().iterator(); idle > limits.idle(); ) {
            Inflation next = eldest.next();
            if (next.readers == 0) {
                eldest.remove();
                next.dispose();
                idle--;
            }
        }
    }

    /** Whether a file is the one it was, longer at most; without a time of birth the longer one may be another. */
    private static boolean isSame(Attributes then, Attributes now) {
        boolean longer = now.sizeBytes() > then.sizeBytes() && now.identity().birthNanos() != 0;
        return longer || (now.sizeBytes() == then.sizeBytes() && now.modifiedNanos() == then.modifiedNanos());
    }
}

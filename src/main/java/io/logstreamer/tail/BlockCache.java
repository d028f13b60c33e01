package io.logstreamer.tail;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The unpacked blocks that were used last, of all archives. Thread-safe, a short lock. */
final class BlockCache {

    private record Key(Inflation archive, long block) {}

    private final Map<Key, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private final long maxBytes;
    private long bytes;

    BlockCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A block, never to be written to; null: not here. */
    synchronized byte @Nullable [] find(Inflation archive, long block) {
        return blocks.get(new Key(archive, block));
    }

    synchronized void keep(Inflation archive, long block, byte[] content) {
        byte[] old = blocks.put(new Key(archive, block), content);
        bytes += content.length - (old == null ? 0 : old.length);
        var eldest = blocks.values().iterator();
        while (bytes > maxBytes) {
            bytes -= eldest.next().length;
            eldest.remove();
        }
    }

    synchronized void forget(Inflation archive) {
        blocks.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().archive() == archive;
            bytes -= gone ? entry.getValue().length : 0;
            return gone;
        });
    }

    synchronized long bytes() {
        return bytes;
    }
}

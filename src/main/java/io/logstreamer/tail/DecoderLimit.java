package io.logstreamer.tail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds how many archives are in the middle of being unpacked: a decoder may take many megabytes. When there are too many,
 * the archive that was unpacked longest ago gives its decoders up, if nobody uses them now. Thread-safe.
 */
final class DecoderLimit {

    private final int max;
    private final Set<Inflation> holders = new LinkedHashSet<>();

    DecoderLimit(int max) {
        this.max = max;
    }

    /** An archive has a new decoder, or a use for its old ones. Called under that archive's lock. */
    void used(Inflation archive) {
        List<Inflation> eldest = new ArrayList<>();
        synchronized (this) {
            holders.remove(archive);
            holders.removeIf(holder -> holder.decoders() == 0);
            int over = archive.decoders() - max;
            for (Inflation holder : holders) {
                over += holder.decoders();
            }
            for (Inflation holder : holders) {
                if (over > 0) {
                    eldest.add(holder);
                    over -= holder.decoders();
                }
            }
            holders.add(archive);
        }
        // Outside our lock, and never waiting for theirs.
        eldest.forEach(Inflation::pause);
    }

    synchronized void forget(Inflation archive) {
        holders.remove(archive);
    }

    synchronized int decoders() {
        return holders.stream().mapToInt(Inflation::decoders).sum();
    }
}

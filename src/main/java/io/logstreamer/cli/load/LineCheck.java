package io.logstreamer.cli.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is checked of the lines of one subscriber: by number where the line has one, else by comparing its id with what
 * other subscribers got; and its age, where the line says when it was written. Confined to one thread at a time.
 */
final class LineCheck {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Counters counters;
    private final SequenceCheck sequence;
    private final SharedOrder order;
    private final SharedOrder.Place place = new SharedOrder.Place();

    LineCheck(SharedOrder order, Counters counters) {
        this.order = order;
        this.counters = counters;
        this.sequence = new SequenceCheck(counters);
    }

    /**
     * @param id of this very line, null if it came without
     * @param connectedAt lines written before it are history, whose age says nothing about the server
     */
    void line(byte[] data, int length, @Nullable String id, Instant connectedAt) {
        long seq = LineFields.seq(data, length);
        if (seq != LineFields.NONE) {
            sequence.line(seq);
        } else if (id != null) {
            byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
            order.line(place, hash(idBytes, idBytes.length), hash(data, length));
        } else {
            counters.unchecked.increment();
        }
        age(LineFields.tsNanos(data, length), connectedAt);
    }

    /** No more lines will come. */
    void end() {
        order.end(place);
    }

    private void age(long tsNanos, Instant connectedAt) {
        if (tsNanos == LineFields.NONE || tsNanos < epochNanos(connectedAt)) {
            return;
        }
        // Two clocks of one machine may differ by a little: never below zero.
        counters.latencyMicros.recordValue(Math.max(0, (epochNanos(Instant.now()) - tsNanos) / 1_000));
    }

    private static long epochNanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    /** FNV-1a; 64 bits make two equal ids among half a million less likely than 1 in 100 million. */
    private static long hash(byte[] bytes, int length) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}

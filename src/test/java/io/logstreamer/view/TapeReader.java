package io.logstreamer.view;

import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import io.logstreamer.log.Tape;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tape as a subscriber does, without an output to wait for: keeps every byte, and remembers the segments it
 * came through. Confined to one thread, but for the call that says that a segment has arrived.
 */
final class TapeReader {

    private final Tape tape;
    private final Runnable wake;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final AtomicBoolean asked = new AtomicBoolean();
    final List<Segment> segments = new ArrayList<>();

    private @Nullable Position position;
    private @Nullable Segment segment;
    private int index;

    TapeReader(Tape tape, Position start) {
        this(tape, start, () -> {});
    }

    /** @param wake called, from any thread, when a segment that was waited for has arrived */
    TapeReader(Tape tape, Position start, Runnable wake) {
        this.tape = tape;
        this.position = start;
        this.wake = wake;
    }

    /** Reads all there is. */
    TapeReader read() {
        return read(Integer.MAX_VALUE);
    }

    /** Reads at most so many bytes. */
    TapeReader read(int most) {
        int left = most;
        while (left > 0) {
            Segment current = segment == null ? next() : segment;
            if (current == null) {
                return this;
            }
            Segment.Extent extent = current.extent();
            int length = Math.min(left, extent.limit() - index);
            taken.write(current.bytes(), index, length);
            index += length;
            left -= length;
            if (index == extent.limit()) {
                if (extent.sealed()) {
                    position = extent.end();
                    segment = null;
                } else if (!tape.extend(current, wake)) {
                    return this;
                }
            }
        }
        return this;
    }

    /** Whether it waits for a segment from the files. */
    boolean waits() {
        return asked.get();
    }

    int length() {
        return taken.size();
    }

    byte[] bytes() {
        return taken.toByteArray();
    }

    private @Nullable Segment next() {
        if (asked.get()) {
            return null;
        }
        asked.set(true);
        Tape.Spot spot = tape.locate(position, this::arrived);
        if (spot == null) {
            return null;
        }
        asked.set(false);
        segment = spot.segment();
        index = spot.index();
        if (segments.isEmpty() || segments.get(segments.size() - 1) != segment) {
            segments.add(segment);
        }
        return segment;
    }

    private void arrived() {
        asked.set(false);
        wake.run();
    }
}

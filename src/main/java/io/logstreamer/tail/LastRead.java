package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Files that readers were in lately, held open: one that is deleted meanwhile is read to its end. Thread-safe; nothing is
 * read under its lock.
 */
final class LastRead implements AutoCloseable {

    /** So long after somebody has read it a file is held. */
    static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int MAX_HELD = 64;

    /** A file that was read, and who is in it. */
    private static final class Held {
        private @Nullable Content content;
        private long at;
        private int readers;
    }

    private final Clock clock;

    /** What was read longest ago first. */
    private final Map<Identity, Held> files = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed;

    LastRead(Clock clock) {
        this.clock = clock;
    }

    /**
     * Somebody has read a file.
     *
     * @param content open, taken over; null: somebody else holds it
     */
    void note(Identity file, @Nullable Content content) {
        List<Content> over = new ArrayList<>();
        synchronized (this) {
            Held held = files.computeIfAbsent(file, key -> new Held());
            held.at = clock.nanos();
            if (content != null && held.content == null && !closed) {
                held.content = content;
            } else if (content != null) {
                over.add(content);
            }
            letGo(over);
        }
        over.forEach(Content::close);
    }

    /**
     * Reads one that is held.
     *
     * @return what the reader said; null also if it is not held
     */
    <T> @Nullable T reading(Identity file, Holdings.Reader<T> reader) throws IOException {
        Content content;
        Held held;
        synchronized (this) {
            held = files.get(file);
            content = held == null ? null : held.content;
            if (held == null || content == null) {
                throw new MovedException("neither there nor held open");
            }
            held.readers++;
        }
        try {
            return reader.read(content);
        } finally {
            synchronized (this) {
                held.readers--;
                held.at = clock.nanos();
            }
        }
    }

    /** Whether somebody has read a file lately, or is reading it. */
    synchronized boolean holds(Identity file) {
        // Asked in a loop over all files: it must not count as reading.
        Held held = null;
        for (Map.Entry<Identity, Held> each : files.entrySet()) {
            held = each.getKey().equals(file) ? each.getValue() : held;
        }
        return held != null && isLate(held);
    }

    /** Closes what nobody has read for long. */
    void letGo() {
        List<Content> over = new ArrayList<>();
        synchronized (this) {
            letGo(over);
        }
        over.forEach(Content::close);
    }

    private boolean isLate(Held held) {
        return held.readers > 0 || clock.nanos() - held.at < HELD_NANOS;
    }

    private void letGo(List<Content> over) {
        int surplus = files.size() - MAX_HELD;
        for (Iterator<Held> eldest = files.values().iterator(); eldest.hasNext(); ) {
            Held next = eldest.next();
            if (next.readers == 0 && (surplus > 0 || closed || !isLate(next))) {
                surplus--;
                eldest.remove();
                if (next.content != null) {
                    over.add(next.content);
                }
            }
        }
    }

    /** Lets go of all but those that are being read, which go when they were. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        letGo();
    }
}

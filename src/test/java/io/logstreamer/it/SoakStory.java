package io.logstreamer.it;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** What happened in a soak, in order, with the seconds since its beginning: in a file, the last of it in memory. Thread-safe. */
final class SoakStory implements AutoCloseable {
    private static final int REMEMBERED = 80;

    private final long begin = System.nanoTime();
    private final BufferedWriter file;
    private final Deque<String> last = new ArrayDeque<>();

    SoakStory(Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    synchronized void tell(String what) {
        String line = "%9.3f  %s".formatted((System.nanoTime() - begin) / 1e9, what);
        last.add(line);
        if (last.size() > REMEMBERED) {
            last.remove();
        }
        try {
            file.write(line);
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What came last. */
    @Override
    public synchronized String toString() {
        return String.join("\n  ", last);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}

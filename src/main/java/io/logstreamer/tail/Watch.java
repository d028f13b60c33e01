package io.logstreamer.tail;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notification of the file system, where it gives any: wakes the tailer. A directory that cannot be watched is polled
 * alone, and nothing else changes.
 *
 * <p>{@link #add} is called by the tailer thread; the events come on the thread that calls {@link #run}.
 */
final class Watch implements Runnable, AutoCloseable {

    private static final long TICK_MILLIS = 250;
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final @Nullable WatchService service;
    private final Map<WatchKey, Path> directories = new ConcurrentHashMap<>();
    private final Map<Path, WatchKey> keys = new ConcurrentHashMap<>();
    private final Tailer tailer;
    private final Runnable tick;
    private volatile boolean closed;

    /** @param tick done several times a second, by the thread that hands events on */
    Watch(TailerMaker maker, Runnable tick) {
        this.service = open();
        this.tick = tick;
        this.tailer = maker.make(this::add);
    }

    /** Makes the tailer that is to be woken, given what it calls for each directory worth watching. */
    interface TailerMaker {
        Tailer make(Consumer<Path> watch);
    }

    Tailer tailer() {
        return tailer;
    }

    private static @Nullable WatchService open() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.WARNING, "No notification of file changes, logs are polled: {0}", e.getMessage());
            return null;
        }
    }

    private void add(Path directory) {
        WatchService watching = service;
        WatchKey known = keys.get(directory);
        if (watching == null || closed || (known != null && known.isValid())) {
            return;
        }
        try {
            WatchKey key = directory.register(
                    watching,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            keys.put(directory, key);
            directories.put(key, directory);
        } catch (IOException | UnsupportedOperationException | ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, "Not watched, polled alone: " + directory, e);
        }
    }

    /**
     * Hands events on until closed; also sees to it that nobody waits for ever for a tailer whose disk hangs. Lets go of
     * the service itself: that waits for a watch that is just being set, and so for the disk.
     */
    @Override
    public void run() {
        try {
            handOnAll();
        } finally {
            release();
        }
    }

    private void handOnAll() {
        String fault = "";
        while (!closed) {
            try {
                WatchKey key = take();
                if (key != null) {
                    handOn(key);
                }
                tailer.answerOverdue();
                tick.run();
                fault = "";
            } catch (ClosedWatchServiceException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                if (!fault.equals(e.toString())) {
                    fault = e.toString();
                    LOG.log(Level.ERROR, "A notification was lost; the next one is handed on", e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
            }
        }
    }

    private @Nullable WatchKey take() throws InterruptedException {
        WatchService watching = service;
        if (watching != null) {
            return watching.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        return null;
    }

    private void handOn(WatchKey key) {
        Path directory = directories.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW || directory == null) {
                tailer.overflowed();
            } else if (event.context() instanceof Path name) {
                tailer.changed(directory.resolve(name));
            }
        }
        if (!key.reset()) {
            directories.remove(key);
            if (directory != null) {
                keys.remove(directory, key);
            }
        }
    }

    /** Says that it is over; whoever runs this is to be interrupted, and lets go of everything. */
    @Override
    public void close() {
        closed = true;
    }

    /** Lets go of the notifications; called without a thread that runs this, or by it at its end. */
    void release() {
        WatchService watching = service;
        if (watching != null) {
            try {
                watching.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "Closing the watch service failed", e);
            }
        }
    }
}

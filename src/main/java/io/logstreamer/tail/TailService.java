package io.logstreamer.tail;

import io.logstreamer.log.Attention;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Disk;
import io.logstreamer.log.History;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The read side: follows every configured source and reads their history.
 *
 * <p>Threads: for each mount that sources lie on {@code logstreamer-tailer} follows them and {@code logstreamer-watch}
 * waits for notifications; from the second mount on their names end in a number. Nothing touches a source before {@link
 * #start}, and start waits for none.
 */
public final class TailService implements AutoCloseable {

    /** What is read at a time. */
    private static final int BLOCK_BYTES = 256 * 1024;

    /**
     * How to tail.
     *
     * @param pollInterval the slowest poll of a file
     * @param maxLineBytes a longer line is cut
     * @param spoolDirectory where inflated archives may be kept; made when it is needed
     * @param spoolBytes how much of them at most
     */
    public record Options(Duration pollInterval, int maxLineBytes, Path spoolDirectory, long spoolBytes) {
        public Options {
            if (maxLineBytes < 1) {
                throw new IllegalArgumentException("limit is not positive: maxLineBytes=" + maxLineBytes);
            }
        }
    }

    private final Archives archives;
    private final LastRead lastRead;
    private final List<TailerThread> threads = new ArrayList<>();
    private final Tailers tailers;
    private final FileHistory history;

    public TailService(
            List<SourceSpec> specs,
            Options options,
            Disk disk,
            Clock clock,
            Sink sink,
            LineTimes times,
            Workers workers) {
        this(Mounts.now(), specs, options, disk, clock, sink, times, workers);
    }

    /** With the mounts that are given. */
    TailService(
            Mounts mounts,
            List<SourceSpec> specs,
            Options options,
            Disk disk,
            Clock clock,
            Sink sink,
            LineTimes times,
            Workers workers) {
        this.archives =
                new Archives(disk, options.spoolDirectory(), ArchiveLimits.USUAL.withSpoolBytes(options.spoolBytes()));
        this.lastRead = new LastRead(clock);
        List<Tailers.Mount> made = new ArrayList<>();
        for (List<SourceSpec> group : mounts.groups(specs)) {
            String suffix = threads.isEmpty() ? "" : "-" + (threads.size() + 1);
            TailerThread thread = new TailerThread(
                    disk,
                    clock,
                    suffix,
                    (timed, watch) -> new Tailer(
                            group,
                            timed,
                            clock,
                            sink,
                            options.pollInterval().toNanos(),
                            new LineReaders(BLOCK_BYTES, options.maxLineBytes()),
                            workers,
                            archives,
                            lastRead,
                            watch));
            threads.add(thread);
            made.add(new Tailers.Mount(thread.tailer(), group));
        }
        this.tailers = new Tailers(made);
        this.history = new FileHistory(tailers, disk, archives, lastRead, options.maxLineBytes(), times);
    }

    /** Starts to follow. */
    public void start() {
        threads.forEach(TailerThread::start);
    }

    /** The sources and their past. */
    public History history() {
        return history;
    }

    /** Whom to tell which sources are followed. */
    public Attention attention() {
        return tailers;
    }

    /** Whether every tailer has come round lately, or waits for its disk. */
    public boolean live() {
        return threads.stream().allMatch(TailerThread::live);
    }

    /** As {@link #close(Deadline)}, within two seconds. */
    @Override
    public void close() {
        close(Deadline.in(Duration.ofSeconds(2)));
    }

    /**
     * Stops following and lets go of every file. A disk that hangs is waited for until the deadline at most; the threads
     * end, and let go of what they hold, when it answers.
     */
    public void close(Deadline deadline) {
        threads.forEach(TailerThread::end);
        try {
            for (TailerThread thread : threads) {
                thread.join(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Afterwards: who still looks would take what is closed under its hands for a fault of the log.
            lastRead.close();
            archives.close();
        }
    }
}

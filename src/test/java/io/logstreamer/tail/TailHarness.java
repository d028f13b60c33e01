package io.logstreamer.tail;

import io.logstreamer.log.Attention;
import io.logstreamer.log.CallerWorkers;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Disk;
import io.logstreamer.log.History;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.Position;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Workers;
import io.logstreamer.view.OwnTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The read side without threads: the caller is the tailer's thread and every other one. What {@link TailService} waits for
 * in its thread is done here at once.
 */
public final class TailHarness implements AutoCloseable {

    /** History was asked in the middle of a look at the files: a real worker would wait, a simulated one is asked again. */
    public static final class LookUnderWay extends Error {
        private static final long serialVersionUID = 1;

        private LookUnderWay() {
            super("a look is under way", null, false, false);
        }
    }

    /** Which logs are followed, and in which pieces. */
    public record Limits(int maxLineBytes, int blockBytes) {
        public static final Limits USUAL = new Limits(1 << 20, 256 * 1024);
    }

    private static final Duration POLL = Duration.ofMillis(250);

    public static final LineTimes TIMES = new OwnTimes(ZoneOffset.UTC);

    private final Tailer tailer;
    private final Disk disk;
    private final Archives archives;
    private final LastRead lastRead;
    private final FileHistory history;
    private final Clock clock;
    private final Runnable pass;
    private boolean turning;

    /** @param pass lets a few milliseconds go by, for a reader that waits for a look */
    public TailHarness(List<SourceSpec> specs, Disk disk, Clock clock, Sink sink, Limits limits, Runnable pass) {
        this(specs, disk, clock, sink, limits, pass, new CallerWorkers());
    }

    /** The same with workers that take their time. */
    public TailHarness(
            List<SourceSpec> specs, Disk disk, Clock clock, Sink sink, Limits limits, Runnable pass, Workers workers) {
        this.disk = disk;
        this.clock = clock;
        this.pass = pass;
        this.archives = new Archives(disk, Path.of("/nowhere"), ArchiveLimits.USUAL.withSpoolBytes(0));
        this.lastRead = new LastRead(clock);
        this.tailer = new Tailer(
                specs,
                disk,
                clock,
                sink,
                POLL.toNanos(),
                new LineReaders(limits.blockBytes(), limits.maxLineBytes()),
                workers,
                archives,
                lastRead,
                directory -> {});
        this.history = new FileHistory(new Waiting(), disk, archives, lastRead, limits.maxLineBytes(), TIMES);
    }

    /** See {@link Tailer#turn}. */
    public long turn() {
        turning = true;
        try {
            return tailer.turn();
        } finally {
            turning = false;
        }
    }

    /** See {@link Tailer#askForDiscovery}. */
    CompletableFuture<Void> askForDiscovery() {
        return tailer.askForDiscovery();
    }

    /** See {@link Tailer#askToExpect}. */
    CompletableFuture<Void> askToExpect(String id) {
        return tailer.askToExpect(id);
    }

    public Attention attention() {
        return tailer;
    }

    /** The place before the first line at or after a time, where lines are out of order by so much at most. */
    Position since(String source, long time, int windowBytes) {
        return search(windowBytes).since(source, time);
    }

    TimeSearch search(int windowBytes) {
        return new TimeSearch(new Holdings(new Waiting(), disk, archives, lastRead), TIMES, windowBytes);
    }

    public History history() {
        return history;
    }

    /** Generations remembered of a source. */
    public int generations(String source) {
        LogTrack track = tailer.find(source);
        LogState state = track == null ? null : track.state();
        return state == null ? 0 : state.generations().size();
    }

    /** A content, as somebody else knows it. */
    public interface Held {

        /** Whether it has this mark at this offset. */
        boolean marked(long offset, int mark);
    }

    /** Whether there was a first look at a log. */
    public boolean hasMet(String source) {
        LogTrack track = tailer.find(source);
        return track != null && track.state() != null;
    }

    /** Whether lines of a content were taken in. */
    public boolean hasTaken(String source, long inode, Held held) {
        LogTrack track = tailer.find(source);
        LogState state = track == null ? null : track.state();
        return state != null
                && state.generations().stream()
                        .anyMatch(in -> in.identity().inode() == inode
                                && in.offset() > 0
                                && held.marked(in.offset(), in.endMark()));
    }

    @Override
    public void close() {
        tailer.close();
        lastRead.close();
        archives.close();
    }

    /** Answers a search by turning the tailer on the spot. */
    private final class Waiting implements FileHistory.Logs {

        @Override
        public List<LogTrack> all() {
            return tailer.all();
        }

        @Override
        public List<SourceState> refused() {
            return tailer.refused();
        }

        @Override
        public @Nullable LogTrack find(String id) {
            return tailer.find(id);
        }

        @Override
        public boolean isAlias(String id) {
            return tailer.isAlias(id);
        }

        @Override
        public boolean isGone(String id) {
            return tailer.lacks(id);
        }

        @Override
        public @Nullable LogTrack discover(String id) {
            return tailer.wasThere(id) ? expect(id) : tailer.find(id);
        }

        @Override
        public @Nullable LogTrack expect(String id) {
            CompletableFuture<Void> answer = tailer.askToExpect(id);
            turn();
            return answer.isDone() ? tailer.find(id) : null;
        }

        @Override
        public CompletableFuture<Position> look(String id) {
            return tailer.look(id);
        }

        @Override
        public CompletableFuture<Position> search(String id) {
            if (turning) {
                throw new LookUnderWay();
            }
            CompletableFuture<Position> answer = tailer.search(id);
            long deadline = clock.nanos() + Duration.ofSeconds(3).toNanos();
            while (!answer.isDone() && clock.nanos() < deadline) {
                turn();
                pass.run();
            }
            return answer.isDone() ? answer : CompletableFuture.completedFuture(null);
        }
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind, read from the files on the caller's thread, going by the {@link LogState} that the tailer publishes.
 *
 * <p>Thread-safe.
 */
final class FileHistory implements History {

    /** What the tailer side does for history. */
    interface Logs {

        /** Names of all logs, in order. */
        List<LogTrack> all();

        /** Files that are no source, though a glob takes them, each with the reason. */
        List<SourceState> refused();

        /** By id; null: not known now. */
        @Nullable LogTrack find(String id);

        /** Whether the directories were walked, and there is no log of this id. */
        boolean isGone(String id);

        /** Whether a log is a mere link to another one of its group. */
        boolean isAlias(String id);

        /** Looks at the directories again and then finds by id; null: not there, and no configured source has this id. */
        @Nullable LogTrack discover(String id);

        /** Follows a log that is not there yet; null: no configured glob would give it, or there are too many. */
        @Nullable LogTrack expect(String id);

        /** One look at the log's file, made after the call. */
        CompletableFuture<Position> look(String id);

        /** Finds out where the generations of a log are now, for one that was not where it was. Completes as a look. */
        CompletableFuture<Position> search(String id);
    }

    private final Logs logs;
    private final Holdings holdings;
    private final IdResolver ids;
    private final BackwardReader backward;
    private final ForwardReader forward;
    private final TimeSearch times;

    FileHistory(
            Logs logs,
            Disk disk,
            Archivist.Unpacker unpacker,
            LastRead lastRead,
            int maxLineBytes,
            LineTimes lineTimes) {
        this.logs = logs;
        this.holdings = new Holdings(logs, disk, unpacker, lastRead);
        this.ids = new IdResolver(holdings);
        this.backward = new BackwardReader(holdings);
        this.times = new TimeSearch(holdings, lineTimes, TimeSearch.WINDOW_BYTES);
        this.forward = new ForwardReader(holdings, maxLineBytes);
    }

    @Override
    public List<SourceState> sources() {
        return Stream.concat(logs.all().stream().map(FileHistory::describe), logs.refused().stream())
                .sorted(Comparator.comparing(SourceState::id))
                .toList();
    }

    @Override
    public @Nullable SourceState source(String id) {
        LogTrack track = logs.find(id);
        if (track == null) {
            track = logs.discover(id);
        }
        return track == null ? null : describe(track);
    }

    @Override
    public boolean isAlias(String id) {
        return logs.isAlias(id);
    }

    @Override
    public boolean isGone(String id) {
        return logs.isGone(id);
    }

    @Override
    public @Nullable SourceState expect(String id) {
        SourceState there = source(id);
        LogTrack track = there == null ? logs.expect(id) : null;
        return track == null ? there : describe(track);
    }

    private static SourceState describe(LogTrack track) {
        LogState state = track.state();
        if (state == null) {
            return new SourceState(track.id, track.group, track.path().toString(), null, false, List.of());
        }
        List<SourceState.Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            boolean nothing = in.offset() == 0 && in.path() == null && in.content() == null;
            if (in.gone() || nothing) {
                continue;
            }
            stretches.add(new SourceState.Stretch(
                    in.generation(),
                    in.path() == null ? null : Listings.nameOf(in.path()),
                    in.claimed() ? SourceState.UNKNOWN_BYTES : in.offset(),
                    in.packed(),
                    state.startOf(i),
                    state.endOf(i)));
        }
        return new SourceState(
                track.id,
                track.group,
                track.path().toString(),
                state.problem(),
                state.present(),
                List.copyOf(stretches));
    }

    @Override
    public CompletableFuture<Position> tip(String source) {
        return logs.look(source);
    }

    @Override
    public Position earliest(String source) {
        if (holdings.state(source).misses()) {
            holdings.search(source);
        }
        return holdings.state(source).earliest();
    }

    @Override
    public Resolution resolve(String source, EventId id) {
        return ids.resolve(source, id);
    }

    @Override
    public @Nullable Generation copied(String source, EventId before, EventId lost) {
        return ids.copied(source, before, lost);
    }

    @Override
    public Position back(Position from, int lines) {
        return backward.back(from, lines);
    }

    @Override
    public Position backInPlain(Position from, int lines) {
        return backward.backInPlain(from, lines);
    }

    @Override
    public Position since(String source, Instant time) {
        return times.since(source, LineTimes.nanosOf(time));
    }

    @Override
    public @Nullable Entry read(Position from, int maxBytes) {
        return forward.read(from, maxBytes);
    }

    @Override
    public PartialLine partial(Position tip) {
        return forward.partial(tip);
    }
}

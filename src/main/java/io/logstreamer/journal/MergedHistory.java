package io.logstreamer.journal;

import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
import io.logstreamer.log.SourceState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The past of single sources and of merged streams. That of a merged stream is read run by run: the order of arrival says
 * which stretch of which source comes next, the source's own history what stands there.
 *
 * <p>Thread-safe; may wait for a disk as every {@link History}.
 */
final class MergedHistory implements History {

    private static final long TAKE_OVER_SECONDS = 5;
    private static final Logger LOG = System.getLogger("io.logstreamer.journal");

    /** What merged streams need of the journal. */
    interface Order {

        /** Null: it is not open yet. */
        @Nullable Opened opened();

        /** Completes when a member that does not answer is waited for no longer: its disk hangs, and the others do not. */
        CompletableFuture<Void> patience();

        /** Completes with the place behind everything that had come of the selected sources by now, as that of a stream. */
        CompletableFuture<Position> ask(Selection selection);

        /** Completes when it is certain whether what another deployment has left is in the order; mostly at once. */
        CompletableFuture<Void> settled();
    }

    /** The order once it is there. */
    record Opened(Runs runs, Bounds bounds, Arrivals arrivals) {}

    private final History single;
    private final Order order;

    MergedHistory(History single, Order order) {
        this.single = single;
        this.order = order;
    }

    // ---- Of single sources.

    @Override
    public List<SourceState> sources() {
        return single.sources();
    }

    @Override
    public @Nullable SourceState source(String id) {
        return Selection.is(id) ? null : single.source(id);
    }

    @Override
    public boolean isAlias(String id) {
        return single.isAlias(id);
    }

    @Override
    public boolean isGone(String id) {
        return !Selection.is(id) && single.isGone(id);
    }

    @Override
    public @Nullable SourceState expect(String id) {
        return single.expect(id);
    }

    // ---- Of both.

    @Override
    public List<String> members(String source) {
        if (!Selection.is(source)) {
            return List.of(source);
        }
        Selection selection = Selection.parse(source);
        Stream<String> all = single.sources().stream().map(SourceState::id).filter(selection::matches);
        Stream<String> named = selection.parts().stream()
                .filter(part -> part.kind() == Selection.Part.Kind.ID && single.isAlias(part.text()))
                .map(Selection.Part::text);
        return Stream.concat(all, named).toList();
    }

    @Override
    public CompletableFuture<Position> tip(String source) {
        if (!Selection.is(source)) {
            return single.tip(source);
        }
        Selection selection = Selection.parse(source);
        CompletableFuture<?>[] looks = members(source).stream().map(single::tip).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.anyOf(CompletableFuture.allOf(looks), order.patience())
                .handle((nothing, failure) -> selection)
                .thenCompose(order::ask);
    }

    @Override
    public List<Position> tips(Position tip) {
        if (!Selection.is(tip.source())) {
            return List.of(tip);
        }
        return members(tip.source()).stream()
                .map(single::source)
                .filter(state -> state != null && !state.generations().isEmpty())
                .map(state ->
                        state.generations().get(state.generations().size() - 1).last())
                .toList();
    }

    @Override
    public Position earliest(String source) {
        return Selection.is(source) ? search(opened()).earliest(source) : single.earliest(source);
    }

    @Override
    public PartialLine partial(Position tip) {
        return single.partial(tip);
    }

    @Override
    public String id(Position place) {
        if (!Selection.is(place.source())) {
            return single.id(place);
        }
        Opened opened = opened();
        long number = Places.run(place);
        Run run = opened.runs().walk().at(number);
        Long epoch = opened.runs().epochOf(number);
        String source = run == null ? "" : run.source();
        byte[] prefix = ArrivalId.prefix(epoch == null ? 0 : epoch, number, source);
        return new String(prefix, StandardCharsets.US_ASCII) + EventId.text(place);
    }

    @Override
    public @Nullable Generation copied(String source, EventId before, EventId lost) {
        return single.copied(source, before, lost);
    }

    @Override
    public Resolution resolve(String source, EventId id) {
        return Selection.is(source)
                ? new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID)
                : single.resolve(source, id);
    }

    @Override
    public Resolution resolve(String source, String text) {
        ArrivalId id = ArrivalId.parse(text);
        if (!Selection.is(source)) {
            Resolution alone = id == null ? null : alone(source, id);
            return alone == null ? single.resolve(source, text) : alone;
        }
        if (id == null) {
            return new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID);
        }
        Opened opened = opened();
        if (!opened.runs().knows(id.epoch(), id.run())) {
            awaitTakeOver();
        }
        if (!opened.runs().knows(id.epoch(), id.run())) {
            return opened.runs().hasDropped(id.epoch(), id.run())
                    ? new Resolution(earliest(source), Gap.Reason.RETENTION)
                    : elsewhere(opened, source, id);
        }
        if (opened.runs().isBeforeBranch(id.epoch(), id.run())) {
            return new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID);
        }
        Run run = opened.runs().walk().at(id.run());
        if (id.own().offset() == Places.END) {
            return new Resolution(Places.behind(source, id.run()), null);
        }
        if (run == null || ArrivalId.hashOf(run.source()) != id.source()) {
            // The run was damaged, and so was another beside it.
            return elsewhere(opened, source, id);
        }
        Position own = own(opened, run, id.own());
        Bounds.Stretch stretch = opened.bounds().of(run);
        if (stretch != null
                && (stretch.endsBefore(own) || own.offset() < stretch.start().offset())) {
            // The run was longer when the id was given: the machine died, its disk took no more, or it was damaged.
            return elsewhere(opened, source, id);
        }
        boolean lacks = stretch != null && Bounds.lacksLate(run, stretch, id.own());
        return new Resolution(Places.in(source, id.run(), own), lacks ? Gap.Reason.ROTATED_AWAY : null);
    }

    /** Another deployment may just have ended: its clients are the first to come. */
    private void awaitTakeOver() {
        try {
            order.settled().get(TAKE_OVER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "The state directory is not taken over yet", e);
        }
    }

    /** How far one source had come at a place that is not its own; null: it is its own, or the order is not known. */
    private @Nullable Resolution alone(String source, ArrivalId id) {
        Opened opened = order.opened();
        if (opened == null || !opened.runs().knows(id.epoch(), id.run())) {
            return null;
        }
        Run run = opened.runs().walk().at(id.run());
        boolean own = run == null ? id.source() == ArrivalId.hashOf(source) : source.equals(run.source());
        return own && id.own().offset() != Places.END ? null : search(opened).alone(source, id.run());
    }

    /** The place in a run's source that an id names; if it is gone, reading on tells so. */
    private Position own(Opened opened, Run run, EventId id) {
        Bounds.Stretch stretch = opened.bounds().of(run);
        if (stretch == null) {
            return gone(run, id);
        }
        Resolution found = single.resolve(run.source(), id);
        if (found.reason() != null || !found.position().generation().equals(stretch.generation())) {
            Position end = stretch.end();
            return new Position(stretch.generation(), id.offset(), end == null ? 0 : end.taken(), id.mark());
        }
        return opened.bounds().found(run, found.position());
    }

    /** The place in a run of which nothing is left. */
    private static Position gone(Run run, EventId id) {
        Position end = run.end();
        boolean atTheEnd = id.offset() == end.offset() && id.mark() == end.mark();
        return atTheEnd ? end : new Position(run.generation(), id.offset(), id.taken(), id.mark());
    }

    /** An id whose order of arrival is not ours: its own source goes on where it was, and the others near it. */
    private Resolution elsewhere(Opened opened, String source, ArrivalId id) {
        for (String member : members(source)) {
            if (ArrivalId.hashOf(member) == id.source()) {
                Resolution found = single.resolve(member, id.own());
                if (found.reason() == null) {
                    Position place = search(opened).near(source, found.position());
                    return new Resolution(place, Gap.Reason.UNKNOWN_ID);
                }
            }
        }
        return new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID);
    }

    @Override
    public Position back(Position from, int lines) {
        return Selection.is(from.source()) ? search(opened()).back(from, lines) : single.back(from, lines);
    }

    @Override
    public Position backInPlain(Position from, int lines) {
        return Selection.is(from.source()) ? back(from, lines) : single.backInPlain(from, lines);
    }

    @Override
    public Position since(String source, Instant time) {
        if (!Selection.is(source)) {
            return single.since(source, time);
        }
        Map<String, Position> wanted = new HashMap<>();
        for (String member : members(source)) {
            SourceState state = single.source(member);
            if (state != null && !state.generations().isEmpty()) {
                wanted.put(member, single.since(member, time));
            }
        }
        return search(opened()).before(source, wanted);
    }

    @Override
    public @Nullable Entry read(Position from, int maxBytes) {
        if (!Selection.is(from.source())) {
            return single.read(from, maxBytes);
        }
        Opened opened = opened();
        // Asked for before the runs are: whatever it lies behind is among them.
        Arrivals.Tip tip = opened.arrivals().tip();
        Position newest = tip == null ? from : Places.in(from.source(), Places.run(tip.place()), tip.place());
        return new RunReader(opened.runs(), opened.bounds(), single).read(from, newest, maxBytes);
    }

    private RunSearch search(Opened opened) {
        return new RunSearch(opened.runs(), opened.bounds(), opened.arrivals(), single);
    }

    private Opened opened() {
        Opened opened = order.opened();
        if (opened == null) {
            throw new IllegalStateException("the order of arrival is not open yet");
        }
        return opened;
    }
}

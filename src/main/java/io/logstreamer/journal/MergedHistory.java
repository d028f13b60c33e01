package io.logstreamer.journal;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
import io.logstreamer.log.SourceState;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The past of single sources and of merged streams. That of a merged stream is read run by run: the order of arrival says
 * which stretch of which source comes next, the source's own history what stands there.
 *
 * <p>Thread-safe; may wait for a disk as every {@link History}.
 */
final class MergedHistory implements History {

    private static final int COUNT_BYTES = 256 * 1024;

    /** What merged streams need of the journal. */
    interface Order {

        /** Null: it is not open yet. */
        @Nullable Opened opened();

        /** Completes with the place behind everything that had come of the selected sources by now, as that of a stream. */
        CompletableFuture<Position> ask(Selection selection);
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
        return single.sources().stream()
                .map(SourceState::id)
                .filter(selection::matches)
                .toList();
    }

    @Override
    public CompletableFuture<Position> tip(String source) {
        if (!Selection.is(source)) {
            return single.tip(source);
        }
        Selection selection = Selection.parse(source);
        CompletableFuture<?>[] looks = members(source).stream().map(single::tip).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(looks)
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
        return Selection.is(source) ? Places.behind(source, opened().runs().first() - 1) : single.earliest(source);
    }

    @Override
    public byte[] partial(Position tip) {
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
        return new String(prefix, java.nio.charset.StandardCharsets.US_ASCII) + EventId.text(place);
    }

    @Override
    public Resolution resolve(String source, EventId id) {
        return Selection.is(source)
                ? new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID)
                : single.resolve(source, id);
    }

    @Override
    public Resolution resolve(String source, String text) {
        if (!Selection.is(source)) {
            return single.resolve(source, text);
        }
        ArrivalId id = ArrivalId.parse(text);
        if (id == null) {
            return new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID);
        }
        Opened opened = opened();
        if (!opened.runs().knows(id.epoch(), id.run())) {
            return elsewhere(opened, source, id);
        }
        Run run = opened.runs().walk().at(id.run());
        if (run == null || id.own().offset() == Places.END) {
            return new Resolution(Places.behind(source, id.run()), null);
        }
        Position own = own(opened, run, id.own());
        Bounds.Stretch stretch = opened.bounds().of(run);
        Position end = stretch == null ? null : stretch.end();
        if (end != null && end.isBefore(own)) {
            // The run was longer when the id was given: the machine died, or its disk took no more.
            return elsewhere(opened, source, id);
        }
        return new Resolution(Places.in(source, id.run(), own), null);
    }

    /** The place in a run's source that an id names; if it is gone, reading on tells so. */
    private Position own(Opened opened, Run run, EventId id) {
        Resolution found = single.resolve(run.source(), id);
        Bounds.Stretch stretch = opened.bounds().of(run);
        if (stretch == null) {
            return gone(run, id);
        }
        if (found.reason() != null || !found.position().generation().equals(stretch.generation())) {
            Position end = stretch.end();
            return new Position(stretch.generation(), id.offset(), end == null ? 0 : end.taken(), id.mark());
        }
        return found.position();
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
                    Position place = places(opened, source, new HashMap<>(Map.of(member, found.position())));
                    return new Resolution(place, Gap.Reason.UNKNOWN_ID);
                }
            }
        }
        return new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID);
    }

    @Override
    public Position back(Position from, int lines) {
        return Selection.is(from.source()) ? backInOrder(from, lines) : single.back(from, lines);
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
        return places(opened(), source, wanted);
    }

    @Override
    public @Nullable Entry read(Position from, int maxBytes) {
        return Selection.is(from.source()) ? readInOrder(from, maxBytes) : single.read(from, maxBytes);
    }

    private Opened opened() {
        Opened opened = order.opened();
        if (opened == null) {
            throw new IllegalStateException("the order of arrival is not open yet");
        }
        return opened;
    }

    // ---- The order of arrival, forwards.

    private @Nullable Entry readInOrder(Position from, int maxBytes) {
        Opened opened = opened();
        String key = from.source();
        Selection selection = Selection.parse(key);
        Runs.Walk walk = opened.runs().walk();
        long number = Places.run(from);
        Run run = walk.at(number);
        Reading reading = new Reading(key, from, maxBytes);
        if (run != null && !isRead(run, from) && selection.matches(run.source())) {
            Bounds.Stretch stretch = opened.bounds().of(run);
            Entry entry = reading.in(
                    run, stretch, stretch == null ? null : Places.own(from, stretch.generation()), opened.runs());
            if (entry != null || reading.again) {
                return entry;
            }
        }
        Position reached = null;
        for (Run next = walk.after(number); next != null; next = walk.after(next.number())) {
            if (selection.matches(next.source()) && !next.isEmpty()) {
                Bounds.Stretch stretch = opened.bounds().of(next);
                Entry entry = reading.in(next, stretch, stretch == null ? null : stretch.start(), opened.runs());
                if (entry != null || reading.again) {
                    return entry;
                }
            }
            reached = Places.in(key, next.number(), next.end());
        }
        // What was passed over is told, so that nobody walks over it again.
        return reached == null || !from.isBefore(reached) ? null : Arrival.passedOver(from, reached);
    }

    /** Whether nothing of a run lies behind a place in it; so it may have gone since. */
    private static boolean isRead(Run run, Position from) {
        return Places.isBehind(from)
                || run.isEmpty()
                || (!run.open() && Arrivals.same(from, Places.in("", run.number(), run.end())));
    }

    /** Reads on from one place. */
    private final class Reading {
        private final String key;
        private final Position from;
        private final int maxBytes;
        /** Nothing could be read although there is something: ask again in a moment. */
        private boolean again;

        private Reading(String key, Position from, int maxBytes) {
            this.key = key;
            this.from = from;
            this.maxBytes = maxBytes;
        }

        /** What a run has from a place on; null: nothing. */
        private @Nullable Entry in(Run run, Bounds.@Nullable Stretch stretch, @Nullable Position start, Runs runs) {
            Run.Missing missing = run.missing();
            if (missing != null || stretch == null || start == null) {
                Position place = run.end();
                return arrival(
                        run,
                        runs,
                        Places.behind(key, run.number()),
                        missing == null
                                ? new Gap(place, place, Gap.Reason.ROTATED_AWAY, -1, false)
                                : new Gap(place, place, missing.reason(), missing.bytes(), missing.maybe()));
            }
            Position at = start;
            while (!stretch.isOver(at)) {
                Entry entry = single.read(at, maxBytes);
                if (entry == null) {
                    return atItsTip(run, stretch, at, runs);
                }
                if (entry instanceof Gap gap) {
                    boolean leaves = stretch.isOver(gap.after());
                    Position after =
                            leaves ? Places.behind(key, run.number()) : Places.in(key, run.number(), gap.after());
                    return arrival(run, runs, after, gap);
                }
                Entry within = cut(entry, stretch);
                if (within != null) {
                    return arrival(run, runs, Places.in(key, run.number(), within.after()), within);
                }
                if (!isLate(entry, stretch)) {
                    return null;
                }
                // A late line that came in a run of its own.
                at = entry.after();
            }
            return null;
        }

        /** The source has nothing more, as far as the readers know. */
        private @Nullable Entry atItsTip(Run run, Bounds.Stretch stretch, Position at, Runs runs) {
            if (stretch.end() == null) {
                return null;
            }
            if (runs.ofThisLife(run.number())) {
                // The tailer is ahead of the readers by a moment.
                again = true;
                return null;
            }
            // Taken in once, and not there any more: the machine died before its disk had it.
            return arrival(
                    run, runs, Places.behind(key, run.number()), new Gap(at, at, Gap.Reason.TRUNCATED, -1, false));
        }

        private Arrival arrival(Run run, Runs runs, Position after, Entry entry) {
            Long epoch = runs.epochOf(run.number());
            byte[] prefix = ArrivalId.prefix(epoch == null ? 0 : epoch, run.number(), run.source());
            return new Arrival(from, after, entry, prefix);
        }
    }

    /** As much of an entry as lies in a stretch; null: nothing. */
    private static @Nullable Entry cut(Entry entry, Bounds.Stretch stretch) {
        boolean late = isLate(entry, stretch);
        if (!(entry instanceof LineBatch batch)) {
            return within(entry.after(), late, stretch) ? entry : null;
        }
        int count = 0;
        while (count < batch.count() && within(batch.after(count), late, stretch)) {
            count++;
        }
        if (count == batch.count() || count == 0) {
            return count == 0 ? null : batch;
        }
        return new LineBatch(
                batch.before(),
                batch.generation(),
                batch.late(),
                batch.file(),
                batch.offset(),
                batch.bytes(),
                batch.lead(),
                Arrays.copyOf(batch.ends(), count),
                count,
                batch.taken());
    }

    /** Late lines are read before all others: those that came behind the end of a stretch are of another run. */
    private static boolean within(Position after, boolean late, Bounds.Stretch stretch) {
        Position end = stretch.end();
        if (!after.generation().equals(stretch.generation())) {
            return false;
        }
        return end == null || (after.offset() <= end.offset() && (!late || after.taken() <= end.taken()));
    }

    /** Whether an entry moves only how far the generation before was taken. */
    private static boolean isLate(Entry entry, Bounds.Stretch stretch) {
        return entry.after().generation().equals(stretch.generation())
                && ((entry instanceof LineBatch batch && batch.late())
                        || (entry instanceof LongLine
                                && entry.after().offset() == entry.before().offset()
                                && entry.before().generation().equals(stretch.generation())));
    }

    // ---- And back.

    private Position backInOrder(Position from, int lines) {
        Opened opened = opened();
        String key = from.source();
        Selection selection = Selection.parse(key);
        Runs.Walk walk = opened.runs().walk();
        int left = lines;
        long number = Places.run(from);
        if (left == 0) {
            return from;
        }
        Run first = walk.at(number);
        boolean whole =
                Places.isBehind(from) || (first != null && Arrivals.same(from, Places.in(key, number, first.end())));
        for (Run run = first == null ? walk.before(number) : first; run != null; run = walk.before(run.number())) {
            boolean entire = run.number() != number || whole;
            if (!selection.matches(run.source()) || run.missing() != null) {
                continue;
            }
            if (entire && run.lines() != Run.UNCOUNTED && run.lines() <= left) {
                left -= run.lines();
                if (left == 0) {
                    return Places.behind(key, run.number() - 1);
                }
                continue;
            }
            Bounds.Stretch stretch = opened.bounds().of(run);
            if (stretch == null) {
                continue;
            }
            Position end = entire ? endOf(run, stretch) : Places.own(from, stretch.generation());
            Position place = single.back(end, left);
            boolean inside = place.generation().equals(stretch.generation())
                    && stretch.start().isBefore(place);
            if (inside) {
                return Places.in(key, run.number(), place);
            }
            left -= count(stretch, end, left);
            if (left <= 0) {
                return Places.behind(key, run.number() - 1);
            }
        }
        return earliest(key);
    }

    private Position endOf(Run run, Bounds.Stretch stretch) {
        Position end = stretch.end();
        if (end != null) {
            return end;
        }
        SourceState state = single.source(run.source());
        if (state != null) {
            for (SourceState.Stretch each : state.generations()) {
                if (each.generation().equals(stretch.generation())) {
                    return each.last();
                }
            }
        }
        return stretch.start();
    }

    /** Lines of a run before a place, of which there are no more than {@code most}. */
    private int count(Bounds.Stretch stretch, Position end, int most) {
        int count = 0;
        Position at = stretch.start();
        while (count < most && at.isBefore(end)) {
            Entry entry = single.read(at, COUNT_BYTES);
            if (entry == null || stretch.isOver(at)) {
                break;
            }
            Entry within = cut(entry, new Bounds.Stretch(stretch.generation(), at, end));
            if (within instanceof LineBatch batch) {
                count += batch.count();
            } else if (within instanceof LongLine) {
                count++;
            } else if (within == null && !isLate(entry, stretch)) {
                break;
            }
            at = within == null ? entry.after() : within.after();
        }
        return count;
    }

    // ---- Places of sources in the order.

    /**
     * The place in the order that lies before each of several places of sources: nothing behind one of them lies before it.
     *
     * @param wanted the places, by source; emptied
     */
    private Position places(Opened opened, String key, Map<String, Position> wanted) {
        Runs.Walk walk = opened.runs().walk();
        Run newest = opened.runs().last();
        Arrivals.Tip tip = opened.arrivals().tip();
        Position found = tip == null ? earliest(key) : Places.in(key, Places.run(tip.place()), tip.place());
        long from = newest == null ? opened.runs().next() : newest.number() + 1;
        for (Run run = walk.before(from); run != null && !wanted.isEmpty(); run = walk.before(run.number())) {
            Position place = wanted.get(run.source());
            if (place == null || run.missing() != null) {
                continue;
            }
            Bounds.Stretch stretch = opened.bounds().of(run);
            if (stretch == null) {
                continue;
            }
            boolean behind = place.generation().ordinal() > stretch.generation().ordinal()
                    || (place.generation().equals(stretch.generation()) && !place.isBefore(stretch.start()));
            if (!behind) {
                found = Places.behind(key, run.number() - 1);
                continue;
            }
            wanted.remove(run.source());
            if (place.generation().equals(stretch.generation()) && !stretch.isOver(place)) {
                Position here = Places.in(key, run.number(), place);
                found = here.isBefore(found) ? here : found;
            }
        }
        return found;
    }
}

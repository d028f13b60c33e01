package io.logstreamer.journal;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent;
import io.logstreamer.log.Selection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of single sources and of merged streams. A merged stream is the order of arrival with what it does
 * not show passed over: its entries have the numbers that all arrivals have. Thread-safe.
 */
final class MergedRecent implements Recent {

    private static final byte[] NO_PREFIX = new byte[0];

    /** What is known of a stream that somebody listens to. */
    private static final class Stream {
        private final Selection selection;
        private final Map<String, Boolean> belongs = new ConcurrentHashMap<>();
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

        private Stream(String key) {
            this.selection = Selection.parse(key);
        }

        private boolean shows(String source, Predicate<String> aliases) {
            boolean fits = belongs.computeIfAbsent(source, selection::matches);
            return fits && (!aliases.test(source) || selection.names(source));
        }
    }

    private final Recent single;
    private final Arrivals arrivals;
    private final LongSupplier epoch;
    private final Predicate<String> aliases;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();

    /**
     * @param single the sources themselves
     * @param epoch of this life
     * @param aliases whether a source is one
     */
    MergedRecent(Recent single, Arrivals arrivals, LongSupplier epoch, Predicate<String> aliases) {
        this.single = single;
        this.arrivals = arrivals;
        this.epoch = epoch;
        this.aliases = aliases;
    }

    @Override
    public @Nullable Tip tip(String source) {
        if (!Selection.is(source)) {
            return single.tip(source);
        }
        Arrivals.Tip tip = arrivals.tip();
        return tip == null ? null : new Tip(of(source, tip.place()), tip.next());
    }

    @Override
    public @Nullable Entry entry(String source, long number) {
        if (!Selection.is(source)) {
            return single.entry(source, number);
        }
        Arrivals.Slot slot = arrivals.slot(number);
        if (slot == null || (slot.fromFiles() && shows(source, slot.source()))) {
            return null;
        }
        Position before = of(source, slot.before());
        Position after = of(source, slot.after());
        if (slot.announced() != null) {
            return new Arrival(before, after, slot.announced(), NO_PREFIX);
        }
        if (slot.isAnnounced() || !shows(source, slot.source())) {
            return Arrival.passedOver(before, after);
        }
        Entry entry = single.entry(slot.source(), slot.number());
        return entry == null
                ? null
                : new Arrival(
                        before, after, entry, ArrivalId.prefix(epoch.getAsLong(), Places.run(after), slot.source()));
    }

    @Override
    public long find(Position before) {
        String source = before.source();
        if (!Selection.is(source)) {
            return single.find(before);
        }
        long number = arrivals.find(before);
        Arrivals.Tip tip = arrivals.tip();
        // What the ring has dropped is known to have come, but not here.
        boolean here = number < 0 || tip == null || number >= tip.next() || entry(source, number) != null;
        return here ? number : -1;
    }

    @Override
    public void listen(String source, Runnable listener) {
        if (Selection.is(source)) {
            streams.compute(source, (key, known) -> {
                Stream stream = known == null ? new Stream(key) : known;
                stream.listeners.add(listener);
                return stream;
            });
        } else {
            single.listen(source, listener);
        }
    }

    @Override
    public void unlisten(String source, Runnable listener) {
        if (Selection.is(source)) {
            streams.computeIfPresent(source, (key, stream) -> {
                stream.listeners.remove(listener);
                return stream.listeners.isEmpty() ? null : stream;
            });
        } else {
            single.unlisten(source, listener);
        }
    }

    /** Whether anybody waits for arrivals. */
    boolean isListenedTo() {
        return !streams.isEmpty();
    }

    /** Tells those whose stream shows one of these sources. */
    void tell(Collection<String> sources) {
        for (Stream stream : streams.values()) {
            for (String source : sources) {
                if (source.isEmpty() || stream.shows(source, aliases)) {
                    stream.listeners.forEach(Runnable::run);
                    break;
                }
            }
        }
    }

    private boolean shows(String key, String source) {
        Stream stream = streams.get(key);
        return stream == null ? Selection.parse(key).shows(source, aliases) : stream.shows(source, aliases);
    }

    private static Position of(String key, Position place) {
        return Places.in(key, Places.run(place), place);
    }
}

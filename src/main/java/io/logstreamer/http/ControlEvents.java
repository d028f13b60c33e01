package io.logstreamer.http;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Selection;
import io.logstreamer.log.Session;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Workers;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens beside the lines: sources come and go, files rotate, something is lost. Those who listen to everything hear
 * all of it, and now and then how the server stands; those who follow some sources hear when these come, go or change.
 *
 * <p>The tailer only notes what has happened, and not even that while nobody listens. A worker gathers, encodes each event
 * once and hands it to the sessions, whose pumps write it.
 *
 * <p>Thread-safe. The lock is held while sources are compared and blocks are handed over, never around a call of the
 * container.
 */
public final class ControlEvents {

    /**
     * What it stands on.
     *
     * @param sources as they are now; from memory
     * @param subscribers how many are connected
     * @param journal where the order of arrival is kept
     * @param version of the server
     * @param node name of the server
     */
    public record Ports(
            Supplier<List<SourceState>> sources,
            IntSupplier subscribers,
            Supplier<String> journal,
            Workers workers,
            Clock clock,
            String version,
            String node) {}

    /** What happens together is told together: a rotation is several changes of the list. */
    private static final long GATHER_MILLIS = 50;

    private static final long STATUS_MILLIS = 30_000;

    /** Rotations and gaps that wait to be told; what is beyond is counted. */
    private static final int MAX_WAITING = 10_000;

    private final Ports ports;
    private final long began;

    private final Queue<Entry> happened = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger missed = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean listChanged;
    private volatile boolean everythingIsHeard;
    private volatile boolean listIsHeard;

    /** Guarded by this, and so is all that follows. */
    private final Set<Session> everything = new HashSet<>();

    private final Map<String, Followers> bySource = new HashMap<>();

    /** Those who follow the same: whether a source belongs to it, and their sessions. */
    private record Followers(Predicate<String> shows, Set<Session> sessions) {

        private Followers(String source) {
            this(Selection.is(source) ? Selection.parse(source)::matches : source::equals, new HashSet<>());
        }
    }

    /** What listeners know of the sources; null: nobody listens, or nobody has needed it yet. */
    private @Nullable SourceList told;

    private boolean statusComes;

    public ControlEvents(Ports ports) {
        this.ports = ports;
        this.began = ports.clock().nanos();
    }

    /** A sink that hands everything on and hears what is to be told. */
    public Sink hear(Sink next) {
        return new Sink() {
            @Override
            public void accept(Entry entry) {
                next.accept(entry);
                if (everythingIsHeard && (entry instanceof Rotation || entry instanceof Gap)) {
                    note(entry);
                }
            }

            @Override
            public void begin(Position tip) {
                next.begin(tip);
            }

            @Override
            public void sourcesChanged() {
                next.sourcesChanged();
                if (listIsHeard) {
                    noteList();
                }
            }

            @Override
            public void end(String source) {
                next.end(source);
            }
        };
    }

    /** For a session that hears everything, after a {@code hello}. */
    SessionListener everything() {
        return new SessionListener() {
            @Override
            public void begun(Session session) {
                welcome(session);
            }

            @Override
            public void over(Session session) {
                ports.workers().execute(() -> leave(session));
            }
        };
    }

    /**
     * For a session that hears when its source comes, goes or changes, or one of those that it shows.
     *
     * @param source an id, or the text of a {@link Selection}
     */
    SessionListener about(String source) {
        return new SessionListener() {
            @Override
            public void begun(Session session) {
                join(session, source);
            }

            @Override
            public void over(Session session) {
                // Not on a pump: it would wait for whoever compares thousands of sources.
                ports.workers().execute(() -> leave(session, source));
            }
        };
    }

    // ---- On the tailer thread.

    private void note(Entry entry) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            missed.incrementAndGet();
            return;
        }
        happened.add(entry);
        schedule();
    }

    private void noteList() {
        listChanged = true;
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            ports.workers().later(this::tell, GATHER_MILLIS);
        }
    }

    // ---- Sessions.

    private synchronized void welcome(Session session) {
        // First: what changes from here on is noted, and compared with the list that is taken now.
        listIsHeard = true;
        everythingIsHeard = true;
        SourceList list = told;
        if (list == null) {
            list = new SourceList(ports.sources().get());
            told = list;
        } else {
            tellList(list);
        }
        session.insert(ControlBlocks.hello(ports.version(), ports.node(), list.all()));
        session.insert(status(list));
        everything.add(session);
        if (!statusComes) {
            statusComes = true;
            ports.workers().later(this::tellStatus, STATUS_MILLIS);
        }
    }

    private synchronized void leave(Session session) {
        everything.remove(session);
        rest();
    }

    private synchronized void join(Session session, String source) {
        listIsHeard = true;
        bySource.computeIfAbsent(source, Followers::new).sessions().add(session);
        // Before the first byte of the stream is sent: what its client changes from then on is told.
        if (told == null) {
            told = new SourceList(ports.sources().get());
        }
    }

    private synchronized void leave(Session session, String source) {
        bySource.computeIfPresent(source, (key, followers) -> {
            followers.sessions().remove(session);
            return followers.sessions().isEmpty() ? null : followers;
        });
        rest();
    }

    private void rest() {
        everythingIsHeard = !everything.isEmpty();
        listIsHeard = everythingIsHeard || !bySource.isEmpty();
        if (!listIsHeard) {
            told = null;
        }
    }

    // ---- On workers.

    private void tell() {
        scheduled.set(false);
        synchronized (this) {
            tellEntries();
            SourceList list = told;
            if (listChanged && list != null) {
                listChanged = false;
                tellList(list);
            }
        }
    }

    private void tellEntries() {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (Entry entry = happened.poll(); entry != null; entry = happened.poll()) {
            waiting.decrementAndGet();
            blocks.writeBytes(ControlBlocks.entry(entry));
        }
        if (blocks.size() > 0) {
            byte[] all = blocks.toByteArray();
            everything.forEach(session -> session.insert(all));
        }
    }

    private void tellList(SourceList list) {
        SourceList.Delta delta =
                list.update(ports.sources().get(), ports.clock().nanos());
        if (!delta.isEmpty()) {
            byte[] block = ControlBlocks.sourcesChanged(delta);
            everything.forEach(session -> session.insert(block));
            if (!bySource.isEmpty()) {
                delta.added().forEach(each -> tellFollowers(each.id(), List.of(each), List.of(), List.of()));
                delta.removed().forEach(id -> tellFollowers(id, List.of(), List.of(id), List.of()));
                delta.changed().forEach(each -> tellFollowers(each.id(), List.of(), List.of(), List.of(each)));
            }
        }
        if (list.unsettled()) {
            ports.workers().later(this::noteList, SourceList.GRACE_NANOS / 1_000_000 + 1);
        }
    }

    private void tellFollowers(
            String id, List<SourceList.Shown> added, List<String> removed, List<SourceList.Shown> changed) {
        byte[] block = ControlBlocks.sourcesChanged(new SourceList.Delta(added, removed, changed));
        for (Followers followers : bySource.values()) {
            if (followers.shows().test(id)) {
                followers.sessions().forEach(session -> session.insert(block));
            }
        }
    }

    private synchronized void tellStatus() {
        statusComes = !everything.isEmpty();
        SourceList list = told;
        if (statusComes && list != null) {
            byte[] block = status(list);
            everything.forEach(session -> session.insert(block));
            ports.workers().later(this::tellStatus, STATUS_MILLIS);
        }
    }

    private byte[] status(SourceList list) {
        return ControlBlocks.status(
                Duration.ofNanos(ports.clock().nanos() - began),
                ports.subscribers().getAsInt(),
                list.all(),
                ports.journal().get(),
                missed.getAndSet(0));
    }
}

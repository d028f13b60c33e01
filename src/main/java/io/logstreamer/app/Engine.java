package io.logstreamer.app;

import io.logstreamer.demo.LogMaker;
import io.logstreamer.feed.Pumps;
import io.logstreamer.http.ArrivalOrder;
import io.logstreamer.http.Broadcaster;
import io.logstreamer.http.ControlEvents;
import io.logstreamer.http.LogsResource;
import io.logstreamer.http.StreamResource;
import io.logstreamer.journal.Journal;
import io.logstreamer.log.Clock;
import io.logstreamer.log.Deadline;
import io.logstreamer.log.Disk;
import io.logstreamer.log.Feed;
import io.logstreamer.log.Health;
import io.logstreamer.log.History;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Writings;
import io.logstreamer.ring.Ring;
import io.logstreamer.tail.NioDisk;
import io.logstreamer.tail.TailService;
import io.logstreamer.view.OwnTimes;
import io.logstreamer.view.SegmentPool;
import io.logstreamer.view.Views;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: makes the stages and puts them together, from the disk to the pumps.
 *
 * <pre>
 *   TailService --entries--&gt; Journal --&gt; Ring --&gt; Views --segments--&gt; Pumps --bytes--&gt; outlets of http
 *        '------- History (files) --'-------------'  '-- where a stream begins
 * </pre>
 *
 * <p>Thread-safe. It stops in the order of the arrows: the tailer takes in nothing more, then everybody gets what there
 * is and a {@code bye}, then the threads that all of them used end. Stopping is repeated from several sides (Jersey's
 * end, the context's end, the end of the virtual machine); the first does it, the others wait for it.
 */
final class Engine implements Health, AutoCloseable {

    private static final int MAX_PUMPS = 16;
    private static final int MIN_READERS = 2;
    private static final int MAX_READERS = 8;

    /** A whole stop takes no longer, whatever hangs: who has asked for it may kill the process soon after. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /** A turn of the tailer takes milliseconds, unless a disk hangs: then nothing is gained by waiting. */
    private static final Duration TAILER_WITHIN = Duration.ofSeconds(1);

    /** How long merged streams wait for another deployment to let go of the state directory. */
    private static final Duration ADOPT_WITHIN = Duration.ofSeconds(10);

    private static final Duration SYNC_EVERY = Duration.ofSeconds(1);

    /** One large archive does not hold up the small ones of other logs. */
    private static final int ARCHIVISTS = 2;

    /** The journal looks for four logs at once, and puts what it found in order meanwhile. */
    private static final int CLERKS = 6;

    /** Kept for those who come last: what they have to do takes less, unless a disk hangs. */
    private static final Duration LAST_WITHIN = Duration.ofMillis(300);

    private final Settings settings;
    private final List<SourceSpec> sources;
    private final ServerName name;
    private final Ring ring;
    private final ReaderPool readers;
    private final ReaderPool clerks;
    /** Readers wait for the tailer, and the tailer for what these do: the same threads would wait for themselves. */
    private final ReaderPool archivists;

    private final Journal journal;
    private final ControlEvents events;
    private final TailService tail;
    private final History history;
    private final Pumps pumps;
    private final LineTimes times = new OwnTimes(ZoneId.systemDefault());
    private final Writings writings;
    private final DefaultSource defaultSource;
    private final @Nullable LogMaker demo;
    private final Thread shutdownHook = new Thread(this::close, "logstreamer-shutdown");
    private volatile boolean ready;
    private @Nullable Deadline stop;
    private boolean drained;
    private boolean closed;

    /**
     * @param demo the log of random lines to be written; null: none
     * @param stateDirectory of this deployment
     */
    Engine(Settings settings, @Nullable DemoLog demo, ServerName name, Path stateDirectory) {
        this(settings, demo, name, stateDirectory, new NioDisk());
    }

    /** On a disk that may do what disks should not. */
    Engine(Settings settings, @Nullable DemoLog demo, ServerName name, Path stateDirectory, Disk disk) {
        this.settings = settings;
        this.name = name;
        this.sources = sources(settings, demo);
        this.writings = new SourceWritings(sources);
        // The bound holds for lines and for their encoded forms together.
        long halfBytes = Math.max(1, settings.ring().bytes() / 2);
        Clock clock = Clock.system();
        int processors = Runtime.getRuntime().availableProcessors();
        ring = new Ring(halfBytes);
        readers = new ReaderPool("logstreamer-reader", clamp(processors, MIN_READERS, MAX_READERS));
        archivists = new ReaderPool("logstreamer-archivist", ARCHIVISTS);
        clerks = new ReaderPool("logstreamer-clerk", CLERKS);
        journal = new Journal(
                new Journal.Options(stateDirectory, settings.state().maxBytes(), ADOPT_WITHIN, SYNC_EVERY),
                ring,
                times,
                clerks,
                clock,
                InstantSource.system());
        events = new ControlEvents(new ControlEvents.Ports(
                this::sourceStates,
                this::subscribers,
                this::journalState,
                readers,
                clock,
                name.version(),
                name.node()));
        tail = new TailService(
                sources,
                new TailService.Options(
                        settings.tail().pollInterval(),
                        settings.tail().maxLineBytes(),
                        settings.spool().dir(),
                        settings.spool().maxBytes()),
                disk,
                clock,
                events.hear(journal),
                times,
                archivists);
        history = journal.history(tail.history());
        Views views = new Views(
                journal.recent(),
                history,
                readers,
                new SegmentPool(halfBytes),
                journal.attention(tail.attention()),
                writings);
        pumps = new Pumps(
                new Pumps.Options(
                        clamp(processors, 1, MAX_PUMPS),
                        settings.stream().batchWindow(),
                        settings.stream().writeTimeout(),
                        name.version(),
                        name.node(),
                        Instant.now().truncatedTo(ChronoUnit.MILLIS)),
                views,
                history,
                times,
                readers,
                clock);
        defaultSource = new DefaultSource(settings.defaultSource(), sources, history);
        this.demo = demo == null ? null : demo.maker();
    }

    private static List<SourceSpec> sources(Settings settings, @Nullable DemoLog demo) {
        return settings.sources().isEmpty() && demo != null
                ? List.of(new SourceSpec.File("sample", demo.path()))
                : settings.sources();
    }

    private List<SourceState> sourceStates() {
        return tail.history().sources();
    }

    private int subscribers() {
        return pumps.subscribers();
    }

    private static int clamp(int value, int min, int max) {
        return Math.max(min, Math.min(max, value));
    }

    /** Starts all threads. Called once. */
    void start() {
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        pumps.start();
        journal.start();
        tail.start();
        LogMaker maker = demo;
        if (maker != null) {
            maker.start();
        }
        ready = true;
    }

    /** What is followed. */
    List<SourceSpec> sources() {
        return sources;
    }

    Feed feed() {
        return pumps;
    }

    ControlEvents events() {
        return events;
    }

    History history() {
        return history;
    }

    LogsResource.Options logsOptions() {
        return new LogsResource.Options(
                settings.history().lines(),
                settings.history().maxLines(),
                settings.history().maxBytes());
    }

    Writings writings() {
        return writings;
    }

    LineTimes times() {
        return times;
    }

    Broadcaster.Ports broadcasterPorts() {
        return new Broadcaster.Ports(pumps, history, ring, readers, defaultSource, this::announce);
    }

    ArrivalOrder arrivalOrder() {
        return () -> journal.keeping() == Journal.Keeping.WAITING;
    }

    private String journalState() {
        return journal.keeping().name().toLowerCase(Locale.ROOT);
    }

    private void announce(byte[] wire) {
        ring.announce(wire);
        journal.announce(wire);
    }

    StreamResource.Options streamOptions() {
        return new StreamResource.Options(
                sources.stream()
                        .filter(source -> source instanceof SourceSpec.Glob)
                        .map(SourceSpec::name)
                        .distinct()
                        .toList(),
                defaultSource,
                settings.history().lines(),
                settings.history().maxLines(),
                settings.stream().heartbeat(),
                settings.stream().retry(),
                SubscriberLimit.of(settings.stream().maxSubscribers()),
                name.node());
    }

    @Override
    public boolean live() {
        return tail.live() && pumps.live();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    /** Waits until the container has ended all streams by itself, at most so long; the time counts for the stop. */
    void awaitNobody(Duration patience) {
        stopDeadline();
        pumps.awaitNobody(patience);
    }

    /** Takes in nothing more and says {@code bye} to every subscriber; returns when they have it, or when it is time. */
    void drain() {
        ready = false;
        synchronized (this) {
            if (!drained) {
                drained = true;
                Deadline deadline = stopDeadline();
                tail.close(deadline.atMost(TAILER_WITHIN));
                journal.close(deadline.atMost(TAILER_WITHIN));
                pumps.close(deadline.minus(LAST_WITHIN));
            }
        }
    }

    /** Ends everything: no thread, file or hook is left. */
    @Override
    public void close() {
        drain();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            // The container may have taken its time in between.
            Deadline last = stopDeadline().atLeast(LAST_WITHIN);
            archivists.close(last);
            clerks.close(last);
            readers.close(last);
            journal.release(last);
            LogMaker maker = demo;
            if (maker != null) {
                maker.close(Duration.ofNanos(last.leftNanos()));
            }
        }
        removeHook();
    }

    /** Begins with the first who wants an end. */
    private synchronized Deadline stopDeadline() {
        Deadline begun = stop;
        if (begun == null) {
            begun = Deadline.in(STOP_WITHIN);
            stop = begun;
        }
        return begun;
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook is what runs, or is about to find that nothing is left to do.
            return;
        }
    }
}

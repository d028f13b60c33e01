package io.logstreamer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LineTimes;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceState;
import io.logstreamer.view.OwnTimes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Logs that are held in memory: what is appended is handed to a sink, as a tailer does, and can be read again as history.
 * Directories are played too: a source that was hidden is found when it is asked for by id.
 */
final class MemoryLog implements History {

    private volatile boolean stopped;
    private volatile boolean hangs;

    private static final class Log {
        private final String group;
        private final Generation generation;
        private final List<Entry> entries = new CopyOnWriteArrayList<>();
        private volatile Position tip;

        private Log(String id, String group) {
            this.group = group;
            this.generation = new Generation(id, 1, 42, 7);
            this.tip = new Position(generation, 0, 0, 0);
        }
    }

    private static final LineTimes TIMES = new OwnTimes(ZoneOffset.UTC);

    private final Sink sink;
    private final Map<String, Log> logs = new TreeMap<>();
    private final Map<String, Log> hidden = new TreeMap<>();
    private final List<SourceState> refused = new ArrayList<>();
    private final Map<String, SourceState> fileless = new TreeMap<>();
    private final Set<String> mended = new TreeSet<>();

    MemoryLog(Sink sink) {
        this.sink = sink;
    }

    /** Begins a log. */
    void add(String id) {
        Log log = new Log(id, group(id));
        logs.put(id, log);
        sink.begin(log.tip);
    }

    /** Lists what is no log, and says why. */
    void refuse(String id, String why) {
        refused.add(new SourceState(id, group(id), "/logs/" + id, why, true, List.of()));
    }

    /** Lists a configured source that has nothing yet, and says why; null: its file is not there. */
    void addWithoutFile(String id, @Nullable String why) {
        fileless.put(id, new SourceState(id, group(id), "/logs/" + id, why, false, List.of()));
    }

    /** Puts a file where there was none, or something else: seen by the next look. */
    void mend(String id) {
        mended.add(id);
    }

    /** From now on no look is answered. */
    void hang() {
        hangs = true;
    }

    /** Begins a log that is in no listing until somebody asks for its id. */
    void hide(String id) {
        hidden.put(id, new Log(id, group(id)));
    }

    /** Appends lines; returns the id behind the last one. */
    String append(String id, String... lines) {
        Log log = log(id);
        for (String line : lines) {
            byte[] bytes = (line + "\n").getBytes(UTF_8);
            LineBatch batch = new LineBatch(
                    log.tip,
                    log.generation,
                    false,
                    id + ".log",
                    log.tip.offset(),
                    bytes,
                    0,
                    new int[] {bytes.length},
                    1);
            put(log, batch);
        }
        return EventId.text(log.tip);
    }

    /** Loses so many bytes. */
    void lose(String id, int bytes) {
        Log log = log(id);
        Position behind = new Position(log.generation, log.tip.offset() + bytes, 0, 99);
        put(log, new Gap(log.tip, behind, Gap.Reason.TRUNCATED, bytes, false));
    }

    private void put(Log log, Entry entry) {
        log.entries.add(entry);
        log.tip = entry.after();
        sink.accept(entry);
    }

    /** From now on nobody looks. */
    void stop() {
        stopped = true;
    }

    @Override
    public List<SourceState> sources() {
        return Stream.of(
                        logs.entrySet().stream().map(log -> state(log.getKey(), log.getValue())),
                        fileless.values().stream(),
                        refused.stream())
                .flatMap(all -> all)
                .toList();
    }

    @Override
    public SourceState source(String id) {
        Log found = hidden.remove(id);
        if (found != null) {
            logs.put(id, found);
        }
        Log log = logs.get(id);
        return log == null ? fileless.get(id) : state(id, log);
    }

    @Override
    public CompletableFuture<Position> tip(String source) {
        if (stopped) {
            CompletableFuture<Position> look = new CompletableFuture<>();
            look.cancel(false);
            return look;
        }
        if (hangs) {
            return new CompletableFuture<>();
        }
        if (mended.remove(source)) {
            fileless.remove(source);
            add(source);
        }
        if (fileless.containsKey(source)) {
            return CompletableFuture.completedFuture(new Log(source, group(source)).tip);
        }
        return CompletableFuture.completedFuture(log(source).tip);
    }

    @Override
    public Position earliest(String source) {
        return new Position(log(source).generation, 0, 0, 0);
    }

    @Override
    public Position back(Position from, int lines) {
        List<Entry> before = log(from.source()).entries.stream()
                .filter(entry -> entry.before().isBefore(from))
                .toList();
        return before.isEmpty() || lines == 0
                ? from
                : before.get(Math.max(0, before.size() - lines)).before();
    }

    @Override
    public Position since(String source, Instant time) {
        Log log = log(source);
        long wanted = LineTimes.nanosOf(time);
        return log.entries.stream()
                .filter(entry -> entry instanceof LineBatch batch && timeOf(batch, wanted) >= wanted)
                .findFirst()
                .map(Entry::before)
                .orElse(log.tip);
    }

    private static long timeOf(LineBatch batch, long reference) {
        return TIMES.nanosOf(batch.bytes(), batch.start(0), batch.ends()[0], reference);
    }

    @Override
    public Resolution resolve(String source, EventId id) {
        Log log = log(source);
        return log.entries.stream()
                .map(Entry::after)
                .filter(place -> EventId.of(place).equals(id))
                .findFirst()
                .map(place -> new Resolution(place, null))
                .orElseGet(() -> new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID));
    }

    @Override
    public Entry read(Position from, int maxBytes) {
        return log(from.source()).entries.stream()
                .filter(entry -> entry.before().equals(from))
                .findFirst()
                .orElse(null);
    }

    @Override
    public PartialLine partial(Position tip) {
        return PartialLine.NONE;
    }

    private Log log(String id) {
        Log log = logs.get(id);
        if (log == null) {
            throw new IllegalArgumentException("no such log: id=" + id);
        }
        return log;
    }

    private SourceState state(String id, Log log) {
        List<SourceState.Stretch> generations = List.of(new SourceState.Stretch(
                log.generation, id + ".log", log.tip.offset(), false, earliestOf(log), log.tip));
        return new SourceState(id, log.group, "/var/log/" + id + ".log", null, true, generations);
    }

    private static Position earliestOf(Log log) {
        return new Position(log.generation, 0, 0, 0);
    }

    private static String group(String id) {
        int slash = id.indexOf('/');
        return slash < 0 ? id : id.substring(0, slash);
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files and directories that globs lead to and that are no logs, each with the reason: it is told once, and once that it is
 * over.
 *
 * <p>Changed on the tailer thread alone, from {@link #begin} to {@link #end} of each walk; {@link #all} from any.
 */
final class LeftOut {

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Map<Path, SourceState> known = new ConcurrentHashMap<>();

    /** Those that the walk under way has found. */
    private final Set<Path> found = new HashSet<>();

    private final Sink sink;

    LeftOut(Sink sink) {
        this.sink = sink;
    }

    /** As they are listed. */
    List<SourceState> all() {
        return List.copyOf(known.values());
    }

    /** A walk begins. */
    void begin() {
        found.clear();
    }

    /** A walk is over: what was in the way and is gone, or has become a file, is not left out any more. */
    void end() {
        for (Map.Entry<Path, SourceState> each : List.copyOf(known.entrySet())) {
            if (!found.contains(each.getKey())) {
                known.remove(each.getKey());
                LOG.log(
                        Level.INFO,
                        "Source {0} is no longer left out",
                        each.getValue().id());
                sink.sourcesChanged();
            }
        }
    }

    /** A directory that cannot be walked. */
    void add(SourceSpec.Glob glob, Exception e) {
        Trouble trouble = Trouble.of(glob.root(), e);
        add(
                new SourceState(glob.name(), glob.name(), glob.root().toString(), trouble.advice(), false, List.of()),
                glob.root(),
                trouble.detail());
    }

    /** What is no regular file. */
    void add(SourceSpec.Glob glob, Directories.Found odd) {
        Trouble trouble = Trouble.of(odd.path(), new NotRegularException(odd.path()));
        add(
                new SourceState(odd.id(), glob.name(), odd.path().toString(), trouble.advice(), true, List.of()),
                odd.path(),
                trouble.detail());
    }

    /** A file whose id another one has. */
    void add(String id, String group, Path path, Path taker) {
        String problem = "left out: another file has this id; give one of the groups another name (name=pattern)";
        add(
                new SourceState(id, group, path.toString(), problem, true, List.of()),
                path,
                path + " has the id of " + taker + "; give one of the groups another name");
    }

    private void add(SourceState state, Path path, String detail) {
        found.add(path);
        SourceState before = known.put(path, state);
        if (before == null || !Objects.equals(before.problem(), state.problem())) {
            LOG.log(Level.WARNING, "Source {0} is left out: {1}", state.id(), detail);
            sink.sourcesChanged();
        }
    }
}

package io.logstreamer.tail;

import io.logstreamer.log.Attention;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The logs of all mounts: each question goes to the tailer that would follow the log. Thread-safe. */
final class Tailers implements FileHistory.Logs, Attention {

    /**
     * A tailer and what it follows.
     *
     * @param specs at least one
     */
    record Mount(Tailer tailer, List<SourceSpec> specs) {

        /** How much of an id the best of the specs speaks for, in characters; -1: none does. */
        private int fit(String id) {
            int best = -1;
            for (SourceSpec spec : specs) {
                boolean its =
                        spec instanceof SourceSpec.Glob ? id.startsWith(spec.name() + "/") : id.equals(spec.name());
                best = its ? Math.max(best, spec.name().length()) : best;
            }
            return best;
        }
    }

    private final List<Mount> mounts;

    Tailers(List<Mount> mounts) {
        this.mounts = List.copyOf(mounts);
    }

    private Tailer of(String id) {
        Mount found = mounts.get(0);
        for (Mount mount : mounts) {
            found = mount.fit(id) > found.fit(id) ? mount : found;
        }
        return found.tailer();
    }

    @Override
    public List<LogTrack> all() {
        return mounts.stream().flatMap(mount -> mount.tailer().all().stream()).toList();
    }

    @Override
    public List<SourceState> refused() {
        return mounts.stream()
                .flatMap(mount -> mount.tailer().refused().stream())
                .toList();
    }

    @Override
    public @Nullable LogTrack find(String id) {
        return of(id).find(id);
    }

    @Override
    public boolean isAlias(String id) {
        return of(id).isAlias(id);
    }

    @Override
    public boolean isGone(String id) {
        return of(id).isGone(id);
    }

    @Override
    public @Nullable LogTrack discover(String id) {
        return of(id).discover(id);
    }

    @Override
    public @Nullable LogTrack expect(String id) {
        return of(id).expect(id);
    }

    @Override
    public CompletableFuture<Position> look(String id) {
        return of(id).look(id);
    }

    @Override
    public CompletableFuture<Position> search(String id) {
        return of(id).search(id);
    }

    @Override
    public void begin(String source) {
        of(source).begin(source);
    }

    @Override
    public void end(String source) {
        of(source).end(source);
    }
}

package io.logstreamer.app;

import io.logstreamer.log.History;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /stream} shows when no source is named: the configured one, else the first of the list; of a group the
 * first log by name when first seen, and then always the same. Thread-safe; as long as there is none each call looks at the
 * directories of the groups, which may wait for a disk, so that a log is shown as soon as it is there.
 */
final class DefaultSource implements Supplier<@Nullable String> {

    private final History history;
    private final String wanted;
    private final List<String> groups;
    private volatile @Nullable String found;

    /**
     * @param configured id, last part of an id or name of a group; null: the first source is meant
     * @param sources at least one
     */
    DefaultSource(@Nullable String configured, List<SourceSpec> sources, History history) {
        this.history = history;
        this.wanted = configured == null ? sources.get(0).name() : configured;
        this.groups = sources.stream()
                .filter(spec -> spec instanceof SourceSpec.Glob)
                .map(SourceSpec::name)
                .distinct()
                .toList();
        this.found = sources.stream()
                .filter(spec -> spec instanceof SourceSpec.File && isCalled(spec.name()))
                .map(SourceSpec::name)
                .findFirst()
                .orElse(null);
    }

    /** Its id; null: no file matches yet. */
    @Override
    public @Nullable String get() {
        String known = known();
        if (known != null) {
            // Were its files gone, it would be waited for from now on.
            history.source(known);
            return known;
        }
        if (groups.stream().anyMatch(group -> wanted.startsWith(group + "/"))) {
            // This one and no other: it can be waited for.
            SourceState awaited = history.expect(wanted);
            return awaited == null ? null : awaited.id();
        }
        // Whatever is in the directories when they are looked at for this is among the sources.
        Stream<String> holders = groups.contains(wanted) ? Stream.of(wanted) : groups.stream();
        // One of that name may be a mere link to another of its group, which no list shows.
        List<SourceState> called = holders.map(group -> history.source(group + "/" + wanted))
                .flatMap(Stream::ofNullable)
                .toList();
        String listed = known();
        return listed != null || called.isEmpty()
                ? listed
                : remember(called.get(0).id());
    }

    private @Nullable String known() {
        String known = found;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (found == null) {
                found = look();
            }
            return found;
        }
    }

    private synchronized String remember(String id) {
        String known = found == null ? id : found;
        found = known;
        return known;
    }

    private @Nullable String look() {
        List<SourceState> states = history.sources();
        return states.stream()
                .filter(state -> isCalled(state.id()))
                .findFirst()
                .or(() -> states.stream()
                        .filter(state -> state.group().equals(wanted))
                        .findFirst())
                .map(SourceState::id)
                .orElse(null);
    }

    private boolean isCalled(String id) {
        return id.equals(wanted) || id.endsWith("/" + wanted);
    }
}

package io.logstreamer.app;

import io.logstreamer.log.History;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /stream} shows when no source is named: the configured one, else the first of the list; of a group the
 * first log by name when first seen, and then always the same. Thread-safe.
 */
final class DefaultSource implements Supplier<@Nullable String> {

    private final History history;
    private final String wanted;
    private volatile @Nullable String found;

    /**
     * @param configured id, last part of an id or name of a group; null: the first source is meant
     * @param sources at least one
     */
    DefaultSource(@Nullable String configured, List<SourceSpec> sources, History history) {
        this.history = history;
        this.wanted = configured == null ? sources.get(0).name() : configured;
        this.found = sources.stream()
                .filter(spec -> spec instanceof SourceSpec.File && isCalled(spec.name()))
                .map(SourceSpec::name)
                .findFirst()
                .orElse(null);
    }

    /** Its id; null: no file matches yet. */
    @Override
    public @Nullable String get() {
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

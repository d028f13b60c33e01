package io.logstreamer.app;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of all places on top of each other. Immutable.
 *
 * <p>SmallRye Config is given our layers alone: none of its own sources, which would read the environment behind our
 * back, and none of its interceptors, so that {@code ${...}} in a value and {@code %} in a key mean nothing.
 */
final class LayeredSettings {

    private final SmallRyeConfig config;
    private final Map<String, SettingLayer> layers;

    LayeredSettings(List<SettingLayer> layers) {
        this.layers = layers.stream().collect(Collectors.toMap(SettingLayer::getName, Function.identity()));
        this.config = new SmallRyeConfigBuilder()
                .withSources(layers.toArray(SettingLayer[]::new))
                .build();
    }

    /** What the strongest place says, or null if none says anything. */
    @Nullable GivenSetting find(String key) {
        SettingLayer layer =
                layers.get(String.valueOf(config.getConfigValue(key).getConfigSourceName()));
        return layer == null ? null : layer.find(key);
    }

    /** The names of sources that have details of their own, in alphabetical order. */
    Set<String> detailedSources() {
        Set<String> names = new TreeSet<>();
        for (String key : config.getPropertyNames()) {
            String name = Spelling.sourceOf(key);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }
}

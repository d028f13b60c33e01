package io.logstreamer.app;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.MapBackedConfigValueConfigSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of one place under their canonical keys, as a source of SmallRye Config. Immutable. */
final class SettingLayer extends MapBackedConfigValueConfigSource {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, GivenSetting> settings;

    SettingLayer(Place place, Map<String, GivenSetting> settings) {
        super(place.name(), values(place, settings), place.strength());
        this.settings = Map.copyOf(settings);
    }

    @Nullable GivenSetting find(String key) {
        return settings.get(key);
    }

    private static Map<String, ConfigValue> values(Place place, Map<String, GivenSetting> settings) {
        return settings.values().stream()
                .collect(Collectors.toMap(
                        GivenSetting::key,
                        setting -> ConfigValue.builder()
                                .withName(setting.key())
                                .withValue(setting.text())
                                .withRawValue(setting.text())
                                .withConfigSourceName(place.name())
                                .withConfigSourceOrdinal(place.strength())
                                .build()));
    }
}

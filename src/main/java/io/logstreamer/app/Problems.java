package io.logstreamer.app;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong while settings are read, so that all of it can be told at once. Confined to one thread. */
final class Problems {

    private final List<SettingError> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void add(SettingError error) {
        errors.add(error);
    }

    /** A value that was refused. */
    void add(GivenSetting setting, BadValue refusal) {
        add(new SettingError(setting.key(), setting.shown(), setting.origin(), refusal.problem(), refusal.fix()));
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    List<String> warnings() {
        return warnings;
    }

    /** Ends the reading if anything was wrong. */
    void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new ConfigurationException(errors);
        }
    }
}

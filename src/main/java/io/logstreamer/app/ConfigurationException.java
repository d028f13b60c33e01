package io.logstreamer.app;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when the application cannot start with the settings it was given; its message is one line. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<SettingError> errors;

    ConfigurationException(List<SettingError> errors) {
        super(errors.stream().map(SettingError::line).collect(Collectors.joining("; ", "wrong configuration: ", "")));
        if (errors.isEmpty()) {
            throw new IllegalArgumentException("nothing is wrong: errors=[]");
        }
        this.errors = List.copyOf(errors);
    }

    /** All that is wrong, at least one; several are told at once so that one restart is enough. */
    public List<SettingError> errors() {
        return errors;
    }
}

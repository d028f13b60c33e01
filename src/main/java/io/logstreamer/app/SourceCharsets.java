package io.logstreamer.app;

import io.logstreamer.log.Charsets;
import io.logstreamer.log.SourceSpec;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The charsets that are configured, by id of the source: of a single log its own, of another that of its group. Immutable. */
final class SourceCharsets implements Charsets {

    private final Map<String, Charset> logs = new HashMap<>();
    private final Map<String, Charset> groups = new HashMap<>();

    SourceCharsets(List<SourceSpec> sources) {
        for (SourceSpec source : sources) {
            (source instanceof SourceSpec.Glob ? groups : logs).put(source.name(), source.charset());
        }
    }

    @Override
    public Charset of(String source) {
        Charset own = logs.get(source);
        // The name of a group may itself hold slashes: the longest one that fits is meant.
        for (int end = source.lastIndexOf('/'); own == null && end > 0; end = source.lastIndexOf('/', end - 1)) {
            own = groups.get(source.substring(0, end));
        }
        return own == null ? StandardCharsets.UTF_8 : own;
    }
}

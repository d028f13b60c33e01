package io.logstreamer.app;

import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Writing;
import io.logstreamer.log.Writings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the sources are written, as configured, by id of the source: of a single log its own, of another that of its group. Immutable. */
final class SourceWritings implements Writings {

    private final Map<String, Writing> logs = new HashMap<>();
    private final Map<String, Writing> groups = new HashMap<>();

    SourceWritings(List<SourceSpec> sources) {
        for (SourceSpec source : sources) {
            (source instanceof SourceSpec.Glob ? groups : logs).put(source.name(), source.writing());
        }
    }

    @Override
    public Writing of(String source) {
        Writing own = logs.get(source);
        // The name of a group may itself hold slashes: the longest one that fits is meant.
        for (int end = source.lastIndexOf('/'); own == null && end > 0; end = source.lastIndexOf('/', end - 1)) {
            own = groups.get(source.substring(0, end));
        }
        return own == null ? Writing.USUAL : own;
    }
}

package io.logstreamer.journal;

import io.logstreamer.log.Attention;
import io.logstreamer.log.Selection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Who follows a merged stream follows all sources of it, also those that appear. Thread-safe. */
final class MergedAttention implements Attention {

    private static final class Followed {
        private final Selection selection;
        private final Set<String> sources = new HashSet<>();
        private int count;

        private Followed(Selection selection) {
            this.selection = selection;
        }
    }

    private final Attention single;
    private final Function<String, List<String>> members;
    private final Map<String, Followed> streams = new HashMap<>();

    /** @param members the sources of a selection that are there now */
    MergedAttention(Attention single, Function<String, List<String>> members) {
        this.single = single;
        this.members = members;
    }

    @Override
    public void begin(String source) {
        if (!Selection.is(source)) {
            single.begin(source);
            return;
        }
        Followed followed;
        synchronized (this) {
            followed = streams.computeIfAbsent(source, key -> new Followed(Selection.parse(key)));
            followed.count++;
        }
        // Asked for afterwards: a source that appears in between is told to both.
        List<String> now = members.apply(source);
        synchronized (this) {
            if (streams.get(source) == followed) {
                now.forEach(member -> follow(followed, member));
            }
        }
    }

    @Override
    public synchronized void end(String source) {
        if (!Selection.is(source)) {
            single.end(source);
            return;
        }
        Followed followed = streams.get(source);
        if (followed != null && --followed.count == 0) {
            streams.remove(source);
            followed.sources.forEach(single::end);
        }
    }

    /** A source that was not there. */
    synchronized void appeared(String source) {
        for (Followed followed : streams.values()) {
            if (followed.selection.matches(source)) {
                follow(followed, source);
            }
        }
    }

    private void follow(Followed followed, String source) {
        if (followed.sources.add(source)) {
            single.begin(source);
        }
    }
}

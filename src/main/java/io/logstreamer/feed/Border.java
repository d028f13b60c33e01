package io.logstreamer.feed;

import io.logstreamer.log.Entry;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;

/**
 * The border between two files has two names where the first is an archive: how much that holds is not known before it is
 * unpacked, so its end goes by the name of the start of the second. Who reads up to it stands behind a line all the same, and
 * knows the end by the place of that line. Thread-safe; reads files.
 */
final class Border {

    private final History history;

    Border(History history) {
        this.history = history;
    }

    /** The place where a reader stands who has read everything before another. */
    Position reached(Position end) {
        // In a merged stream lines are compared with the end, which need not be the place of one.
        if (end.offset() > 0 || Selection.is(end.source())) {
            return end;
        }
        Position at = history.back(end, 1);
        while (at.isBefore(end)) {
            Entry entry = history.read(at, 1);
            Position next = entry == null ? at : firstBehind(entry);
            if (!at.isBefore(next) || end.isBefore(next)) {
                return at;
            }
            at = next;
        }
        return end;
    }

    private static Position firstBehind(Entry entry) {
        return entry instanceof LineBatch batch ? batch.after(0) : entry.after();
    }
}

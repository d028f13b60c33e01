package io.logstreamer.feed;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.Entry;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;

/**
 * Where readers stand who have come to an end that is not named by the line before it. The border between two files has two
 * names where the first is an archive: how much that holds is not known before it is unpacked, so its end goes by the name of
 * the start of the second. The end of a merged stream may lie among lines that it does not show. Thread-safe; reads files.
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

    /** Whether there is nothing to send between a place and an end. */
    boolean isEnd(Position place, Position end) {
        Position at = place;
        while (at.isBefore(end)) {
            Entry entry = history.read(at, 1);
            Position next = entry == null ? at : firstBehind(entry);
            if (entry != null && end.isBefore(next)) {
                return true;
            }
            if (entry == null || Arrival.content(entry) != null || !at.isBefore(next)) {
                return false;
            }
            at = next;
        }
        return true;
    }

    private static Position firstBehind(Entry entry) {
        return Arrival.content(entry) instanceof LineBatch batch ? Arrival.after(entry, batch, 0) : entry.after();
    }
}

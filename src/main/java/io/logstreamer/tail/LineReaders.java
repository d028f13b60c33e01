package io.logstreamer.tail;

import io.logstreamer.log.LineEnd;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Memory to read into, shared by all tracks of a thread. More than one, since older files are read while a block of a
 * newer one waits.
 */
final class LineReaders {
    private final int blockBytes;
    private final int maxLineBytes;
    private final LineEnd lineEnd;
    private final Map<LineEnd, LineReaders> others;
    private final List<LineReader> readers = new ArrayList<>();

    /** Of lines in bytes. */
    LineReaders(int blockBytes, int maxLineBytes) {
        this(blockBytes, maxLineBytes, LineEnd.BYTE, new EnumMap<>(LineEnd.class));
        others.put(lineEnd, this);
    }

    private LineReaders(int blockBytes, int maxLineBytes, LineEnd lineEnd, Map<LineEnd, LineReaders> others) {
        this.blockBytes = blockBytes;
        this.maxLineBytes = maxLineBytes;
        this.lineEnd = lineEnd;
        this.others = others;
    }

    /** Those of lines that end otherwise, for the same thread. */
    LineReaders of(LineEnd other) {
        return others.computeIfAbsent(other, end -> new LineReaders(blockBytes, maxLineBytes, end, others));
    }

    LineEnd lineEnd() {
        return lineEnd;
    }

    /** @param depth how many blocks of newer files wait */
    LineReader at(int depth) {
        while (readers.size() <= depth) {
            readers.add(new LineReader(lineEnd, blockBytes, maxLineBytes));
        }
        return readers.get(depth);
    }
}

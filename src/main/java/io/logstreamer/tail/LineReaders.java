package io.logstreamer.tail;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory to read into, shared by all tracks of a thread. More than one, since older files are read while a block of a
 * newer one waits.
 */
final class LineReaders {
    private final int blockBytes;
    private final int maxLineBytes;
    private final List<LineReader> readers = new ArrayList<>();

    LineReaders(int blockBytes, int maxLineBytes) {
        this.blockBytes = blockBytes;
        this.maxLineBytes = maxLineBytes;
    }

    /** @param depth how many blocks of newer files wait */
    LineReader at(int depth) {
        while (readers.size() <= depth) {
            readers.add(new LineReader(blockBytes, maxLineBytes));
        }
        return readers.get(depth);
    }
}

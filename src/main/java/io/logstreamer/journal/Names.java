package io.logstreamer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The ids of sources, numbered as they came, a line each in a file: runs hold numbers. One writer; {@link #name} may be
 * called from any thread.
 */
final class Names {

    /** More than this is no table of names. */
    private static final int MAX_BYTES = 64 << 20;

    private Bytes bytes;
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final StringBuilder unwritten = new StringBuilder();
    private long size;

    private Names(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Reads what is there; an unfinished last line is cut off. */
    static Names open(Bytes bytes) throws IOException {
        Names names = new Names(bytes);
        ByteBuffer all = ByteBuffer.allocate((int) Math.min(MAX_BYTES, bytes.size()));
        int length = bytes.read(all, 0);
        byte[] text = all.array();
        int from = 0;
        for (int at = 0; at < length; at++) {
            if (text[at] == '\n') {
                names.keep(new String(text, from, at - from, StandardCharsets.UTF_8));
                from = at + 1;
            }
        }
        names.size = from;
        bytes.truncate(from);
        return names;
    }

    private int keep(String name) {
        int index = names.size();
        names.add(name);
        indexes.putIfAbsent(name, index);
        return index;
    }

    /** Number of a name; a new one is kept, and written at the next {@link #flush}. */
    int index(String name) {
        Integer known = indexes.get(name);
        if (known != null) {
            return known;
        }
        unwritten.append(name).append('\n');
        return keep(name);
    }

    /** Null: no name has this number. */
    @Nullable String name(int index) {
        return index >= 0 && index < names.size() ? names.get(index) : null;
    }

    /** Writes what is new, before the runs that speak of it. */
    void flush() throws IOException {
        if (unwritten.length() == 0) {
            return;
        }
        byte[] text = unwritten.toString().getBytes(StandardCharsets.UTF_8);
        bytes.write(ByteBuffer.wrap(text), size);
        size += text.length;
        unwritten.setLength(0);
    }

    /** From now on they are kept elsewhere, all of them, from the next {@link #flush} on. */
    void moveTo(Bytes other) {
        bytes.close();
        bytes = other;
        size = 0;
        unwritten.setLength(0);
        names.forEach(name -> unwritten.append(name).append('\n'));
    }

    void force() throws IOException {
        bytes.force();
    }

    void close() {
        bytes.close();
    }
}

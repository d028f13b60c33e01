package io.logstreamer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The ids of sources, numbered as they came: runs hold numbers. In the file each has a line: CRC-32C of its number and its
 * text, eight hexadecimal digits; a blank; the id, where a line feed is {@code \n} and a backslash two of them. One writer;
 * {@link #name} may be called from any thread.
 */
final class Names {

    /** More than this is no table of names. */
    private static final int MAX_BYTES = 64 << 20;

    /** Numbers that were given away are not far behind those that are known. */
    private static final int NEAR = 1_000;

    private static final int CRC_DIGITS = 8;

    private Bytes bytes;
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final StringBuilder unwritten = new StringBuilder();
    private long size;
    private boolean damaged;

    private Names(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Reads what is there; an unfinished last line is cut off, and what is damaged with all behind it. */
    static Names open(Bytes bytes) throws IOException {
        Names names = new Names(bytes);
        ByteBuffer all = ByteBuffer.allocate((int) Math.min(MAX_BYTES, bytes.size()));
        int length = bytes.read(all, 0);
        byte[] text = all.array();
        int from = 0;
        for (int at = 0; at < length && !names.damaged; at++) {
            if (text[at] == '\n') {
                String name = parse(names.names.size(), new String(text, from, at - from, StandardCharsets.UTF_8));
                if (name == null) {
                    names.damaged = true;
                } else {
                    names.keep(name);
                    from = at + 1;
                }
            }
        }
        names.size = from;
        bytes.truncate(from);
        return names;
    }

    private static String line(int index, String name) {
        String escaped = name.replace("\\", "\\\\").replace("\n", "\\n");
        return crc(index, escaped) + " " + escaped + "\n";
    }

    /** Null: it is none of ours, or not the one with this number. */
    private static @Nullable String parse(int index, String line) {
        if (line.length() <= CRC_DIGITS || line.charAt(CRC_DIGITS) != ' ') {
            return null;
        }
        String escaped = line.substring(CRC_DIGITS + 1);
        if (!line.startsWith(crc(index, escaped))) {
            return null;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\' && i + 1 < escaped.length()) {
                i++;
                c = escaped.charAt(i) == 'n' ? '\n' : escaped.charAt(i);
            }
            name.append(c);
        }
        return name.toString();
    }

    private static String crc(int index, String escaped) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, index));
        crc.update(escaped.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%0" + CRC_DIGITS + "x", crc.getValue());
    }

    /** Whether some were found to be damaged. */
    boolean damaged() {
        return damaged;
    }

    /** Whether a number that no name has may have been given to one that is lost. */
    boolean mayHaveHad(int index) {
        return index >= names.size() && index < names.size() + NEAR;
    }

    /** Forgets all of them, there and in the file. */
    void clear() throws IOException {
        bytes.truncate(0);
        names.clear();
        indexes.clear();
        unwritten.setLength(0);
        size = 0;
        damaged = false;
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
        int index = keep(name);
        unwritten.append(line(index, name));
        return index;
    }

    /** Tells all of them, in the order of their numbers. */
    void forEach(Consumer<String> taker) {
        names.forEach(taker);
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
        for (int i = 0; i < names.size(); i++) {
            unwritten.append(line(i, names.get(i)));
        }
    }

    void force() throws IOException {
        bytes.force();
    }

    void close() {
        bytes.close();
    }
}

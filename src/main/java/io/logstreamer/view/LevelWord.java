package io.logstreamer.view;

import java.util.Locale;

/**
 * A word that names a level, and how much must stand around it before it is believed. Immutable.
 *
 * <p>Words are found in any case without a copy: a letter is five bits, so that up to twelve of them are one long, and
 * the long is looked up in an open table.
 */
record LevelWord(Level level, Use use) {

    /** What a word needs beside itself. */
    enum Use {
        /** Nothing: the word means little else. */
        PLAIN,
        /** A capital letter, wherever it stands: in lower case it is the name of a module or an adjective. */
        CAPITALISED,
        /** A capital letter, and a colon after it unless brackets or a key set it apart. */
        COLON
    }

    /** No such word. */
    static final LevelWord NONE = new LevelWord(Level.UNKNOWN, Use.PLAIN);

    static final int MAX_LETTERS = 12;

    private static final int BITS = 7;
    private static final int MASK = (1 << BITS) - 1;
    private static final long[] CODES = new long[1 << BITS];
    private static final LevelWord[] WORDS = new LevelWord[1 << BITS];

    static {
        put(Level.TRACE, Use.PLAIN, "trace trac trc trce finest finer verbose vrb");
        put(Level.DEBUG, Use.PLAIN, "debug debu dbg dbug");
        put(Level.DEBUG, Use.CAPITALISED, "fine config");
        put(Level.INFO, Use.PLAIN, "info inf information notice");
        put(Level.INFO, Use.COLON, "note log");
        put(Level.WARN, Use.PLAIN, "warn warning wrn");
        put(Level.ERROR, Use.PLAIN, "error err erro severe");
        put(Level.ERROR, Use.COLON, "fail");
        put(Level.FATAL, Use.PLAIN, "fatal fata ftl crit critical emerg emergency alert panic pani pnc");
    }

    /** The word at {@code [start, end)}, which holds ASCII letters only, or {@link #NONE}. */
    static LevelWord at(byte[] bytes, int start, int end) {
        if (end - start < 3 || end - start > MAX_LETTERS) {
            return NONE;
        }
        long code = 0;
        for (int i = start; i < end; i++) {
            code = (code << 5) | (bytes[i] & 0x1f);
        }
        int slot = slot(code);
        while (CODES[slot] != 0) {
            if (CODES[slot] == code) {
                return WORDS[slot];
            }
            slot = (slot + 1) & MASK;
        }
        return NONE;
    }

    /** What {@link #at} makes of a word: no two words of up to twelve letters share it, cases apart. */
    static long code(String letters) {
        long code = 0;
        for (char letter : letters.toLowerCase(Locale.ROOT).toCharArray()) {
            code = (code << 5) | (letter & 0x1f);
        }
        return code;
    }

    private static void put(Level level, Use use, String words) {
        LevelWord word = new LevelWord(level, use);
        for (String letters : words.split(" ", -1)) {
            long code = code(letters);
            int slot = slot(code);
            while (CODES[slot] != 0) {
                slot = (slot + 1) & MASK;
            }
            CODES[slot] = code;
            WORDS[slot] = word;
        }
    }

    private static int slot(long code) {
        return (int) ((code * 0x9E3779B97F4A7C15L) >>> (64 - BITS));
    }
}

package io.logstreamer.view;

/**
 * The ASCII in text of two or four bytes a character, for who looks for times and does not know the charset. Stateless.
 */
final class WideText {

    /** What is no ASCII. */
    private static final byte OTHER = '?';

    /** Text of that kind shows a NUL within so many bytes, if there is a time in it that can be found. */
    private static final int PROBE_BYTES = 64;

    private WideText() {}

    /** Whether bytes may be such text. */
    static boolean maybe(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + PROBE_BYTES);
        for (int i = from; i < end; i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** A byte for each character, whatever the order of bytes; of an unfinished one nothing. */
    static byte[] ascii(byte[] bytes, int from, int to) {
        byte[] pairs = halved(bytes, from, to);
        // Four bytes a character: half of what is left are the NULs that were pairs.
        return maybe(pairs, 0, pairs.length) ? halved(pairs, 0, pairs.length) : pairs;
    }

    private static byte[] halved(byte[] bytes, int from, int to) {
        byte[] half = new byte[(to - from) / 2];
        for (int i = 0; i < half.length; i++) {
            byte first = bytes[from + 2 * i];
            byte second = bytes[from + 2 * i + 1];
            half[i] = first == 0 ? second : second == 0 ? first : OTHER;
        }
        return half;
    }
}

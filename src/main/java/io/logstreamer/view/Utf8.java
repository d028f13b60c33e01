package io.logstreamer.view;

/** Checks UTF-8 sequence by sequence, as the WHATWG Encoding standard decodes it. Stateless. */
final class Utf8 {

    /** U+FFFD, the replacement character. */
    static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private Utf8() {}

    /** Whether a valid sequence of more than one byte can begin with this. */
    static boolean leads(byte b) {
        int value = b & 0xff;
        return value >= 0xC2 && value <= 0xF4;
    }

    /**
     * Looks at the sequence that begins with a byte above 0x7F.
     *
     * @return its length (2 to 4) if it is valid; else minus the number of bytes (1 to 3) that one U+FFFD stands for: the
     *     maximal subpart of an ill-formed sequence (Unicode 3.9, D93b; Encoding 9.1.1 "utf-8 decoder")
     */
    static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xff;
        int lower = 0x80;
        int upper = 0xBF;
        int length;
        if (lead >= 0xC2 && lead <= 0xDF) {
            length = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            length = 3;
            // E0 would be overlong below A0; ED above 9F would be a surrogate.
            lower = lead == 0xE0 ? 0xA0 : lower;
            upper = lead == 0xED ? 0x9F : upper;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            length = 4;
            // F0 would be overlong below 90; F4 above 8F lies behind U+10FFFF.
            lower = lead == 0xF0 ? 0x90 : lower;
            upper = lead == 0xF4 ? 0x8F : upper;
        } else {
            return -1;
        }
        for (int i = 1; i < length; i++) {
            int next = at + i < end ? bytes[at + i] & 0xff : -1;
            if (next < lower || next > upper) {
                return -i;
            }
            lower = 0x80;
            upper = 0xBF;
        }
        return length;
    }
}

package io.logstreamer.view;

import io.logstreamer.log.Form;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Copies the text of a line into an event, so that nothing in it can be taken for SSE or JSON syntax. Works on bytes:
 * eight at a time where they are plain, one by one where they are not. Stateless.
 */
final class Texts {

    /** A byte of a line becomes at most so many bytes: {@code "\ndata: "} for a CR of a raw line. */
    static final int WORST_GROWTH = 7;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final byte ESC = 0x1b;
    private static final byte DEL = 0x7f;

    private Texts() {}

    /** Whether a line can be copied as it is: only printable ASCII, and nothing that JSON escapes. */
    static boolean plain(byte[] bytes, int from, int to) {
        // DEL stands as it is in JSON and is shown in raw text.
        return plainRun(bytes, from, to, true) == to && plainRun(bytes, from, to, false) == to;
    }

    /**
     * Writes the text of a raw line.
     *
     * @param target has room for {@link #WORST_GROWTH} times the text
     * @param inField whether it stands in a field of an event, which a CR would end
     * @return index behind what was written
     */
    static int raw(byte[] bytes, int from, int to, byte[] target, int at, Form.Control control, boolean inField) {
        int in = from;
        int out = at;
        while (in < to) {
            int run = plainRun(bytes, in, to, false);
            System.arraycopy(bytes, in, target, out, run - in);
            out += run - in;
            in = run;
            if (in == to) {
                break;
            }
            if (bytes[in] >= 0) {
                int end = in + 1;
                if (bytes[in] == ESC && control != Form.Control.RAW) {
                    end = control == Form.Control.STRIP
                            ? endOfSequence(bytes, in, to)
                            : Math.max(end, endOfColour(bytes, in, to));
                }
                out = end > in + 1 && control == Form.Control.ESCAPE
                        ? copy(bytes, in, end, target, out)
                        : rawControl(bytes[in], target, out, control, inField);
                in = end;
            } else {
                int length = Utf8.sequence(bytes, in, to);
                if (length < 0) {
                    out = copy(Utf8.REPLACEMENT, 0, 3, target, out);
                    in -= length;
                } else if (length == 2 && bytes[in] == (byte) 0xC2 && (bytes[in + 1] & 0xff) < 0xA0) {
                    out = c1Control(bytes, in, target, out, control);
                    in += 2;
                } else {
                    out = copy(bytes, in, in + length, target, out);
                    in += length;
                }
            }
        }
        return out;
    }

    /**
     * Writes text as the inside of a JSON string (RFC 8259, 7): lossless but for bytes that are no UTF-8.
     *
     * @param target has room for {@link #WORST_GROWTH} times the text
     * @return index behind what was written
     */
    static int json(byte[] bytes, int from, int to, byte[] target, int at) {
        int in = from;
        int out = at;
        while (in < to) {
            int run = plainRun(bytes, in, to, true);
            System.arraycopy(bytes, in, target, out, run - in);
            out += run - in;
            in = run;
            if (in == to) {
                break;
            }
            byte b = bytes[in];
            if (b >= 0) {
                out = jsonEscape(b, target, out);
                in++;
            } else {
                int length = Utf8.sequence(bytes, in, to);
                if (length < 0) {
                    out = copy(Utf8.REPLACEMENT, 0, 3, target, out);
                    in -= length;
                } else {
                    out = copy(bytes, in, in + length, target, out);
                    in += length;
                }
            }
        }
        return out;
    }

    /** Cuts an unfinished UTF-8 sequence off the end of a line's head, so that a cut never makes a U+FFFD. */
    static int wholeCharacters(byte[] bytes, int from, int to) {
        int lead = to - 1;
        while (lead >= from && lead > to - 4 && (bytes[lead] & 0xC0) == 0x80) {
            lead--;
        }
        if (lead < from || !Utf8.leads(bytes[lead])) {
            return to;
        }
        // A negative answer that reaches exactly to the end is a sequence that was still going well.
        int length = Utf8.sequence(bytes, lead, to);
        return length < 0 && lead - length == to ? lead : to;
    }

    /** Decimal digits of a number of at least 0; returns the index behind them. */
    static int decimal(long value, byte[] target, int at) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    static int copy(byte[] bytes, int from, int to, byte[] target, int at) {
        for (int i = from; i < to; i++) {
            target[at + i - from] = bytes[i];
        }
        return at + to - from;
    }

    private static int rawControl(byte b, byte[] target, int at, Form.Control control, boolean inField) {
        if (b == '\t') {
            target[at] = b;
            return at + 1;
        }
        return switch (control) {
            case STRIP -> at;
            case RAW -> {
                if (inField && (b == '\r' || b == '\n')) {
                    // Both end a line of an event stream (WHATWG HTML, 9.2.5): the text goes on in another field.
                    yield copy(NEXT_FIELD, 0, NEXT_FIELD.length, target, at);
                }
                target[at] = b;
                yield at + 1;
            }
            case ESCAPE -> {
                target[at] = '\\';
                if (b == '\r') {
                    target[at + 1] = 'r';
                    yield at + 2;
                }
                target[at + 1] = 'x';
                target[at + 2] = HEX[b >> 4];
                target[at + 3] = HEX[b & 15];
                yield at + 4;
            }
        };
    }

    private static final byte[] NEXT_FIELD = {'\n', 'd', 'a', 't', 'a', ':', ' '};

    private static int c1Control(byte[] bytes, int in, byte[] target, int at, Form.Control control) {
        return switch (control) {
            case STRIP -> at;
            case RAW -> copy(bytes, in, in + 2, target, at);
            case ESCAPE -> unicodeEscape(bytes[in + 1] & 0xff, target, at);
        };
    }

    private static int unicodeEscape(int character, byte[] target, int at) {
        target[at] = '\\';
        target[at + 1] = 'u';
        target[at + 2] = '0';
        target[at + 3] = '0';
        target[at + 4] = HEX[character >> 4 & 15];
        target[at + 5] = HEX[character & 15];
        return at + 6;
    }

    private static int jsonEscape(byte b, byte[] target, int at) {
        byte shorthand = (byte)
                switch (b) {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    case '\b' -> 'b';
                    case '\f' -> 'f';
                    default -> 0;
                };
        if (shorthand == 0) {
            return unicodeEscape(b, target, at);
        }
        target[at] = '\\';
        target[at + 1] = shorthand;
        return at + 2;
    }

    /** Index behind an SGR sequence (ECMA-48 8.3.117: CSI, digits and separators, m), or {@code at} if there is none. */
    private static int endOfColour(byte[] bytes, int at, int to) {
        if (at + 1 >= to || bytes[at + 1] != '[') {
            return at;
        }
        int i = at + 2;
        while (i < to && bytes[i] >= '0' && bytes[i] <= ';') {
            i++;
        }
        return i < to && bytes[i] == 'm' ? i + 1 : at;
    }

    /** Index behind a whole control sequence (CSI) or string (OSC) if one begins here, else behind the ESC alone. */
    private static int endOfSequence(byte[] bytes, int at, int to) {
        int i = at + 1;
        if (i >= to) {
            return i;
        }
        if (bytes[i] == '[') {
            i++;
            while (i < to && bytes[i] >= 0x20 && bytes[i] <= 0x3f) {
                i++;
            }
            return i < to && bytes[i] >= 0x40 && bytes[i] < DEL ? i + 1 : at + 1;
        }
        if (bytes[i] == ']') {
            for (i++; i < to; i++) {
                if (bytes[i] == 0x07) {
                    return i + 1;
                }
                if (bytes[i] == ESC) {
                    // Any other ESC breaks the string off, as in a terminal. To look behind it would cost the square of
                    // the length of a line full of unfinished ones.
                    return i + 1 < to && bytes[i + 1] == '\\' ? i + 2 : at + 1;
                }
            }
        }
        return at + 1;
    }

    /**
     * First index from {@code from} that is not plain. Plain is 0x20 to 0x7E; for JSON without quote and backslash but
     * with DEL, which RFC 8259 lets stand.
     */
    private static int plainRun(byte[] bytes, int from, int to, boolean json) {
        int i = from;
        for (int last = to - 8; i <= last; i += 8) {
            long word = (long) LONGS.get(bytes, i);
            long odd = json ? oddForJson(word) : oddForRaw(word);
            if (odd != 0) {
                return i + (Long.numberOfTrailingZeros(odd) >>> 3);
            }
        }
        while (i < to) {
            byte b = bytes[i];
            if (b < ' ' || (json ? b == '"' || b == '\\' : b == DEL)) {
                return i;
            }
            i++;
        }
        return to;
    }

    // Each term sets the high bit of a byte that is odd; a borrow can only mark bytes above a true hit, and the lowest
    // hit is the one that counts.

    private static long oddForRaw(long word) {
        long delete = word ^ (ONES * DEL);
        return (word | (word - ONES * ' ') | ((delete - ONES) & ~delete)) & HIGHS;
    }

    private static long oddForJson(long word) {
        long quote = word ^ (ONES * '"');
        long backslash = word ^ (ONES * '\\');
        return (word | (word - ONES * ' ') | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash)) & HIGHS;
    }
}

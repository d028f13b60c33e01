package io.logstreamer.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a {@link Position}, as it travels in {@code id:} and comes back in {@code Last-Event-ID}: 31
 * characters of the base64url alphabet. It names content, not a node: hashes of the first line and of the bytes before
 * the offset let any server that sees the same files find the place again, after a rename or a restart without state.
 *
 * <pre>
 * '1'  offset(48)  head(48)  mark(32)  hint(24)  taken(24)
 *  1 +     8     +    8    +    6    +    4    +    4      = 31 characters, each 6 bits, most significant first
 * </pre>
 *
 * Two servers may give the same place ids that differ in {@code hint} and {@code taken} only. Immutable.
 *
 * @param offset bytes of the generation before the place, uncompressed
 * @param head hash of the generation's first line; 0: it had none yet. Where a {@code mark} stands at offset 0, that of
 *     what was in the same file and is cut
 * @param mark that of the {@link Position}
 * @param hint low 24 bits of the inode number; decides only where content does not
 * @param taken low 24 bits of how far the preceding generation had been taken
 */
public record EventId(long offset, long head, int mark, int hint, int taken) {

    /** Characters of an id. */
    public static final int LENGTH = 31;

    /** At most this much of a first line goes into its hash. */
    public static final int HEAD_BYTES = 1024;

    private static final byte VERSION = '1';
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[128];

    /** Two characters for twelve bits, as they stand in memory: half the steps for what is written with every line. */
    private static final short[] PAIRS = new short[1 << 12];

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        java.util.Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            VALUES[ALPHABET[i]] = (byte) i;
        }
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (short) (ALPHABET[i >>> 6] | ALPHABET[i & 63] << 8);
        }
    }

    /** Whether it names the start of a generation that had no line yet. */
    public boolean startsWithoutLine() {
        return head == 0 || (offset == 0 && mark != 0);
    }

    /** The id of a place. */
    public static EventId of(Position position) {
        Generation generation = position.generation();
        return new EventId(position.offset(), generation.head(), position.mark(), generation.hint(), (int)
                (position.taken() & Generation.MASK_24));
    }

    /**
     * Reads an id.
     *
     * @return null if the text is not an id of ours; never throws
     */
    public static @Nullable EventId parse(String text) {
        if (text.length() != LENGTH || text.charAt(0) != VERSION) {
            return null;
        }
        long offset = bits(text, 1, 8);
        long head = bits(text, 9, 8);
        long mark = bits(text, 17, 6);
        long hint = bits(text, 23, 4);
        long taken = bits(text, 27, 4);
        // Six characters hold 36 bits: an id whose upper four mark bits are set was not written by us.
        if ((offset | head | mark | hint | taken) < 0 || mark >>> 32 != 0) {
            return null;
        }
        return new EventId(offset, head, (int) mark, (int) hint, (int) taken);
    }

    /** Writes the id of a place as {@link #LENGTH} ASCII bytes at {@code at}; the encoder's form, without garbage. */
    public static void write(Generation generation, long offset, int mark, long taken, byte[] target, int at) {
        target[at] = VERSION;
        put(target, at + 1, 8, offset);
        put(target, at + 9, 8, generation.head());
        put(target, at + 17, 6, mark & 0xFFFF_FFFFL);
        put(target, at + 23, 4, generation.hint());
        put(target, at + 27, 4, taken & Generation.MASK_24);
    }

    /** Turns an id into that of another place of the same generation, with as much taken of the one before. */
    public static void move(long offset, int mark, byte[] target, int at) {
        put(target, at + 1, 8, offset);
        put(target, at + 17, 6, mark & 0xFFFF_FFFFL);
    }

    /** Text of the id of a place. */
    public static String text(Position position) {
        byte[] bytes = new byte[LENGTH];
        write(position.generation(), position.offset(), position.mark(), position.taken(), bytes, 0);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /**
     * Hash of a generation's head: its first line without terminator (LF, one CR before it), NULs and byte order marks in
     * front of it skipped, at most {@link #HEAD_BYTES} of it. Of bytes in any charset: the first byte 0x0A ends it, which in
     * UTF-16 may be half of a character. That is enough to know a file again.
     *
     * @param bytes holds the line at {@code from} (inclusive) to {@code to} (exclusive)
     * @return 48 bits, never 0, so that 0 can mean "no complete first line yet"
     */
    public static long headOf(byte[] bytes, int from, int to) {
        int start = from;
        for (int skipped = -1; skipped != 0; start += skipped) {
            skipped = noText(bytes, start, to);
        }
        int end = to;
        for (int i = start; i < to && i <= start + HEAD_BYTES; i++) {
            if (bytes[i] == '\n') {
                end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
                break;
            }
        }
        end = Math.min(end, start + HEAD_BYTES);
        long hash = 0xcbf29ce484222325L;
        for (int i = start; i < end; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
        }
        // FNV-1a leaves its last bytes in the low bits: fold before cutting to 48.
        hash ^= hash >>> 32;
        hash *= 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 29)) & Generation.MAX_HEAD;
        return hash == 0 ? 1 : hash;
    }

    /** Length of a NUL or a byte order mark: of UTF-8 (EF BB BF), of UTF-16 (FE FF, FF FE), without its NULs of UTF-32. */
    private static int noText(byte[] bytes, int at, int to) {
        if (at < to && bytes[at] == 0) {
            return 1;
        }
        int first = to - at >= 2 ? (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff) : 0;
        if (first == 0xFEFF || first == 0xFFFE) {
            return 2;
        }
        return first == 0xEFBB && to - at >= 3 && bytes[at + 2] == (byte) 0xBF ? 3 : 0;
    }

    /**
     * Mark of an offset: CRC-32C of the up to {@link Position#MARK_BYTES} bytes before it.
     *
     * @param bytes what was read
     * @param first index of the earliest byte that may be used (the start of the generation, or of what is at hand)
     * @param end index of the offset in {@code bytes}
     * @return 0 if there is no byte before it
     */
    public static int markOf(byte[] bytes, int first, int end) {
        int from = Math.max(first, end - Position.MARK_BYTES);
        if (from >= end) {
            return 0;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, end - from);
        return (int) crc.getValue();
    }

    @Override
    public String toString() {
        byte[] bytes = new byte[LENGTH];
        write(new Generation("", 0, head, hint), offset, mark, taken, bytes, 0);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** @param characters an even number */
    static void put(byte[] target, int at, int characters, long value) {
        int to = at;
        for (int shift = 6 * characters - 12; shift >= 0; shift -= 12, to += 2) {
            SHORTS.set(target, to, PAIRS[(int) (value >>> shift) & 4095]);
        }
    }

    static long bits(String text, int at, int characters) {
        long value = 0;
        for (int i = at; i < at + characters; i++) {
            char c = text.charAt(i);
            int v = c < 128 ? VALUES[c] : -1;
            if (v < 0) {
                return -1;
            }
            value = value << 6 | v;
        }
        return value;
    }
}

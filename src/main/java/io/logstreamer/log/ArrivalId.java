package io.logstreamer.log;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a place in a merged stream: 50 characters of the base64url alphabet. One number, that of a run in the
 * order of arrival, says how far every source had come; the place in the run's own source follows, and is good by itself
 * where the order of arrival is lost.
 *
 * <pre>
 * '2'  epoch(36)  run(48)  source(24)  own(31 characters, see EventId)
 *  1 +    6     +    8   +    4      +  31 = 50 characters
 * </pre>
 *
 * Immutable.
 *
 * @param epoch names the order of arrival: random, new where the order may have a hole
 * @param run number of the run
 * @param source {@linkplain #hashOf hash} of the run's source
 * @param own the place in that source
 */
public record ArrivalId(long epoch, long run, int source, EventId own) {

    /** Characters of an id. */
    public static final int LENGTH = 50;

    /** Characters before the own place. */
    public static final int PREFIX = LENGTH - EventId.LENGTH;

    /** The largest epoch. */
    public static final long MAX_EPOCH = (1L << 36) - 1;

    private static final byte VERSION = '2';

    /**
     * Reads an id.
     *
     * @return null if the text is not an id of a merged stream; never throws
     */
    public static @Nullable ArrivalId parse(String text) {
        if (text.length() != LENGTH || text.charAt(0) != VERSION) {
            return null;
        }
        long epoch = EventId.bits(text, 1, 6);
        long run = EventId.bits(text, 7, 8);
        long source = EventId.bits(text, 15, 4);
        EventId own = EventId.parse(text.substring(PREFIX));
        return (epoch | run | source) < 0 || own == null ? null : new ArrivalId(epoch, run, (int) source, own);
    }

    /** The part of an id that is the same for all places of a run, ASCII. */
    public static byte[] prefix(long epoch, long run, String source) {
        byte[] prefix = new byte[PREFIX];
        prefix[0] = VERSION;
        EventId.put(prefix, 1, 6, epoch);
        EventId.put(prefix, 7, 8, run);
        EventId.put(prefix, 15, 4, hashOf(source));
        return prefix;
    }

    /** 24 bits that tell sources apart, mostly. */
    public static int hashOf(String source) {
        CRC32C crc = new CRC32C();
        crc.update(source.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() & Generation.MASK_24);
    }
}

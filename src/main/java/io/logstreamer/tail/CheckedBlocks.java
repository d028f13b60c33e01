package io.logstreamer.tail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks bzip2, and hands on only blocks whose checksum is right: a damaged one would come as lines that nobody has written.
 * A block that is cut off or damaged is lost as a whole; nothing before it is.
 *
 * <p>The checksum of a block stands before it and is compared when its last byte is asked for. Which byte that is shows by the
 * packed bytes taken: the library takes in a block at once. Holds one block, 900 kB; one that unpacks to more than
 * {@link #MAX_HELD_BYTES}, which takes long stretches of one byte, is handed on unchecked. Confined to one thread at a time.
 */
final class CheckedBlocks extends InputStream {

    private static final int MAX_HELD_BYTES = 4 << 20;

    /** The library's word where the packed bytes are over. */
    private static final String END = "Unexpected end of stream";

    private final BZip2CompressorInputStream blocks;
    private byte[] held = new byte[64 * 1024];
    private int heldBytes;
    private int given;

    /** Of what is held, these are whole blocks. */
    private int checkedBytes;

    private long packedBytes = -1;
    private boolean over;
    private @Nullable IOException broken;

    /** @param packed one bzip2 stream or several, one behind the other */
    CheckedBlocks(InputStream packed) throws IOException {
        this.blocks = new BZip2CompressorInputStream(packed, true);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        while (given == checkedBytes && !over && broken == null) {
            unpack();
        }
        if (given < checkedBytes) {
            int n = Math.min(length, checkedBytes - given);
            System.arraycopy(held, given, target, from, n);
            given += n;
            return n;
        }
        if (broken != null) {
            throw broken;
        }
        return -1;
    }

    /** Goes on until a block is known to be right, or the end or a damage is met. */
    private void unpack() {
        heldBytes -= checkedBytes;
        System.arraycopy(held, checkedBytes, held, 0, heldBytes);
        checkedBytes = 0;
        given = 0;
        try {
            while (checkedBytes == 0 && !over) {
                int next = blocks.read();
                long packed = blocks.getCompressedCount();
                if (next < 0 || packed != packedBytes || heldBytes == MAX_HELD_BYTES) {
                    packedBytes = packed;
                    checkedBytes = heldBytes;
                }
                over = next < 0;
                if (!over) {
                    hold((byte) next);
                }
            }
        } catch (IOException e) {
            broken = e;
            // What is found when more was taken in, or nothing is left, is the fault of the next block.
            if (blocks.getCompressedCount() != packedBytes || END.equals(e.getMessage())) {
                checkedBytes = heldBytes;
            }
        } catch (RuntimeException e) {
            // What a decoder that trusts its input too much does with a foreign one.
            broken = new IOException("decoder gave up: " + e, e);
        }
    }

    private void hold(byte next) {
        if (heldBytes == held.length) {
            held = Arrays.copyOf(held, 2 * held.length);
        }
        held[heldBytes++] = next;
    }
}

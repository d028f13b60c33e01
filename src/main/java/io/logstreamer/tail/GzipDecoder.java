package io.logstreamer.tail;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * gzip (RFC 1952), any number of members as one stream, zeros behind the last one ignored.
 *
 * <pre>
 *   HEADER ──complete──▶ BODY ──deflate says end──▶ TRAILER ──sums agree──▶ HEADER
 *     │ nothing follows
 *     ▼
 *    end
 * </pre>
 *
 * The JDK's {@code GZIPInputStream} is not used: it takes a cut-off header of a second member for the end of a whole file,
 * asks {@code available()} whether there is another member, and cannot go on when a file that is still written has grown.
 * Here a step that lacks bytes leaves the state as it was, and is taken again.
 */
final class GzipDecoder implements Decoder {

    private enum State {
        HEADER,
        BODY,
        TRAILER
    }

    private static final int FHCRC = 1 << 1;
    private static final int FEXTRA = 1 << 2;
    private static final int FNAME = 1 << 3;
    private static final int FCOMMENT = 1 << 4;
    private static final int RESERVED = 0xE0;

    private final PackedInput input;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private final byte[] packed = new byte[16 * 1024];
    private State state = State.HEADER;
    /** Where the header or the trailer begins that is to be read. */
    private long mark;

    private boolean first = true;
    private @Nullable IOException broken;

    GzipDecoder(PackedInput input) {
        this.input = input;
    }

    @Override
    public int decode(byte[] target, int from, int to) throws IOException {
        while (true) {
            if (broken != null) {
                throw broken;
            }
            switch (state) {
                case HEADER -> {
                    if (!header()) {
                        return -1;
                    }
                }
                case BODY -> {
                    int n = inflate(target, from, to);
                    if (n > 0) {
                        return n;
                    }
                }
                case TRAILER -> trailer();
            }
        }
    }

    @Override
    public boolean goesOn() {
        return true;
    }

    @Override
    public void close() {
        inflater.end();
    }

    private boolean header() throws IOException {
        input.seek(mark);
        int magic = input.read();
        while (magic == 0 && !first) {
            mark++;
            magic = input.read();
        }
        if (magic < 0 && !first) {
            return false;
        }
        if (need(magic) != 0x1F || need(input.read()) != 0x8B || need(input.read()) != 8) {
            throw new IOException("no gzip member at offset " + mark);
        }
        int flags = need(input.read());
        if ((flags & RESERVED) != 0) {
            throw new IOException("unknown gzip flags at offset " + mark);
        }
        skip(6);
        if ((flags & FEXTRA) != 0) {
            skip(need(input.read()) + (need(input.read()) << 8));
        }
        if ((flags & FNAME) != 0) {
            skipText();
        }
        if ((flags & FCOMMENT) != 0) {
            skipText();
        }
        if ((flags & FHCRC) != 0) {
            skip(2);
        }
        inflater.reset();
        sum.reset();
        first = false;
        state = State.BODY;
        return true;
    }

    /** One step; 0: nothing came out of it. */
    private int inflate(byte[] target, int from, int to) throws IOException {
        long before = inflater.getBytesWritten();
        int n;
        try {
            n = inflater.inflate(target, from, to - from);
        } catch (DataFormatException e) {
            broken = new IOException("deflate stream is damaged: " + e.getMessage(), e);
            // What came out before the damage is in the target all the same.
            n = (int) (inflater.getBytesWritten() - before);
        }
        if (n > 0) {
            sum.update(target, from, n);
        } else if (inflater.finished()) {
            mark = input.position() - inflater.getRemaining();
            state = State.TRAILER;
        } else if (inflater.needsDictionary()) {
            throw new IOException("deflate stream wants a dictionary");
        } else if (broken == null) {
            int length = input.read(packed, 0, packed.length);
            if (length < 0) {
                throw new EOFException("gzip member is cut off");
            }
            inflater.setInput(packed, 0, length);
        }
        return n;
    }

    private void trailer() throws IOException {
        input.seek(mark);
        long expectedSum = word();
        long expectedLength = word();
        if (expectedSum != sum.getValue()) {
            throw new IOException("gzip checksum is wrong at offset " + mark);
        }
        if (expectedLength != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new IOException("gzip length is wrong at offset " + mark);
        }
        mark += 8;
        state = State.HEADER;
    }

    private long word() throws IOException {
        long word = 0;
        for (int i = 0; i < 32; i += 8) {
            word |= (long) need(input.read()) << i;
        }
        return word;
    }

    private void skip(int length) throws IOException {
        for (int i = 0; i < length; i++) {
            need(input.read());
        }
    }

    private void skipText() throws IOException {
        while (need(input.read()) != 0) {
            // File name or comment, of no interest.
        }
    }

    private static int need(int read) throws EOFException {
        if (read < 0) {
            throw new EOFException("gzip header or trailer is cut off");
        }
        return read;
    }
}

package io.logstreamer.tail;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks by a library's stream, and saves what such streams lose when they fail. */
final class StreamDecoder implements Decoder {

    /** Opens a library's stream over packed bytes; reads the beginning of them. */
    interface Library {
        InputStream open(InputStream packed) throws IOException;
    }

    /**
     * A stream that fails in the middle of a read forgets what it had already written in that read. So it is asked for few
     * bytes at a time, and one by one near the end of the file: one that is cut off loses nothing but the block that is not
     * whole (xz: a chunk, up to 2 MiB), and one that is damaged inside at most these few more. Costs a few
     * per cent.
     */
    private static final int STEP_BYTES = 256;

    private final PackedInput input;
    private final Library library;
    private final boolean careful;
    private @Nullable InputStream stream;
    private @Nullable IOException broken;
    private boolean over;

    private StreamDecoder(PackedInput input, Library library, boolean careful) {
        this.input = input;
        this.library = library;
        this.careful = careful;
    }

    /** For a stream that loses bytes when it fails. */
    static StreamDecoder careful(PackedInput input, Library library) {
        return new StreamDecoder(input, library, true);
    }

    /** For a stream that loses nothing, or a caller that finds lost bytes again. */
    static StreamDecoder trusting(PackedInput input, Library library) {
        return new StreamDecoder(input, library, false);
    }

    @Override
    public int decode(byte[] target, int from, int to) throws IOException {
        if (broken != null) {
            throw broken;
        }
        int at = from;
        try {
            InputStream opened = stream;
            if (opened == null) {
                opened = library.open(input);
                stream = opened;
            }
            while (at < to && !over) {
                int n = opened.read(target, at, step(to - at));
                over = n < 0;
                at += Math.max(0, n);
            }
        } catch (IOException e) {
            broken = e;
        } catch (RuntimeException e) {
            // What a decoder that trusts its input too much does with a foreign one.
            broken = new IOException("decoder gave up: " + e, e);
        }
        if (at > from) {
            return at - from;
        }
        if (broken != null) {
            throw broken;
        }
        return -1;
    }

    private int step(int most) {
        if (!careful) {
            return most;
        }
        return input.nearEnd() ? 1 : Math.min(STEP_BYTES, most);
    }

    @Override
    public boolean goesOn() {
        return false;
    }

    @Override
    public void close() {
        // Heap alone, and the packed bytes are not ours to close.
        stream = null;
        over = true;
    }
}

package io.logstreamer.tail;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * zstd (RFC 8878) by aircompressor, any number of frames as one stream. Windows up to 8 MiB, which is all that {@code zstd}
 * writes without {@code --ultra} or {@code --long}.
 *
 * <p>When the decoder fails it takes up to a window of good bytes with it. So the archive is unpacked once more, up to where
 * it is good ({@link ZstdFrames}), and what had not been handed out yet is. A damaged archive, and each look at one that is
 * still written, costs twice as much as a whole one.
 */
final class ZstdDecoder implements Decoder {

    private static final int SKIP_BYTES = 64 * 1024;

    private final PackedInput input;
    private ZstdFrames frames;
    private StreamDecoder stream;
    private long unpacked;
    /** Why the archive is unpacked for the second time; null: it is not. */
    private @Nullable IOException failure;

    ZstdDecoder(PackedInput input) {
        this.input = input;
        this.frames = new ZstdFrames(input);
        this.stream = over(input, frames);
    }

    @Override
    public int decode(byte[] target, int from, int to) throws IOException {
        int n;
        try {
            n = stream.decode(target, from, to);
        } catch (IOException e) {
            if (input.fault() != null) {
                throw e;
            }
            if (failure != null) {
                throw failure;
            }
            failure = e;
            rescue(e);
            n = stream.decode(target, from, to);
        }
        if (n < 0 && failure != null) {
            throw failure;
        }
        unpacked += Math.max(0, n);
        return n;
    }

    private void rescue(IOException damage) throws IOException {
        // A wrong checksum says that something in the frame is damaged, and not what.
        boolean checksum =
                String.valueOf(damage.getMessage()).toLowerCase(Locale.ROOT).contains("checksum");
        long stopAt = checksum ? frames.frameEnd() : frames.newest();
        // One that is cut off ends by itself, and meets the end of the file once more: who asks must see that.
        frames = frames.rescue(input.ended() ? Long.MAX_VALUE : stopAt);
        stream = over(input, frames);
        byte[] known = new byte[SKIP_BYTES];
        for (long left = unpacked; left > 0; ) {
            int n = stream.decode(known, 0, (int) Math.min(known.length, left));
            if (n < 0) {
                return;
            }
            left -= n;
        }
    }

    private static StreamDecoder over(PackedInput input, ZstdFrames frames) {
        return StreamDecoder.trusting(input, packed -> new ZstdInputStream(frames));
    }

    @Override
    public boolean goesOn() {
        return false;
    }

    @Override
    public void close() {
        stream.close();
    }
}

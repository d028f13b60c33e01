package io.logstreamer.tail;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives made for tests. */
public final class ArchiveFixtures {

    private ArchiveFixtures() {}

    /** Lines that pack to about a half, evenly. */
    static byte[] lines(int bytes, long seed) {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder(bytes + 100);
        while (lines.length() < bytes) {
            lines.append(lines.length()).append(" INFO ");
            lines.append(Long.toHexString(random.nextLong())).append(' ').append(Long.toHexString(random.nextLong()));
            lines.append('\n');
        }
        lines.setLength(bytes);
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Packed by xz, of which nobody knows how much it holds before it is unpacked. */
    public static byte[] xz(String plain) {
        return pack(ArchiveForm.XZ, plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Packed by gzip, which says how much it holds. */
    public static byte[] gzip(String plain) {
        return pack(ArchiveForm.GZIP, plain.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] pack(ArchiveForm form, byte[] plain) {
        try {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = packing(form, packed)) {
                out.write(plain);
            }
            return packed.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OutputStream packing(ArchiveForm form, OutputStream packed) throws IOException {
        return switch (form) {
            case GZIP -> new GZIPOutputStream(packed, 512, true);
            case ZSTD -> new ZstdOutputStream(packed);
            case XZ -> new XZOutputStream(packed, new LZMA2Options(1));
            case BZIP2 -> new BZip2CompressorOutputStream(packed, 1);
            default -> throw new IllegalArgumentException("not packed here: form=" + form);
        };
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}

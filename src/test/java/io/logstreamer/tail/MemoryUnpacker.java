package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.Disk.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Inflates gzip files whole, into memory. */
final class MemoryUnpacker implements Archivist.Unpacker {

    private final Disk disk;

    MemoryUnpacker(Disk disk) {
        this.disk = disk;
    }

    @Override
    public Content open(Path path, Identity identity, ArchiveForm form) throws IOException {
        Blocks.Opened opened = Blocks.open(disk, path);
        if (opened == null) {
            throw new MovedException("not there: " + path);
        }
        try {
            if (!Incarnation.same(opened.attributes().identity(), identity)) {
                throw new MovedException("another file: " + path);
            }
            byte[] packed = Blocks.read(
                    opened.content(), 0, Math.toIntExact(opened.content().size()));
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                return new Inflated(in.readAllBytes());
            }
        } finally {
            opened.content().close();
        }
    }

    private record Inflated(byte[] bytes) implements Content {

        @Override
        public int read(ByteBuffer target, long offset) {
            if (offset >= bytes.length) {
                return -1;
            }
            int length = (int) Math.min(target.remaining(), bytes.length - offset);
            target.put(bytes, (int) offset, length);
            return length;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}

package io.logstreamer.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Where records are kept: in a file, or in memory where there is none to be had. One writer, any number of readers. */
interface Bytes extends Closeable {

    /** Writes all that the buffer holds. */
    void write(ByteBuffer source, long at) throws IOException;

    /** Reads as much as there is room for; returns how much that was. */
    int read(ByteBuffer target, long at) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /** Returns when everything is on the disk. */
    void force() throws IOException;

    /** Whether it is still there when the server is not. */
    boolean lasts();

    @Override
    void close();

    /** Opens what is kept at a path, or makes it. */
    interface Opener {
        Bytes open(Path path) throws IOException;
    }

    /** In a file, made if it is not there. */
    static Bytes file(Path path) throws IOException {
        return new InFile(
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
    }

    /** In memory. */
    static Bytes memory() {
        return new InMemory();
    }

    /** A file. */
    final class InFile implements Bytes {
        private final FileChannel channel;

        private InFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            long to = at;
            while (source.hasRemaining()) {
                to += channel.write(source, to);
            }
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            int all = 0;
            while (target.hasRemaining()) {
                int length = channel.read(target, at + all);
                if (length < 0) {
                    break;
                }
                all += length;
            }
            return all;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public boolean lasts() {
            return true;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger("io.logstreamer.journal").log(System.Logger.Level.DEBUG, "Closed with a fault", e);
            }
        }
    }

    /** An array that grows. */
    final class InMemory implements Bytes {
        private byte[] bytes = new byte[4096];
        private int size;

        private InMemory() {}

        @Override
        public synchronized void write(ByteBuffer source, long at) {
            int from = Math.toIntExact(at);
            int end = from + source.remaining();
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            source.get(bytes, from, end - from);
            size = Math.max(size, end);
        }

        @Override
        public synchronized int read(ByteBuffer target, long at) {
            int length = (int) Math.max(0, Math.min(target.remaining(), size - at));
            target.put(bytes, (int) at, length);
            return length;
        }

        @Override
        public synchronized long size() {
            return size;
        }

        @Override
        public synchronized void truncate(long newSize) {
            size = (int) Math.min(size, newSize);
        }

        @Override
        public void force() {
            // There is no disk.
        }

        @Override
        public boolean lasts() {
            return false;
        }

        @Override
        public void close() {
            // Left to the collector.
        }
    }
}

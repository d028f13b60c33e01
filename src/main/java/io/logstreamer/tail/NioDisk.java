package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The machine's file system. Thread-safe.
 *
 * <p>Plain positional reads, no mapping: a mapped file that is truncated answers with an {@code InternalError}, and reads
 * are no slower.
 */
public final class NioDisk implements Disk {

    /** File systems that were seen to keep a time of birth, by device. */
    private final Set<Long> keepsBirth = ConcurrentHashMap.newKeySet();

    private static final String UNIX = "unix:dev,ino,size,lastModifiedTime,creationTime,isRegularFile";

    @Override
    public @Nullable Attributes attributes(Path path) throws IOException {
        try {
            return unix(path, Files.readAttributes(path, UNIX));
        } catch (NoSuchFileException e) {
            return null;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return basic(path);
        } catch (FileSystemException e) {
            // A part of the path that is no directory: nothing is there.
            if (e instanceof NotDirectoryException || "Not a directory".equals(e.getReason())) {
                return null;
            }
            throw e;
        }
    }

    private Attributes unix(Path path, Map<String, Object> found) throws IOException {
        long device = ((Number) found.getOrDefault("dev", 0L)).longValue();
        long inode = ((Number) found.getOrDefault("ino", 0L)).longValue();
        FileTime modified = (FileTime) found.getOrDefault("lastModifiedTime", FileTime.fromMillis(0));
        FileTime created = (FileTime) found.getOrDefault("creationTime", FileTime.fromMillis(0));
        return new Attributes(
                new Identity(device, inode, birth(path, device, created, modified)),
                ((Number) found.getOrDefault("size", 0L)).longValue(),
                modified.to(TimeUnit.NANOSECONDS),
                Boolean.TRUE.equals(found.get("isRegularFile")));
    }

    private static @Nullable Attributes basic(Path path) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            Object key = found.fileKey();
            return new Attributes(
                    new Identity(0, key == null ? 0 : key.hashCode(), 0),
                    found.size(),
                    found.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    found.isRegularFile());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Where the file system keeps no time of birth Java answers with the time of the last write, which changes with every
     * line. So a birth is believed only where some file, or the directory, was seen to have one that is not its last
     * write.
     */
    private long birth(Path path, long device, FileTime created, FileTime modified) throws IOException {
        if (!keepsBirth.contains(device)) {
            if (!created.equals(modified) || directoryShowsBirth(path, device)) {
                keepsBirth.add(device);
            } else {
                return 0;
            }
        }
        return created.to(TimeUnit.NANOSECONDS);
    }

    private static boolean directoryShowsBirth(Path path, long device) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            return false;
        }
        Map<String, Object> found = Files.readAttributes(directory, "unix:dev,lastModifiedTime,creationTime");
        return device == ((Number) found.getOrDefault("dev", 0L)).longValue()
                && !String.valueOf(found.get("lastModifiedTime")).equals(String.valueOf(found.get("creationTime")));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try {
            // Opening a FIFO, as listing does, waits for a writer.
            if (!Files.readAttributes(directory, BasicFileAttributes.class).isDirectory()) {
                return List.of();
            }
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                stream.forEach(paths::add);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return paths;
    }

    @Override
    public boolean directory(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public Path target(Path path) throws IOException {
        try {
            return Files.isSymbolicLink(path) ? path.toRealPath() : path;
        } catch (NoSuchFileException | AccessDeniedException e) {
            return path;
        }
    }

    @Override
    public Content open(Path path) throws IOException {
        return new Channel(FileChannel.open(path, StandardOpenOption.READ));
    }

    private record Channel(FileChannel channel) implements Content {

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            return channel.read(target, offset);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package io.logstreamer.journal;

import io.logstreamer.log.ArrivalId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that the order of arrival is kept in: who holds its lock may write. What is in it is a cache: anything that
 * cannot be read is thrown away.
 *
 * <pre>
 *   lock                      held for as long as the server lives
 *   sources                   ids of sources, a line each
 *   runs-0000…                runs from that number on
 *   clean                     the epoch, left by an orderly end
 * </pre>
 *
 * Confined to the journal's thread.
 */
final class StateDirectory {

    private static final String LOCK = "lock";
    private static final String SOURCES = "sources";
    private static final String RUNS = "runs-";
    private static final Logger LOG = System.getLogger("io.logstreamer.journal");

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final @Nullable Object lockKey;
    private final Bytes.Opener opener;
    private final Map<RunFile, Path> paths = new HashMap<>();
    private long epoch;

    private StateDirectory(
            Path directory, FileChannel lockFile, FileLock lock, @Nullable Object lockKey, Bytes.Opener opener) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
        this.lockKey = lockKey;
        this.opener = opener;
    }

    /**
     * Takes the directory, which is made if it is not there.
     *
     * @param opener of the files in it
     * @return null: another server holds it
     */
    static @Nullable StateDirectory take(Path directory, Bytes.Opener opener) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new StateDirectory(directory, channel, lock, key(directory), opener);
            }
        } catch (OverlappingFileLockException heldInThisVirtualMachine) {
            LOG.log(Level.DEBUG, "Held by another deployment: {0}", directory);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    /**
     * Reads what is there.
     *
     * @param life of this server
     * @param next the least number that the first new run may have
     */
    Runs open(long life, long next, long maxBytes) throws IOException {
        Runs.Left left = read(maxBytes);
        List<RunFile> files = left.files();
        try {
            RunFile last = files.isEmpty() ? null : files.get(files.size() - 1);
            Long clean = takeClean();
            boolean goesOn = clean != null && last != null && last.epoch == clean;
            epoch = goesOn ? clean : newEpoch();
            long first = last == null ? next : Math.max(next, last.end());
            return new Runs(files, left.names(), life, first, maxBytes, number -> make(life, number), this::remove);
        } catch (IOException | RuntimeException e) {
            close(left);
            throw e;
        }
    }

    /** Reads what another server has left, and changes nothing. */
    Runs.Left read(long maxBytes) throws IOException {
        Names names = Names.open(opener.open(directory.resolve(SOURCES)));
        try {
            List<RunFile> files = files(names);
            List<RunFile> order =
                    files.stream().filter(file -> file.joins == RunFile.NOWHERE).toList();
            DamagedRuns runs = new DamagedRuns(order, names, Runs.mayHaveDropped(files, maxBytes));
            if (names.damaged() || !runs.look()) {
                // A number that is given again would make the runs of one log those of another.
                if (!files.isEmpty()) {
                    LOG.log(
                            Level.WARNING,
                            "The order of arrival is thrown away: names of logs are lost from {0}",
                            directory);
                }
                List.copyOf(files).forEach(each -> remove(each, true));
                files.clear();
                names.clear();
            } else {
                runs.mend();
            }
            return new Runs.Left(files, names);
        } catch (IOException | RuntimeException e) {
            names.close();
            paths.keySet().forEach(RunFile::close);
            throw e;
        }
    }

    /** Lets go of what was read. */
    void close(Runs.Left left) {
        left.names().close();
        left.files().forEach(file -> remove(file, false));
    }

    /**
     * Goes on in what another server has left, see {@link Runs#goOnIn}.
     *
     * @throws IOException it cannot be written; the server goes on as it did
     */
    void goOnIn(Runs runs, Runs.Left left, List<Run> since, long split, long life, long newEpoch) throws IOException {
        epoch = newEpoch;
        checkOurs();
        var unused = takeClean();
        runs.goOnIn(left, since, split, this::branch, number -> make(life, number), this::remove);
    }

    /**
     * Takes in what a server has that went on without this directory; what was here is thrown away.
     *
     * @throws IOException it cannot be written; the server goes on as it did
     */
    void takeIn(Runs runs, long life, long newEpoch) throws IOException {
        epoch = newEpoch;
        for (Path each : runPaths()) {
            Files.deleteIfExists(each);
        }
        var unused = takeClean();
        Path sources = directory.resolve(SOURCES);
        Files.deleteIfExists(sources);
        runs.names.moveTo(opener.open(sources));
        runs.goOnOnDisk(file -> true, this::like, number -> make(life, number), this::remove);
    }

    /** Takes the same server's runs up again after its disk had failed. */
    void takeUpAgain(Runs runs, long life) throws IOException {
        checkOurs();
        runs.goOnOnDisk(file -> !file.lasts(), this::like, number -> make(life, number), this::remove);
    }

    /** An epoch that was never there before, as good as certainly. */
    static long newEpoch() {
        return new SecureRandom().nextLong() & ArrivalId.MAX_EPOCH;
    }

    private List<Path> runPaths() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(each -> each.getFileName().toString().startsWith(RUNS) && Files.isRegularFile(each))
                    .toList();
        }
    }

    private List<RunFile> files(Names names) throws IOException {
        TreeMap<Long, Path> found = new TreeMap<>();
        for (Path each : runPaths()) {
            found.put(number(each.getFileName().toString()), each);
        }
        List<RunFile> files = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (Map.Entry<Long, Path> each : found.entrySet()) {
            Bytes bytes = opener.open(each.getValue());
            RunFile file = RunFile.open(bytes, names::name, each.getKey().equals(found.lastKey()));
            if (file == null || file.count() == 0 || file.first != each.getKey() || file.first < end) {
                LOG.log(Level.WARNING, "Thrown away, for it cannot be read: {0}", each.getValue());
                bytes.close();
                Files.deleteIfExists(each.getValue());
                continue;
            }
            end = file.end();
            files.add(file);
            paths.put(file, each.getValue());
        }
        return files;
    }

    private static long number(String name) {
        try {
            return Long.parseLong(name.substring(RUNS.length()), 16);
        } catch (NumberFormatException e) {
            // In no file's head: it is thrown away.
            return -1;
        }
    }

    private @Nullable Long takeClean() throws IOException {
        Path clean = directory.resolve("clean");
        if (!Files.isRegularFile(clean)) {
            return null;
        }
        // Any byte is a character here: a file that is damaged is no sign, and no fault.
        String text = Files.readString(clean, StandardCharsets.ISO_8859_1).strip();
        // Before anything is written: what goes on under its epoch has no other sign.
        Files.delete(clean);
        try {
            return Long.parseLong(text, 16);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether the lock that is held is the one that lies in the directory: who deletes it lets others in. */
    boolean isStillOurs() throws IOException {
        return Objects.equals(key(directory), lockKey);
    }

    private static @Nullable Object key(Path directory) throws IOException {
        try {
            return Files.readAttributes(directory.resolve(LOCK), BasicFileAttributes.class)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return e;
        }
    }

    /**
     * Fails where somebody has deleted or replaced it.
     *
     * @throws IOException what is written goes nowhere
     */
    void checkOurs() throws IOException {
        if (!isStillOurs()) {
            throw new IOException("the state directory was deleted or replaced: " + directory);
        }
    }

    private RunFile make(long life, long first) throws IOException {
        return make(epoch, life, first);
    }

    private RunFile like(RunFile file) throws IOException {
        return make(file.epoch, file.life, file.first);
    }

    private RunFile branch(RunFile file, long joins) throws IOException {
        return make(file.epoch, file.life, file.first, joins);
    }

    private RunFile make(long ofEpoch, long life, long first) throws IOException {
        return make(ofEpoch, life, first, RunFile.NOWHERE);
    }

    private RunFile make(long ofEpoch, long life, long first, long joins) throws IOException {
        checkOurs();
        Path path = directory.resolve(String.format("%s%016x", RUNS, first));
        Files.deleteIfExists(path);
        RunFile file = RunFile.create(opener.open(path), ofEpoch, life, first, joins);
        paths.put(file, path);
        return file;
    }

    private void remove(RunFile file, boolean delete) {
        file.close();
        Path path = paths.remove(file);
        try {
            if (path != null && delete && isStillOurs()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Cannot be deleted: " + path, e);
        }
    }

    /** The epoch of what is written now. */
    long epoch() {
        return epoch;
    }

    /** Leaves the sign of an orderly end. */
    void sign() throws IOException {
        checkOurs();
        Path made = directory.resolve("clean.new");
        try (FileChannel channel = FileChannel.open(
                made, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(Long.toHexString(epoch).getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(
                made, directory.resolve("clean"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Gives the directory back. */
    void release() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The lock is given back by the system", e);
        }
    }
}

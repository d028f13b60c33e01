package io.logstreamer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Where {@code java -jar logstreamer.war} begins. This class alone is also stored at the root of the archive, because
 * the JVM finds no class in {@code WEB-INF}; it therefore knows nothing but {@code java.*}.
 *
 * <p>It unpacks the classes and libraries to {@code logstreamer/<version>-<hash of the content>} below the user's cache
 * directory and runs {@code io.logstreamer.cli.Main} from there. Two starts at once do no harm: each file is written
 * aside and renamed into place. The three unpacked versions used last are kept; older ones are deleted by a start that
 * finds no other command running. Exit status 3: it could not be unpacked.
 */
public final class Launcher {

    private static final String MAIN_CLASS = "io.logstreamer.cli.Main";
    private static final int KEPT_VERSIONS = 3;
    private static final int FAILED = 3;

    private Launcher() {}

    /** Runs a command and ends the JVM with its exit status. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        Map<String, String> environment = System.getenv();
        try {
            Path archive = Path.of(Launcher.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(archive)) {
                // From an IDE or a class directory: everything is on the class path already.
                return runMain(Launcher.class.getClassLoader(), "development", environment, arguments);
            }
            String version = Launcher.class.getPackage().getImplementationVersion();
            return runUnpacked(archive, version == null ? "unknown" : version, environment, arguments);
        } catch (IOException | URISyntaxException | ReflectiveOperationException e) {
            System.err.println("logstreamer: cannot start: " + e);
            return FAILED;
        }
    }

    private static int runUnpacked(Path archive, String version, Map<String, String> environment, String[] arguments)
            throws IOException, ReflectiveOperationException {
        try (ZipFile war = new ZipFile(archive.toFile())) {
            List<ZipEntry> entries = entriesToUnpack(war);
            String name = version + '-' + fingerprint(entries);
            Path cache = cacheDirectory(environment);
            try (FileChannel lockFile = FileChannel.open(
                    cache.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                sweep(cache, name, lockFile);
                // Shared, and held until the JVM ends: nobody deletes what this command still loads classes from.
                FileLock inUse = lockFile.lock(0, Long.MAX_VALUE, true);
                try (URLClassLoader loader = new URLClassLoader(
                        unpack(war, entries, cache.resolve(name)), ClassLoader.getPlatformClassLoader())) {
                    Thread.currentThread().setContextClassLoader(loader);
                    return runMain(loader, version, environment, arguments);
                } finally {
                    inUse.release();
                }
            }
        }
    }

    private static int runMain(ClassLoader loader, String version, Map<String, String> environment, String[] arguments)
            throws ReflectiveOperationException {
        try {
            return (Integer) Class.forName(MAIN_CLASS, true, loader)
                    .getMethod("run", String.class, Map.class, String[].class)
                    .invoke(null, version, environment, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static List<ZipEntry> entriesToUnpack(ZipFile war) {
        List<ZipEntry> entries = new ArrayList<>();
        war.stream()
                .filter(entry -> !entry.isDirectory())
                .filter(entry -> entry.getName().startsWith("WEB-INF/classes/") || isLibrary(entry))
                .forEach(entries::add);
        return entries;
    }

    private static boolean isLibrary(ZipEntry entry) {
        String name = entry.getName();
        return name.endsWith(".jar") && (name.startsWith("WEB-INF/lib/") || name.startsWith("WEB-INF/cli/"));
    }

    /** Two builds of one version differ in it; it needs the archive's directory only, not its bytes. */
    private static String fingerprint(List<ZipEntry> entries) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ZipEntry entry : entries) {
                digest.update(entry.getName().getBytes(StandardCharsets.UTF_8));
                digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(entry.getCrc())
                        .putLong(entry.getSize())
                        .flip());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The user's own, as anybody's classes are loaded from there. Where there is none to write to (a service account
     * without a home), a fresh private one below the temporary directory.
     */
    private static Path cacheDirectory(Map<String, String> environment) throws IOException {
        Path directory = userCache(environment).resolve("logstreamer");
        try {
            Files.createDirectories(directory);
            if (Files.isWritable(directory)) {
                return directory;
            }
        } catch (IOException e) {
            // Read-only or missing home: the temporary directory below.
        }
        Path temporary = Files.createTempDirectory("logstreamer-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(temporary), "logstreamer-cache-delete"));
        return temporary;
    }

    private static Path userCache(Map<String, String> environment) {
        for (String name : List.of("XDG_CACHE_HOME", "LOCALAPPDATA")) {
            String value = environment.get(name);
            if (value != null && Path.of(value).isAbsolute()) {
                return Path.of(value);
            }
        }
        return Path.of(System.getProperty("user.home"), ".cache");
    }

    private static URL[] unpack(ZipFile war, List<ZipEntry> entries, Path target) throws IOException {
        List<URL> classPath = new ArrayList<>();
        Path classes = target.resolve("WEB-INF/classes");
        Files.createDirectories(classes);
        Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
        classPath.add(classes.toUri().toURL());
        for (ZipEntry entry : entries) {
            Path file = target.resolve(entry.getName()).normalize();
            if (!file.startsWith(target)) {
                throw new IOException("the archive names a file outside of itself: " + entry.getName());
            }
            if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
                writeAside(war, entry, file);
            }
            if (isLibrary(entry)) {
                classPath.add(file.toUri().toURL());
            }
        }
        return classPath.toArray(new URL[0]);
    }

    /** A file is there whole or not at all, whoever else unpacks it now, and whenever one of them is killed. */
    private static void writeAside(ZipFile war, ZipEntry entry, Path file) throws IOException {
        Path directory = file.resolveSibling(".");
        Files.createDirectories(directory.normalize());
        Path part = Files.createTempFile(directory.normalize(), ".unpacking", ".part");
        try {
            try (InputStream in = war.getInputStream(entry)) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Deletes all but the versions used last, if no other command runs now. */
    private static void sweep(Path cache, String current, FileChannel lockFile) throws IOException {
        try (FileLock alone = lockFile.tryLock()) {
            if (alone == null) {
                return;
            }
            try (Stream<Path> children = Files.list(cache)) {
                children.filter(Files::isDirectory)
                        .filter(child -> !child.getFileName().toString().equals(current))
                        .sorted(Comparator.comparing(Launcher::lastUsed).reversed())
                        .skip(KEPT_VERSIONS - 1)
                        .forEach(Launcher::deleteTree);
            }
        }
    }

    private static FileTime lastUsed(Path directory) {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static void deleteTree(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // A cache entry that cannot be deleted now is tried again by the next sweep.
            return;
        }
    }
}

package io.logstreamer.app;

import io.logstreamer.demo.LogFile;
import io.logstreamer.demo.LogMaker;
import io.logstreamer.demo.Rate;
import io.logstreamer.demo.SeedLines;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The log of random lines: the one that a server shows which was given none, so that there is something to see, or a
 * file that the operator named.
 *
 * @param path where it is written, absolute
 * @param maxBytes before it exceeds this it is rotated; {@link Long#MAX_VALUE}: never
 * @param seed where its lines come from; null: from a seed that is built in
 * @param rate how often a line is written
 */
record DemoLog(Path path, long maxBytes, @Nullable Path seed, Rate rate) {

    /** Several hours of lines at the default pace, with its rotated form twice this on disk. */
    private static final long SAMPLE_BYTES = 4L << 20;

    private static final Logger LOG = System.getLogger("io.logstreamer.app");

    /**
     * The log that the settings ask for.
     *
     * @param contextPath of the application: two of them in one container never write the same sample
     * @param temporaryDirectory the servlet context's; null: it has none
     * @return null: none is to be written
     */
    static @Nullable DemoLog of(Settings settings, String contextPath, @Nullable Path temporaryDirectory) {
        if (!settings.demoRuns()) {
            return null;
        }
        Settings.Demo demo = settings.demo();
        Rate rate = new Rate(demo.delay());
        Path out = demo.out();
        if (out != null) {
            return new DemoLog(out, Long.MAX_VALUE, demo.seed(), rate);
        }
        Path own = settings.state().of(contextPath);
        Path directory = directory(own, temporaryDirectory);
        return new DemoLog(directory.resolve("sample.log"), SAMPLE_BYTES, demo.seed(), rate);
    }

    /** A directory that takes a file: in the state directory, else in the context's own. */
    private static Path directory(Path state, @Nullable Path temporaryDirectory) {
        Path preferred = state.resolve("sample");
        if (temporaryDirectory == null || takesFiles(preferred)) {
            return preferred;
        }
        return temporaryDirectory.toAbsolutePath().resolve("sample");
    }

    private static boolean takesFiles(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, ".probe", ".tmp"));
            return true;
        } catch (IOException e) {
            LOG.log(Level.INFO, "The sample log goes to the temporary directory, since " + directory + " is refused");
            return false;
        }
    }

    /** A writer that has not started yet. */
    LogMaker maker() {
        LogFile file = maxBytes == Long.MAX_VALUE ? LogFile.unbounded(path) : LogFile.bounded(path, maxBytes);
        return new LogMaker(lines().shuffled(new SplittableRandom(), InstantSource.system()), file, rate);
    }

    private SeedLines lines() {
        Path from = seed;
        if (from != null) {
            try {
                return SeedLines.read(from);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "The demo takes its built-in lines: " + e);
            }
        }
        return SeedLines.bundled();
    }
}

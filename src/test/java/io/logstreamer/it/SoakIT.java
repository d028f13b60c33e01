package io.logstreamer.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logstreamer.it.SoakProgram.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Each line once and in order, over rotations of eight kinds, restarts and kills of the server, and reconnections, at
 * 20,000 lines a second.
 *
 * <p>{@code -Dsoak.rotations=1000} makes it long, {@code -Dsoak.seeds=N} plays the first N seeds, {@code -Dsoak.seed=N} one
 * again: odd ones on Jetty, even ones on Tomcat. {@code -Dsoak.rate=N} is the number of lines a second, {@code
 * -Dsoak.directory=DIR} has the logs on another file system, {@code -Dsoak.ram=true} has them also on one without times of
 * birth. {@code -Dsoak.kinds=all}, or names of kinds with commas between them, plays these in all logs, also in those that are
 * followed together.
 */
class SoakIT {
    private static final int SHORT = 36;
    private static final Path HERE = Path.of("target", "soak").toAbsolutePath();

    @Test
    void eachLineComesOnceThroughRotationsAndRestarts() throws Exception {
        String elsewhere = System.getProperty("soak.directory");
        Path logs = elsewhere == null ? HERE : Path.of(elsewhere).toAbsolutePath();
        for (long seed : seeds(1)) {
            play(seed, logs);
        }
    }

    @Test
    void sameOnAFileSystemWithoutTimesOfBirth() throws Exception {
        assumeTrue(Boolean.getBoolean("soak.ram"), "not asked for by -Dsoak.ram=true");
        try (RamFileSystem ram = RamFileSystem.mount(HERE.resolve("ram"))) {
            ram.lack().ifPresent(lack -> System.out.println("SoakIT without times of birth is skipped: " + lack));
            assumeTrue(ram.lack().isEmpty(), () -> "no ramfs: " + ram.lack().orElseThrow());
            for (long seed : seeds(2)) {
                play(seed, HERE.resolve("ram"));
            }
        }
    }

    /** @param usual the only one, if nothing is said */
    private static long[] seeds(long usual) {
        Long one = Long.getLong("soak.seed");
        Long many = Long.getLong("soak.seeds");
        return one != null
                ? new long[] {one}
                : many != null ? LongStream.rangeClosed(1, many).toArray() : new long[] {usual};
    }

    private static @Nullable List<Kind> kinds() {
        String some = System.getProperty("soak.kinds");
        if (some == null) {
            return null;
        }
        return some.equals("all")
                ? List.of(Kind.values())
                : Stream.of(some.split(",", -1)).map(Kind::valueOf).toList();
    }

    private static void play(long seed, Path where) throws Exception {
        int rotations = Integer.getInteger("soak.rotations", SHORT);
        ContainerKind kind = seed % 2 == 0 ? ContainerKind.TOMCAT11 : ContainerKind.JETTY121;
        Path own = empty(HERE.resolve("seed-" + seed));
        Path logs = empty(where.resolve("logs-" + seed));
        Soak soak = new Soak(kind, seed, rotations, kinds(), Integer.getInteger("soak.rate", 20_000), own, logs);
        try (soak) {
            System.out.println(soak.run());
        } catch (AssertionError | Exception e) {
            throw new AssertionError(
                    e.getMessage() + "\n  again: mvn verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dit.test=SoakIT -Dsoak.rotations=" + rotations + " -Dsoak.seed=" + seed
                            + asGiven("soak.kinds") + asGiven("soak.rate") + asGiven("soak.directory")
                            + "\n  left for a look: " + own + " and " + logs + "\n  " + soak.story(),
                    e);
        }
        Directories.delete(own);
        Directories.delete(logs);
    }

    private static String asGiven(String option) {
        String value = System.getProperty(option);
        return value == null ? "" : " -D" + option + "=" + value;
    }

    private static Path empty(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            Directories.delete(directory);
        }
        return Files.createDirectories(directory);
    }
}

package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {

    private static final String PREFIX = "/WEB-INF/classes/";
    private static final Path CLASSES = Path.of("target/classes");

    private final List<String> asked = new ArrayList<>();

    @Test
    void classesThatOnlyFaultsNeedAreLoadedAndCommandsAreNot() {
        LoadedClasses.load(LoadedClassesTest::listing, new Recording());
        assertThat(asked)
                .contains("io.logstreamer.tail.Trouble", "io.logstreamer.tail.NotRegularException")
                .noneMatch(name -> name.startsWith("io.logstreamer.cli.") || name.endsWith("-info"))
                .doesNotHaveDuplicates();
    }

    @Test
    void applicationWithoutFilesLoadsNothing() {
        LoadedClasses.load(path -> null, new Recording());
        assertThat(asked).isEmpty();
    }

    /** As a container lists what lies in a WAR. */
    private static @Nullable Set<String> listing(String path) {
        try (Stream<Path> files = Files.list(CLASSES.resolve(path.substring(PREFIX.length())))) {
            return files.map(file -> path + file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Recording extends ClassLoader {

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name);
        }
    }
}

package io.logstreamer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/architecture.md} to the code. */
class ArchitectureDocTest {

    private static final Path DOCUMENT = Path.of("docs/architecture.md");
    private static final Path PRODUCT = Path.of("src/main/java/io/logstreamer");
    private static final Path TESTS = Path.of("src/test/java/io/logstreamer");
    private static final Path PAGE = Path.of("src/main/webapp/static");

    /** Names of others: of the standards we build on, and of what is told for contrast. */
    private static final Set<String> FOREIGN =
            Set.of("SseBroadcaster", "SseEventSink", "AsyncContext", "ChunkedOutput", "Host");

    private static String document;

    @BeforeAll
    static void readDocument() throws IOException {
        document = Files.readString(DOCUMENT);
    }

    @Test
    void everyPackageHasItsTable() throws IOException {
        Set<String> expected = sources(PRODUCT)
                .map(file -> PRODUCT.relativize(file).getParent().toString().replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(new TreeSet<>(matches("^### `([a-z.]+)`"))).isEqualTo(expected);
    }

    @Test
    void everyClassOfATableIsInItsPackage() {
        for (String section : document.split("\n(?=##)", -1)) {
            String name = section.replaceAll("(?s)^### `([a-z.]+)`.*", "$1");
            if (!name.equals(section)) {
                Path folder = PRODUCT.resolve(name.replace('.', '/'));
                assertThat(firstCells(section))
                        .as(name)
                        .isNotEmpty()
                        .doesNotHaveDuplicates()
                        .allSatisfy(type ->
                                assertThat(folder.resolve(type + ".java")).exists());
            }
        }
    }

    @Test
    void everyClassThatIsNamedExists() throws IOException {
        Set<String> known = new TreeSet<>(FOREIGN);
        Stream.concat(sources(PRODUCT), sources(TESTS))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .forEach(known::add);

        List<String> named = matches("`([A-Z][a-z]+[A-Za-z]*)`");

        assertThat(named).hasSizeGreaterThan(150);
        assertThat(known).containsAll(named);
    }

    @Test
    void everyScriptThatIsNamedExists() {
        assertThat(matches("`([a-z]+/[a-z]+\\.js|[a-z]+\\.js)`"))
                .isNotEmpty()
                .allSatisfy(script -> assertThat(PAGE.resolve(script)).exists());
    }

    @Test
    void everyModuleOfThePageHasItsJob() throws IOException {
        try (Stream<Path> files = Files.walk(PAGE)) {
            List<String> modules = files.map(file -> PAGE.relativize(file).toString())
                    .filter(name -> name.endsWith(".js") && !name.startsWith("messages/"))
                    .toList();

            assertThat(matches("^\\| `([a-z/]+\\.js)` \\| \\S")).containsExactlyInAnyOrderElementsOf(modules);
        }
    }

    /** A thread is named for its role, so the text shows that it is still there. */
    @Test
    void everyThreadThatIsToldIsMade() throws IOException {
        String code = sources(PRODUCT).map(ArchitectureDocTest::content).collect(Collectors.joining());

        assertThat(matches("^\\| `(logstreamer-[a-z-]+?)(?:-N)?` "))
                .hasSize(9)
                .allSatisfy(thread -> assertThat(code).contains("\"" + thread));
    }

    private static List<String> matches(String expression) {
        return Pattern.compile(expression, Pattern.MULTILINE)
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> firstCells(String section) {
        return Pattern.compile("^\\| `([^`]+)` ", Pattern.MULTILINE)
                .matcher(section)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static Stream<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .toList()
                    .stream();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

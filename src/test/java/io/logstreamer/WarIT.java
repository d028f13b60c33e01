package io.logstreamer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lies where in the WAR that is shipped. */
class WarIT {
    /** What has lines of its own. */
    private static final Pattern COMMENT =
            Pattern.compile("(?m)^[ \\t]*(?://.*|/\\*(?:[^*]|\\*+[^*/])*\\*+/[ \\t]*)$\\R?");

    private static final List<String> COMMAND_JARS =
            List.of("picocli", "HdrHistogram", "jetty", "slf4j", "jakarta.servlet-api");

    private JarFile war;

    @BeforeEach
    void open() throws IOException {
        war = new JarFile(Path.of(System.getProperty("it.war")).toFile());
    }

    @AfterEach
    void close() throws IOException {
        war.close();
    }

    @Test
    void librariesOfTheCommandsLieWhereNoContainerLoadsThem() {
        assertThat(COMMAND_JARS).allSatisfy(jar -> {
            assertThat(entries()).anyMatch(name -> name.startsWith("WEB-INF/cli/" + jar));
            assertThat(entries()).noneMatch(name -> name.startsWith("WEB-INF/lib/" + jar));
        });
    }

    @Test
    void noLibraryIsPackedTwice() {
        assertThat(namesBelow("WEB-INF/cli/")).doesNotContainAnyElementsOf(namesBelow("WEB-INF/lib/"));
    }

    @Test
    void serverCarriesNoLibraryThatIsForTheCompilerOrForTests() {
        assertThat(namesBelow("WEB-INF/lib/"))
                .isNotEmpty()
                .noneMatch(name -> name.matches("(jspecify|guava|junit|assertj|archunit|grizzly|error_prone).*"));
    }

    @Test
    void javaFindsTheLauncherAtTheRoot() throws IOException {
        String main = war.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);

        assertThat(main).isEqualTo("io.logstreamer.cli.Launcher");
        assertThat(entries()).contains(main.replace('.', '/') + ".class");
    }

    @Test
    void nothingButTheLauncherLiesOutsideWebInfAsAClass() {
        assertThat(entries())
                .filteredOn(name -> name.endsWith(".class") && !name.startsWith("WEB-INF/"))
                .allMatch(name -> name.matches("io/logstreamer/cli/Launcher(\\$.*)?\\.class"));
    }

    @Test
    void templatesLieInsideWebInf() {
        assertThat(entries()).anyMatch(name -> name.matches("WEB-INF/templates/.+\\.mustache"));
        assertThat(entries()).noneMatch(name -> name.contains("WEB-INF-templates"));
    }

    @Test
    void scriptsAndStylesOfThePageAreSmallOnTheWire() throws IOException {
        List<String> scripts = new ArrayList<>();
        long bytes = 0;
        for (String name : entries()) {
            if (name.matches("static/.*\\.css|static/messages/(de|es)\\.js")) {
                bytes += packedBytes(List.of(name));
            } else if (name.matches("static/.*\\.js")) {
                scripts.add(name);
            }
        }
        bytes += packedBytes(scripts);
        assertThat(bytes).isBetween(1L, 120L * 1024);
    }

    /** As the server sends it: what the page always needs in one answer, styles and other languages each in its own. */
    private int packedBytes(List<String> names) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (String name : names) {
                out.write(sent(name).getBytes(StandardCharsets.UTF_8));
            }
        }
        return packed.size();
    }

    /** The one script is sent without the comments of its modules. */
    private String sent(String name) throws IOException {
        try (InputStream in = war.getInputStream(war.getEntry(name))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            boolean isOfTheScript = name.endsWith(".js") && !name.startsWith("static/messages/");
            return isOfTheScript ? COMMENT.matcher(text).replaceAll("") : text;
        }
    }

    @Test
    void licenceTravelsWithTheProgram() {
        assertThat(entries()).contains("META-INF/LICENSE");
    }

    private List<String> entries() {
        return war.stream().map(ZipEntry::getName).toList();
    }

    private List<String> namesBelow(String folder) {
        return entries().stream()
                .filter(name -> name.startsWith(folder) && name.endsWith(".jar"))
                .map(name -> name.substring(folder.length()))
                .toList();
    }
}

package io.logstreamer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lies where in the WAR that is shipped. */
class WarIT {
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

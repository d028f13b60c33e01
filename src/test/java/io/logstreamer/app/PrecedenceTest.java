package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecedenceTest {

    private static final String KEY = "logstreamer.ui.title";

    @TempDir
    Path directory;

    Deployment deployment;

    @BeforeEach
    void deploy() {
        deployment = new Deployment(directory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void strongestPlaceWins(int strongest) {
        deployment.contextPath("/logs");
        List<Consumer<String>> strongestFirst = List.of(
                title -> deployment.contextParameter(KEY, title),
                title -> deployment.namingEntry(KEY, title),
                title -> deployment.environment("LOGSTREAMER_UI_TITLE", title),
                title -> deployment.systemProperty(KEY, title),
                title -> deployment.file("logstreamer-logs.properties", KEY + "=" + title),
                title -> deployment.file("logstreamer.properties", KEY + "=" + title));

        for (int place = strongest; place < strongestFirst.size(); place++) {
            strongestFirst.get(place).accept("from place " + place);
        }

        assertThat(deployment.load().ui().title()).isEqualTo("from place " + strongest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logstreamer.ui.title", "LOGSTREAMER_UI_TITLE"})
    void everySpellingCountsInEveryPlace(String name) {
        assertThat(new Deployment(directory)
                        .contextParameter(name, "t")
                        .load()
                        .ui()
                        .title())
                .isEqualTo("t");
        assertThat(new Deployment(directory).namingEntry(name, "t").load().ui().title())
                .isEqualTo("t");
        assertThat(new Deployment(directory).environment(name, "t").load().ui().title())
                .isEqualTo("t");
        assertThat(new Deployment(directory)
                        .systemProperty(name, "t")
                        .load()
                        .ui()
                        .title())
                .isEqualTo("t");
        assertThat(new Deployment(directory)
                        .file("logstreamer.properties", name + "=t")
                        .load()
                        .ui()
                        .title())
                .isEqualTo("t");
    }

    @Test
    void hyphenIsAnUnderscoreInTheEnvironment() {
        assertThat(deployment
                        .environment("LOGSTREAMER_TAIL_POLL_INTERVAL", "1s")
                        .load()
                        .tail()
                        .pollInterval())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void blankValueLetsTheNextPlaceSpeak() {
        Settings settings = deployment
                .environment("LOGSTREAMER_UI_TITLE", " ")
                .systemProperty(KEY, " Logs ")
                .load();

        assertThat(settings.ui().title()).isEqualTo("Logs");
    }

    @Test
    void twoSpellingsInOnePlaceContradict() {
        SettingError error = deployment
                .systemProperty(KEY, "a")
                .systemProperty("LOGSTREAMER_UI_TITLE", "b")
                .onlyError();

        assertThat(error.line()).contains("system property " + KEY, "system property LOGSTREAMER_UI_TITLE");
    }

    @Test
    void dollarsAndPercentSignsMeanNothing() {
        Settings settings =
                deployment.systemProperty(KEY, "${user.home} %dev \\${x}").load();

        assertThat(settings.ui().title()).isEqualTo("${user.home} %dev \\${x}");
    }

    @ParameterizedTest
    @CsvSource({
        "catalina.base, conf/logstreamer.properties",
        "jetty.base, resources/logstreamer.properties",
        "jetty.base, logstreamer.properties",
    })
    void fileBesideTheConfigurationOfTheContainerComesBeforeTheWorkingDirectory(String base, String file) {
        Settings settings = deployment
                .systemProperty(base, directory.resolve("base").toString())
                .file("logstreamer.properties", KEY + "=of the working directory", "logstreamer.stream.retry=9s")
                .file("base/" + file, KEY + "=of the container")
                .load();

        assertThat(settings.ui().title()).isEqualTo("of the container");
        assertThat(settings.stream().retry()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({
        "'', logstreamer-ROOT.properties",
        "/logs, logstreamer-logs.properties",
        "/a/b, logstreamer-a#b.properties"
    })
    void fileOfTheContextIsNamedAsTomcatNamesIt(String contextPath, String file) {
        deployment.contextPath(contextPath).file(file, KEY + "=mine");

        assertThat(deployment.load().ui().title()).isEqualTo("mine");
        assertThat(deployment.contextPath("/other").load().ui().title()).isEqualTo("LogStreamer");
    }

    @Test
    void namedFileReplacesTheSearch() {
        Settings settings = deployment
                .environment("LOGSTREAMER_CONFIG", "etc/my.properties")
                .contextPath("/logs")
                .file("logstreamer.properties", "logstreamer.stream.retry=9s")
                .file("etc/my.properties", KEY + "=mine", "logstreamer.history.lines=5")
                .file("etc/logstreamer-logs.properties", "logstreamer.history.lines=6")
                .load();

        assertThat(settings.ui().title()).isEqualTo("mine");
        assertThat(settings.history().lines()).isEqualTo(6);
        assertThat(settings.stream().retry()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void namedDirectoryIsTheOnlyOneSearched() {
        Settings settings = deployment
                .contextParameter("logstreamer.config", directory.resolve("etc").toString())
                .file("etc/logstreamer.properties", KEY + "=mine")
                .load();

        assertThat(settings.ui().title()).isEqualTo("mine");
    }

    @Test
    void namedFileThatIsMissingIsAnError() {
        SettingError error = deployment
                .environment("LOGSTREAMER_CONFIG", "/nowhere/logstreamer.properties")
                .onlyError();

        assertThat(error.line())
                .startsWith("logstreamer.config=/nowhere/logstreamer.properties "
                        + "(environment variable LOGSTREAMER_CONFIG) is neither a file nor a directory");
    }

    @Test
    void fileCannotSayWhereTheFilesAre() {
        SettingError error = deployment
                .file("logstreamer.properties", "logstreamer.config=/etc/logstreamer.properties")
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.config");
        assertThat(error.origin()).endsWith("logstreamer.properties, line 1");
    }

    @Test
    void brokenFileIsAnError() {
        SettingError error =
                deployment.file("logstreamer.properties", KEY + "=\\u00zz").onlyError();

        assertThat(error.problem()).startsWith("cannot be read");
        assertThat(error.value())
                .isEqualTo(directory.resolve("logstreamer.properties").toString());
    }

    @Test
    void secretIsReadFromAFileAndMasked() {
        Settings settings = deployment
                .file("secret", "The Title", "")
                .environment("LOGSTREAMER_UI_TITLE_FILE", "secret")
                .load();

        assertThat(settings.ui().title()).isEqualTo("The Title");
        assertThat(settings.describe())
                .contains(new EffectiveSetting(KEY, "*****", "environment variable LOGSTREAMER_UI_TITLE_FILE"));
    }

    @Test
    void wrongSecretIsNotShown() {
        ConfigurationException refusal = deployment
                .file("secret", "hunter2")
                .systemProperty("logstreamer.ui.enabled_FILE", "secret")
                .refusal();

        assertThat(refusal).hasMessageContaining("logstreamer.ui.enabled=*****").hasMessageNotContaining("hunter2");
    }

    @Test
    void secretThatIsMissingEmptyOrHugeIsAnError() throws Exception {
        Files.writeString(directory.resolve("empty"), "\n");
        Files.write(directory.resolve("huge"), new byte[64 * 1024 + 1]);

        for (String file : List.of("missing", "empty", "huge")) {
            SettingError error = new Deployment(directory)
                    .environment("LOGSTREAMER_UI_TITLE_FILE", file)
                    .onlyError();
            assertThat(error.value()).isEqualTo(file);
            assertThat(error.fix()).isEqualTo("name a readable file that holds the value alone");
        }
    }

    @Test
    void valueBesideItsFileContradicts() {
        SettingError error = deployment
                .file("secret", "x")
                .environment("LOGSTREAMER_UI_TITLE", "y")
                .environment("LOGSTREAMER_UI_TITLE_FILE", "secret")
                .onlyError();

        assertThat(error.problem()).contains("second time");
    }
}

package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code docs/configuration.md} to the code. */
class ConfigurationDocTest {

    private static final Path DOCUMENT = Path.of("docs/configuration.md");

    private static String document;

    @TempDir
    Path directory;

    @BeforeAll
    static void read() throws IOException {
        document = Files.readString(DOCUMENT);
    }

    @Test
    void tableListsTheSettingsOfTheCodeWithTheirDefaults() {
        List<String> expected = SettingKeys.ALL.stream()
                .map(key -> "| `%s` | `%s` | %s |"
                        .formatted(
                                key.name(),
                                key.environmentName(),
                                key.defaultValue() == null ? key.defaultText() : "`" + key.defaultValue() + "`"))
                .toList();

        assertThat(cells("## Settings", 3)).isEqualTo(expected);
    }

    @Test
    void tableListsTheVariablesOfTheOriginal() {
        List<String> expected = Arrays.stream(OriginalName.values())
                .map(name -> "| `%s` | `%s` |".formatted(name.name(), name.key()))
                .toList();

        assertThat(cells("## Variables of the original script", 2)).isEqualTo(expected);
    }

    @Test
    void everySettingThatIsMentionedExists() {
        List<String> mentioned = Pattern.compile("`(logstreamer\\.[a-z.-]+|LOGSTREAMER_[A-Z_]+)[`=]")
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.endsWith(".properties")
                        && !List.of("logstreamer.", "LOGSTREAMER_").contains(name))
                .filter(name -> !name.equals("LOGSTREAMER_PORT"))
                .toList();

        assertThat(mentioned).hasSizeGreaterThan(2 * SettingKeys.ALL.size());
        assertThat(mentioned)
                .allSatisfy(name -> assertThat(Spelling.of(name)).as(name).isNotNull());
    }

    static Stream<String> propertiesExamples() throws IOException {
        read();
        return Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(document)
                .results()
                .map(match -> match.group(1));
    }

    @ParameterizedTest
    @MethodSource("propertiesExamples")
    void exampleOfAFileIsAccepted(String example) {
        Settings settings = new Deployment(directory)
                .systemProperty("catalina.base", "/opt/tomcat")
                .file("logstreamer.properties", example)
                .load();

        assertThat(settings.sources()).hasSizeGreaterThan(1);
    }

    /** What follows the group depends on the files that are there. */
    @Test
    void exampleOfASourceHasTheIdsThatAreTold() {
        for (List<String> row : rows("## Sources")) {
            String written = row.get(1).replace("`", "");
            String firstId = row.get(3).replaceFirst("`([^`]+)`.*", "$1");
            Settings settings = new Deployment(directory)
                    .systemProperty("catalina.base", "/opt/tomcat")
                    .systemProperty("logstreamer.sources", written)
                    .load();

            assertThat(settings.sources())
                    .as(written)
                    .singleElement()
                    .satisfies(source -> assertThat(
                                    firstId.contains("/") ? firstId.substring(0, firstId.indexOf('/')) : firstId)
                            .isEqualTo(source.name()));
        }
    }

    @Test
    void exampleOfAMessageIsTheMessage() {
        ConfigurationException refusal = new Deployment(directory)
                .environment("LOGSTREAMER_STREAM_HEARTBEAT", "3s")
                .refusal();

        assertThat(document).contains("\n" + refusal.getMessage() + "\n");
    }

    private static List<String> cells(String heading, int count) {
        return rows(heading).stream()
                .map(row -> row.subList(1, count + 1).stream().collect(Collectors.joining(" | ", "| ", " |")))
                .toList();
    }

    /** The rows of the first table below a heading, split at the bars, without its own heading. */
    private static List<List<String>> rows(String heading) {
        String table = Pattern.compile(
                        "^" + heading + "$.*?\n\\|---[^\n]*\n(.*?)\n\n", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(document + "\n\n")
                .results()
                .map((MatchResult match) -> match.group(1))
                .findFirst()
                .orElseThrow();
        return table.lines()
                .map(row ->
                        Arrays.stream(row.split("\\|", -1)).map(String::strip).toList())
                .toList();
    }
}

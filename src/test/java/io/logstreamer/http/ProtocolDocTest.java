package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.ring.Ring;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@code docs/protocol.md} to the code. */
class ProtocolDocTest {

    private static final java.nio.file.Path DOCUMENT = java.nio.file.Path.of("docs/protocol.md");
    private static final java.nio.file.Path SOURCES = java.nio.file.Path.of("src/main/java");

    private static String document;

    private final MemoryLog logs = new MemoryLog(new Ring(1 << 20));
    private final StreamResource.Options options = new StreamResource.Options(
            List.of("shop"), () -> "app", 100, 10_000, Duration.ofSeconds(15), Duration.ofSeconds(2), () -> 10, "n1");

    @BeforeAll
    static void readDocument() throws IOException {
        document = Files.readString(DOCUMENT);
    }

    /** The sources that the example of an unknown one lists. */
    @BeforeEach
    void addLogs() {
        logs.add("app");
        logs.add("shop/access.log");
        logs.add("shop/json.log");
    }

    @Test
    void routesAreThoseOfTheResources() {
        List<String> expected = Stream.of(
                        StreamResource.class,
                        RecordStreamResource.class,
                        LogsResource.class,
                        SourcesResource.class,
                        EventsResource.class,
                        HealthResource.class,
                        PageResource.class)
                .flatMap(ProtocolDocTest::paths)
                .sorted()
                .toList();

        assertThat(words("## Routes", 0).stream().sorted()).isEqualTo(expected);
    }

    @Test
    void parametersAreThoseOfTheStreams() {
        assertThat(words("## Parameters of a stream", 0)).isEqualTo(parametersOfTheCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"on-gap", "follow", "format", "control", "events"})
    void valuesAreThoseTheCodeKnows(String parameter) {
        List<String> valid = valid(refusal("/stream?" + parameter + "=what"));

        assertThat(row("## Parameters of a stream", parameter, 1)).containsExactlyInAnyOrderElementsOf(valid);
    }

    @ParameterizedTest
    @CsvSource({"tail, -1, 10001", "heartbeat, 4999ms, 60001ms", "retry, 99ms, 600001ms"})
    void rangesAreThoseOfTheCode(String parameter, String below, String above) {
        List<String> bounds = row("## Parameters of a stream", parameter, 1);

        assertThat(bounds).hasSize(2);
        assertThat(bounds)
                .allSatisfy(bound -> assertThatCode(() -> read("/stream?" + parameter + "=" + bound))
                        .doesNotThrowAnyException());
        refusal("/stream?" + parameter + "=" + below);
        refusal("/stream?" + parameter + "=" + above);
    }

    @Test
    void defaultsOfBothStreamsAreTheirOwn() {
        assertThat(row("## Parameters of a stream", "format", 2)).contains("/stream", "raw", "/api/v1/stream", "json");
        assertThat(row("## Parameters of a stream", "event", 2)).containsExactly(Form.LOG_UPDATE);
    }

    @Test
    void parametersOfAPageAreThoseOfTheCode() {
        assertThat(words("## Pages of the past", 0)).isEqualTo(valid(pageRefusal("there-is-no-such-parameter=1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direction", "as", "format", "control"})
    void valuesOfAPageAreThoseTheCodeKnows(String parameter) {
        List<String> valid = valid(pageRefusal(parameter + "=what"));

        assertThat(row("## Pages of the past", parameter, 1)).containsExactlyInAnyOrderElementsOf(valid);
    }

    @ParameterizedTest
    @CsvSource({"tail, -1, 10001", "limit, 0, 10001"})
    void rangesOfAPageAreThoseOfTheCode(String parameter, String below, String above) {
        assertThat(row("## Pages of the past", parameter, 1))
                .hasSize(2)
                .allSatisfy(bound ->
                        assertThatCode(() -> readPage(parameter + "=" + bound)).doesNotThrowAnyException());
        pageRefusal(parameter + "=" + below);
        pageRefusal(parameter + "=" + above);
    }

    private LogsQuery readPage(String query) {
        URI base = URI.create("http://localhost/");
        ContainerRequest asked = new ContainerRequest(
                base, base.resolve("/api/v1/logs?" + query), "GET", null, new MapPropertiesDelegate(), null);
        return LogsQuery.read(
                asked.getUriInfo().getQueryParameters(),
                asked,
                new LogsResource.Options(100, 10_000, 1 << 20),
                new SourceNames(logs, options.groups(), options.defaultSource()),
                Instant.now());
    }

    private Problem pageRefusal(String query) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> readPage(query));
        assertThat(refused).as(query).isNotNull();
        return refused.problem();
    }

    static Stream<String> refusedRequests() throws IOException {
        readDocument();
        return examplesOfRefusals().map(example -> example.group(1));
    }

    @ParameterizedTest
    @MethodSource("refusedRequests")
    void exampleOfARefusalIsTheRefusal(String request) {
        String told = examplesOfRefusals()
                .filter(example -> example.group(1).equals(request))
                .map(example -> example.group(2))
                .findFirst()
                .orElseThrow();

        assertThat(told).isEqualTo(refusal(request).json());
    }

    /** Whatever stands behind {@code event:} in a literal of the code is sent by it. */
    @Test
    void eventsAreThoseTheCodeWrites() throws IOException {
        Pattern written = Pattern.compile("event: ([a-z-]+)\\\\n");
        TreeSet<String> expected = new TreeSet<>();
        expected.add(Form.LOG_UPDATE);
        try (Stream<java.nio.file.Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> written.matcher(content(file)).results())
                    .forEach(match -> expected.add(match.group(1)));
        }

        assertThat(words("## Events", 0).stream().sorted()).containsExactlyElementsOf(expected);
    }

    @Test
    void namesOfControlEventsCannotBeTaken() {
        assertThat(words("## Events", 0))
                .filteredOn(name -> !name.equals(Form.LOG_UPDATE))
                .allSatisfy(name -> {
                    Problem refusal = refusal("/stream?event=" + name);
                    assertThat(refusal.detail()).contains("no other event");
                });
    }

    @Test
    void everyExampleOfAnEventIsOfOneThatIsTold() {
        List<String> shown = Pattern.compile("^event: (.+)$", Pattern.MULTILINE)
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();

        assertThat(shown).containsExactlyInAnyOrderElementsOf(words("## Events", 0));
    }

    @Test
    void reasonsOfAGapAreThoseOfTheCode() {
        List<String> expected =
                Arrays.stream(Gap.Reason.values()).map(Gap.Reason::text).toList();

        assertThat(words("| reason | what happened |", 0)).isEqualTo(expected);
    }

    @Test
    void kindsOfRotationAreThoseOfTheCode() {
        List<String> expected =
                Arrays.stream(Rotation.How.values()).map(Rotation.How::text).toList();

        assertThat(words("| how | what was seen |", 0)).isEqualTo(expected);
    }

    @Test
    void everyIdThatIsShownIsOne() {
        List<String> ids = Pattern.compile(
                        "(?:^id: |\"(?:id|from|to|start|cursor|generation|firstId|lastId)\":\")([^\"\n]+)")
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .filter(id -> !List.of("app", "nonsense").contains(id) && !id.startsWith("shop/"))
                .toList();

        assertThat(ids)
                .hasSizeGreaterThan(10)
                .allSatisfy(id -> assertThat(EventId.parse(id)).as(id).isNotNull());
        assertThat(document).contains("An id names the place").contains(EventId.LENGTH + " characters");
    }

    private static Stream<String> paths(Class<?> resource) {
        String base = pathOf(resource.getAnnotation(Path.class));
        List<String> below = Arrays.stream(resource.getDeclaredMethods())
                .map(method -> method.getAnnotation(Path.class))
                .filter(Objects::nonNull)
                .map(ProtocolDocTest::pathOf)
                .toList();
        return below.isEmpty() ? Stream.of(base) : below.stream();
    }

    private static String pathOf(Path path) {
        return path.value().startsWith("/") ? path.value() : "/" + path.value();
    }

    private List<String> parametersOfTheCode() {
        return valid(refusal("/stream?there-is-no-such-parameter=1"));
    }

    @SuppressWarnings("unchecked")
    private static List<String> valid(Problem refusal) {
        return (List<String>) Objects.requireNonNull(refusal.members().get("valid"));
    }

    private Subscription read(String request) {
        URI base = URI.create("http://localhost/");
        ContainerRequest asked =
                new ContainerRequest(base, base.resolve(request), "GET", null, new MapPropertiesDelegate(), null);
        SourceNames sources = new SourceNames(logs, options.groups(), options.defaultSource());
        StreamQuery.Defaults defaults = new StreamQuery.Defaults(Form.Kind.RAW, false, new Start.Live());
        return new StreamQuery(defaults, options, sources)
                .read(asked.getUriInfo().getQueryParameters(), asked, "192.0.2.1");
    }

    private Problem refusal(String request) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> read(request));
        assertThat(refused).as(request).isNotNull();
        return refused.problem();
    }

    private static Stream<MatchResult> examplesOfRefusals() {
        return Pattern.compile("^`GET (\\S+)`\n\n```json\n(.*)\n```$", Pattern.MULTILINE)
                .matcher(document)
                .results();
    }

    /** What stands in backticks in a column of the first table below a heading, all rows together. */
    private static List<String> words(String heading, int column) {
        return rows(heading).flatMap(row -> words(row.get(column))).toList();
    }

    /** What stands in backticks in one cell: of the row whose first cell holds a word. */
    private static List<String> row(String heading, String first, int column) {
        return rows(heading)
                .filter(row -> words(row.get(0)).toList().contains(first))
                .flatMap(row -> words(row.get(column)))
                .toList();
    }

    private static Stream<List<String>> rows(String heading) {
        String below = document.substring(document.indexOf("\n" + heading + "\n") + 1);
        assertThat(below).as(heading).startsWith(heading);
        return below.lines()
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.asList(line.substring(2).split(" \\| ", -1)));
    }

    private static Stream<String> words(String cell) {
        return Pattern.compile("`([^`]+)`").matcher(cell).results().map(match -> match.group(1));
    }

    private static String content(java.nio.file.Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

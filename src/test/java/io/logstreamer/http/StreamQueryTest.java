package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logstreamer.log.Form;
import io.logstreamer.log.Selection;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.ring.Ring;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamQueryTest {

    private static final StreamQuery.Defaults LIVE_RAW =
            new StreamQuery.Defaults(Form.Kind.RAW, false, new Start.Live());
    private static final StreamQuery.Defaults RECORDS =
            new StreamQuery.Defaults(Form.Kind.JSON, true, new Start.Tail(100));

    private final MemoryLog logs = new MemoryLog(new Ring(1 << 20));
    private final StreamResource.Options options = new StreamResource.Options(
            List.of("nginx"), () -> "app", 100, 10_000, Duration.ofSeconds(15), Duration.ofSeconds(2), () -> 10, "n1");

    @BeforeEach
    void addLogs() {
        logs.add("app");
        logs.add("nginx/access.log");
    }

    @Test
    void nothingSaidIsTheDefaultSourceLiveInTheOriginalForm() {
        assertThat(read(LIVE_RAW))
                .isEqualTo(new Subscription(
                        "app",
                        new Form(Form.Kind.RAW, Form.Control.ESCAPE, "log_update", false),
                        new Start.Live(),
                        true,
                        false,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(2),
                        false,
                        "192.0.2.1"));
    }

    @Test
    void recordsBeginWithHistoryAndControlEvents() {
        Subscription wanted = read(RECORDS);

        assertThat(wanted.start()).isEqualTo(new Start.Tail(100));
        assertThat(wanted.full()).isTrue();
        assertThat(wanted.form()).isEqualTo(new Form(Form.Kind.JSON, Form.Control.ESCAPE, "log_update", true));
    }

    @Test
    void everythingSaidIsHeard() {
        Subscription wanted = read(
                LIVE_RAW,
                "source=access.log",
                "lines=7",
                "on-gap=latest",
                "follow=false",
                "format=raw",
                "control=strip",
                "event=line.v2",
                "events=all",
                "heartbeat=5",
                "retry=100");

        assertThat(wanted)
                .isEqualTo(new Subscription(
                        "nginx/access.log",
                        new Form(Form.Kind.RAW, Form.Control.STRIP, "line.v2", true),
                        new Start.Tail(7),
                        false,
                        true,
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        true,
                        "192.0.2.1"));
    }

    @Test
    void recordsAreTheSameWhateverBecomesOfControlCharacters() {
        assertThat(read(RECORDS, "control=raw").form()).isEqualTo(read(RECORDS).form());
    }

    @Test
    void eventNoneIsUnnamed() {
        assertThat(read(LIVE_RAW, "event=none").form().event()).isNull();
    }

    @Test
    void headerWinsOverIdOverTail() {
        assertThat(start("h", "last_event_id=q", "tail=3")).isEqualTo(new Start.After("h"));
        assertThat(start(null, "last_event_id=q", "tail=3")).isEqualTo(new Start.After("q"));
        assertThat(start(null, "lastEventId=q")).isEqualTo(new Start.After("q"));
        assertThat(start(null, "tail=3")).isEqualTo(new Start.Tail(3));
        assertThat(start(null, "tail=0")).isEqualTo(new Start.Tail(0));
        assertThat(start("", "last_event_id=", "tail=3")).isEqualTo(new Start.Tail(3));
    }

    @Test
    void wordsForBothEndsAreIdsToo() {
        assertThat(start("earliest")).isEqualTo(new Start.Earliest());
        assertThat(start(null, "last_event_id=latest")).isEqualTo(new Start.Live());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "%00", "Ü\u2028", "null", "-1", "earliest ", "../../etc/passwd"})
    void nonsenseIsAnIdLikeAnyOther(String nonsense) {
        assertThat(start(nonsense)).isEqualTo(new Start.After(nonsense));
        assertThat(start(null, "last_event_id=" + nonsense)).isEqualTo(new Start.After(nonsense));
    }

    @Test
    void endlessIdIsAnIdLikeAnyOther() {
        String endless = "A".repeat(3_000);

        assertThat(start(null, "last_event_id=" + endless)).isEqualTo(new Start.After(endless));
    }

    @ParameterizedTest
    @CsvSource({
        "tail, -1",
        "tail, 10001",
        "tail, ten",
        "tail, ''",
        "tail, 1e3",
        "on-gap, newest",
        "follow, yes",
        "format, xml",
        "control, none",
        "events, some",
        "heartbeat, 4",
        "heartbeat, 61",
        "heartbeat, 999999999999999999999",
        "retry, 99",
        "retry, 600001",
        "event, ''",
        "event, gap",
        "event, bye",
        "event, problem",
        "event, hello",
        "event, error",
        "event, a b",
        "event, ü",
        "event, 'a\ndata: x'"
    })
    void badValueIsRefusedByName(String name, String value) {
        Problem problem = refusal(name + "=" + value);

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.members()).containsEntry("parameter", name).containsEntry("value", value);
    }

    @Test
    void eventNameOf65CharactersIsRefused() {
        assertThat(read(LIVE_RAW, "event=" + "n".repeat(64)).form().event()).hasSize(64);
        assertThat(refusal("event=" + "n".repeat(65)).status()).isEqualTo(400);
    }

    @Test
    void unknownParameterIsRefusedWithTheOneThatWasMeant() {
        assertThat(refusal("taill=3").members())
                .containsEntry("parameter", "taill")
                .containsEntry("suggestion", "tail");
    }

    @Test
    void severalSourcesAreOneSelection() {
        String both = read(LIVE_RAW, "source=access.log", "source=app").source();

        assertThat(Selection.is(both)).isTrue();
        assertThat(Selection.parse(both).matches("app")).isTrue();
        assertThat(both)
                .isEqualTo(read(LIVE_RAW, "source=app", "source=access.log", "source=app")
                        .source());
    }

    @Test
    void globIsAllThatMatchItNowAndLater() {
        Selection selection =
                Selection.parse(read(LIVE_RAW, "source=nginx/*.log").source());

        assertThat(selection.matches("nginx/access.log")).isTrue();
        assertThat(selection.matches("nginx/to-come.log")).isTrue();
        assertThat(selection.matches("app")).isFalse();
    }

    @Test
    void nameThatLooksLikeAGlobIsItselfFirst() {
        logs.add("nginx/a?b.log");
        logs.add("nginx/axb.log");

        assertThat(read(LIVE_RAW, "source=a?b.log").source()).isEqualTo("nginx/a?b.log");
        assertThat(read(LIVE_RAW, "source=nginx/a?b.log").source()).isEqualTo("nginx/a?b.log");
    }

    @Test
    void globOfAKnownGroupWaits() {
        assertThat(Selection.is(read(LIVE_RAW, "source=nginx/*.to-come").source()))
                .isTrue();
        assertThat(refusal("source=other/*").status()).isEqualTo(404);
    }

    @Test
    void groupIsAllOfItsLogs() {
        Selection selection =
                Selection.parse(read(LIVE_RAW, "group=nginx", "source=app").source());

        assertThat(selection.matches("nginx/error.log")).isTrue();
        assertThat(selection.matches("app")).isTrue();
        assertThat(refusal("group=ngin").members())
                .containsEntry("parameter", "group")
                .containsEntry("suggestion", "nginx");
    }

    @Test
    void oneSourceNamedTwiceIsThatSource() {
        assertThat(read(LIVE_RAW, "source=app", "source=app").source()).isEqualTo("app");
    }

    @Test
    void tailUnderBothItsNamesIsRefused() {
        assertThat(refusal("tail=3", "lines=3").members()).containsEntry("parameter", "tail");
    }

    @Test
    void unknownSourceIs404() {
        assertThat(refusal("source=nowhere").status()).isEqualTo(404);
    }

    private Start start(String header, String... query) {
        return read(LIVE_RAW, header, query).start();
    }

    private Subscription read(StreamQuery.Defaults defaults, String... query) {
        return read(defaults, null, query);
    }

    private Subscription read(StreamQuery.Defaults defaults, String header, String[] query) {
        ContainerRequest request = new ContainerRequest(
                null, URI.create("http://localhost/"), "GET", null, new MapPropertiesDelegate(), null);
        if (header != null) {
            request.getHeaders().add("last-event-id", header);
        }
        SourceNames names = new SourceNames(logs, options.groups(), options.defaultSource());
        return new StreamQuery(defaults, options, names).read(parameters(query), request, "192.0.2.1");
    }

    private Problem refusal(String... query) {
        return catchThrowableOfType(ProblemException.class, () -> read(LIVE_RAW, query))
                .problem();
    }

    private static MultivaluedMap<String, String> parameters(String... query) {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        for (String pair : query) {
            int equals = pair.indexOf('=');
            parameters
                    .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        return parameters;
    }
}

package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Health;
import io.logstreamer.log.History;
import io.logstreamer.log.Pages;
import io.logstreamer.ring.Ring;
import io.logstreamer.view.HistoryPages;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.test.JerseyTest;
import org.glassfish.jersey.test.TestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogsResourceTest extends JerseyTest {

    private static final String LONGEST_AGO = "1AAAAAAAAAAAAAAAqAAAAAAAAAHAAAA";

    /** Made in {@link #configure}, which the constructor of the class above calls. */
    private MemoryLog logs;

    private volatile boolean ready = true;
    private volatile boolean orderIsAwaited;

    @Override
    protected Application configure() {
        forceSet(TestProperties.CONTAINER_PORT, "0");
        logs = new MemoryLog(new Ring(1 << 20));
        logs.add("app");
        logs.add("shop/access.log");
        logs.add("shop/json.log");
        Health health = new Health() {
            @Override
            public boolean live() {
                return true;
            }

            @Override
            public boolean ready() {
                return ready;
            }
        };
        StreamResource.Options streams = new StreamResource.Options(
                List.of("shop"), () -> "app", 3, 1_000, Duration.ofSeconds(15), Duration.ofSeconds(2), () -> 10, "n1");
        return new ResourceConfig(LogsResource.class, ProblemMapper.class).register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(streams).to(StreamResource.Options.class);
                bind(new LogsResource.Options(3, 1_000, 1_000)).to(LogsResource.Options.class);
                bind(logs).to(History.class);
                bind(new HistoryPages(logs)).to(Pages.class);
                bind(health).to(Health.class);
                bind((ArrivalOrder) () -> orderIsAwaited).to(ArrivalOrder.class);
            }
        });
    }

    // ---- The three forms, whole bytes.

    @Test
    void ndjsonIsARecordALine() {
        String first = logs.append("app", "2026-11-23T10:00:00Z INFO \"a\"");
        String second = logs.append("app", "");
        assertThat(text(get("as=ndjson")))
                .isEqualTo(
                        "{\"id\":\"" + first
                                + "\",\"source\":\"app\",\"file\":\"app.log\",\"offset\":0,\"time\":\"2026-11-23T10:00:00Z\","
                                + "\"level\":\"info\",\"line\":\"2026-11-23T10:00:00Z INFO \\\"a\\\"\"}\n{\"id\":\""
                                + second
                                + "\",\"source\":\"app\",\"file\":\"app.log\",\"offset\":30,\"level\":\"unknown\",\"line\":\"\",\"cont\":true}\n");
    }

    @Test
    void textIsALineALine() {
        logs.append("app", "a \u001b[31mred\u001b[0m \u001b[2J é", "", "b\rc");
        assertThat(text(get("as=text"))).isEqualTo("a \u001b[31mred\u001b[0m \\x1b[2J é\n\nb\\rc\n");
        assertThat(text(get("as=text&control=raw"))).isEqualTo("a \u001b[31mred\u001b[0m \u001b[2J é\n\nb\rc\n");
        assertThat(text(get("as=text&control=strip"))).isEqualTo("a red  é\n\nbc\n");
        assertThat(text(get("as=text&format=json"))).isEqualTo(text(get("as=ndjson")));
    }

    @Test
    void eventsAreThoseOfTheStream() {
        String first = logs.append("app", "a");
        String second = logs.append("app", "b\rc");
        assertThat(text(get("as=sse&format=raw")))
                .isEqualTo("event: log_update\ndata: a\nid: " + first + "\n\nevent: log_update\ndata: b\\rc\nid: "
                        + second + "\n\n");
        assertThat(text(get("as=sse&format=raw&control=raw&after=" + first)))
                .isEqualTo("event: log_update\ndata: b\ndata: c\nid: " + second + "\n\n");
        assertThat(text(get("as=sse&after=" + first)))
                .isEqualTo("event: log_update\ndata: {\"id\":\"" + second
                        + "\",\"source\":\"app\",\"file\":\"app.log\",\"offset\":2,\"level\":\"unknown\",\"line\":"
                        + "\"b\\rc\"}\nid: " + second + "\n\n");
    }

    @Test
    void gapInTheMiddleIsToldInEachForm() {
        String before = logs.append("app", "a");
        logs.lose("app", 10);
        logs.append("app", "b");
        String members = "\"source\":\"app\",\"from\":\"" + before + "\",\"to\":\"";
        assertThat(text(get("as=text"))).isEqualTo("a\n[gap: truncated, 10 bytes]\nb\n");
        assertThat(text(get("as=ndjson")).lines().toList().get(1))
                .startsWith("{\"event\":\"gap\"," + members)
                .endsWith("\",\"bytes\":10,\"reason\":\"truncated\"}");
        assertThat(text(get("as=sse")))
                .contains("\n\nevent: gap\ndata: {" + members)
                .contains("\",\"bytes\":10,\"reason\":\"truncated\"}\n\nevent: log_update\n");
    }

    @Test
    void gapOfAnUnknownIdComesFirstInEachForm() {
        logs.append("app", "a");
        String earliest = EventId.text(logs.earliest("app"));
        String members =
                "\"source\":\"app\",\"from\":\"nonsense\",\"to\":\"" + earliest + "\",\"reason\":\"unknown-id\"";
        assertThat(text(get("as=text&after=nonsense"))).isEqualTo("[gap: unknown-id]\na\n");
        assertThat(text(get("as=ndjson&after=nonsense"))).startsWith("{\"event\":\"gap\"," + members + "}\n{\"id\":");
        assertThat(text(get("as=sse&after=nonsense")))
                .startsWith("event: gap\ndata: {" + members + "}\n\nevent: log_update\n");
    }

    // ---- Which lines.

    @Test
    void withoutAWordItIsTheEndOfTheLog() {
        append(5);
        Response answer = get("as=text");
        assertThat(text(answer)).isEqualTo("3\n4\n5\n");
        assertThat(answer.getStatus()).isEqualTo(200);
    }

    @Test
    void newestComeFirstBackward() {
        append(5);
        assertThat(text(get("as=text&direction=backward"))).isEqualTo("5\n4\n3\n");
        assertThat(text(get("as=text&direction=forward"))).isEqualTo("1\n2\n3\n");
    }

    @Test
    void idsBoundTheRange() {
        List<String> ids = append(9);
        assertThat(text(get("as=text&after=" + ids.get(3)))).isEqualTo("5\n6\n7\n");
        assertThat(text(get("as=text&before=" + ids.get(3)))).isEqualTo("2\n3\n4\n");
        assertThat(text(get("as=text&after=" + ids.get(3) + "&before=" + ids.get(5))))
                .isEqualTo("5\n6\n");
        assertThat(text(get("as=text&after=earliest&limit=2"))).isEqualTo("1\n2\n");
        assertThat(text(get("as=text&before=latest&limit=2"))).isEqualTo("8\n9\n");
        assertThat(text(get("as=text&after=" + ids.get(5) + "&before=" + ids.get(3))))
                .isEmpty();
    }

    @Test
    void tailBeginsSoManyLinesBack() {
        List<String> ids = append(9);
        assertThat(text(get("as=text&tail=5"))).isEqualTo("5\n6\n7\n8\n9\n");
        assertThat(text(get("as=text&lines=5&limit=2"))).isEqualTo("5\n6\n");
        assertThat(text(get("as=text&tail=0"))).isEmpty();
        assertThat(text(get("as=text&tail=5&after=" + ids.get(7)))).isEqualTo("9\n");
        assertThat(text(get("as=text&tail=2&before=" + ids.get(5)))).isEqualTo("5\n6\n");
    }

    @Test
    void timesBoundTheRange() {
        Instant now = Instant.now();
        for (int minute = 9; minute > 0; minute--) {
            logs.append("app", now.minusSeconds(60L * minute) + " " + minute);
        }
        assertThat(numbers("since=310s")).containsExactly("5", "4", "3");
        assertThat(numbers("until=310s")).containsExactly("8", "7", "6");
        assertThat(numbers("since=490s&until=310s")).containsExactly("8", "7", "6");
        assertThat(numbers("since=" + now.minusSeconds(120))).containsExactly("2", "1");
        assertThat(numbers("tail=1&until=310s")).containsExactly("6");
    }

    // ---- From page to page.

    @Test
    void linksLeadThroughTheWholeLog() {
        append(10);
        assertThat(walk("as=text&after=earliest&limit=4")).containsExactly("1\n2\n3\n4\n", "5\n6\n7\n8\n", "9\n10\n");
        assertThat(walk("as=text&limit=4")).containsExactly("7\n8\n9\n10\n", "3\n4\n5\n6\n", "1\n2\n");
        assertThat(walk("as=text&limit=4&direction=backward"))
                .containsExactly("10\n9\n8\n7\n", "6\n5\n4\n3\n", "2\n1\n");
        assertThat(walk("limit=5&as=text&direction=forward")).containsExactly("1\n2\n3\n4\n5\n", "6\n7\n8\n9\n10\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tail=7", "lines=7", "since=415s", "tail=9&since=415s"})
    void linksBackwardEndWhereTheRangeOfTheFirstPageBegan(String range) {
        Instant now = Instant.now();
        for (int minute = 13; minute > 0; minute--) {
            logs.append("app", now.minusSeconds(60L * minute - 30) + " " + minute);
        }
        List<String> pages = walk("as=text&limit=3&direction=backward&" + range);
        assertThat(pages.stream().flatMap(String::lines).map(line -> line.substring(line.indexOf(' ') + 1)))
                .containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(pages).hasSize(3);
    }

    @Test
    void linkBackwardNamesTheBeginningOfTheRange() {
        List<String> ids = append(9);
        String link = get("tail=7&limit=3&direction=backward&as=text").getHeaderString(HttpHeaders.LINK);
        assertThat(link)
                .isEqualTo("</api/v1/logs?tail=7&limit=3&direction=backward&as=text&after=" + ids.get(1) + "&before="
                        + ids.get(5) + ">; rel=\"next\"");
        assertThat(get("after=" + ids.get(1) + "&before=" + ids.get(5) + "&limit=3&direction=backward")
                        .getHeaderString(HttpHeaders.LINK))
                .isEqualTo("</api/v1/logs?after=" + ids.get(1) + "&limit=3&direction=backward&before=" + ids.get(2)
                        + ">; rel=\"next\"");
    }

    @Test
    void linkKeepsTheQueryAndTakesTheId() {
        List<String> ids = append(5);
        String link = get("limit=2&after=" + ids.get(0) + "&as=text&source=app").getHeaderString(HttpHeaders.LINK);
        assertThat(link).isEqualTo("</api/v1/logs?limit=2&as=text&source=app&after=" + ids.get(2) + ">; rel=\"next\"");
        assertThat(get("limit=2&after=" + ids.get(2)).getHeaderString(HttpHeaders.LINK))
                .isNull();
    }

    @Test
    void headNamesTheEndsOfThePage() {
        List<String> ids = append(5);
        for (String direction : List.of("", "&direction=backward")) {
            Response answer = get("limit=2&before=" + ids.get(3) + direction);
            assertThat(answer.getHeaderString("LogStreamer-First-Event-ID")).isEqualTo(ids.get(1));
            assertThat(answer.getHeaderString("LogStreamer-Last-Event-ID")).isEqualTo(ids.get(3));
        }
        Response empty = get("after=" + ids.get(4));
        assertThat(empty.getHeaderString("LogStreamer-Last-Event-ID")).isEqualTo(ids.get(4));
        assertThat(empty.getStatus()).isEqualTo(200);
        assertThat(text(empty)).isEmpty();
    }

    @Test
    void pageEndsAtItsBytes() {
        for (int i = 0; i < 9; i++) {
            logs.append("app", "x".repeat(399));
        }
        assertThat(text(get("as=text&after=earliest&limit=9"))).hasSize(800);
        assertThat(walk("as=text&after=earliest&limit=9")).hasSize(5);
        assertThat(walk("as=text&limit=9")).hasSize(5);
        logs.append("app", "y".repeat(5_000));
        assertThat(walk("as=text&after=earliest&limit=9"))
                .hasSize(6)
                .last()
                .asString()
                .hasSize(5_001);
    }

    // ---- Heads and refusals.

    @ParameterizedTest
    @CsvSource({
        "*/*, application/x-ndjson",
        "application/x-ndjson, application/x-ndjson",
        "text/event-stream, text/event-stream;charset=utf-8",
        "text/plain, text/plain;charset=utf-8",
        "'text/html, text/plain;q=0.5, */*;q=0.1', text/plain;charset=utf-8",
        "'application/json;q=0.9, application/x-ndjson;q=0.1', application/x-ndjson"
    })
    void acceptChoosesTheForm(String accept, String type) {
        logs.append("app", "a");
        Response answer =
                target("api/v1/logs").request().header("Accept", accept).get();
        assertThat(answer.getHeaderString("Content-Type")).isEqualTo(type);
        assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.getHeaderString("Vary")).isEqualTo("Accept");
        assertThat(answer.getHeaderString("LogStreamer-Node")).isEqualTo("n1");
    }

    @Test
    void otherTypesAreNotAcceptable() {
        Response answer = target("api/v1/logs").request("application/json").get();
        assertThat(answer.getStatus()).isEqualTo(406);
        assertThat(answer.readEntity(String.class)).contains("application/x-ndjson, text/event-stream, text/plain");
        assertThat(target("api/v1/logs")
                        .queryParam("as", "text")
                        .request("application/json")
                        .get()
                        .getStatus())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "tail=-1, tail, -1, a whole number from 0 to 1000",
        "tail=1001, tail, 1001, a whole number from 0 to 1000",
        "limit=0, limit, 0, a whole number from 1 to 1000",
        "limit=99999999999999999999, limit, 99999999999999999999, a whole number from 1 to 1000",
        "since=yesterday, since, yesterday, RFC 3339",
        "until=2026-11-23, until, 2026-11-23, RFC 3339",
        "since=1h&until=2h, until, 2h, a time not before since",
        "direction=sideways, direction, sideways, 'one of backward, forward'",
        "as=xml, as, xml, 'one of ndjson, sse, text'",
        "as=ndjson&format=raw, format, raw, json in NDJSON",
        "control=none, control, none, 'one of escape, raw, strip'",
        "follow=false, follow, false, There is no parameter follow here"
    })
    void wrongValueIsRefusedByName(String query, String parameter, String value, String expected) {
        Response answer = get(query);
        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(answer.getHeaderString("Content-Type")).isEqualTo("application/problem+json");
        assertThat(text(answer))
                .contains("\"parameter\":\"" + parameter + "\"")
                .contains("\"value\":\"" + value + "\"")
                .contains(expected);
    }

    @Test
    void sourceIsNamedAsInAStream() {
        logs.append("shop/access.log", "GET /");
        assertThat(text(get("as=text&source=access.log"))).isEqualTo("GET /\n");
        assertThat(get("source=nothing").getStatus()).isEqualTo(404);
    }

    @Test
    void idOfAnotherSourceIsAGap() {
        String foreign = logs.append("shop/access.log", "GET /");
        logs.append("app", "a");
        assertThat(text(get("as=text&after=" + foreign + "x"))).isEqualTo("[gap: unknown-id]\na\n");
        assertThat(text(get("as=text&after=" + LONGEST_AGO + "&limit=1"))).endsWith("a\n");
        assertThat(text(get("as=text&before=nonsense"))).isEqualTo("[gap: unknown-id]\n");
    }

    @Test
    void headHasNoBody() {
        List<String> ids = append(5);
        Response answer = target("api/v1/logs").request().head();
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeaderString("LogStreamer-Last-Event-ID")).isEqualTo(ids.get(4));
    }

    @Test
    void stoppingServerSaysSo() {
        ready = false;
        Response answer = get("");
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isNotNull();
    }

    @Test
    void whoWaitsForALookWhileTheServerStopsIsToldSo() {
        logs.stop();
        Response answer = get("");
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"true, another deployment still holds the state directory", "false, is still being looked for"})
    void whoAsksForSeveralBeforeTheirOrderIsThereIsToComeAgain(boolean awaited, String why) {
        orderIsAwaited = awaited;
        logs.hang();
        Response answer = target("api/v1/logs")
                .queryParam("source", "app", "shop/access.log")
                .request()
                .get();
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Content-Type")).isEqualTo("application/problem+json");
        assertThat(Integer.parseInt(answer.getHeaderString("Retry-After"))).isBetween(1, 10);
        assertThat(text(answer))
                .contains(why)
                .contains("come again, or ask for one log")
                .doesNotContain("instance");
    }

    @Test
    void whereTheDiskDoesNotAnswerThePageEndsAtTheLastPlaceThatIsKnown() {
        append(5);
        logs.hang();
        assertThat(text(get("as=text"))).isEqualTo("3\n4\n5\n");
    }

    @Test
    void logThatWasNeverReadSinceItsDiskDoesNotAnswerIsToBeAskedForAgain() {
        logs.addWithoutFile("far", null);
        logs.hang();
        Response answer = get("source=far");
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(Integer.parseInt(answer.getHeaderString("Retry-After"))).isBetween(1, 10);
        assertThat(text(answer)).contains("far was not looked at yet");
    }

    @Test
    void sourceThatIsNoRegularFileIsRefusedWithTheReason() {
        logs.addWithoutFile("fifo", "named.fifo is not a regular file: name a file that is");
        Response answer = get("source=fifo");
        assertThat(answer.getStatus()).isEqualTo(404);
        assertThat(text(answer)).contains("named.fifo is not a regular file");
    }

    private List<String> append(int lines) {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= lines; i++) {
            ids.add(logs.append("app", Integer.toString(i)));
        }
        return ids;
    }

    private List<String> numbers(String query) {
        return text(get("as=text&" + query))
                .lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    /** The bodies of all pages, by their links. */
    private List<String> walk(String query) {
        List<String> pages = new ArrayList<>();
        String next = query;
        while (next != null) {
            assertThat(pages).hasSizeLessThan(20);
            Response answer = get(next);
            pages.add(text(answer));
            String link = answer.getHeaderString(HttpHeaders.LINK);
            next = link == null ? null : link.substring(link.indexOf('?') + 1, link.indexOf('>'));
        }
        return pages;
    }

    private Response get(String query) {
        WebTarget target = target("api/v1/logs");
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            target = target.queryParam(parts[0], parts[1].replace("%2F", "/"));
        }
        return target.request().get();
    }

    private static String text(Response answer) {
        return answer.readEntity(String.class);
    }
}

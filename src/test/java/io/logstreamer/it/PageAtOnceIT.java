package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitUntilState;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader need not wait for: scripts one behind the other, controls, a search that never ends. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageAtOnceIT {

    /** On forty letters that something else follows there are more ways to try than anybody has time for. */
    private static final String ENDLESS = "(a+)+$";

    private static final String TRAP = "a".repeat(40) + "b";

    private LogServer server;

    @BeforeAll
    void start() throws Exception {
        server = LogServer.startAt("/", ContainerKind.JETTY121, 10, Map.of());
    }

    @AfterAll
    void stop() throws Exception {
        server.finish();
    }

    @Test
    void scriptsOfThePageComeInOneAnswer(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("the first line");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("the first line");

            List<?> scripts = (List<?>)
                    page.page()
                            .evaluate(
                                    "performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)"
                                            + ".filter((path) => path.endsWith('.js')).map((path) => path.replace(/.*[/]/, '')).sort()");

            assertThat(scripts).isEqualTo(List.of("bundle.js"));
            page.tab().assertNoComplaints();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?source=%s",
                "?source=%s&source=%s&source=",
                "?source=%s&at=1AAAA&wrap=1",
                "?find=x&source=other*"
            })
    void streamIsAskedForWhileTheScriptIsOnItsWayAndOnce(String query, BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("a line");
        List<String> asked = new CopyOnWriteArrayList<>();
        try (BrowserTab tab = browser.tab()) {
            Page page = tab.page();
            page.onRequest(request -> {
                if (request.url().contains("/api/v1/stream")) {
                    asked.add(request.url());
                }
            });
            List<Route> held = new ArrayList<>();
            page.route("**/bundle.js", held::add);
            String address = "/" + query.replace("%s", log.source());
            page.waitForRequest(
                    "**/api/v1/stream*",
                    () -> page.navigate(
                            server.uri(address).toString(),
                            new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT)));
            page.waitForCondition(() -> !held.isEmpty());

            held.get(0).resume();

            page.waitForFunction("() => ['live', 'refused'].includes(globalThis.logstreamer?.stats().state)");
            assertThat(asked).hasSize(1);
        }
    }

    @Test
    void keyIsHeardBeforeTheServerAnswers(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("a line with a needle");
        try (BrowserTab tab = browser.tab()) {
            Page page = tab.page();
            page.route("**/api/v1/stream*", route -> {});
            page.navigate(page(log).toString());

            page.keyboard().press("/");
            page.keyboard().type("needle");

            assertThat(page.locator("#find-text").inputValue()).isEqualTo("needle");
        }
    }

    @Test
    void expressionWithoutAnEndHoldsNothingUpAndIsGivenUp(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("an order=17", TRAP);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(TRAP);
            page.press("/");
            page.page().keyboard().press("Alt+r");
            page.page().keyboard().type("order=\\d");
            page.awaitSaid("1 hit");
            page.await("() => document.querySelector('#rows .hit')?.textContent === 'order=1'", null);

            page.page().locator("#find-text").fill(ENDLESS);
            log.append("it goes on");
            page.awaitShown("it goes on");
            page.awaitSaid("This expression takes too long");

            page.page().locator("#find-text").fill("goes (on|off)");
            page.awaitSaid("1 hit");
            page.tab().assertNoComplaints();
        }
    }

    private URI page(TempLog log) {
        return server.uri("/?source=" + log.source());
    }
}

package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the connection stands is always told, and what is missing in the log stands in the log. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageConnectionIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Beyond what a busy machine makes a timer late by. */
    private static final long SLEPT_MILLIS = 120_000;

    /** Long enough for waits that double each time to have grown as long as they can. */
    private static final Duration LONG_OUTAGE = Duration.ofSeconds(36);

    private static final long LIVE_AGAIN_MILLIS = 10_000;

    private LogServer server;

    @BeforeAll
    void start() throws Exception {
        server = LogServer.start(ContainerKind.JETTY121, 20);
    }

    @AfterAll
    void stop() throws Exception {
        server.finish();
    }

    @Test
    void networkThatIsGoneAndBackIsTold(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 5));
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()))) {
            page.awaitShown(NumberedLines.line(4));
            page.page().context().setOffline(true);
            proxy.cut();
            page.awaitState("waiting");
            page.awaitSaid("No network");
            log.append(NumberedLines.range(5, 20));

            page.page().context().setOffline(false);
            page.awaitReconnects(1);
            page.awaitShown("0 lines lost");
            page.assertHasAllOf(NumberedLines.range(0, 20));
        }
    }

    @ParameterizedTest
    @CsvSource({"utc, 04:52:24", "local, 05:52:24", "log, 05:52:24 UTC+1", "delta, 05:52:24 UTC+1"})
    void timesOfWhatHappenedAreInTheZoneOfTheLinesOrNameTheirs(String form, String clock, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog().append("before");
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserTab tab = browser.tab()) {
            tab.page().clock().setFixedTime("2026-11-27T04:52:24Z");
            BrowserLog page = BrowserLog.live(tab, proxy.uri("/?source=" + log.source() + "&time=" + form));
            page.awaitShown("before");
            // Longer than anybody waits for this test.
            proxy.refuse(503, "600");
            page.awaitShown("Connection lost at " + clock + ": ");
            proxy.pass();
            page.button("Retry now").click();
            page.awaitShown("Connection lost at " + clock + ", resumed at " + clock + ": 0 lines lost");
            page.run("Clear the view");
            page.awaitShown("View cleared at " + clock + ": 1 line hidden");
        }
    }

    @Test
    void machineThatSleptTakesAnotherConnectionAndLosesNothing(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 5));
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserTab tab = browser.tab()) {
            tab.page().clock().install();
            BrowserLog page = BrowserLog.live(tab, proxy.uri("/?source=" + log.source()));
            page.awaitShown(NumberedLines.line(4));
            // What the network has forgotten meanwhile looks to the browser like a stream that is merely silent.
            proxy.forget();
            log.append(NumberedLines.range(5, 200));
            tab.page().clock().fastForward(SLEPT_MILLIS);
            page.awaitReconnects(1);
            page.awaitState("live");
            page.assertHasAllOf(NumberedLines.range(0, 200));
        }
    }

    @Test
    void tabThatTheBrowserHasFrozenIsLiveAgainAndLosesNothing(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 5));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log));
                SseClient client = server.openLive(log)) {
            page.awaitShown(NumberedLines.line(4));
            lifecycle(page, "frozen");
            log.append(NumberedLines.range(5, 3_000));
            client.awaitLines(2_995, LIMIT);
            lifecycle(page, "active");
            page.assertHasAllOf(NumberedLines.range(0, 3_000));
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void retryNowDoesNotWait(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("before");
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserTab tab = browser.tab()) {
            BrowserLog page = BrowserLog.live(tab, proxy.uri("/?source=" + log.source()));
            page.awaitShown("before");
            // Longer than anybody waits for this test.
            proxy.refuse(503, "600");
            page.awaitState("waiting");
            page.awaitSaid("HTTP 503");
            assertThat(page.page().getByRole(AriaRole.BANNER).innerText()).containsPattern("Reconnecting in \\d{3} s");
            proxy.pass();
            page.button("Retry now").click();
            page.awaitState("live");
            log.append("behind");
            page.awaitShown("behind");
            assertThat(page.number("lost")).isZero();
        }
    }

    @Test
    void afterALongOutageThePageIsLiveSoonAfterTheServerIsUp(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 5));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(4));
            server.kill();
            page.awaitState("waiting");
            long down = System.nanoTime();
            log.append(NumberedLines.range(5, 10));
            Await.until(
                    "the outage has been long",
                    LONG_OUTAGE.plus(LIMIT),
                    () -> System.nanoTime() - down > LONG_OUTAGE.toNanos());
            // When it is live is for the page to record: this thread may look later.
            page.page().evaluate("""
                    () => {
                      const look = setInterval(() => {
                        if (globalThis.logstreamer.stats().state === 'live') {
                          globalThis.liveAt = Date.now();
                          clearInterval(look);
                        }
                      }, 50);
                    }
                    """);
            server.startAgain();
            long upMillis = System.currentTimeMillis();
            page.await("() => globalThis.liveAt !== undefined", null);
            long liveMillis = ((Number) page.page().evaluate("globalThis.liveAt")).longValue();
            assertThat(liveMillis - upMillis)
                    .as("milliseconds until the page is live again")
                    .isLessThanOrEqualTo(LIVE_AGAIN_MILLIS);
            page.assertHasAllOf(NumberedLines.range(0, 10));
            page.awaitShown("The server was restarted");
        }
    }

    @Test
    void howFarThePageIsBehindIsToldWhileItCatchesUp(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 5));
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()))) {
            page.awaitShown(NumberedLines.line(4));
            proxy.refuse(502, "");
            page.awaitState("waiting");
            log.append(NumberedLines.range(5, 20_000));
            proxy.slow(true);
            proxy.pass();
            page.await("() => /\\d lines \\/ .* behind/.test(document.querySelector('header').innerText)", null);
            assertThat(page.number("lagLines")).isBetween(1L, 20_000L);
            assertThat(page.number("lagMillis")).isPositive();
            page.await("() => globalThis.logstreamer.stats().linesPerSecond > 0", null);
            proxy.slow(false);
            page.awaitState("live");
            page.assertHasAllOf(NumberedLines.range(0, 20_000));
        }
    }

    @Test
    void sourceThatIsNoneIsRefusedWithWhatToDo(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("of another log");
        try (BrowserLog page = BrowserLog.open(browser.tab(), server.uri("/?source=nowhere"))) {
            page.awaitState("refused");
            page.awaitSaid("There is no such source");
            Locator alert = page.page().getByRole(AriaRole.ALERT);
            alert.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Choose sources"))
                    .click();
            page.dialog()
                    .getByRole(AriaRole.OPTION, new Locator.GetByRoleOptions().setName(log.source()))
                    .click();
            page.awaitState("live");
            page.awaitShown("of another log");
            assertThat(alert.count()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"en-GB, Waiting for the file", "de-DE, Wartet auf die Datei", "es-ES, Esperando el archivo"})
    void logWithoutAFileIsNotCalledLiveUntilItIsWritten(String locale, String state, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog();
        try (BrowserTab tab = browser.tab(BrowserProcess.options().setLocale(locale))) {
            BrowserLog page = BrowserLog.live(tab, page(log));
            Locator told = page.page().getByRole(AriaRole.BANNER).locator(".state-text");
            page.awaitSaid(state);
            assertThat(told.innerText()).isEqualTo(state);
            log.append("its first line");
            page.awaitShown("its first line");
            page.await("(state) => document.querySelector('.state-text').textContent !== state", state);
        }
    }

    @Test
    void truncationIsAGapOfTheLogAlsoWhileNobodyIsConnected(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 20));
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()))) {
            page.awaitShown(NumberedLines.line(19));
            log.truncate().append("anew");
            page.awaitShown("anew");
            page.awaitShown("Lines may be missing here: " + log.path().getFileName() + " was emptied");
            assertThat(page.list()
                            .locator(".row.note:has-text('emptied'), .row.note:has-text('truncated')")
                            .count())
                    .as("rows that tell of one truncation")
                    .isEqualTo(1);
            assertThat(page.number("gaps")).isEqualTo(1);
            assertThat(page.shows("Load what can be loaded"))
                    .as("what was truncated is nowhere")
                    .isFalse();

            proxy.refuse(502, "");
            page.awaitState("waiting");
            log.append("never to be read").truncate().append("and anew");
            proxy.pass();
            page.awaitReconnects(1);
            page.awaitShown("and anew");
            page.awaitShown("with a gap");
            assertThat(page.number("gaps")).isEqualTo(2);
            List<String> expected = new ArrayList<>(NumberedLines.range(0, 20));
            expected.addAll(List.of("anew", "and anew"));
            assertThat(page.shownLines()).isEqualTo(expected);
        }
    }

    @Test
    void restartIsARowAndItsGapIsFilledWithWhatIsThereAgain(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 5));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(4));
            server.stop();
            page.awaitState("waiting");
            page.awaitShown("Connection lost at");
            log.append(NumberedLines.range(5, 15)).rotate();
            Path rotated = log.path().resolveSibling(log.path().getFileName() + ".1");
            Path elsewhere = Files.move(rotated, server.logDirectory().resolve("kept"));
            log.append("in the new file");
            server.startAgain();
            page.awaitShown("in the new file");
            page.awaitShown("The server was restarted");
            page.awaitShown("missing here");
            assertThat(page.number("gaps")).isEqualTo(1);

            page.button("Load what can be loaded").click();
            page.awaitShown("Nothing of it is left on the server");

            Files.move(elsewhere, rotated);
            URI sources = server.uri("/api/v1/sources?source=" + log.source());
            String name = "\"" + rotated.getFileName() + "\"";
            Await.until(
                    "the server sees the file again",
                    LIMIT,
                    () -> Answer.get(sources).text().contains(name));
            page.press("G");
            page.press("ArrowUp");
            page.press("ArrowUp");
            page.await(
                    "() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
                            + "?.textContent.includes('Load what can be loaded') === true",
                    null);
            page.press("Enter");
            page.awaitSaid("10 lines loaded");
            page.awaitGone("Load what can be loaded");
            page.awaitShown(NumberedLines.line(14));
            List<String> all = new ArrayList<>(NumberedLines.range(0, 15));
            all.add("in the new file");
            assertThat(page.shownLines()).isEqualTo(all);
            assertLinesOfTheGapAreLines(page, all);
        }
    }

    /** Found, selected, copied and linked to as others are. */
    private static void assertLinesOfTheGapAreLines(BrowserLog page, List<String> all) {
        String first = NumberedLines.line(5);
        page.press("/");
        page.page().keyboard().type(first);
        page.awaitSaid("1 hit");
        page.page().keyboard().press("Escape");
        page.row(NumberedLines.line(4)).click();
        page.row("in the new file").click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
        page.awaitSaid("12 lines selected");
        page.press("y");
        page.awaitSaid("12 lines copied");
        assertThat(page.copied().lines()).isEqualTo(all.subList(4, 16));
        page.row(first).click();
        page.press("L");
        page.page().navigate(page.copied());
        page.awaitShown(first);
        page.awaitShown("in the new file");
        page.awaitGone("More lines lie between");
        assertThat(page.shownLines()).isEqualTo(all);
    }

    private static void lifecycle(BrowserLog page, String state) {
        JsonObject to = new JsonObject();
        to.addProperty("state", state);
        CDPSession session = page.page().context().newCDPSession(page.page());
        session.send("Page.setWebLifecycleState", to);
        session.detach();
    }

    private URI page(TempLog log) {
        return server.uri("/?source=" + log.source());
    }
}

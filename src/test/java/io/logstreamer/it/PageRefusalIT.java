package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands between the page and its server cuts it off or answers for the server, while lines are written: none is lost. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageRefusalIT {
    private static final int LINES = 4_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private LogServer server;

    @BeforeAll
    void start(LogServer shared) {
        server = shared;
    }

    @ParameterizedTest
    @CsvSource({"404, ''", "502, ''", "503, 1", "429, 1", "504, ''"})
    void refusalOfAProxyIsToldAndOutlived(int status, String retryAfterSeconds, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog().create();
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()));
                LogWriter writer = LogWriter.start(log, LINES)) {
            page.awaitLines(500);
            proxy.refuse(status, retryAfterSeconds);
            Await.until("the page has asked in vain", LIMIT, () -> proxy.refused() > 0 && settle(page));
            page.awaitSaid("HTTP " + status);
            proxy.pass();
            page.awaitReconnects(1);
            writer.await();
            page.assertHasAllOf(NumberedLines.range(0, LINES));
        }
    }

    @Test
    void whoIsNotSignedInIsToldSoAndWhatToDoOnATelephoneToo(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("before it");
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()))) {
            page.page().setViewportSize(390, 844);
            page.awaitShown("before it");

            proxy.refuse(401, "");

            page.await(
                    "() => /HTTP 401.*You are not signed in.*Reload the page/s.test("
                            + "document.querySelector('[role=alert]')?.innerText ?? '')",
                    null);
            page.await(
                    "() => { const head = document.getElementById('header').innerText;"
                            + " return head.includes('HTTP 401') && !head.includes('Reconnecting'); }",
                    null);
        }
    }

    @ParameterizedTest
    @CsvSource({"390, 844", "1600, 900"})
    void whatPassesByItselfIsToldBelowTheLastLineWithWhatToDo(int width, int height, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog().append("before it");
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()))) {
            page.page().setViewportSize(width, height);
            page.awaitShown("before it");

            proxy.refuse(504, "");
            page.await(
                    "() => /HTTP 504: The proxy waited too long .* Raise the read timeout of the proxy/.test("
                            + "[...document.querySelectorAll('.note-text')].map((each) => each.textContent).join(''))",
                    null);
            proxy.refuse(502, "");
            page.await(
                    "() => /HTTP 502: The proxy cannot reach the server/.test("
                            + "[...document.querySelectorAll('.note-text')].map((each) => each.textContent).join(''))",
                    null);
        }
    }

    /** What a proxy says, or something else between: the page tells what it means and what to do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | The server does not understand this address | Check the part of the address | Choose sources",
                "403 | You may not read this log | ask the operator of this server for access | Choose sources",
                "405 | Something between here and the server changes requests | pass GET requests on as they are | Retry now",
                "406 | The server cannot give the form that was asked for | pass the Accept header on | Reload the page",
                "421 | The server does not know itself by this host name | logstreamer.http.allowed-hosts | Reload the page"
            })
    void refusalThatDoesNotPassIsToldWithWhatToDo(
            int status, String what, String hint, String button, BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("before it");
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()))) {
            page.awaitShown("before it");
            proxy.refuse(status, "");
            page.awaitState("refused");
            Locator alert = page.page().getByRole(AriaRole.ALERT);
            alert.waitFor();
            assertThat(alert.innerText()).contains("HTTP " + status + ": " + what, hint);
            assertThat(alert.getByRole(AriaRole.BUTTON).allInnerTexts()).contains(button, "Retry now");
            assertThat(page.page().getByRole(AriaRole.BANNER).innerText())
                    .contains("HTTP " + status)
                    .doesNotContain("Live", "Reconnecting");

            proxy.pass();
            page.button("Retry now").click();
            page.awaitState("live");
            log.append("behind it");
            page.awaitShown("behind it");
            assertThat(alert.count()).isZero();
        }
    }

    @Test
    void lostConnectionIsARowOfTheLog(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("before it");
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()))) {
            page.awaitShown("before it");
            proxy.cut();
            log.append("behind it");
            page.awaitReconnects(1);
            page.awaitShown("behind it");
            page.awaitShown("0 lines lost");
        }
    }

    @Test
    void streamThatIsCutAgainAndAgainIsWhole(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().create();
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()));
                LogWriter writer = LogWriter.start(log, LINES)) {
            for (int cut = 1; cut <= 3; cut++) {
                page.awaitLines(500L * cut);
                proxy.cut();
                page.awaitReconnects(cut);
            }
            writer.await();
            page.assertHasAllOf(NumberedLines.range(0, LINES));
        }
    }

    /** Lets the browser tell its events to this thread. */
    private static boolean settle(BrowserLog page) {
        page.stats();
        return true;
    }
}

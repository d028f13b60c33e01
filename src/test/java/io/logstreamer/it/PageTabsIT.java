package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Many tabs, of which one is looked at, and the same page under the name of a host, where a browser allows less. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageTabsIT {
    private static final int TABS = 10;
    private static final long PAST_THE_HIDING_MILLIS = 31_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private LogServer server;

    @BeforeAll
    void start() throws Exception {
        server = LogServer.startAt(
                "/", ContainerKind.JETTY121, 10, Map.of("LOGSTREAMER_HTTP_ALLOWED_HOSTS", BrowserProcess.HOST));
    }

    @AfterAll
    void stop() throws Exception {
        server.finish();
    }

    @Test
    void tenTabsAllLoad(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("begin");
        List<BrowserTab> tabs = new ArrayList<>();
        try (BrowserTab first = browser.tab()) {
            for (BrowserTab tab = first; tabs.size() < TABS; tab = first.another()) {
                tabs.add(tab);
                BrowserLog.live(tab, page(log)).awaitShown("begin");
                tab.hide();
            }
            log.append("for those who look");
            for (BrowserTab tab : tabs) {
                tab.show();
                BrowserLog.of(tab).awaitShown("for those who look");
                tab.assertNoComplaints();
                // The browser has six connections; whoever is looked at has one, and the one before gives its own back.
                Await.until("one is connected", LIMIT, () -> streams(tabs) == 1);
                tab.hide();
            }
        }
    }

    @Test
    void hiddenTabGivesItsConnectionBackAndLosesNothing(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 10));
        try (BrowserTab tab = browser.tab()) {
            tab.page().clock().install();
            BrowserLog page = BrowserLog.live(tab, page(log));
            page.awaitLines(10);
            tab.hide();
            tab.page().clock().fastForward(PAST_THE_HIDING_MILLIS);
            page.awaitState("asleep");
            Await.until("the connection is given back", LIMIT, () -> tab.streams() == 0);
            log.append(NumberedLines.range(10, 300));
            tab.show();
            page.awaitState("live");
            page.awaitLines(300);
            assertThat(page.number("lines")).isEqualTo(300);
            assertThat(page.number("lost")).isZero();
            tab.assertNoComplaints();
        }
    }

    @Test
    void plainHttpUnderAHostNameIsEnough(BrowserProcess browser) throws Exception {
        String line = "under a name,  with    spaces\tand a tab";
        TempLog log = server.nextLog().append(line);
        URI address = page(log);
        URI named = URI.create("http://" + BrowserProcess.HOST + ":" + address.getPort() + "/?" + address.getQuery());
        try (BrowserLog page = BrowserLog.live(browser.tab(), named)) {
            page.awaitShown("under a name");
            assertThat(page.page().evaluate("isSecureContext")).isEqualTo(false);
            page.list().getByText("under a name").click();
            page.press("y");
            page.awaitSaid("1 line copied");
            assertThat(page.pasted()).isEqualTo(line);
            page.tab().assertNoComplaints();
        }
    }

    private static int streams(List<BrowserTab> tabs) {
        return tabs.stream().mapToInt(BrowserTab::streams).sum();
    }

    private URI page(TempLog log) {
        return server.uri("/?source=" + log.source());
    }
}

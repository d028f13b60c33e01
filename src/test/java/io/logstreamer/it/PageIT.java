package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page in a browser, at the root of Jetty and below a deep path of Tomcat: what it shows of the lines of a log. */
@BrowserNeeded
@ParameterizedClass(name = "{0} at {1}")
@MethodSource("places")
@TestInstance(Lifecycle.PER_CLASS)
class PageIT {

    @Parameter(0)
    ContainerKind kind;

    @Parameter(1)
    String contextPath;

    private LogServer server;

    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of(ContainerKind.JETTY121, "/"), Arguments.of(ContainerKind.TOMCAT11, "/team/tools/logs"));
    }

    @BeforeParameterizedClassInvocation
    void start(ContainerKind kind, String contextPath) throws Exception {
        server = LogServer.startAt(contextPath, kind, 30, Map.of());
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        server.finish();
    }

    @Test
    void linesAppearAsTheyAreWritten(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("it was there before");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("it was there before");
            log.append("it came later");
            page.awaitShown("it came later");
            assertThat(page.stats().get("source")).asString().contains(log.source());
            assertThat(page.number("lost")).isZero();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void markupInLinesIsOnlyText(BrowserProcess browser) throws Exception {
        List<String> lines = List.of(
                "<img src=x onerror=globalThis.harmed=1>",
                "</script><script>globalThis.harmed=2</script>",
                "<svg onload=globalThis.harmed=3><a href=javascript:globalThis.harmed=4>x</a></svg>",
                "${globalThis.harmed=5} {{globalThis.harmed=6}} #{7*7} ${{7*7}}",
                "javascript:globalThis.harmed=7//",
                "{\"<b onclick=harmed=8>\":\"<i>\",\"b\":\"</textarea><iframe srcdoc=x>\"}");
        TempLog log = server.nextLog().append(lines);
        log.append(
                "\u001b]8;;javascript:globalThis.harmed=9\u001b\\look here\u001b]8;;\u001b\\ \u001b[31mred\u001b[0m");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            for (String line : lines) {
                page.awaitShown(line);
            }
            page.awaitShown("look here red");
            page.list().locator(".row [data-action]").first().click();
            page.await("() => document.querySelectorAll('.row.field').length === 2", null);
            page.press("/");
            page.page().keyboard().type("harmed=");
            page.awaitSaid("6 hits");
            assertThat(page.page().evaluate("globalThis.harmed")).isNull();
            assertThat(page.list()
                            .locator("a, img, script, iframe, svg a, i, b")
                            .count())
                    .as("elements that lines have made")
                    .isZero();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void scrollingUpPausesAndOneKeyIsLiveAgain(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 500));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(499));
            page.wheel(-2_000);
            page.awaitSaid("Paused");
            String before = page.list().innerText();
            log.append(NumberedLines.range(500, 600));
            log.append("2026-11-25 10:00:00 ERROR it broke");
            page.awaitSaid("101 new lines");
            page.awaitSaid("1 error");
            assertThat(page.list().innerText()).as("what is read does not move").isEqualTo(before);

            page.press("f");
            page.awaitShown("it broke");
            assertThat(page.number("lost")).isZero();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void gapAndRotationAreRowsOfTheLog(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("a first line", "a second line");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("a second line");
            log.rotate().append("in the new file");
            page.awaitShown("in the new file");
            page.awaitShown("Log rotated");
            log.truncate().append("anew");
            page.awaitShown("anew");
            page.awaitShown("emptied");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void severalLogsAreOneView(BrowserProcess browser) throws Exception {
        TempLog one = server.nextLog().append("one begins");
        TempLog two = server.nextLog().append("two begins");
        try (BrowserLog page =
                BrowserLog.live(browser.tab(), server.uri("/?source=" + one.source() + "&source=" + two.source()))) {
            one.append("one goes on");
            page.awaitShown("one goes on");
            two.append("two goes on");
            page.awaitShown("two goes on");
            page.awaitShown(one.source());
            page.awaitShown(two.source());
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void addressIsTheState(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("order accepted", "order refused", "nothing of that");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.press("l");
            page.press("t");
            page.press("/");
            page.page().keyboard().type("order");
            page.awaitSaid("2 hits");
            page.page().waitForURL(url -> url.contains("find=order") && url.contains("wrap=1"));
            String address = page.page().url();
            assertThat(address).contains("source=" + log.source()).contains("time=");
            try (BrowserLog copy = BrowserLog.live(browser.tab(), URI.create(address))) {
                copy.awaitShown("order refused");
                copy.awaitSaid("2 hits");
                assertThat(copy.page().url()).isEqualTo(address);
            }
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void linkToALineHoldsAfterRotationAndCompression(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 300));
        String address;
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(299));
            page.row(NumberedLines.line(290)).click();
            page.press("L");
            page.awaitSaid("opied");
            address = page.copied();
        }
        log.rotate().append(NumberedLines.range(300, 400));
        log.packRotated().append(NumberedLines.range(400, 900));
        try (BrowserLog page = BrowserLog.open(browser.tab(), URI.create(address))) {
            page.awaitShown(NumberedLines.line(290));
            assertThat(page.shows(NumberedLines.line(899))).isFalse();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void narrowScreenShowsLongLinesToTheirEndAndScrollsOnlyTheLog(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("2026-11-26T07:01:02.345Z INFO " + "long ".repeat(40) + "line", "short");
        var narrow = BrowserProcess.options().setViewportSize(320, 640);
        try (BrowserLog page = BrowserLog.live(browser.tab(narrow), page(log))) {
            page.awaitShown("short");
            assertThat(page.page().evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            assertThat(page.list().evaluate("list => list.scrollWidth <= list.clientWidth"))
                    .isEqualTo(true);
            assertThat(page.shows("07:01:02 INFO long")).isTrue();
            assertThat(page.button("Settings").isVisible()).isTrue();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void textsAreInTheLanguageOfTheBrowser(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("eine Zeile");
        var german = BrowserProcess.options().setLocale("de-DE");
        try (BrowserTab tab = browser.tab(german)) {
            tab.open(page(log));
            tab.page().getByText("eine Zeile").first().waitFor();
            tab.page()
                    .getByRole(
                            AriaRole.BUTTON,
                            new com.microsoft.playwright.Page.GetByRoleOptions().setName("Einstellungen"))
                    .waitFor();
            assertThat(tab.page().locator("html").getAttribute("lang")).isEqualTo("de");
            tab.assertNoComplaints();
        }
    }

    private URI page(TempLog log) {
        return server.uri("/?source=" + log.source());
    }
}

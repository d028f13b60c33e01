package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.KeyboardModifier;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is selected is had whole, though the page knows only its beginning and its end. */
@BrowserNeeded
class PageSelectionIT {
    private static final int LINES_PER_WRITE = 5_000;
    private static final int COPIED = 30_000;
    private static final int TOO_MANY_TO_COPY = 210_000;

    private static final String HIT_IN_VIEW = """
            () => {
              const hit = document.querySelector('.hit-current')?.getBoundingClientRect();
              const list = document.querySelector('[role=grid]').getBoundingClientRect();
              return hit !== undefined && hit.top >= list.top && hit.bottom <= list.bottom && hit.left >= list.left && hit.right <= list.right;
            }
            """;

    /** Where the buttons below the list stand, and what the last one says at its end. */
    private static final String PLACES = """
            () => JSON.stringify([...document.querySelectorAll('.log-bars button, .log-news + span')]
              .map((part) => part.getBoundingClientRect())
              .filter(({ width }) => width > 0))
            """;

    /** Which line the keyboard is at, and where on the screen. */
    private static final String CURSOR_PLACE = """
            () => {
              const row = document.getElementById('log-cursor');
              return `${row?.textContent} at ${Math.round(row?.getBoundingClientRect().top)}`;
            }
            """;

    private static final String OVERFLOW = """
            () => [...document.querySelectorAll('.log-count, .log-news')]
              .reduce((sum, { scrollWidth, clientWidth }) => sum + scrollWidth - clientWidth, 0)
            """;

    @Test
    void fromTheOldestLineToTheNewestNoneIsLeftOut(LogServer server, BrowserProcess browser) throws Exception {
        TempLog log = written(server, COPIED);
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + log.source()))) {
            selectAll(page, COPIED);
            page.awaitSaid("At least ");
            page.press("y");
            page.awaitSaid("30,000 lines copied");
            assertThat(page.copied().lines().toList()).isEqualTo(NumberedLines.range(0, COPIED));
            assertThat(saved(page)).isEqualTo(NumberedLines.range(0, COPIED));
            page.awaitSaid("30,000 lines saved");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void whatIsTooMuchToCopyIsSavedWhole(LogServer server, BrowserProcess browser) throws Exception {
        TempLog log = written(server, TOO_MANY_TO_COPY);
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + log.source()))) {
            selectAll(page, TOO_MANY_TO_COPY);
            page.press("y");
            page.awaitSaid("More than 200,000 lines are too many to copy.");
            assertThat(saved(page)).isEqualTo(NumberedLines.range(0, TOO_MANY_TO_COPY));
            page.awaitSaid("210,000 lines saved");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void serverWithoutTimeIsWaitedForWhileASelectionIsSaved(LogServer server, BrowserProcess browser) throws Exception {
        TempLog log = written(server, COPIED);
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), proxy.uri("/?source=" + log.source()))) {
            selectAll(page, COPIED);
            page.awaitSaid("At least ");
            proxy.refuse(503, "1");
            Download download = page.page().waitForDownload(() -> {
                page.press("S");
                page.awaitSaid("The server has no time for it now.");
                proxy.pass();
            });
            assertThat(Files.readAllLines(download.path())).isEqualTo(NumberedLines.range(0, COPIED));
            page.awaitSaid("30,000 lines saved");
        }
    }

    @Test
    void whatIsSelectedStaysWhereItStandsWhenLinesAreWrapped(LogServer server, BrowserProcess browser)
            throws Exception {
        String rest = " and what else is to be said of it".repeat(12);
        TempLog log = server.nextLog()
                .append(NumberedLines.range(0, 200).stream()
                        .map(line -> line + rest)
                        .toList());
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + log.source()))) {
            page.awaitShown(NumberedLines.line(199));
            page.wheel(-800);
            page.page().mouse().click(700, 600);
            page.awaitSaid("1 line selected");
            double pixels = selectedPixels(page);
            for (String key : List.of("l", "l", "l", "+", "l")) {
                page.press(key);
                page.awaitPainted();
                assertThat(selectedPixels(page)).as(key).isEqualTo(pixels);
            }
        }
    }

    /** It is copied whole, too. */
    @Test
    void wrappedLineWithTheKeyboardsAttentionIsMarkedWhole(LogServer server, BrowserProcess browser) throws Exception {
        String line = "2026-11-27T19:00:13Z ERROR it failed" + " and what else is to be said of it".repeat(5);
        TempLog log = server.nextLog().append(shortLines(0, 5)).append(line).append(shortLines(5, 9));
        var options = BrowserProcess.options().setViewportSize(320, 700);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), server.uri("/?source=" + log.source()))) {
            page.awaitShown("line 8");
            page.press("E");
            Locator rows = page.list().locator(".row.cursor");
            page.await("() => document.querySelectorAll('.row.cursor').length > 1", null);
            String marked = String.join("", rows.locator(".message").allTextContents());
            assertThat(marked)
                    .isEqualTo(line.substring(line.indexOf("19:00:13")).replace("Z", ""));
            assertThat(page.list().locator("#log-cursor").count()).isEqualTo(1);
            page.press("y");
            page.awaitSaid("1 line copied");
            assertThat(page.copied().lines()).containsExactly(line);
        }
    }

    /** A desk's screen of 1,280 by 1,024 pixels has so many of its own when the reader has enlarged everything four times. */
    @Test
    void whatIsSelectedIsSeenBesideItsButtonsWhenThePageIsEnlarged(LogServer server, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog().append(shortLines(0, 90));
        var enlarged = BrowserProcess.options().setViewportSize(320, 256).setLocale("de-DE");
        try (BrowserLog page = BrowserLog.live(browser.tab(enlarged), server.uri("/?source=" + log.source()))) {
            page.awaitShown("line 89");
            page.press("ArrowUp");
            page.press("Shift+ArrowUp");
            page.awaitSaid("2 Zeilen ausgewählt");
            page.awaitPainted();
            int pixels = (int) page.page().evaluate("() => document.querySelector('.log-window').clientHeight");
            assertThat(pixels).as("pixels for lines").isGreaterThan(5 * 20);
            assertThat(page.list().locator("#log-cursor").innerText()).endsWith("line 88");
            page.button("Herunterladen").scrollIntoViewIfNeeded();
            assertThat(page.page().evaluate("() => document.documentElement.scrollWidth"))
                    .isEqualTo(320);
        }
    }

    @Test
    void lineWithTheKeyboardsAttentionStaysWhereItStandsWhenOthersComeBetween(LogServer server, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog()
                .append(IntStream.range(0, 90)
                        .mapToObj(number -> (number % 9 == 4 ? "needle " : "straw ") + number)
                        .toList());
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + log.source()))) {
            page.awaitShown("straw 89");
            page.press("/");
            page.page().keyboard().type("needle");
            page.awaitSaid("10 hits");
            page.page().keyboard().press("Enter");
            page.press("&");
            page.awaitGone("straw");
            for (int hits = 0; hits < 3; hits++) {
                page.press("N");
            }
            page.await("() => document.getElementById('log-cursor')?.textContent.endsWith('needle 58')", null);
            Object place = page.page().evaluate(CURSOR_PLACE);
            for (String key : List.of("&", "&", "Escape")) {
                page.press(key);
                page.awaitPainted();
                assertThat(page.page().evaluate(CURSOR_PLACE)).as(key).isEqualTo(place);
            }
            page.awaitShown("straw 57");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"o", "O"})
    void frameThatIsFoldedAwayLeavesItsWholeTraceSelectedAndSeenToBe(
            String key, LogServer server, BrowserProcess browser) throws Exception {
        List<String> trace = Stream.concat(
                        Stream.of("java.lang.IllegalStateException: it broke"),
                        IntStream.range(0, 9).mapToObj(number -> "\tat a.b.C.call" + number + "(C.java:1)"))
                .toList();
        TempLog log = server.nextLog()
                .append("2026-11-27T19:00:13Z ERROR it failed")
                .append(trace)
                .append("2026-11-27T19:00:14Z INFO it goes on");
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + log.source()))) {
            page.awaitShown("+9 frames");
            page.list().getByText("+9 frames").click();
            page.list().getByText("call5").click();
            page.awaitSaid("1 line selected");
            page.press(key);
            if (key.equals("O")) {
                // What was opened one by one is open with all others first.
                page.press(key);
            }
            page.awaitShown("+9 frames");
            page.awaitSaid("10 lines selected");
            assertThat(page.list().locator(".row.selected .message").allTextContents())
                    .containsExactly("java.lang.IllegalStateException: it broke");
            page.press("y");
            page.awaitSaid("10 lines copied");
            assertThat(page.copied().lines()).containsExactlyElementsOf(trace);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1600})
    void whatIsSaidCoversNoButtonOfTheSelection(int width, LogServer server, BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 100));
        var options = BrowserProcess.options().setViewportSize(width, 700);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), server.uri("/?source=" + log.source()))) {
            page.awaitShown("0000099");
            page.press("ArrowUp");
            page.press("Shift+ArrowUp");
            page.awaitSaid("2 lines selected");
            page.press("y");
            page.awaitSaid("2 lines copied");
            page.await("""
                    () => document.querySelector('.toast').getBoundingClientRect().bottom
                      <= document.querySelector('.log-selection').getBoundingClientRect().top
                    """, null);
        }
    }

    @ParameterizedTest
    @CsvSource({"en-GB, 1600", "de-DE, 1600", "de-DE, 1200", "de-DE, 390", "es-ES, 390", "de-DE, 320"})
    void noButtonMovesBesideACountThatGrows(String locale, int width, LogServer server, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog().append(shortLines(0, 300));
        var options = BrowserProcess.options()
                .setViewportSize(width, 844)
                .setLocale(locale)
                .setHasTouch(width < 400);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), server.uri("/?source=" + log.source()))) {
            page.awaitShown("line 299");
            page.press("p");
            awaitNews(page, "");
            Object alone = page.page().evaluate(PLACES);
            page.row("line 290").click();
            awaitCount(page, "1 ");
            Object one = page.page().evaluate(PLACES);
            for (int more = 2; more <= 13; more++) {
                page.press("Shift+ArrowUp");
                awaitCount(page, more + " ");
                assertThat(page.page().evaluate(PLACES)).as(count(page)).isEqualTo(one);
            }
            log.append(shortLines(300, 13_000)).append("2026-11-25T10:00:00Z ERROR it broke");
            awaitNews(page, "12");
            awaitNews(page, "(1 ");
            assertThat(page.page().evaluate(PLACES)).as(news(page)).isEqualTo(one);
            assertThat(page.page().evaluate(OVERFLOW))
                    .as("pixels of the counts that are cut off")
                    .isEqualTo(0);
            page.press("Escape");
            page.await("() => document.querySelector('[role=toolbar]').hidden", null);
            assertThat(page.page().evaluate(PLACES)).as(news(page)).isEqualTo(alone);
            page.tab().assertNoComplaints();
        }
    }

    private static List<String> shortLines(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "line " + number).toList();
    }

    private static void awaitNews(BrowserLog page, String text) {
        page.await("(text) => document.querySelector('.log-news').textContent.includes(text)", text);
    }

    private static void awaitCount(BrowserLog page, String begin) {
        page.await("(begin) => document.querySelector('.log-count').textContent.startsWith(begin)", begin);
    }

    private static String news(BrowserLog page) {
        return page.page().locator(".log-news").innerText();
    }

    private static String count(BrowserLog page) {
        return page.page().locator(".log-count").innerText();
    }

    @Test
    void theCurrentHitStaysInViewWhenLinesAreWrapped(LogServer server, BrowserProcess browser) throws Exception {
        String rest = " and what else is to be said of it".repeat(30);
        TempLog log = server.nextLog()
                .append(IntStream.range(0, 200)
                        .mapToObj(number -> NumberedLines.line(number) + rest + " end" + number + '.')
                        .toList());
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + log.source()))) {
            page.awaitShown(NumberedLines.line(199));
            page.press("/");
            page.page().keyboard().type("end150.");
            page.awaitSaid("1 hit");
            page.page().keyboard().press("Enter");
            for (String key : List.of("l", "l")) {
                page.await(HIT_IN_VIEW, null);
                page.press(key);
                page.awaitPainted();
            }
            page.await(HIT_IN_VIEW, null);
        }
    }

    private static double selectedPixels(BrowserLog page) {
        return ((Number) page.page()
                        .evaluate("document.querySelector('.row.line.selected').getBoundingClientRect().top"))
                .doubleValue();
    }

    private static TempLog written(LogServer server, int count) throws Exception {
        TempLog log = server.nextLog();
        for (int next = 0; next < count; next += LINES_PER_WRITE) {
            log.append(NumberedLines.range(next, next + LINES_PER_WRITE));
        }
        return log;
    }

    /** By mouse: the first line, and with Shift the last. */
    private static void selectAll(BrowserLog page, int count) {
        page.awaitShown(NumberedLines.line(count - 1));
        page.press("g");
        page.awaitShown(NumberedLines.line(0));
        page.row(NumberedLines.line(0)).click();
        page.press("G");
        page.awaitShown(NumberedLines.line(count - 1));
        page.row(NumberedLines.line(count - 1))
                .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
    }

    private static List<String> saved(BrowserLog page) throws Exception {
        Download download = page.page().waitForDownload(() -> page.press("S"));
        return Files.readAllLines(download.path());
    }
}

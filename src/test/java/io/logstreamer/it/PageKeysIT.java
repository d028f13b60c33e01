package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The page by keyboard alone, in the manner of less and lnav. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageKeysIT {
    private static final int LINES = 90;
    private static final int ERROR = 30;
    private static final int WARNING = 60;

    /** The first row of a wrapped line ends in the list, where no further letter has room beside the padding. */
    private static final String FILLS_WIDTH = """
            () => {
              const text = document.createRange();
              text.selectNodeContents(document.querySelector('.row.line .message'));
              const { right, width } = text.getBoundingClientRect();
              const letter = width / text.toString().length;
              const left = document.querySelector('[role=grid]').getBoundingClientRect().right - right;
              return left >= 0 && left < letter + 16;
            }
            """;

    private LogServer server;
    private TempLog log;

    @BeforeAll
    void start(LogServer shared) throws Exception {
        server = shared;
        log = server.nextLog().append(lines());
    }

    private static List<String> lines() {
        return IntStream.range(0, LINES).mapToObj(PageKeysIT::line).toList();
    }

    private static String line(int number) {
        String level = number == ERROR ? "ERROR" : number == WARNING ? "WARN" : "INFO";
        return "2026-11-25T10:00:%02d.%03dZ %s line %d".formatted(number / 10, number % 10, level, number);
    }

    @Test
    void keysMoveAsInLess(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), page())) {
            page.awaitShown(line(LINES - 1));
            for (String top : List.of("g", "Home")) {
                page.press(top);
                page.awaitShown(line(0));
                assertThat(page.shownLines()).startsWith(line(0), line(1));
                page.press(top.equals("g") ? "G" : "End");
                page.awaitShown(line(LINES - 1));
                assertThat(page.page().getByRole(AriaRole.BANNER).innerText()).contains("Live");
            }
            page.press("g");
            page.awaitShown(line(0));
            for (String down : List.of("Space", "PageDown")) {
                // The bar that leads back takes its room with the next painting.
                page.awaitPainted();
                int shown = page.shownLines().size();
                page.press(down);
                page.awaitGone(line(0));
                assertThat(page.shownLines().get(0))
                        .as("one line of the page before stays in view")
                        .isIn(line(shown - 3), line(shown - 2), line(shown - 1));
                page.press(down.equals("Space") ? "b" : "PageUp");
                page.awaitShown(line(0));
            }
            for (String key : List.of("j", "ArrowDown", "j", "k", "ArrowUp", "ArrowDown")) {
                page.press(key);
            }
            assertAt(page, 1);
        }
    }

    @Test
    void keysBeginInTheViewWhereTheReaderHasLeftTheLineBehind(BrowserProcess browser) throws Exception {
        TempLog longer = server.nextLog().append(NumberedLines.range(0, 300));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(longer))) {
            page.awaitShown(NumberedLines.line(299));
            page.row(NumberedLines.line(290)).click();
            page.press("g");
            page.press("j");
            assertAtRow(page, NumberedLines.line(0));
            page.press("f");
            page.press("k");
            assertAtRow(page, NumberedLines.line(299));
            page.press("PageUp");
            page.press("PageUp");
            page.awaitPainted();
            String first = page.shownLines().get(0);
            page.press("j");
            assertAtRow(page, first);

            page.press("/");
            page.page().keyboard().type("accepted");
            page.awaitSaid("300 hits");
            page.page().keyboard().press("Enter");
            assertAtRow(page, first);
            page.press("f");
            page.press("g");
            page.press("n");
            assertAtRow(page, NumberedLines.line(0));
        }
    }

    @Test
    void keysJumpBetweenErrorsWarningsAndMarks(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), page())) {
            page.awaitShown(line(LINES - 1));
            page.press("E");
            assertAt(page, ERROR);
            page.press("w");
            assertAt(page, WARNING);
            page.press("m");
            page.awaitSaid("Line marked");
            page.press("W");
            assertAt(page, ERROR);
            page.press("'");
            assertAt(page, WARNING);
            page.press("E");
            assertAt(page, ERROR);
            page.press("e");
            page.awaitSaid("No further error");
            assertAt(page, ERROR);
        }
    }

    @Test
    void keysSelectCopyAndSave(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), page())) {
            page.awaitShown(line(LINES - 1));
            page.press("E");
            page.press("Shift+ArrowDown");
            page.press("Shift+ArrowDown");
            page.awaitSaid("3 lines selected");
            page.press("y");
            page.awaitSaid("3 lines copied");
            List<String> selected = lines().subList(ERROR, ERROR + 3);
            assertThat(page.copied().lines()).containsExactlyElementsOf(selected);
            Download download = page.page().waitForDownload(() -> page.press("S"));
            assertThat(download.suggestedFilename()).startsWith(log.source()).endsWith(".log");
            assertThat(Files.readAllLines(download.path())).isEqualTo(selected);
            page.press("Escape");
            page.await("() => document.querySelector('[role=toolbar]').hidden", null);
        }
    }

    @Test
    void escapeUnselectsWhatStaysSelectedWhileTheLogIsFollowed(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), page())) {
            page.awaitShown(line(LINES - 1));
            page.row(line(LINES - 1)).click();
            page.awaitSaid("1 line selected");
            page.press("f");
            page.await("() => document.querySelector('.log-back').hidden", null);
            page.press("Escape");
            page.await("() => document.querySelector('[role=toolbar]').hidden", null);
            assertThat(page.page().getByRole(AriaRole.BANNER).innerText()).contains("Live");
        }
    }

    @Test
    void copyWithTimeAddsItWhereTheLineDoesNotBeginWithIt(BrowserProcess browser) throws Exception {
        TempLog json = server.nextLog()
                .append("{\"time\":\"2026-11-25T10:00:00.123Z\",\"msg\":\"first\"}", "2026-11-25T10:00:01Z second");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(json))) {
            page.awaitShown("second");
            page.press("g");
            page.press("Control+a");
            page.awaitSaid("2 lines selected");
            page.press("Y");
            page.awaitSaid("2 lines copied");
            assertThat(page.copied().lines())
                    .containsExactly(
                            "2026-11-25T10:00:00.123Z {\"time\":\"2026-11-25T10:00:00.123Z\",\"msg\":\"first\"}",
                            "2026-11-25T10:00:01Z second");
        }
    }

    @Test
    void clearedViewKeepsItsPlaceAndItsLines(BrowserProcess browser) throws Exception {
        TempLog cleared = server.nextLog().append(NumberedLines.range(0, 10));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(cleared))) {
            page.awaitShown(NumberedLines.line(9));
            page.press("c");
            page.awaitShown("10 lines hidden");
            assertThat(page.shownLines()).isEmpty();
            page.press("m");
            cleared.append(NumberedLines.range(10, 15));
            page.awaitShown(NumberedLines.line(14));
            assertThat(page.list().locator(".row.marked").count())
                    .as("marked before there was a line")
                    .isZero();
            assertThat(page.shownLines()).isEqualTo(NumberedLines.range(10, 15));
            assertThat(page.number("reconnects")).isZero();
            page.press("ArrowUp");
            for (int line = 13; line >= 10; line--) {
                page.press("ArrowUp");
            }
            assertAtRow(page, NumberedLines.line(10));
            page.press("ArrowUp");
            assertAtRow(page, "10 lines hidden");
            page.press("Enter");
            page.awaitShown(NumberedLines.line(0));
            page.press("c");
            page.awaitShown("15 lines hidden");
            page.press("C");
            page.awaitShown(NumberedLines.line(0));
            assertThat(page.shownLines()).isEqualTo(NumberedLines.range(0, 15));
            assertThat(page.number("lost")).isZero();
        }
    }

    @Test
    void themeSizeAndDensityAreChosenWithKeysAndRemembered(BrowserProcess browser) throws Exception {
        try (BrowserTab tab = browser.tab(BrowserProcess.options().setColorScheme(ColorScheme.LIGHT))) {
            BrowserLog page = BrowserLog.live(tab, page());
            page.awaitShown(line(LINES - 1));
            Appearance before = Appearance.of(page);
            page.press("T");
            page.awaitSaid("Theme: Light");
            assertThat(Appearance.of(page)).as("light, as the browser is").isEqualTo(before);
            page.press("T");
            page.press("+");
            page.press("D");
            page.await(
                    "(size) => getComputedStyle(document.querySelector('.message')).fontSize !== size", before.size());
            page.await("(pixels) => document.querySelector('.row.line').offsetHeight > pixels + 3", before.rowPixels());
            Appearance chosen = Appearance.of(page);
            assertThat(chosen.ground()).isNotEqualTo(before.ground());
            assertThat(chosen.ink()).isNotEqualTo(before.ink());

            page.page().reload();
            page.awaitState("live");
            page.awaitShown(line(LINES - 1));
            assertThat(Appearance.of(page)).isEqualTo(chosen);
            tab.assertNoComplaints();
        }
    }

    @Test
    void wrappedLinesFillTheWidthWithEachSizeOfText(BrowserProcess browser) throws Exception {
        TempLog wide = server.nextLog().append("x".repeat(2_000));
        var options = BrowserProcess.options().setViewportSize(1600, 900);
        try (BrowserTab tab = browser.tab(options)) {
            BrowserLog page = BrowserLog.live(tab, server.uri("/?wrap=1&source=" + wide.source()));
            page.awaitShown("xxx");
            page.await(FILLS_WIDTH, null);
            for (String key : List.of("+", "+", "-", "-", "-")) {
                page.press(key);
                page.await(FILLS_WIDTH, null);
            }
            tab.assertNoComplaints();
        }
    }

    /** What a line looks like. */
    private record Appearance(String ground, String ink, String size, int rowPixels) {
        private static final String LOOK = """
                () => {
                  const message = getComputedStyle(document.querySelector('.message'));
                  const { backgroundColor } = getComputedStyle(document.body);
                  return [backgroundColor, message.color, message.fontSize, document.querySelector('.row.line').offsetHeight];
                }
                """;

        static Appearance of(BrowserLog page) {
            List<?> look = (List<?>) page.page().evaluate(LOOK);
            return new Appearance(
                    (String) look.get(0),
                    (String) look.get(1),
                    (String) look.get(2),
                    ((Number) look.get(3)).intValue());
        }
    }

    @Test
    void singleKeysCanBeSwitchedOffAndStayOff(BrowserProcess browser) throws Exception {
        try (BrowserTab tab = browser.tab()) {
            BrowserLog page = BrowserLog.live(tab, page());
            page.awaitShown(line(LINES - 1));
            page.press(",");
            page.dialog()
                    .getByRole(AriaRole.CHECKBOX, new Locator.GetByRoleOptions().setName("Single keys"))
                    .uncheck();
            page.page().keyboard().press("Escape");
            assertSingleKeysDoNothing(page);
            page.page().reload();
            page.awaitState("live");
            page.awaitControls();
            page.awaitSources();
            page.awaitShown(line(LINES - 1));
            assertSingleKeysDoNothing(page);

            page.press("Control+k");
            page.dialog().waitFor();
            page.page().keyboard().type("list of keys");
            page.page().keyboard().press("Enter");
            page.awaitSaid("Single keys are switched off in the settings.");
            page.page().keyboard().press("Escape");
            page.press("PageUp");
            page.awaitSaid("Paused");
            assertThat(page.button("Back to live").innerText()).endsWith("Back to live");
            assertThat(page.page().locator("#status-line").innerText()).doesNotContain("press ? for keys");
            assertThat(page.button("Find").getAttribute("title")).isEqualTo("Find (Ctrl+F)");
            assertThat(page.button("Settings").getAttribute("title")).isEqualTo("Settings");
            tab.assertNoComplaints();
        }
    }

    private static void assertSingleKeysDoNothing(BrowserLog page) {
        List<String> before = page.shownLines();
        String address = page.page().url();
        for (String key : List.of("g", "p", "l", "/", "?", ":", "s", ",", "c", "E", "m", "T", "+")) {
            page.press(key);
        }
        assertThat(page.dialog().count()).isZero();
        assertThat(page.page().getByRole(AriaRole.SEARCH).count()).isZero();
        assertThat(page.shownLines()).isEqualTo(before);
        assertThat(page.page().url()).isEqualTo(address);
        assertThat(page.page().getByRole(AriaRole.BANNER).innerText()).contains("Live");
    }

    @Test
    void listOfKeysNamesWhatThePaletteRuns(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), page())) {
            page.awaitShown(line(LINES - 1));
            page.press("?");
            page.dialog().waitFor();
            assertThat(page.dialog().innerText())
                    .contains("Next hit", "Previous error", "Wrap long lines on or off", "PgDn", "Home");
            page.page().keyboard().press("Escape");
            page.run("wrap");
            page.page().waitForURL(url -> url.contains("wrap=1"));
            page.awaitSaid("wrap on");
            page.run("go to the oldest");
            page.awaitShown(line(0));
            page.run("how to show");
            Locator card = page.page().locator("#welcome");
            card.getByRole(AriaRole.HEADING, new Locator.GetByRoleOptions().setName("How to show your own logs"))
                    .waitFor();
            assertThat(card.innerText()).doesNotContain("demo");
            page.press("Escape");
            page.run("about");
            assertThat(page.dialog().innerText()).contains("Lines received", "Room for lines", "1,000,000");
        }
    }

    private static void assertAt(BrowserLog page, int line) {
        assertAtRow(page, line(line));
    }

    private static void assertAtRow(BrowserLog page, String text) {
        page.await(
                "(text) => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
                        + "?.textContent.includes(text) === true",
                text);
    }

    private URI page() {
        return page(log);
    }

    private URI page(TempLog log) {
        return server.uri("/?source=" + log.source());
    }
}

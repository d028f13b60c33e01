package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.KeyboardModifier;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.URI;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person does with the lines in the page: select, search, unfold, go back to the beginning of the log. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageReadingIT {

    /** After so much quiet the page writes where the reader is into its address. */
    private static final int ADDRESS_MILLIS = 200;

    private static final String NEW_FILE = "A new file of the log begins here";

    private static final String SIZE =
            "(size) => localStorage.setItem('logstreamer.settings', JSON.stringify({ size }))";

    /** Of the button with this text, how much is not seen of its list. */
    private static final String OVERHANG = """
            (text) => {
              const button = [...document.querySelectorAll('.row button')].find((each) => each.textContent === text);
              const { left, right } = button.getBoundingClientRect();
              const list = document.querySelector('.log-window').getBoundingClientRect();
              return Math.max(0, Math.ceil(right - list.right)) + Math.max(0, Math.ceil(list.left - left));
            }
            """;

    /** How far what shows the rest of a line stands to the right of its text. */
    private static final String INDENT = """
            (text) => {
              const button = [...document.querySelectorAll('.row button')].find((each) => each.textContent === text);
              const message = button.closest('.row').previousElementSibling.querySelector('.message');
              return Math.round(button.getBoundingClientRect().left - message.getBoundingClientRect().left);
            }
            """;

    /** Whether the last piece of a line is seen to its end, without anybody scrolling. */
    private static final String END_IN_VIEW = """
            (text) => {
              const piece = [...document.querySelectorAll('.row.line .message')].find((each) => each.textContent.endsWith(text));
              const list = document.getElementById('rows').getBoundingClientRect();
              const { left, right, top, bottom } = piece.getBoundingClientRect();
              return left >= list.left && right <= list.right && top >= list.top && bottom <= list.bottom;
            }
            """;

    /** Where the buttons and switches of the search stand, and the first line below them. */
    private static final String FIND_PLACES = """
            () => JSON.stringify([...document.querySelectorAll('#find button, #find .check, #find, #rows')]
              .map((part) => part.getBoundingClientRect()))
            """;

    private static final String COUNT_OVERFLOW = """
            () => {
              const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.querySelector('#find .count');
              return Math.max(0, scrollWidth - clientWidth, scrollHeight - clientHeight);
            }
            """;

    /** How wide the thumb of a slider is. */
    private static final double THUMB_PIXELS = 16;

    /** What of the page, its dialog and the rows in it stands beyond the edge of the screen. */
    private static final String OUTSIDE = """
            () => [...document.querySelectorAll('header *, dialog[open] *, .row > *, .row button, #status-line *')]
              .filter((part) => part.checkVisibility() && part.closest('.unseen, .skip, .title, .word') === null)
              .filter((part) => part.getBoundingClientRect().right > innerWidth || part.getBoundingClientRect().left < 0)
              .map((part) => `${part.tagName}.${part.className}`)
              .join(' ')
            """;

    private LogServer server;

    @BeforeAll
    void start(LogServer shared) {
        server = shared;
    }

    @Test
    void selectionStaysWhileTheLogGoesOn(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 90));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(89));
            page.row(NumberedLines.line(80)).click();
            page.awaitSaid("1 line selected");
            log.append(NumberedLines.range(90, 95));
            page.press("f");
            page.awaitShown(NumberedLines.line(94));
            page.row(NumberedLines.line(94))
                    .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
            page.awaitSaid("15 lines selected");
            page.press("y");
            page.awaitSaid("opied");
            assertThat(page.copied().lines()).containsExactlyElementsOf(NumberedLines.range(80, 95));
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void addressOfAScrolledLogShowsTheSameLines(BrowserProcess browser) throws Exception {
        // A server of its own: what is said of sources that cannot be read takes room from the lines when it comes.
        try (LogServer quiet = LogServer.start(ContainerKind.JETTY121, 1)) {
            TempLog log = quiet.nextLog().append(NumberedLines.range(0, 300));
            try (BrowserLog page = BrowserLog.live(browser.tab(), quiet.uri("/?source=" + log.source()))) {
                page.awaitShown(NumberedLines.line(299));
                page.wheel(-2_000);
                page.page().waitForURL(url -> url.contains("at="));
                List<String> shown = settled(page);
                try (BrowserLog copy =
                        BrowserLog.open(browser.tab(), URI.create(page.page().url()))) {
                    // The first line in sight of the one may be cut by the edge, and of the other be out of sight.
                    List<String> same = shown.subList(1, shown.size() - 1);
                    copy.awaitShown(same.get(same.size() - 1));
                    assertThat(settled(copy)).containsSequence(same);
                }
            }
        }
    }

    /** The lines in sight once neither they nor the address change any more: a wheel turns on for a while. */
    private static List<String> settled(BrowserLog page) {
        for (int attempt = 0; attempt < 50; attempt++) {
            String address = page.page().url();
            List<String> shown = page.shownLines();
            page.page().waitForTimeout(2 * ADDRESS_MILLIS);
            if (page.page().url().equals(address) && page.shownLines().equals(shown)) {
                return shown;
            }
        }
        throw new AssertionError(
                "the page does not come to rest: " + page.page().url());
    }

    @Test
    void liveViewBeginsWithAWholeLine(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 90));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            for (int height : List.of(700, 706, 713)) {
                page.page().setViewportSize(1280, height);
                page.awaitShown(NumberedLines.line(89));
                page.await("""
                        () => {
                          const list = document.getElementById('rows').getBoundingClientRect();
                          const row = document.elementFromPoint(list.left + 200, list.top + 4)?.closest('.row');
                          return row === null || row.getBoundingClientRect().top >= list.top;
                        }
                        """, null);
            }
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void searchBarLeavesTheLinesWhereTheReaderHasThem(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 300));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(299));
            page.wheel(-2_000);
            String line = page.shownLines().get(10);
            double before = page.row(line).boundingBox().y;
            page.press("/");
            page.page().getByRole(AriaRole.SEARCH).waitFor();
            page.awaitPainted();
            assertThat(page.row(line).boundingBox().y).as("once it is open").isEqualTo(before);
            page.page().keyboard().press("Escape");
            page.page()
                    .getByRole(AriaRole.SEARCH)
                    .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
            page.awaitPainted();
            assertThat(page.row(line).boundingBox().y).as("once it is closed").isEqualTo(before);
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void searchCountsWalksAndLeavesOnlyWhatMatches(BrowserProcess browser) throws Exception {
        List<String> lines = IntStream.range(0, 90)
                .mapToObj(i -> i % 20 == 7 ? "here is a Needle " + i : "hay " + i)
                .toList();
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("hay 89");
            page.press("/");
            page.page().keyboard().type("needle");
            page.awaitSaid("5 hits");
            page.page().keyboard().press("Enter");
            page.awaitSaid("5 of 5");
            page.press("N");
            page.awaitSaid("4 of 5");
            page.page()
                    .getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Only matching lines"))
                    .check();
            page.awaitShown("here is a Needle 7");
            assertThat(page.shows("hay 1")).isFalse();
            log.append("hay 90", "one more needle");
            page.awaitShown("one more needle");
            assertThat(page.shows("hay 90")).isFalse();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void whatIsSpokenOfATextIsWhatIsSeenOfIt(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog()
                .append(IntStream.range(0, 90).mapToObj(i -> "needle" + i).toList());
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("needle89");
            page.press("/");
            page.page().keyboard().type("needle8", new Keyboard.TypeOptions().setDelay(120));
            awaitSpoken(page, "11 hits");
            page.page().keyboard().type("8", new Keyboard.TypeOptions().setDelay(120));
            awaitSpoken(page, "1 hit");
            page.page().keyboard().type("8");
            awaitSpoken(page, "No hit");
        }
    }

    @ParameterizedTest
    @CsvSource({"en-GB, 1600", "de-DE, 1000", "en-GB, 390", "de-DE, 390", "es-ES, 390", "de-DE, 320"})
    void nothingMovesBesideTheCountOfHits(String locale, int width, BrowserProcess browser) throws Exception {
        // The page has but the last of them: other hits may be in those before.
        TempLog log = server.nextLog().append(NumberedLines.range(0, 3_000));
        var options = BrowserProcess.options().setViewportSize(width, 844).setLocale(locale);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), page(log))) {
            page.awaitShown(NumberedLines.line(2_999));
            page.press("/");
            Object empty = page.page().evaluate(FIND_PLACES);
            for (String text : List.of("no such text", "accepted", "29")) {
                page.page().keyboard().type(text);
                page.await("(text) => document.querySelector('#find [role=status]').textContent !== text", "");
                assertThat(page.page().evaluate(FIND_PLACES)).as(text).isEqualTo(empty);
                assertThat(page.page().evaluate(COUNT_OVERFLOW))
                        .as("of the count that is cut off")
                        .isEqualTo(0);
                page.press("/");
                page.page().keyboard().press("Delete");
                page.await("(text) => document.querySelector('#find [role=status]').textContent === text", "");
            }
            page.tab().assertNoComplaints();
        }
    }

    private static void awaitSpoken(BrowserLog page, String count) {
        page.await(
                "(count) => ['.count', '[role=status]'].every("
                        + "(part) => document.querySelector('#find ' + part).textContent === count)",
                count);
    }

    @Test
    void matchesBetweenTheOldestLinesAndTheNewestAreAllThere(BrowserProcess browser) throws Exception {
        List<String> lines = IntStream.range(0, 8_000)
                .mapToObj(i -> i % 1_000 == 500 ? "a needle " + i : "hay " + i)
                .toList();
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("hay 7999");
            page.press("g");
            page.awaitShown("Beginning of the log");
            page.press("/");
            page.page().keyboard().type("needle");
            page.page().keyboard().press("Alt+o");
            assertShowsAllNeedles(page);
            page.row("a needle 3500").click();
            page.page().waitForURL(url -> url.contains("at=") && url.contains("only=1"));
            try (BrowserLog copy =
                    BrowserLog.open(browser.tab(), URI.create(page.page().url()))) {
                assertShowsAllNeedles(copy);
            }
            page.tab().assertNoComplaints();
        }
    }

    private static void assertShowsAllNeedles(BrowserLog page) {
        page.awaitShown("a needle 500");
        page.awaitShown("a needle 7500");
        page.awaitShown("Beginning of the log");
        page.await("() => document.querySelectorAll('.row.line').length === 8", null);
        assertThat(page.shownLines())
                .containsExactlyElementsOf(IntStream.range(0, 8)
                        .mapToObj(i -> "a needle " + (1_000 * i + 500))
                        .toList());
    }

    @Test
    void nextErrorIsFoundThroughLinesThatAreNotLoadedYet(BrowserProcess browser) throws Exception {
        List<String> lines = IntStream.range(0, 9_000)
                .mapToObj(i -> (i % 3_000 == 1_500 ? "ERROR it broke " : "INFO fine ") + i)
                .toList();
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("INFO fine 8999");
            page.press("E");
            awaitCursor(page, "ERROR it broke 7500");
            page.press("g");
            page.awaitShown("Beginning of the log");
            page.press("e");
            page.press("e");
            awaitCursor(page, "ERROR it broke 4500");
            page.press("e");
            page.press("e");
            page.awaitSaid("No further error");
            awaitCursor(page, "ERROR it broke 7500");
            page.tab().assertNoComplaints();
        }
    }

    private static void awaitCursor(BrowserLog page, String line) {
        page.await("(line) => document.getElementById('log-cursor')?.textContent.endsWith(line)", line);
    }

    @Test
    void hitsAndErrorsAreMarkedOnTheScrollbar(BrowserProcess browser) throws Exception {
        int count = 90;
        List<String> lines = IntStream.range(0, count)
                .mapToObj(i -> i % 30 == 3 ? "a needle" : i == 60 ? "ERROR it broke" : "hay")
                .toList();
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("hay");
            page.press("/");
            page.page().keyboard().type("needle");
            page.awaitSaid("3 hits");
            assertMarked(page, Half.RIGHT, count, 3, 33, 63);
            assertMarked(page, Half.LEFT, count, 60);
        }
    }

    /** Of the scrollbar: errors are marked on the left, hits on the right. */
    private enum Half {
        LEFT,
        RIGHT
    }

    private static void assertMarked(BrowserLog page, Half half, int count, int... lines) {
        String marked = """
                ({ right, count, lines }) => {
                  const canvas = document.querySelector('.log-bar canvas');
                  const { width, height } = canvas;
                  const pixels = canvas.getContext('2d')
                    .getImageData(Math.floor(right ? width * 0.7 : width * 0.3), 0, 1, height).data;
                  const starts = [];
                  for (let y = 0; y < height; y++) {
                    const isSet = pixels[4 * y + 3] > 0;
                    if (isSet && (y === 0 || pixels[4 * y - 1] === 0)) {
                      starts.push(y);
                    }
                  }
                  return JSON.stringify(starts) ===
                    JSON.stringify(lines.map((line) => Math.round((line / count) * (height - 2))));
                }
                """;
        List<Integer> numbers = IntStream.of(lines).boxed().toList();
        page.await(marked, Map.of("right", half == Half.RIGHT, "count", count, "lines", numbers));
    }

    @Test
    void expressionFindsAndWhatIsNoneIsSearchedAsText(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("order=17", "order=18", "ORDER=19", "call(order=2");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("call(order=2");
            page.press("/");
            page.page().keyboard().type("order=1\\d$");
            page.awaitSaid("No hit");
            page.button("Regular expression").click();
            page.awaitSaid("3 hits");
            page.button("Match case").click();
            page.awaitSaid("2 hits");
            page.press("/");
            page.page().keyboard().press("Control+a");
            page.page().keyboard().type("call(");
            page.awaitSaid("Not a regular expression, searched as text");
            page.awaitSaid("1 hit");
            assertThat(page.list().locator(".hit").allInnerTexts()).containsExactly("call(");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void matchingLineIsShownInContext(BrowserProcess browser) throws Exception {
        List<String> lines = IntStream.range(0, 90)
                .mapToObj(i -> i == 40 ? "the needle" : "hay " + i)
                .toList();
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("hay 89");
            page.press("/");
            page.page().keyboard().type("needle");
            page.awaitSaid("1 hit");
            page.page().keyboard().press("Enter");
            page.press("&");
            page.awaitGone("hay 39");
            assertThat(page.shownLines()).containsExactly("the needle");
            page.row("the needle").dblclick();
            page.awaitShown("hay 39");
            assertThat(page.shownLines()).containsSubsequence("hay 39", "the needle", "hay 41");
        }
    }

    @Test
    void selectedMatchHasAButtonThatShowsItInContext(BrowserProcess browser) throws Exception {
        List<String> lines = IntStream.range(0, 90)
                .mapToObj(i -> i == 40 ? "the needle" : "hay " + i)
                .toList();
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("hay 89");
            Locator button = page.button("Show in context");
            page.row("hay 89").click();
            page.awaitSaid("1 line selected");
            assertThat(button.isVisible())
                    .as("offered where all lines are shown")
                    .isFalse();
            page.press("/");
            page.page().keyboard().type("needle");
            page.press("&");
            page.awaitGone("hay 39");
            page.row("the needle").click();
            button.click();
            page.awaitShown("hay 39");
            assertThat(page.shownLines()).containsSubsequence("hay 39", "the needle", "hay 41");
            assertThat(button.isVisible()).as("offered in context").isFalse();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void matchThatIsShownInContextIsTheCurrentHit(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog()
                .append(IntStream.range(0, 90)
                        .mapToObj(i -> i % 10 == 7 ? "needle " + i : "hay " + i)
                        .toList());
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("hay 89");
            page.press("/");
            page.page().keyboard().type("needle");
            page.page().keyboard().press("Enter");
            page.awaitSaid("9 of 9");
            page.press("&");
            page.awaitGone("hay 86");
            page.row("needle 27").dblclick();
            page.awaitShown("hay 26");
            page.awaitSaid("3 of 9");
            assertThat(page.list().locator(".hit-current").allInnerTexts()).containsExactly("needle");
            page.press("n");
            page.awaitSaid("4 of 9");
        }
    }

    @Test
    void whatIsSelectedAmongMatchingLinesIsWhatIsSeenOfIt(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog()
                .append(IntStream.range(0, 30)
                        .mapToObj(i -> i % 10 == 7 ? "needle " + i : "hay " + i)
                        .toList());
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("hay 29");
            page.row("hay 29").click();
            page.row("hay 10").click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
            page.awaitSaid("20 lines selected");
            page.press("/");
            page.page().keyboard().type("needle");
            page.press("&");
            page.awaitSaid("2 lines selected");
            page.awaitGone("hay 16");
            assertThat(selectedRows(page)).containsExactly("needle 17", "needle 27");
            page.press("y");
            page.awaitSaid("2 lines copied");
            assertThat(page.copied().lines()).containsExactly("needle 17", "needle 27");

            page.press("/");
            page.page().keyboard().type("needle 7");
            page.awaitGone("needle 17");
            page.await("() => document.querySelector('[role=toolbar]').hidden", null);
            page.press("y");
            page.press("&");
            page.awaitShown("hay 29");
            assertThat(selectedRows(page)).isEmpty();
            assertThat(page.copied().lines()).as("nothing more").hasSize(2);
        }
    }

    private static List<String> selectedRows(BrowserLog page) {
        return page.list().locator("[aria-selected=true] .message").allInnerTexts();
    }

    @Test
    void timesAreShownInEachForm(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog()
                .append("2026-11-25T10:00:00.250Z first", "2026-11-25T10:00:02.000Z second", "a line without a time");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("a line without a time");
            assertThat(page.shownLines()).startsWith("2026-11-25T10:00:00.250Z first");
            page.press("t");
            page.awaitShown("11:00:00.250");
            assertThat(page.shownLines()).containsExactly("first", "second", "a line without a time");
            page.press("t");
            page.awaitShown("10:00:00.250");
            page.press("t");
            page.awaitGone("10:00:00.250");
            page.press("t");
            page.awaitShown("+1.750");
            page.press("t");
            page.awaitShown("2026-11-25T10:00:02.000Z second");
        }
    }

    @Test
    void longLineIsCutAndShownWholeAndWrapped(BrowserProcess browser) throws Exception {
        String line = "x".repeat(5_200) + "the end of it";
        TempLog log = server.nextLog().append(line, "after it");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("after it");
            page.awaitShown("Show all 213 more characters");
            assertThat(page.shows("the end of it")).isFalse();
            page.page().evaluate("document.getElementById('rows').scrollTo({ left: 1_000 })");
            page.list().getByText("Show all").click();
            page.awaitShown("the end of it");
            assertThat(page.row("after it").isVisible()).isTrue();
            page.await(END_IN_VIEW, "the end of it");
            page.list().getByText("Show less").click();
            page.awaitGone("the end of it");
            page.list().getByText("Show all").click();
            page.awaitShown("the end of it");
            page.press("l");
            page.await("() => document.querySelectorAll('.row.line').length > 20", null);
            assertThat(String.join("", page.shownLines())).isEqualTo(line + "after it");
            assertThat(page.page()
                            .evaluate("document.getElementById('rows').scrollWidth <= "
                                    + "document.getElementById('rows').clientWidth"))
                    .isEqualTo(true);
        }
    }

    /** The longest line that there is, unless more was configured. */
    @Test
    void lineOfAMebibyteIsWrappedToItsEndOnAPhone(BrowserProcess browser) throws Exception {
        String line = "x".repeat((1 << 20) - 14) + "the end of it";
        TempLog log = server.nextLog().append(line, "after it");
        var options = BrowserProcess.options().setViewportSize(390, 844);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), page(log))) {
            page.awaitShown("after it");
            page.list().locator(".row.more").click();
            page.awaitShown("Show less");
            page.press("End");
            page.awaitShown("after it");
            page.await(
                    "(end) => [...document.querySelectorAll('.row.line')].map((row) => row.textContent).join('').includes(end)",
                    "the end of it");
            assertThat(page.page().locator(".row.more").innerText()).isEqualTo("Show less");
        }
    }

    @Test
    void whatThePageMeasuresOfItselfIsWhole(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 60));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitLines(60);
            page.await("() => globalThis.logstreamer.stats().fps > 0", null);
            Map<?, ?> stats = page.stats();
            assertThat(stats.keySet().toArray())
                    .containsExactlyInAnyOrder(
                            "state",
                            "source",
                            "lines",
                            "lost",
                            "gaps",
                            "ringLines",
                            "ringCapacity",
                            "linesPerSecond",
                            "fps",
                            "p95FrameMillis",
                            "longestFrameMillis",
                            "mainThreadShare",
                            "firstLineMillis",
                            "lagLines",
                            "lagMillis",
                            "reconnects");
            assertThat(page.number("ringLines")).isEqualTo(60);
            assertThat(page.number("ringCapacity")).isEqualTo(1_000_000);
            assertThat(page.number("firstLineMillis")).isPositive();
            assertThat(page.number("longestFrameMillis")).isGreaterThanOrEqualTo(page.number("p95FrameMillis"));
            assertThat(((Number) stats.get("mainThreadShare")).doubleValue()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void matchingLinesThatAreOlderThanThePageAreFoundByThemselves(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("a needle of long ago").append(NumberedLines.range(0, 5_000));
        URI onlyNeedles = URI.create(page(log) + "&find=needle&only=1");
        try (BrowserLog page = BrowserLog.live(browser.tab(), onlyNeedles)) {
            page.awaitShown("a needle of long ago");
            page.awaitShown("Beginning of the log");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void nextHitIsLookedForInLinesThatAreOlderThanThePage(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("a needle of long ago").append(NumberedLines.range(0, 2_500));
        log.append("a needle of late").append(NumberedLines.range(2_500, 5_000));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(4_999));
            page.press("/");
            page.page().keyboard().type("needle");
            page.awaitSaid("No hit in loaded lines");
            page.page().keyboard().press("Enter");
            page.awaitShown("a needle of late");
            page.press("N");
            page.awaitShown("a needle of long ago");
            page.press("N");
            page.awaitSaid("Search went on from the other end");
            page.awaitShown("a needle of late");
            page.awaitSaid("2 of 2");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void behindTheLastHitComesTheFirstOfTheLog(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("hay").append("a needle of long ago");
        log.append(NumberedLines.range(0, 5_000)).append("a needle of late");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("a needle of late");
            page.press("/");
            page.page().keyboard().type("needle");
            page.awaitSaid("1+ hits");
            page.page().keyboard().press("Enter");
            page.awaitSaid("1 of 1+");
            page.press("n");
            awaitCursor(page, "a needle of long ago");
            page.awaitSaid("Search went on from the other end");
            page.awaitSaid("1 of 2+");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void nextErrorAmongMatchingLinesIsFoundInOlderOnes(BrowserProcess browser) throws Exception {
        List<String> lines = IntStream.range(0, 9_000)
                .mapToObj(i -> (i == 1_500 ? "ERROR it broke " : "INFO fine ") + i)
                .toList();
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), URI.create(page(log) + "&find=i&only=1"))) {
            page.awaitShown("INFO fine 8999");
            page.press("E");
            awaitCursor(page, "ERROR it broke 1500");
            page.press("E");
            page.awaitSaid("No further error");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void historyTellsWhereAnotherFileBegins(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 1_500));
        log.rotate().append(NumberedLines.range(1_500, 3_000));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(2_999));
            page.press("g");
            page.awaitShown("Beginning of the log");
            assertThat(page.shows(NEW_FILE)).as("at the beginning of the log").isFalse();
            for (int turn = 0; turn < 60 && !page.shows(NEW_FILE); turn++) {
                page.wheel(600);
            }
            assertThat(page.list().locator(".message, .note-text").allInnerTexts())
                    .containsSequence(NumberedLines.line(1_499), NEW_FILE, NumberedLines.line(1_500));
            page.press("f");
            log.rotate().append("in the newest file");
            page.awaitShown("in the newest file");
            page.awaitShown("Log rotated");
            assertThat(page.shows(NEW_FILE)).as("what is told already").isFalse();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void historyGoesBackToTheOldestArchiveWithoutAHole(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 1_500));
        log.rotate().append(NumberedLines.range(1_500, 3_000));
        log.packRotated().append(NumberedLines.range(3_000, 3_200));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(3_199));
            page.press("g");
            page.awaitShown(NumberedLines.line(0));
            assertThat(page.shows(NumberedLines.line(1))).isTrue();
            page.press("G");
            page.awaitShown(NumberedLines.line(3_199));
            page.wheel(-20_000);
            page.awaitSaid("Paused");
            assertConsecutive(numbersShown(page));
            page.tab().assertNoComplaints();
        }
    }

    private static List<Integer> numbersShown(BrowserLog page) {
        String shown = page.list().innerText();
        return IntStream.range(0, 3_200)
                .filter(i -> shown.contains(NumberedLines.line(i)))
                .boxed()
                .toList();
    }

    private static void assertConsecutive(List<Integer> numbers) {
        assertThat(numbers).isNotEmpty();
        int first = numbers.get(0);
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.range(first, first + numbers.size()).boxed().toList());
    }

    @Test
    void stackTraceIsOneRowThatOpens(BrowserProcess browser) throws Exception {
        List<String> lines =
                new ArrayList<>(List.of("10:00:00 ERROR it broke", "java.lang.IllegalStateException: boom"));
        IntStream.range(0, 38).forEach(i -> lines.add("\tat shop.Order.run" + i + "(Order.java:" + i + ")"));
        lines.add("10:00:01 INFO it goes on");
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("+38 frames");
            page.awaitShown("it goes on");
            assertThat(page.shows("shop.Order.run0(")).isFalse();
            page.list().getByText("+38 frames").click();
            page.awaitShown("shop.Order.run5(");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void stackTraceOfPythonIsFoldedThoughItsFramesHaveSeveralLines(BrowserProcess browser) throws Exception {
        List<String> lines =
                new ArrayList<>(List.of("2026-11-26T10:00:00Z ERROR it broke", "Traceback (most recent call last):"));
        IntStream.range(0, 20)
                .forEach(i -> lines.addAll(
                        List.of("  File \"/srv/shop.py\", line " + i + ", in run" + i, "    charge(order" + i + ")")));
        lines.addAll(List.of("ValueError: no card", "2026-11-26T10:00:01Z INFO it goes on"));
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("+20 frames");
            page.awaitShown("it goes on");
            assertThat(page.shownLines())
                    .hasSize(4)
                    .anyMatch(line -> line.contains("ValueError: no card"))
                    .noneMatch(line -> line.contains("charge(order"));
            page.list().getByText("+20 frames").click();
            page.awaitShown("charge(order3)");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void fieldsOfAJsonLineOpenUnderIt(BrowserProcess browser) throws Exception {
        String json = "{\"level\":\"info\",\"user\":\"u17\",\"nested\":{\"inner\":42}}";
        TempLog log = server.nextLog().append(json, "after it");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("after it");
            page.row(json).click();
            page.press("o");
            page.awaitShown("nested.inner");
            page.tab().assertNoComplaints();
        }
    }

    /** The server of the tests runs on this machine, and so in this zone. */
    @Test
    void timesWithoutAZoneAreInThatOfTheServer(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog()
                .append(
                        "24-Nov-2026 10:15:30.123 INFO [main] org.apache.catalina.startup.Catalina.start up",
                        "24-Nov-2026 10:15:31.623 INFO [main] org.apache.catalina.startup.Catalina.start ready");
        String utc = LocalDateTime.of(2026, 11, 24, 10, 15, 31, 623_000_000)
                .atZone(ZoneId.systemDefault())
                .withZoneSameInstant(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS"));
        try (BrowserLog page = BrowserLog.live(browser.tab(), URI.create(page(log) + "&time=delta"))) {
            page.awaitShown("+1.500");
            page.tab().assertNoComplaints();
        }
        try (BrowserLog page = BrowserLog.live(browser.tab(), URI.create(page(log) + "&time=utc"))) {
            page.awaitShown(utc);
            assertThat(page.shownLines()).noneMatch(line -> line.contains("24-Nov-2026"));
        }
    }

    private URI page(TempLog log) {
        return server.uri("/?source=" + log.source());
    }

    /** At the largest size of the text, too. */
    @ParameterizedTest
    @CsvSource({"en-GB, '+35,000 characters'", "de-DE, +35.000 Zeichen", "es-ES, +35.000 caracteres"})
    void narrowScreenHasRoomForWhatShowsTheRestOfALine(String locale, String text, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog().append("x".repeat(40_000));
        var narrow = BrowserProcess.options().setViewportSize(320, 640).setLocale(locale);
        try (BrowserLog page = BrowserLog.live(browser.tab(narrow), server.uri("/?source=" + log.source()))) {
            for (int size = 13; size <= 20; size += 7) {
                page.page().evaluate(SIZE, size);
                page.page().reload();
                page.awaitState("live");
                page.awaitShown(text);
                page.page().getByRole(AriaRole.BUTTON, exact(text)).waitFor();
                assertThat(page.page().evaluate(OVERHANG, text))
                        .as("pixels of the button that the list has no room for, at %s pixels", size)
                        .isEqualTo(0);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"390, de-DE, +35.000 Zeichen", "1600, en-GB, 'Show all 35,000 more characters'"})
    void whatShowsTheRestOfALineStandsBelowItsText(int width, String locale, String text, BrowserProcess browser)
            throws Exception {
        TempLog log = server.nextLog().append("x".repeat(40_000));
        var options = BrowserProcess.options().setViewportSize(width, 844).setLocale(locale);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), page(log))) {
            page.page().getByRole(AriaRole.BUTTON, exact(text)).waitFor();
            assertThat(page.page().evaluate(INDENT, text)).isEqualTo(0);
        }
    }

    @Test
    void telephoneIsToldOfNoKey(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 90));
        var telephone = BrowserProcess.options()
                .setViewportSize(320, 640)
                .setHasTouch(true)
                .setIsMobile(true);
        try (BrowserLog page = BrowserLog.live(browser.tab(telephone), page(log))) {
            page.awaitShown(NumberedLines.line(89));
            page.wheel(-2_000);
            Locator back = page.button("Back to live");
            back.waitFor();
            assertThat(back.innerText()).endsWith("Back to live");
        }
    }

    @Test
    void telephoneChoosesEachSizeOfTheTextWithAFinger(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog()
                .append(
                        "2026-11-25T10:00:00Z ERROR it broke",
                        "{\"level\":\"info\",\"user\":\"u17\"}",
                        "x".repeat(6_000));
        var telephone = BrowserProcess.options()
                .setViewportSize(390, 844)
                .setLocale("de-DE")
                .setHasTouch(true)
                .setIsMobile(true);
        try (BrowserLog page = BrowserLog.live(browser.tab(telephone), page(log))) {
            page.awaitShown("xxx");
            page.press(",");
            Locator slider = page.dialog().getByRole(AriaRole.SLIDER);
            BoundingBox box = slider.boundingBox();
            double step = (box.width - THUMB_PIXELS) / 9;
            assertThat(step).as("pixels from one size to the next").isGreaterThan(24);
            for (int size = 11; size <= 20; size++) {
                page.page().touchscreen().tap(box.x + THUMB_PIXELS / 2 + (size - 11) * step, box.y + box.height / 2);
                page.await(
                        "(size) => document.querySelector('.log-view .message').computedStyleMap().get('font-size').value === size",
                        size);
                assertThat(slider.inputValue()).isEqualTo(String.valueOf(size));
                page.awaitPainted();
                assertThat(page.page().evaluate(OUTSIDE))
                        .as("outside of the screen at %s pixels", size)
                        .isEqualTo("");
            }
            page.tab().assertNoComplaints();
        }
    }

    private static Page.GetByRoleOptions exact(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }
}

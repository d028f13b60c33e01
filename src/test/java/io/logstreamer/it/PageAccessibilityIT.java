package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for everybody (WCAG 2.2 AA): what a machine can find, in both themes, with each dialog open. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageAccessibilityIT {
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    /** Keeps what the status says, as a screen reader would hear it. */
    private static final String SPOKEN = """
            globalThis.spoken = [];
            new MutationObserver((changes) => {
              for (const { target } of changes) {
                const status = target.parentElement?.closest('#status-line [role=status]') ?? target.closest?.('[role=status]');
                if (status !== null && status !== undefined && status.closest('#status-line') !== null) {
                  globalThis.spoken.push(status.textContent);
                }
              }
            }).observe(document, { subtree: true, childList: true, characterData: true });
            """;

    private LogServer server;
    private TempLog log;

    @BeforeAll
    void start(LogServer shared) throws Exception {
        server = shared;
        log = server.nextLog()
                .append(
                        "2026-11-25 10:00:00.001 INFO  [main] it begins",
                        "2026-11-25 10:00:00.002 WARN  [main] it may not end well",
                        "2026-11-25 10:00:00.003 ERROR [main] it has ended",
                        "java.lang.IllegalStateException: ended",
                        "\tat com.example.Shop.sell(Shop.java:1)",
                        "\tat com.example.Shop.open(Shop.java:2)",
                        "\tat com.example.Shop.main(Shop.java:3)",
                        "2026-11-25 10:00:00.004 DEBUG {\"order\":17,\"items\":[1,2]}",
                        "2026-11-25T10:00:00Z level=trace order=17 took=12ms",
                        "\u001b[31mred \u001b[32mgreen \u001b[33myellow \u001b[34mblue \u001b[35mmagenta \u001b[36mcyan"
                                + " \u001b[90mgrey \u001b[97mwhite \u001b[0m\u001b[41mon red \u001b[44;37mon blue\u001b[0m");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void pageAndItsDialogsBreakNoRule(ColorScheme theme, BrowserProcess browser) throws Exception {
        var options = BrowserProcess.options().setColorScheme(theme);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), address())) {
            page.awaitShown("it has ended");
            assertNoViolations("lines", page);
            page.press("/");
            page.page().keyboard().type("order");
            page.awaitSaid("2 hits");
            assertNoViolations("find", page);
            page.page().keyboard().press("Escape");
            for (String key : List.of("s", ":", "?", ",")) {
                page.press(key);
                page.page().getByRole(AriaRole.DIALOG).waitFor();
                assertNoViolations("dialog of " + key, page);
                page.page().keyboard().press("Escape");
            }
            page.run("About this page");
            page.dialog().getByText("What this page measures of itself").waitFor();
            assertNoViolations("about", page);
            page.page().keyboard().press("Escape");
            page.run("How to show your own logs");
            page.page().getByRole(AriaRole.TABPANEL).waitFor();
            assertNoViolations("card of the first run", page);
            page.button("Close this card").click();
            page.wheel(-2_000);
            page.press("p");
            page.awaitSaid("Paused");
            assertNoViolations("paused", page);
            page.tab().assertNoComplaints();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void narrowPageBreaksNoRule(ColorScheme theme, BrowserProcess browser) throws Exception {
        var options = BrowserProcess.options().setColorScheme(theme).setViewportSize(320, 640);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), address())) {
            page.awaitShown("it has ended");
            assertNoViolations("narrow", page);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void noticesBreakNoRule(ColorScheme theme, BrowserProcess browser) throws Exception {
        var options = BrowserProcess.options().setColorScheme(theme);
        try (BrowserLog page = BrowserLog.open(browser.tab(options), server.uri("/?source=nowhere"))) {
            page.page().getByRole(AriaRole.ALERT).waitFor();
            page.awaitSaid("cannot be read");
            page.button("Show").first().click();
            page.awaitSaid("There is no such file");
            assertNoViolations("notices", page);
        }
    }

    @Test
    void forcedColoursKeepWhatColoursTell(BrowserProcess browser) throws Exception {
        var options = BrowserProcess.options().setForcedColors(ForcedColors.ACTIVE);
        try (BrowserLog page = BrowserLog.live(browser.tab(options), address())) {
            page.awaitShown("it has ended");
            page.row("2026-11-25 10:00:00.002 WARN  [main] it may not end well").click();
            page.awaitSaid("1 line selected");
            Locator selected = page.list().locator("[aria-selected=true]");
            assertThat(colour(selected, "backgroundColor")).isEqualTo(systemColour(page, "Highlight"));
            assertThat(colour(selected, "color")).isEqualTo(systemColour(page, "HighlightText"));
            assertThat(page.list().innerText()).as("levels are words").contains("WARN", "ERROR", "DEBUG");
            page.press("/");
            page.page().keyboard().type("ended");
            page.awaitSaid("2 hits");
            assertThat(colour(page.list().locator(".hit").first(), "backgroundColor"))
                    .isEqualTo(systemColour(page, "Mark"));
            assertNoViolations("forced colours", page);
        }
    }

    @Test
    void nothingMovesForWhoWantsNoMotion(BrowserProcess browser) throws Exception {
        var still = BrowserProcess.options().setReducedMotion(ReducedMotion.REDUCE);
        var moving = BrowserProcess.options().setReducedMotion(ReducedMotion.NO_PREFERENCE);
        try (BrowserLog page = BrowserLog.live(browser.tab(still), address());
                BrowserLog other = BrowserLog.live(browser.tab(moving), address())) {
            assertThat(motions(page)).as("what moves").isEmpty();
            assertThat(motions(other)).as("what moves for others").isNotEmpty();
        }
    }

    /** Animations and transitions of all elements, while something is told and a dialog is open. */
    private static List<?> motions(BrowserLog page) {
        page.awaitShown("it has ended");
        page.press("l");
        page.awaitSaid("Long lines are wrapped");
        page.press("?");
        page.dialog().waitFor();
        return (List<?>) page.page().evaluate("""
                () => [...document.querySelectorAll('*')]
                  .map((element) => [element.className, getComputedStyle(element)])
                  .filter(([, { animationName, transitionDuration }]) =>
                    animationName !== 'none' || /[1-9]/.test(transitionDuration))
                  .map(([name]) => String(name))
                """);
    }

    /** WCAG 2.2, 2.5.8: 24 pixels; where rows with something to hit follow each other, as high as a line of text. */
    @ParameterizedTest
    @ValueSource(strings = {"compact", "normal", "roomy"})
    void whatCanBeHitInRowsIsLargeEnoughAndItsOwn(String density, BrowserProcess browser) throws Exception {
        TempLog targets = server.nextLog()
                .append("begin", "2026-11-25T10:00:00Z level=trace order=17", "between", "first of two")
                .append(trace("lone"))
                .append("between", "between")
                .append(trace("above"))
                .append(trace("below"))
                .append("{\"order\":17,\"above\":1}", "{\"order\":18,\"below\":1}", "end");
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + targets.source()))) {
            page.awaitShown("end");
            for (int times = 0; times < 3 && !density.equals(density(page)); times++) {
                page.press("D");
                page.awaitPainted();
            }
            assertThat(density(page)).isEqualTo(density);
            List<Target> found = targets(page);
            assertThat(found).hasSize(6);
            List<Target> alone =
                    found.stream().filter(target -> !target.isBesideAnother()).toList();
            assertThat(alone).hasSize(2).allSatisfy(target -> {
                assertThat(target.heightPixels()).as(target.toString()).isGreaterThanOrEqualTo(24);
                assertThat(target.widthPixels()).as(target.toString()).isGreaterThanOrEqualTo(24);
            });
            int rowPixels = found.get(0).rowPixels();
            assertThat(found).allSatisfy(target -> {
                assertThat(target.rowPixels()).as("all rows are as high").isEqualTo(rowPixels);
                assertThat(target.heightPixels()).as(target.toString()).isGreaterThanOrEqualTo(Math.min(24, rowPixels));
                assertThat(target.hasItsRow())
                        .as("%s has its row for itself", target)
                        .isTrue();
            });
            if (density.equals("roomy")) {
                assertThat(found).allMatch(target -> target.heightPixels() >= 24 && target.widthPixels() >= 24);
            }
        }
    }

    private static List<String> trace(String name) {
        return List.of(
                "java.lang.IllegalStateException: " + name,
                "\tat com.example.Shop.sell(Shop.java:1)",
                "\tat com.example.Shop.open(Shop.java:2)");
    }

    private static Object density(BrowserLog page) {
        return page.page().evaluate("document.documentElement.dataset.density");
    }

    /** Pixels in which a pointer finds them, and not what boxes say: whole ones, since rows may begin between two. */
    private static List<Target> targets(BrowserLog page) {
        List<?> found = (List<?>) page.page().evaluate("""
                () => [...document.querySelectorAll('.row [data-action]')].map((target) => {
                  const row = target.closest('.row');
                  const box = target.getBoundingClientRect();
                  const { top, bottom, height } = row.getBoundingClientRect();
                  const x = Math.round(box.left + box.width / 2);
                  const y = Math.round((top + bottom) / 2);
                  const isHit = (atX, atY) => document.elementFromPoint(atX, atY)?.closest('[data-action]') === target;
                  const reach = (stepX, stepY) => {
                    let steps = 0;
                    while (steps < 2_000 && isHit(x + steps * stepX, y + steps * stepY)) {
                      steps++;
                    }
                    return steps;
                  };
                  const offers = (other) => other?.querySelector('[data-action]') != null;
                  return {
                    text: row.textContent.slice(0, 60),
                    height: reach(0, 1) + reach(0, -1) - 1,
                    width: reach(1, 0) + reach(-1, 0) - 1,
                    row: height,
                    beside: offers(row.previousElementSibling) || offers(row.nextElementSibling),
                    own: isHit(x, Math.ceil(top)) && isHit(x, Math.floor(bottom) - 1),
                  };
                })
                """);
        return found.stream().map(each -> Target.of((Map<?, ?>) each)).toList();
    }

    /** @param isBesideAnother whether the row above or below offers something as well */
    private record Target(
            String text, int heightPixels, int widthPixels, int rowPixels, boolean isBesideAnother, boolean hasItsRow) {
        static Target of(Map<?, ?> told) {
            return new Target(
                    (String) told.get("text"),
                    ((Number) told.get("height")).intValue(),
                    ((Number) told.get("width")).intValue(),
                    ((Number) told.get("row")).intValue(),
                    (Boolean) told.get("beside"),
                    (Boolean) told.get("own"));
        }
    }

    private static Object colour(Locator of, String property) {
        return of.evaluate("(element, name) => getComputedStyle(element)[name]", property);
    }

    /** As the browser computes one of the system's colours. */
    private static Object systemColour(BrowserLog page, String name) {
        return page.page().evaluate("""
                (name) => {
                  const sample = document.createElement('span');
                  sample.style.color = name;
                  sample.style.forcedColorAdjust = 'none';
                  document.body.append(sample);
                  const { color } = getComputedStyle(sample);
                  sample.remove();
                  return color;
                }
                """, name);
    }

    @Test
    void everythingIsReachedByTabAndDialogsGiveTheFocusBack(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), address())) {
            page.awaitShown("it has ended");
            page.page().keyboard().press("Tab");
            for (String name : List.of("Choose sources", "Commands", "Settings", "Keys and help")) {
                tabTo(page, name);
                page.page().keyboard().press("Enter");
                page.page().getByRole(AriaRole.DIALOG).waitFor();
                page.page().keyboard().press("Escape");
                assertThat(focused(page)).as("focus after the dialog").contains(name);
            }
        }
    }

    @Test
    void buttonThatGoesLeavesTheFocusToTheLog(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), address())) {
            page.awaitShown("it has ended");
            page.press("p");
            assertFocusGoesToTheLogBy(page.button("Back to live"), page);
            page.row("java.lang.IllegalStateException: ended").click();
            assertFocusGoesToTheLogBy(page.button("Unselect"), page);
        }
    }

    private static void assertFocusGoesToTheLogBy(Locator button, BrowserLog page) {
        button.press("Enter");
        button.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        assertThat(page.list().evaluate("(list) => list === document.activeElement"))
                .as("focus in the log")
                .isEqualTo(true);
    }

    @Test
    void linesAreNoLiveRegionAndTheStatusIs(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), address())) {
            page.awaitShown("it has ended");
            assertThat(page.list().getAttribute("aria-live")).isEqualTo("off");
            assertThat(page.page().getByRole(AriaRole.STATUS).count()).isPositive();
        }
    }

    @Test
    void statusCountsNewLinesAndNoHistory(BrowserProcess browser) throws Exception {
        TempLog growing = server.nextLog().append(NumberedLines.range(0, 100)).append("2026-11-25 10:00:00 ERROR old");
        try (BrowserTab tab = browser.tab()) {
            tab.page().addInitScript(SPOKEN);
            BrowserLog page = BrowserLog.live(tab, server.uri("/?source=" + growing.source()));
            page.awaitShown("ERROR old");
            growing.append("first", "2026-11-25 10:00:00 ERROR second", "third");
            page.await("() => globalThis.spoken.length > 0", null);
            assertThat(spoken(page)).singleElement().asString().startsWith("3 new lines, 1 error ");
        }
    }

    @ParameterizedTest
    @CsvSource({"en-GB, Read each new line", "de-DE, Jede neue Zeile vorlesen", "es-ES, Leer cada línea nueva"})
    void slowLogIsReadLineByLineToWhoWantsIt(String locale, String offer, BrowserProcess browser) throws Exception {
        TempLog slow = server.nextLog().append(NumberedLines.range(0, 20));
        try (BrowserTab tab = browser.tab(BrowserProcess.options().setLocale(locale))) {
            tab.page().addInitScript(SPOKEN);
            BrowserLog page = BrowserLog.live(tab, server.uri("/?source=" + slow.source()));
            slow.append("of which only the number is said");
            page.await("(offer) => globalThis.spoken.some((text) => text.includes(offer))", offer);
            assertThat(spoken(page)).noneMatch(text -> text.contains("of which only"));

            tabTo(page, offer);
            page.page().keyboard().press("Space");
            assertNoViolations("reading", page);
            slow.append("\u001b[31mred\u001b[0m <b>bold</b>");
            awaitSpoken(page, "red <b>bold</b> ");
            slow.append("twice").append("twice");
            page.await("() => globalThis.spoken.join('').split('twice').length === 3", null);
            slow.append("x".repeat(5_000));
            awaitSpoken(page, "x".repeat(200) + "… ");

            slow.append(NumberedLines.range(20, 60));
            page.await("() => /\\b4[0-9]\\b/.test(globalThis.spoken.at(-1))", null);
            assertThat(spoken(page)).noneMatch(text -> text.contains(NumberedLines.line(30)));
            // Ten seconds later it is a slow log again.
            awaitSlow(page, slow);
        }
    }

    /** Lines come until one is read again, as they do in a log. */
    private static void awaitSlow(BrowserLog page, TempLog slow) throws Exception {
        Await.until("lines are read again", Duration.ofSeconds(60), () -> {
            slow.append("and slow again");
            return (boolean) page.page()
                    .evaluate("new Promise((told) => setTimeout(() =>"
                            + " told(globalThis.spoken.some((text) => text.includes('and slow again'))), 2_000))");
        });
    }

    private static void awaitSpoken(BrowserLog page, String text) {
        page.await("(text) => globalThis.spoken.includes(text)", text);
    }

    /** All that the status has ever said. */
    private static List<String> spoken(BrowserLog page) {
        return ((List<?>) page.page().evaluate("globalThis.spoken"))
                .stream().map(String.class::cast).toList();
    }

    private static void tabTo(BrowserLog page, String name) {
        for (int steps = 0; steps < 40; steps++) {
            if (focused(page).contains(name)) {
                return;
            }
            page.page().keyboard().press("Tab");
        }
        throw new AssertionError("not reached by Tab: " + name);
    }

    private static String focused(BrowserLog page) {
        return (String) page.page()
                .evaluate("`${document.activeElement.ariaLabel ?? ''} ${document.activeElement.title}"
                        + " ${document.activeElement.textContent.slice(0, 80)}`");
    }

    private static void assertNoViolations(String what, BrowserLog page) {
        AxeResults results = new AxeBuilder(page.page()).withTags(RULES).analyze();
        assertThat(results.getPasses()).as("rules that were looked at").hasSizeGreaterThan(10);
        assertThat(results.getViolations())
                .as(what)
                .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                        + rule.getNodes().stream()
                                .map(node -> node.getTarget() + " " + node.getFailureSummary())
                                .toList())
                .isEmpty();
    }

    private URI address() {
        return server.uri("/?source=" + log.source());
    }
}

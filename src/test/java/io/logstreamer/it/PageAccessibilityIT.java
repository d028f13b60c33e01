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
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page for everybody (WCAG 2.2 AA): what a machine can find, in both themes, with each dialog open. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageAccessibilityIT {
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

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

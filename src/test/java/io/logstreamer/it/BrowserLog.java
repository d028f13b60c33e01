package io.logstreamer.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/**
 * The page with a log in it, whose parts are found as a person finds them: by what they are and how they are called.
 *
 * <p>Confined to the thread of the browser.
 */
final class BrowserLog implements AutoCloseable {

    /** Long: two processors may be shared with a compiler. What fails does so at its end, what is right does not wait. */
    private static final double PATIENCE_MILLIS = 30_000;

    private static final double ALL_THE_WAY_PIXELS = 10_000_000;

    private final BrowserTab tab;

    private BrowserLog(BrowserTab tab) {
        this.tab = tab;
    }

    /** Opens the page in a tab, which is closed with it, and returns when it shows lines as they come. */
    static BrowserLog live(BrowserTab tab, URI address) {
        BrowserLog log = open(tab, address);
        log.awaitState("live");
        log.awaitControls();
        log.awaitSources();
        return log;
    }

    static BrowserLog open(BrowserTab tab, URI address) {
        tab.page().setDefaultTimeout(PATIENCE_MILLIS);
        tab.open(address);
        BrowserLog log = of(tab);
        log.await("() => globalThis.logstreamer?.stats !== undefined", null);
        return log;
    }

    /** What is wrong with a source is told above the lines, which then have less room. */
    void awaitSources() {
        page().waitForCondition(tab::knowsSources, new Page.WaitForConditionOptions().setTimeout(PATIENCE_MILLIS));
        awaitPainted();
    }

    /** What was scrolled, and what has another size now, shows with the next painting. */
    void awaitPainted() {
        page().evaluate("() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))");
    }

    /** The first line does not wait for the controls, and keys do nothing before they are there. */
    void awaitControls() {
        assertThat(page().getByRole(AriaRole.BANNER).getByRole(AriaRole.BUTTON).first())
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MILLIS));
    }

    /** The page that a tab already shows. */
    static BrowserLog of(BrowserTab tab) {
        return new BrowserLog(tab);
    }

    BrowserTab tab() {
        return tab;
    }

    Page page() {
        return tab.page();
    }

    /** What the page says of itself, in its own names. */
    Map<?, ?> stats() {
        return (Map<?, ?>) page().evaluate("() => globalThis.logstreamer.stats()");
    }

    long number(String name) {
        return ((Number) stats().get(name)).longValue();
    }

    void awaitState(String state) {
        await("(state) => globalThis.logstreamer.stats().state === state", state);
    }

    void awaitReconnects(long reconnects) {
        await("(many) => globalThis.logstreamer.stats().reconnects >= many", (double) reconnects);
    }

    /** Waits until the page has received so many lines since it was opened, those before it was live included. */
    void awaitLines(long lines) {
        await("(lines) => globalThis.logstreamer.stats().lines >= lines", (double) lines);
    }

    /** The list of lines, which has the keys. */
    Locator list() {
        return page().getByRole(AriaRole.GRID);
    }

    /** The dialog that is open. */
    Locator dialog() {
        return page().getByRole(AriaRole.DIALOG);
    }

    /** Runs a command by its name, as somebody does who does not know its key. */
    void run(String command) {
        press(":");
        dialog().waitFor();
        page().keyboard().type(command);
        page().keyboard().press("Enter");
    }

    /** The texts of the lines in view, from top to bottom. */
    List<String> shownLines() {
        return list().locator(".line .message").allInnerTexts();
    }

    /** The row of a line with this text. */
    Locator row(String text) {
        return list().getByText(text, new Locator.GetByTextOptions().setExact(true));
    }

    /** Waits until the list shows a text somewhere. */
    void awaitShown(String text) {
        assertThat(list()).containsText(text, patience());
    }

    /** Waits until anything in the page says so. */
    void awaitSaid(String text) {
        assertThat(page().locator("body")).containsText(text, patience());
    }

    /** Waits until the list shows a text no more. */
    void awaitGone(String text) {
        assertThat(list()).not().containsText(text, patience());
    }

    boolean shows(String text) {
        return list().innerText().contains(text);
    }

    /** A key, pressed while the log has the focus. */
    void press(String key) {
        list().press(key);
    }

    /** Turns the wheel over the lines; positive is towards the newest. */
    void wheel(double pixels) {
        list().hover();
        page().mouse().wheel(0, pixels);
        awaitPainted();
    }

    /** The text that the page has put into the clipboard. */
    String copied() {
        page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        return (String) page().evaluate("navigator.clipboard.readText()");
    }

    /** What another program gets that is pasted into: also where the page came from a host that browsers do not trust. */
    String pasted() {
        press("/");
        page().keyboard().press("Control+a");
        page().keyboard().press("Control+v");
        return page().getByRole(AriaRole.SEARCH).getByRole(AriaRole.TEXTBOX).inputValue();
    }

    Locator button(String name) {
        return page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** Waits for all these lines; fails if they are not what the page has, in their order, without a gap and nothing else. */
    void assertHasAllOf(List<String> lines) throws IOException {
        awaitLines(lines.size());
        Map<?, ?> stats = stats();
        assertEquals(lines.size(), stats.get("lines"), stats::toString);
        assertEquals(0, stats.get("lost"), stats::toString);
        assertEquals(0, stats.get("gaps"), stats::toString);
        assertEquals(lines, saved(lines.get(0), lines.get(lines.size() - 1)));
    }

    /** Selects with the mouse from a line at the end up to one at the beginning, and downloads what is selected. */
    private List<String> saved(String first, String last) throws IOException {
        awaitShown(last);
        row(last).click();
        wheel(-ALL_THE_WAY_PIXELS);
        awaitShown(first);
        row(first).click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
        Download download = page().waitForDownload(() -> press("S"));
        return Files.readAllLines(download.path());
    }

    /** Waits until an expression of the page is true. */
    void await(String condition, Object argument) {
        page().waitForFunction(condition, argument, new Page.WaitForFunctionOptions().setTimeout(PATIENCE_MILLIS));
    }

    private static LocatorAssertions.ContainsTextOptions patience() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
    }

    @Override
    public void close() {
        tab.close();
    }
}

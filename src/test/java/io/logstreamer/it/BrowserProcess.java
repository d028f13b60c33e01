package io.logstreamer.it;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.util.List;
import java.util.Map;

/**
 * One Chromium without a window, for all tests of this virtual machine; each test has tabs of its own in it, which share
 * nothing.
 *
 * <p>Confined to the thread that started it.
 */
final class BrowserProcess implements AutoCloseable {

    /** A host name that resolves to this machine in the browser alone: what a page may do differs from localhost. */
    static final String HOST = "logs.test";

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP " + HOST + " 127.0.0.1");

    private final Playwright playwright;
    private final Browser browser;

    private BrowserProcess(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static BrowserProcess start() {
        var executable = BrowserProgram.find().orElseThrow(() -> new AssertionError(BrowserProgram.MISSING));
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            Browser browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(executable)
                            .setArgs(ARGUMENTS));
            return new BrowserProcess(playwright, browser);
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    /** A tab as most people have it: a screen of 1600 × 900, English, light. */
    BrowserTab tab() {
        return tab(options());
    }

    /** @param options begin with {@link #options()} */
    BrowserTab tab(Browser.NewContextOptions options) {
        return BrowserTab.in(browser.newContext(options));
    }

    static Browser.NewContextOptions options() {
        return new Browser.NewContextOptions()
                .setViewportSize(1600, 900)
                .setLocale("en-GB")
                .setTimezoneId("Europe/Berlin");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

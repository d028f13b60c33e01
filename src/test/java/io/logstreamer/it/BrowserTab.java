package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A tab of the browser, which remembers whatever the browser complains about: what its console says as an error, what a
 * script throws, and each report of the content security policy.
 *
 * <p>Confined to the thread of the browser. Closing it closes all tabs that share its storage.
 */
final class BrowserTab implements AutoCloseable {

    /** Known to the page before its first script runs; the policy does not bind it, as it is not the page's. */
    private static final String REPORTS_TO_CONSOLE =
            "addEventListener('securitypolicyviolation', (report) => console.error("
                    + "`policy ${report.effectiveDirective}: ${report.blockedURI} ${report.sample}`));";

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints;

    private BrowserTab(BrowserContext context, Page page, List<String> complaints) {
        this.context = context;
        this.page = page;
        this.complaints = complaints;
    }

    static BrowserTab in(BrowserContext context) {
        context.addInitScript(REPORTS_TO_CONSOLE);
        return another(context);
    }

    private static BrowserTab another(BrowserContext context) {
        List<String> complaints = new ArrayList<>();
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text() + " at " + message.location());
            }
        });
        page.onPageError(error -> complaints.add("uncaught: " + error));
        return new BrowserTab(context, page, complaints);
    }

    /** A second tab of the same person: what one remembers, the other knows. */
    BrowserTab another() {
        return another(context);
    }

    BrowserTab open(URI address) {
        page.navigate(address.toString());
        return this;
    }

    Page page() {
        return page;
    }

    /** All complaints so far, in order. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void assertNoComplaints() {
        assertThat(complaints).as("what the browser complained about").isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}

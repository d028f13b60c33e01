package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A tab of the browser, which remembers whatever there is to complain about: what its console says as an error, what a
 * script throws, each report of the content security policy, and each request to anywhere but the server.
 *
 * <p>Confined to the thread of the browser. Closing it closes all tabs that share its storage.
 */
final class BrowserTab implements AutoCloseable {

    /** Runs before the page's first script; the policy does not bind it, as it is not the page's. */
    private static final String REPORTS_TO_CONSOLE =
            "addEventListener('securitypolicyviolation', (report) => console.error("
                    + "`policy ${report.effectiveDirective}: ${report.blockedURI} ${report.sample}`));";

    /** A browser without a window shows all its tabs at once: whether a tab is looked at is for the test to say. */
    private static final String VISIBILITY = """
            {
              let state = 'visible';
              Object.defineProperty(Document.prototype, 'visibilityState', { get: () => state });
              Object.defineProperty(Document.prototype, 'hidden', { get: () => state === 'hidden' });
              globalThis.becomes = (next) => {
                state = next;
                document.dispatchEvent(new Event('visibilitychange'));
              };
            }
            """;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final Set<Request> streams = new HashSet<>();
    private String origin = "";
    private boolean knowsSources;

    private BrowserTab(BrowserContext context, Page page) {
        this.context = context;
        this.page = page;
        page.onConsoleMessage(this::hear);
        page.onPageError(error -> complaints.add("uncaught: " + error));
        page.onRequest(this::begun);
        page.onRequestFinished(this::ended);
        page.onRequestFailed(this::ended);
    }

    static BrowserTab in(BrowserContext context) {
        context.addInitScript(REPORTS_TO_CONSOLE);
        context.addInitScript(VISIBILITY);
        return another(context);
    }

    private static BrowserTab another(BrowserContext context) {
        return new BrowserTab(context, context.newPage());
    }

    private void hear(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text() + " at " + message.location());
        }
    }

    private void begun(Request request) {
        URI address = URI.create(request.url());
        if (address.getHost() != null && !address.getAuthority().equals(origin)) {
            complaints.add("asked for from elsewhere: " + address);
        }
        if (address.getHost() != null && address.getPath().endsWith("/stream")) {
            streams.add(request);
        }
        knowsSources &= !request.isNavigationRequest();
    }

    private void ended(Request request) {
        streams.remove(request);
        knowsSources |= request.url().endsWith("/api/v1/sources");
    }

    /** A second tab of the same person: what one remembers, the other knows. */
    BrowserTab another() {
        return another(context);
    }

    BrowserTab open(URI address) {
        origin = address.getAuthority();
        page.navigate(address.toString());
        return this;
    }

    /** Somebody looks at another tab. */
    void hide() {
        page.evaluate("becomes('hidden')");
    }

    void show() {
        page.evaluate("becomes('visible')");
    }

    Page page() {
        return page;
    }

    /** How many streams this tab has open, as the browser tells. */
    int streams() {
        // Events of the browser reach this thread while it asks for something.
        page.title();
        return streams.size();
    }

    /** Whether the page that was loaded last has the list of sources, or was refused it; as {@link #streams}. */
    boolean knowsSources() {
        return knowsSources;
    }

    void assertNoComplaints() {
        assertThat(complaints).as("complaints").isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}

package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page before a server that has no room for it. */
@BrowserNeeded
class PageCapacityIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Less than what the page takes for a sleep of the machine, after which it would ask at once. */
    private static final long STEP_MILLIS = 10_000;

    @Test
    void fullServerIsToldAndThePageComesInWhenThereIsRoom(BrowserProcess browser) throws Exception {
        Map<String, String> one =
                Map.of("LOGSTREAMER_STREAM_MAX_SUBSCRIBERS", "1", "LOGSTREAMER_STREAM_HEARTBEAT", "5s");
        try (LogServer server = LogServer.start(ContainerKind.JETTY121, 1, one)) {
            TempLog log = server.nextLog().append("inside");
            try (SseClient taker = server.openLive(log);
                    BrowserTab tab = browser.tab()) {
                tab.page().clock().install();
                BrowserLog page = BrowserLog.open(tab, server.uri("/?source=" + log.source()));
                page.awaitState("capacity");
                page.awaitSaid("Server full");
                page.awaitSaid("logstreamer.stream.max-subscribers");
                assertThat(page.button("Retry now").count()).as("one button").isEqualTo(1);
                String said = page.page().locator("body").innerText();
                assertThat(said.split("max-subscribers", -1)).as("one sentence").hasSize(2);
                assertThat(said).as("what the server says in English").doesNotContain("come again later");
                page.button("Retry now").click();
                page.awaitState("capacity");

                taker.abandon();
                Await.until("the page asks again, and is let in", LIMIT, () -> {
                    tab.page().clock().fastForward(STEP_MILLIS);
                    return page.stats().get("state").equals("live");
                });
                page.awaitShown("inside");
                assertThat(page.page().getByRole(AriaRole.ALERT).count()).isZero();
            }
            server.stop();
            server.assertNoProblems();
        }
    }
}

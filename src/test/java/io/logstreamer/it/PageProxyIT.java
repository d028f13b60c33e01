package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page through an nginx that was told nothing about streams. */
@BrowserNeeded
class PageProxyIT {
    private static final int LINES = 3_000;

    private LogServer server;

    @BeforeEach
    void start() throws Exception {
        boolean mustRun = Boolean.parseBoolean(System.getenv("CI"));
        assumeTrue(mustRun || Nginx.program().isPresent(), "no nginx: install Debian's package nginx");
        server = LogServer.start(ContainerKind.JETTY121, 2);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.finish();
        }
    }

    @Test
    void linesComeAtOnceAndSurviveItsBadGateway(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().create();
        try (Nginx nginx = Nginx.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(), nginx.uri("/?source=" + log.source()))) {
            log.append("alone, and small enough for every buffer");
            page.awaitShown("alone, and small enough for every buffer");
            page.tab().assertNoComplaints();

            try (LogWriter writer = LogWriter.start(log, LINES)) {
                page.awaitLines(500);
                server.kill();
                page.awaitState("waiting");
                server.startAgain();
                page.awaitReconnects(1);
                writer.await();
            }
            page.awaitLines(1 + LINES);
            assertThat(page.number("lines")).isEqualTo(1 + LINES);
            assertThat(page.number("lost")).isZero();
            assertThat(page.number("gaps")).isZero();
        }
    }
}

package io.logstreamer.it;

import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The page keeps its place: whatever happens between it and the server while lines are written, none is lost or doubled. */
@BrowserNeeded
@ParameterizedClass
@EnumSource(names = {"JETTY121", "TOMCAT11"})
@TestInstance(Lifecycle.PER_CLASS)
class PageResumeIT {
    private static final int LINES = 6_000;

    @Parameter
    ContainerKind kind;

    private LogServer server;

    @BeforeParameterizedClassInvocation
    void start(ContainerKind kind) throws Exception {
        server = LogServer.start(kind, 20);
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        server.finish();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "KILL_AND_START_WITHOUT_STATE")
    void interruptedServerLosesNothing(Interruption interruption, BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().create();
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + log.source()));
                LogWriter writer = LogWriter.startRotating(log, LINES, 2_500)) {
            page.awaitLines(500);
            interruption.happensTo(server);
            writer.await();
            page.awaitReconnects(1);
            page.assertHasAllOf(NumberedLines.range(0, LINES));
        }
    }
}

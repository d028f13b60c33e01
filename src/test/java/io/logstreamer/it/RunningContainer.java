package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One server process, up and listening.
 *
 * <p>Confined to the test's thread, but for {@link #uri} and {@link #console}.
 */
final class RunningContainer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration DEPLOY_LIMIT = Duration.ofSeconds(60);
    private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final ContainerBase base;
    private final Process process;
    private final Console console;

    private RunningContainer(ContainerBase base, Process process, Console console) {
        this.base = base;
        this.process = process;
        this.console = console;
    }

    static RunningContainer awaitStarted(ContainerBase base, Process process, String name) throws InterruptedException {
        Console console = Console.reading(process.getInputStream(), name);
        RunningContainer container = new RunningContainer(base, process, console);
        try {
            console.awaitLine(base.distribution().started(), 0, START_LIMIT);
            return container;
        } catch (AssertionError | InterruptedException e) {
            container.close();
            throw e;
        }
    }

    /** The address of a path and query, both as they go on the wire. */
    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + base.port() + target);
    }

    Console console() {
        return console;
    }

    /** The Java process from inside. */
    JvmView jvm() {
        return new JvmView(process.pid(), base.distribution());
    }

    /** Places a WAR beside, or over, what runs and returns when the server has deployed it and it answers. */
    void deploy(String contextPath, Path war) throws Exception {
        int mark = console.mark();
        base.deploy(contextPath, war);
        console.awaitLine(base.distribution().deployed(), mark, DEPLOY_LIMIT);
        awaitAnswer(contextPath);
    }

    /**
     * Replaces a running application: as {@link #deploy}, and the old one is out when this returns. Asks for nothing
     * before, so that no request is inside the old one when it stops.
     */
    void redeploy(String contextPath, Path war) throws Exception {
        int mark = console.mark();
        base.deploy(contextPath, war);
        console.awaitLine(base.distribution().deployed(), mark, DEPLOY_LIMIT);
        console.awaitLine(base.distribution().undeployed(), mark, DEPLOY_LIMIT);
        awaitAnswer(contextPath);
    }

    /** Takes an application out; returns when it is gone. */
    void undeploy(String contextPath) throws Exception {
        int mark = console.mark();
        base.undeploy(contextPath);
        console.awaitLine(base.distribution().undeployed(), mark, DEPLOY_LIMIT);
        Await.until(
                "nothing is left of " + contextPath,
                DEPLOY_LIMIT,
                () -> base.distribution().isGone(base.directory(), contextPath));
    }

    /** Sends SIGTERM and returns at once. */
    void terminate() {
        // Not Process.destroy(): it also closes the pipe, and the last words would be lost.
        process.toHandle().destroy();
    }

    /** Waits for the end of the process, however it was asked for. */
    void awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + timeout.toMillis() + " ms\n" + console);
        }
        console.awaitEnd(OUTPUT_LIMIT);
    }

    /** SIGTERM, and the end of it. */
    void stop() throws InterruptedException {
        terminate();
        awaitExit(STOP_LIMIT);
    }

    /** SIGKILL, and the end of it. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitExit(STOP_LIMIT);
    }

    /** Fails if the server has logged a warning, an error, a leak or a stack trace. */
    void assertNoProblems() {
        assertThat(console.problems()).as("problems logged by %s", base.kind()).isEmpty();
    }

    /** Ends the process if it still runs: a test that cares how it ends has ended it before. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static int status(URI uri) throws IOException {
        try (HttpStream http = HttpStream.get(uri)) {
            return http.status();
        }
    }

    private void awaitAnswer(String contextPath) throws Exception {
        URI first = uri(contextPath.equals("/") ? "/" : contextPath + "/");
        Await.until("an answer of " + first, DEPLOY_LIMIT, () -> status(first) == 200);
    }
}

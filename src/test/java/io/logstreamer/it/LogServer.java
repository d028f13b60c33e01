package io.logstreamer.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The WAR at the root of a real server, or below a path, with a directory of logs as its sources. The server can be interrupted in every
 * way and goes on at the same port.
 *
 * <p>Confined to the test's thread, but for the addresses.
 */
final class LogServer implements AutoCloseable {
    private static final Duration OPENING_LIMIT = Duration.ofSeconds(10);

    private final ContainerBase base;
    private final LogDirectory logs;
    private final String contextPath;
    private final List<RunningContainer> processes = new ArrayList<>();

    private LogServer(ContainerBase base, LogDirectory logs, String contextPath) {
        this.base = base;
        this.logs = logs;
        this.contextPath = contextPath;
    }

    static LogServer start(ContainerKind kind, int sources) throws Exception {
        return start(kind, sources, Map.of());
    }

    /** @param environment further settings, as an operator gives them */
    static LogServer start(ContainerKind kind, int sources, Map<String, String> environment) throws Exception {
        return startAt("/", kind, sources, environment);
    }

    /** @param contextPath {@code "/"} or a path of one or more segments, without a slash at its end */
    static LogServer startAt(String contextPath, ContainerKind kind, int sources, Map<String, String> environment)
            throws Exception {
        LogServer server = prepare(contextPath, kind, sources);
        environment.forEach(server.base::environment);
        try {
            server.startAgain();
            return server;
        } catch (Exception | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** As {@link #start}, on one processor: what the scheduler does then, threads on two hardly ever do. */
    static LogServer startOnOneProcessor(ContainerKind kind, int sources) throws Exception {
        LogServer server = prepare("/", kind, sources);
        server.base.lasting().onOneProcessor();
        server.startAgain();
        return server;
    }

    private static LogServer prepare(String contextPath, ContainerKind kind, int sources) throws Exception {
        LogDirectory logs = LogDirectory.of(sources);
        ContainerBase base = ContainerBase.create(kind);
        base.environment("LOGSTREAMER_SOURCES", logs.sources());
        base.environment("LOGSTREAMER_STATE_DIR", stateDirectory(base).toString());
        base.deploy(contextPath, TestedWar.path());
        return new LogServer(base, logs, contextPath);
    }

    RunningContainer process() {
        return processes.get(processes.size() - 1);
    }

    TempLog nextLog() {
        return logs.next();
    }

    Path logDirectory() {
        return logs.directory();
    }

    /** A path and query of the application, which may be down. */
    URI uri(String target) {
        String below = contextPath.equals("/") ? target : contextPath + target;
        return URI.create("http://127.0.0.1:" + base.port() + below);
    }

    /**
     * The original route for one log.
     *
     * @param parameters further ones, such as {@code tail=5}
     */
    URI stream(TempLog log, String... parameters) {
        return uri(
                "/stream?source=" + log.source() + (parameters.length == 0 ? "" : "&" + String.join("&", parameters)));
    }

    /** Opens a stream that has begun: its position is taken, what is appended from now on comes. */
    SseClient openLive(TempLog log, String... parameters) throws IOException {
        SseClient client = SseClient.open(stream(log, parameters));
        client.takeUntil(SseBlock::isIdOnly, OPENING_LIMIT);
        return client;
    }

    void startAgain() throws IOException, InterruptedException {
        processes.add(base.start());
    }

    void stop() throws InterruptedException {
        process().stop();
    }

    void kill() throws InterruptedException {
        process().kill();
    }

    /** Replaces the running application by itself. */
    void redeploy() throws Exception {
        process().redeploy(contextPath, TestedWar.path());
    }

    void undeploy() throws Exception {
        process().undeploy(contextPath);
    }

    /** Removes all the server remembers beside the logs; it must be down. */
    void deleteState() throws IOException {
        Path state = stateDirectory(base);
        if (Files.exists(state)) {
            Directories.delete(state);
        }
    }

    void assertNoProblems() {
        processes.forEach(RunningContainer::assertNoProblems);
    }

    /** Ends the server as an operator does, fails if it has ever complained, and removes everything. */
    void finish() throws IOException, InterruptedException {
        try {
            stop();
            assertNoProblems();
        } finally {
            close();
        }
    }

    /** Kills what runs and removes everything. */
    @Override
    public void close() throws IOException {
        processes.forEach(RunningContainer::close);
        base.close();
        logs.close();
    }

    private static Path stateDirectory(ContainerBase base) {
        return base.directory().resolve("state");
    }
}

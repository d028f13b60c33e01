package io.logstreamer.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The WAR at the root of a real server, with a directory of logs as its only source. Several of them may share the logs and
 * the state, as two deployments do.
 *
 * <p>Confined to the test's thread, but for the addresses.
 */
final class MergedServer implements AutoCloseable {
    private final ContainerBase base;
    private final List<RunningContainer> processes = new ArrayList<>();

    private MergedServer(ContainerBase base) {
        this.base = base;
    }

    /**
     * One that is not started yet.
     *
     * @param logs directory of the group {@code shop}
     * @param state need not exist
     */
    static MergedServer of(ContainerKind kind, Path logs, Path state) throws Exception {
        ContainerBase base = ContainerBase.create(kind);
        base.environment("LOGSTREAMER_SOURCES", "shop=" + logs + "/*.log");
        base.environment("LOGSTREAMER_STATE_DIR", state.toString());
        // Small, so that the files are read as well.
        base.environment("LOGSTREAMER_RING_BYTES", "1MiB");
        base.deploy("/", TestedWar.path());
        return new MergedServer(base);
    }

    ContainerBase base() {
        return base;
    }

    RunningContainer process() {
        return processes.get(processes.size() - 1);
    }

    MergedServer start() throws IOException, InterruptedException {
        processes.add(base.start());
        return this;
    }

    void stop() throws InterruptedException {
        process().stop();
    }

    void kill() throws InterruptedException {
        process().kill();
    }

    /** A path and query of the server, which may be down. */
    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + base.port() + target);
    }

    /**
     * An address for several logs.
     *
     * @param route with its question mark
     */
    URI of(String route, List<TempLog> logs, String... parameters) {
        return uri(route
                + logs.stream().map(log -> "source=" + log.source()).collect(Collectors.joining("&"))
                + Arrays.stream(parameters).map(each -> "&" + each).collect(Collectors.joining()));
    }

    /** The raw stream of several logs from their first line on. */
    URI stream(List<TempLog> logs) {
        return of("/stream?", logs, "last_event_id=earliest");
    }

    /** Warnings, errors and stack traces of the process that runs, or ran last. */
    List<String> problems() {
        return process().console().problems();
    }

    /** Kills what runs and removes everything that is not shared. */
    @Override
    public void close() throws IOException {
        processes.forEach(RunningContainer::close);
        base.close();
    }

    /** Removes a directory with all that is in it, if it is there. */
    static void delete(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            Directories.delete(directory);
        } else {
            Files.deleteIfExists(directory);
        }
    }
}

package io.logstreamer.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The base directory of one server: its port, its applications and the environment of its processes. It outlives the
 * processes started on it, so that a server can be stopped or killed and started again where it was.
 *
 * <p>Confined to the test's thread.
 */
final class ContainerBase implements AutoCloseable {
    /** Soft references end with each collection: what only they hold has not leaked. */
    private static final List<String> JVM_ARGUMENTS =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:SoftRefLRUPolicyMSPerMB=0", "-Djava.awt.headless=true");

    /** A server of a few seconds ends before the second compiler has paid for itself: a third of the time of its processor. */
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    private final ContainerKind kind;
    private final Distribution distribution;
    private final Path directory;
    private final int port;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> commandPrefix = new ArrayList<>();
    private boolean lasting;
    private int starts;

    private ContainerBase(ContainerKind kind, Distribution distribution, Path directory, int port) {
        this.kind = kind;
        this.distribution = distribution;
        this.directory = directory;
        this.port = port;
    }

    static ContainerBase create(ContainerKind kind) throws IOException, InterruptedException {
        Distribution distribution = kind.distribution();
        Path directory = Directories.create(kind.name().toLowerCase(Locale.ROOT));
        int port = Ports.free();
        distribution.prepare(directory, port);
        return new ContainerBase(kind, distribution, directory, port);
    }

    ContainerBase environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Every process started from now on lives long or has much to do. */
    ContainerBase lasting() {
        lasting = true;
        return this;
    }

    /** Every process started from now on may use the first processor only. */
    ContainerBase onOneProcessor() {
        commandPrefix.addAll(List.of("taskset", "-c", "0"));
        return this;
    }

    /**
     * Places a WAR; a server that is not running takes it at its next start, a running one at its next look.
     *
     * @param contextPath {@code "/"} or a path of one or more segments, without a slash at its end
     */
    ContainerBase deploy(String contextPath, Path war) throws IOException {
        distribution.deploy(directory, contextPath, war);
        return this;
    }

    /** Removes what {@link #deploy} placed. */
    void undeploy(String contextPath) throws IOException {
        distribution.undeploy(directory, contextPath);
    }

    /** Starts a process and returns when the server says that it is up. */
    RunningContainer start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(commandPrefix);
        List<String> jvmArguments = new ArrayList<>(JVM_ARGUMENTS);
        if (!lasting) {
            jvmArguments.add(FIRST_COMPILER_ONLY);
        }
        command.addAll(distribution.command(directory, jvmArguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGSTREAMER_") || name.startsWith("JAVA_"));
        builder.environment().putAll(environment);
        starts++;
        return RunningContainer.awaitStarted(this, builder.start(), kind + "-" + starts);
    }

    ContainerKind kind() {
        return kind;
    }

    Distribution distribution() {
        return distribution;
    }

    Path directory() {
        return directory;
    }

    int port() {
        return port;
    }

    /** Deletes the directory; the processes must have ended. */
    @Override
    public void close() throws IOException {
        Directories.delete(directory);
    }
}

package io.logstreamer.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Docker engine of the tests' own ({@code src/test/docker/engine.sh}), which has one image under the name of an
 * official one; or the reason why there is none here. Confined to one thread.
 */
final class DockerEngine implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
    private static final Duration HEALTHY_LIMIT = Duration.ofMinutes(2);
    private static final int CANNOT = 3;

    private static final Path SCRIPTS = Path.of("src", "test", "docker").toAbsolutePath();
    private static final Path DIRECTORY = Path.of("target", "it-docker-engine").toAbsolutePath();
    private static final Program SCRIPT = new Program(Path.of("").toAbsolutePath(), Map.of());

    private final Optional<String> lack;
    private final Map<String, String> environment;
    private final Thread end = new Thread(DockerEngine::stop, "docker-engine-end");

    private DockerEngine(@Nullable String address, @Nullable String lack) {
        this.lack = Optional.ofNullable(lack);
        this.environment = address == null ? Map.of() : Map.of("DOCKER_HOST", address);
        if (address != null) {
            // A build that is interrupted leaves no engine behind.
            Runtime.getRuntime().addShutdownHook(end);
        }
    }

    /**
     * Starts an engine, if that is possible on this machine.
     *
     * @param jettyHome the distribution that is in the image
     * @param image the name of the image
     * @throws AssertionError if what should have worked did not
     */
    static DockerEngine start(Path jettyHome, String image) throws IOException, InterruptedException {
        Program.Outcome started = SCRIPT.run(START_LIMIT, script("engine.sh", "start", DIRECTORY.toString()));
        if (started.exit() == CANNOT) {
            return new DockerEngine(null, started.lastError());
        }
        succeeded(started);
        DockerEngine engine = new DockerEngine(started.output(), null);
        Program.Outcome made = new Program(SCRIPT.directory(), engine.environment)
                .run(START_LIMIT, script("jetty-stand-in.sh", jettyHome.toString(), image));
        if (made.exit() == 0) {
            return engine;
        }
        engine.close();
        if (made.exit() != CANNOT) {
            succeeded(made);
        }
        return new DockerEngine(null, made.lastError());
    }

    /** Why there is no engine; empty if there is one. */
    Optional<String> lack() {
        return lack;
    }

    /** The output of a {@code docker} command, which must succeed. */
    String docker(String... arguments) throws IOException, InterruptedException {
        return new Program(SCRIPT.directory(), environment).output(COMMAND_LIMIT, command("docker", arguments));
    }

    /** As {@link #docker}, with its exit status and what it said. */
    Program.Outcome tryDocker(String... arguments) throws IOException, InterruptedException {
        return new Program(SCRIPT.directory(), environment).run(COMMAND_LIMIT, command("docker", arguments));
    }

    /** The output of a {@code docker compose} command for the file in a directory; it must succeed. */
    String compose(Path directory, Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        Program program = new Program(directory, withEngine(variables));
        try {
            return program.output(COMMAND_LIMIT, command("docker-compose", arguments));
        } catch (IOException absent) {
            // The newer form of the same: a plug-in.
            String[] all = new String[arguments.length + 1];
            all[0] = "compose";
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            return program.output(COMMAND_LIMIT, command("docker", all));
        }
    }

    /** Waits until the container's own health check is content. */
    void awaitHealthy(String container) throws Exception {
        try {
            Await.until("the container is healthy", HEALTHY_LIMIT, () -> isHealthy(container));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + logs(container), e);
        }
    }

    private boolean isHealthy(String container) throws IOException, InterruptedException {
        String state = docker("inspect", "--format", "{{.State.Status}} {{.State.Health.Status}}", container);
        return switch (state) {
            case "running healthy" -> true;
            case "running starting" -> false;
            default -> throw new AssertionError("the container will not be healthy: " + state);
        };
    }

    /** What the container has written to both of its outputs. */
    String logs(String container) throws IOException, InterruptedException {
        Program.Outcome logs = tryDocker("logs", container);
        return logs.output() + "\n" + logs.errors();
    }

    /** Ends the engine and all that it runs. */
    @Override
    public void close() {
        if (lack.isEmpty()) {
            Runtime.getRuntime().removeShutdownHook(end);
            stop();
        }
    }

    private static void stop() {
        try {
            succeeded(SCRIPT.run(COMMAND_LIMIT, script("engine.sh", "stop", DIRECTORY.toString())));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void succeeded(Program.Outcome outcome) {
        if (outcome.exit() != 0) {
            throw new AssertionError("exit=" + outcome.exit() + "\n" + outcome.output() + "\n" + outcome.errors());
        }
    }

    private static List<String> script(String name, String... arguments) {
        return command(SCRIPTS.resolve(name).toString(), arguments);
    }

    private static List<String> command(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private Map<String, String> withEngine(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return all;
    }
}

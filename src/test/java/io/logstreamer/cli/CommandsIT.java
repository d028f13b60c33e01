package io.logstreamer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar logstreamer.war}, as its users run it: another process, a cache directory of its own. */
@Timeout(120)
class CommandsIT {

    private static final Path WAR =
            Path.of(System.getProperty("it.war", "target/logstreamer.war")).toAbsolutePath();

    @TempDir
    Path directory;

    @Test
    void makeLogsWritesLinesOfTheBundledSeedWhereThereIsNoOther() throws Exception {
        CommandRun run = run("make-logs", "--lines", "5", "--rate", "max", "--out", "out.log");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(Files.readAllLines(directory.resolve("out.log")))
                .hasSize(5)
                .noneMatch(line -> line.contains("{now}"));
    }

    @Test
    void originalNamesOfTheEnvironmentReachTheCommand() throws Exception {
        Path seed = Files.writeString(directory.resolve("mine.log"), "only line\n");
        ProcessBuilder builder = command("make-logs", "--lines", "2");
        builder.environment().put("SEED_FILE_PATH", seed.toString());
        builder.environment().put("OUT_LOG_FILE_PATH", "out.log");
        builder.environment().put("WRITE_DELAY", "0.001");

        assertThat(finish(builder.start()).status()).isZero();
        assertThat(directory.resolve("out.log")).hasContent("only line\nonly line\n");
    }

    @Test
    void loadFindsWhatAServerLeavesOut() throws Exception {
        String holed = "retry: 1\n\ndata: seq=1 a\nid: 1\n\ndata: seq=3 c\nid: 3\n\n";
        try (TinySseServer server = new TinySseServer((connection, lastEventId) ->
                lastEventId != null ? TinySseServer.Answer.end() : TinySseServer.Answer.stream(holed))) {
            CommandRun run =
                    run("load", "--clients", "2", "--json", server.uri().toString());

            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("\"clients\":2", "\"lines\":4", "\"missing\":2");
            assertThat(run.status()).isEqualTo(1);
        }
    }

    @Test
    void terminationStillGivesTheResult() throws Exception {
        try (TinySseServer server = new TinySseServer(
                (connection, lastEventId) -> TinySseServer.Answer.stream("retry: 30000\n\ndata: hello\nid: 1\n\n"))) {
            Process process = command(
                            "load",
                            "--clients",
                            "1",
                            "--print",
                            "--duration",
                            "1h",
                            server.uri().toString())
                    .start();
            StringBuilder out = new StringBuilder();
            try (var reader = process.inputReader()) {
                out.append(reader.readLine()).append('\n');
                process.toHandle().destroy(); // which leaves our ends of its pipes open
                reader.lines().forEach(line -> out.append(line).append('\n'));
            }
            process.waitFor();

            assertThat(out.toString()).startsWith("0 -> hello\n").contains("missing 0   duplicate 0");
        }
    }

    @Test
    void versionIsTheArchives() throws Exception {
        assertThat(run("version").out()).startsWith("logstreamer 0.").contains("(Java " + Runtime.version() + ")");
    }

    @Test
    void manyFirstStartsAtOnceAllWork() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(command("version").start());
        }
        for (Process process : processes) {
            CommandRun run = finish(process);
            assertThat(run.err()).isEmpty();
            assertThat(run.status()).isZero();
        }
        assertThat(versions()).hasSize(1);
        assertThat(filesBelow(cache())).noneMatch(file -> file.toString().endsWith(".part"));
    }

    @Test
    void damagedCacheIsRepaired() throws Exception {
        run("version");
        for (Path file : filesBelow(cache())) {
            if (file.toString().endsWith(".jar")) {
                Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.TRUNCATE_EXISTING);
            } else if (file.getFileName().toString().equals("Main.class")) {
                Files.delete(file);
            }
        }

        CommandRun run = run("version");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
    }

    @Test
    void oldVersionsAreDeletedAndTheNewestAreKept() throws Exception {
        for (int day = 1; day <= 5; day++) {
            Path old = Files.createDirectories(cache().resolve("0.0." + day + "-old/WEB-INF/classes"));
            Files.writeString(old.resolve("x.class"), "x");
            Files.setLastModifiedTime(cache().resolve("0.0." + day + "-old"), FileTime.from(day, TimeUnit.DAYS));
        }

        run("version");

        assertThat(versions()).hasSize(3).contains("0.0.4-old", "0.0.5-old");
    }

    @Test
    void userWithoutACacheDirectoryGetsATemporaryOne() throws Exception {
        Path notADirectory = Files.writeString(directory.resolve("file"), "");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        ProcessBuilder builder = command("version");
        builder.environment().put("XDG_CACHE_HOME", notADirectory.toString());
        builder.command().add(1, "-Djava.io.tmpdir=" + temporary);

        CommandRun run = finish(builder.start());

        assertThat(run.status()).isZero();
        assertThat(filesBelow(temporary)).noneMatch(file -> file.toString().contains("logstreamer-"));
    }

    private CommandRun run(String... arguments) throws IOException, InterruptedException {
        return finish(command(arguments).start());
    }

    private ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add(WAR.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM would tell of it on the error stream
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        return builder;
    }

    /** Output of a command is small: it fits the pipes, so that one may be read after the other. */
    private static CommandRun finish(Process process) throws IOException, InterruptedException {
        try (var out = process.inputReader();
                var err = process.errorReader()) {
            String printed = String.join("\n", out.lines().toList());
            String complained = String.join("\n", err.lines().toList());
            return new CommandRun(process.waitFor(), printed, complained);
        }
    }

    private Path cache() {
        return directory.resolve("cache/logstreamer");
    }

    private List<String> versions() throws IOException {
        try (Stream<Path> children = Files.list(cache())) {
            return children.filter(Files::isDirectory)
                    .map(child -> child.getFileName().toString())
                    .toList();
        }
    }

    private static List<Path> filesBelow(Path top) throws IOException {
        try (Stream<Path> tree = Files.walk(top)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}

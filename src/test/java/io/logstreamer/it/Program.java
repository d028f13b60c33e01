package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs of the machine to their end. Thread-safe.
 *
 * @param directory where they run
 * @param environment what is added to the environment of the tests
 */
record Program(Path directory, Map<String, String> environment) {

    /**
     * How a program ended.
     *
     * @param output what it wrote to standard output, without white space around it
     * @param errors the same of standard error
     */
    record Outcome(int exit, String output, String errors) {

        String lastError() {
            return errors.substring(errors.lastIndexOf('\n') + 1);
        }
    }

    /**
     * Runs a program; what it starts in the background may go on.
     *
     * @throws IOException if there is no such program
     * @throws AssertionError if it does not end in time
     */
    Outcome run(Duration limit, List<String> command) throws IOException, InterruptedException {
        // Files, not pipes: a pipe ends only with the last process in the background that has it.
        Path output = Files.createTempFile("logstreamer-it-", ".out");
        Path errors = Files.createTempFile("logstreamer-it-", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("not within " + limit.toSeconds() + " s: " + String.join(" ", command) + "\n"
                        + Files.readString(errors, UTF_8));
            }
            return new Outcome(process.exitValue(), text(output), text(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** The output of a program that must succeed. */
    String output(Duration limit, List<String> command) throws IOException, InterruptedException {
        Outcome outcome = run(limit, command);
        if (outcome.exit() != 0) {
            throw new AssertionError("exit=" + outcome.exit() + ": " + String.join(" ", command) + "\n"
                    + outcome.output() + "\n" + outcome.errors());
        }
        return outcome.output();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, UTF_8).strip();
    }
}

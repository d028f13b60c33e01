package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code src/test/faults/faults.py} against the built WAR: each of its scenarios is a test of that name. What this machine
 * cannot inject is skipped and says why.
 *
 * <p>{@code -Dfaults=all} plays all scenarios instead of one of each kind.
 */
class FaultsIT {
    private static final Path SCRIPT = Path.of("src", "test", "faults", "faults.py");
    private static final Duration LIMIT = Duration.ofMinutes(15);

    /** The servers wait more than they work. */
    private static final int AT_ONCE = 4;

    /** A build has the machine seldom for itself. */
    private static final int PATIENCE = 5;

    /** A line of the script's: what became of a scenario. */
    private record Verdict(String word, String scenario, String seen) {
        private static final Pattern LINE = Pattern.compile("(PASS|FAIL|SKIP)\\s+(\\S+)\\s+[0-9.]+ s\\s+(.*)");

        static Stream<Verdict> of(String line) {
            Matcher matcher = LINE.matcher(line);
            return matcher.matches()
                    ? Stream.of(new Verdict(matcher.group(1), matcher.group(2), matcher.group(3)))
                    : Stream.empty();
        }

        DynamicTest test() {
            return DynamicTest.dynamicTest(scenario, this::judge);
        }

        private void judge() {
            switch (word) {
                case "PASS" -> {}
                case "SKIP" -> abort(toString());
                default -> fail(toString());
            }
        }

        @Override
        public String toString() {
            return word + " " + scenario + ": " + seen;
        }
    }

    @TestFactory
    Stream<DynamicTest> faultIsBorne() throws Exception {
        if (!isThere("python3")) {
            System.out.println("FaultsIT is skipped: python3 is missing");
            abort("python3 is missing");
        }
        Program.Outcome played = new Program(Path.of("").toAbsolutePath(), environment()).run(LIMIT, command());
        List<Verdict> verdicts = played.output().lines().flatMap(Verdict::of).toList();
        boolean anyFailed = verdicts.stream().anyMatch(each -> each.word.equals("FAIL"));
        if (anyFailed) {
            // With what the servers said last.
            System.out.println(played.output());
        }
        // The reasons are in the report only, where nobody looks after a green build.
        verdicts.stream()
                .filter(each -> each.word.equals("SKIP"))
                .forEach(each -> System.out.println("FaultsIT: " + each));
        assertThat(played.exit())
                .as("exit status; output:\n%s\n%s", played.output(), played.errors())
                .isEqualTo(anyFailed ? 1 : 0);
        assertThat(verdicts).as("scenarios").hasSize(expected());
        return verdicts.stream().map(Verdict::test);
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString(), "--no-install"));
        command.addAll(List.of("--war", TestedWar.path().toString()));
        command.addAll(List.of("--jetty", System.getProperty("it.jetty121")));
        command.addAll(List.of("--jobs", "" + AT_ONCE, "--patience", "" + PATIENCE));
        if (!isAll()) {
            command.add("--short");
        }
        return command;
    }

    /** As many as the script's list says. */
    private static int expected() throws IOException, InterruptedException {
        String list = new Program(Path.of("").toAbsolutePath(), Map.of())
                .output(LIMIT, List.of("python3", SCRIPT.toString(), "--list"));
        return (int) list.lines()
                .filter(line -> isAll() || line.matches("\\S+\\s+short\\s.*"))
                .count();
    }

    private static boolean isAll() {
        return "all".equals(System.getProperty("faults"));
    }

    /** The servers run on the JDK of the tests. */
    private static Map<String, String> environment() {
        return Map.of("PATH", Jdk.tool("").toAbsolutePath() + File.pathSeparator + System.getenv("PATH"));
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}

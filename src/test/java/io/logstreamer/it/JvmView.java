package io.logstreamer.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server process holds, seen from outside with the JDK's {@code jcmd} and, on Linux, {@code /proc}. Immutable;
 * each method looks anew.
 *
 * @param pid the process
 */
record JvmView(long pid, Distribution distribution) {
    private static final Pattern THREAD = Pattern.compile("^\"(.*?)\" #");

    /** The names of the live Java threads that begin so. */
    List<String> threads(String namePrefix) throws IOException, InterruptedException {
        return jcmd("Thread.print").stream()
                .map(THREAD::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .filter(name -> name.startsWith(namePrefix))
                .sorted()
                .toList();
    }

    /** How many class loaders of web applications are reachable: as many as applications run, or one has leaked. */
    int webappLoaders() throws IOException, InterruptedException {
        return instances(distribution.webappLoader());
    }

    /** Reachable objects of the classes with such a name, after a full collection. */
    private int instances(Pattern className) throws IOException, InterruptedException {
        Pattern row = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + className + "(\\s|$)");
        return jcmd("GC.class_histogram").stream()
                .map(row::matcher)
                .filter(Matcher::find)
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
                .sum();
    }

    /** What the open descriptors point to, as the kernel names it: {@code /a/file}, {@code anon_inode:inotify}. */
    List<String> descriptors() throws IOException {
        List<String> targets = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                try {
                    targets.add(Files.readSymbolicLink(entry).toString());
                } catch (IOException closedMeanwhile) {
                    // A descriptor closed between the listing and the look is not open.
                }
            }
        }
        return targets;
    }

    private List<String> jcmd(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Jdk.tool("jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd failed: command=" + command + "\n" + output);
        }
        return output.lines().toList();
    }
}

package io.logstreamer.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Everything a container process has written to its standard output and error, line by line.
 *
 * <p>Thread-safe: one daemon thread reads the process, the test waits for lines.
 */
final class Console {
    /** A level above information as Tomcat, Jetty or the JDK print it, a leak message, or a stack trace. */
    private static final Pattern PROBLEM = Pattern.compile(
            "\\b(WARN|WARNING|SEVERE|ERROR)\\b|memory leak|failed to stop it|\\bException\\b.*:|^\\s+at [\\w.$/]+\\(");

    /** Tomcat's word on a machine that was busy for 100 ms while it started. */
    private static final Pattern SLOW_MACHINE =
            Pattern.compile("SecureRandom instance for session ID generation .* took");

    /**
     * Jetty's word on a stream to which somebody writes at the very moment at which its connector is told to stop, which then
     * has one second for all that was quiet for longer.
     */
    private static final Pattern CONNECTOR_STOPS =
            Pattern.compile("ServletChannelState.*TimeoutException: Idle timeout expired: \\d+/1000 ms");

    /** Tomcat's word on a request at its end, whose stack is told behind it. */
    private static final String STILL_BUSY = "is still processing a request that has yet to finish";

    /** Where requests wait for each other that end while Tomcat stops what they were of: nothing of theirs runs any more. */
    private static final String UNLOADING = "org.apache.catalina.core.StandardWrapper.unload(";

    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private Console() {}

    /** Reads the stream on a daemon thread until it ends. */
    static Console reading(InputStream output, String name) {
        Console console = new Console();
        Thread reader = new Thread(() -> console.read(output), "console-" + name);
        reader.setDaemon(true);
        reader.start();
        return console;
    }

    /** The number of lines so far: a place from which to wait for later ones. */
    synchronized int mark() {
        return lines.size();
    }

    /** The lines from a mark on. */
    synchronized List<String> linesFrom(int mark) {
        return List.copyOf(lines.subList(mark, lines.size()));
    }

    /** Warnings, errors, leak messages and stack traces so far. */
    synchronized List<String> problems() {
        return IntStream.range(0, lines.size())
                .filter(i -> isProblem(lines.get(i)) && !isAtItsEnd(i))
                .mapToObj(lines::get)
                .toList();
    }

    private boolean isAtItsEnd(int line) {
        if (!lines.get(line).contains(STILL_BUSY)) {
            return false;
        }
        for (int i = line + 1; i < lines.size() && lines.get(i).startsWith(" "); i++) {
            if (!lines.get(i).contains("java.lang.Object.wait(")) {
                return lines.get(i).contains(UNLOADING);
            }
        }
        return false;
    }

    /**
     * Waits for a line at or after a mark.
     *
     * @return the index of the line
     * @throws AssertionError with the whole output if the process ends or the time is over before
     */
    synchronized int awaitLine(Pattern pattern, int mark, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        int next = mark;
        while (true) {
            for (; next < lines.size(); next++) {
                if (pattern.matcher(lines.get(next)).find()) {
                    return next;
                }
            }
            if (ended || deadline.isOver()) {
                throw new AssertionError(
                        (ended ? "the process ended" : "no such line within " + timeout.toMillis() + " ms")
                                + ", waited for: " + pattern + "\n" + String.join("\n", lines));
            }
            wait(Math.max(1, deadline.millisLeft()));
        }
    }

    /** Waits until the process has said its last word. */
    synchronized void awaitEnd(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        while (!ended) {
            if (deadline.isOver()) {
                throw new AssertionError("the output is still open after " + timeout.toMillis() + " ms");
            }
            wait(Math.max(1, deadline.millisLeft()));
        }
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }

    private static boolean isProblem(String line) {
        return PROBLEM.matcher(line).find()
                && !SLOW_MACHINE.matcher(line).find()
                && !CONNECTOR_STOPS.matcher(line).find();
    }

    private void read(InputStream output) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            // The pipe breaks when the process is killed: its output is over all the same.
            add("(output cut: " + e.getMessage() + ")");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}

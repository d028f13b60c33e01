package io.logstreamer.cli;

import java.io.PrintStream;
import picocli.CommandLine.Command;

/** {@code version}: what to name in a report of a fault. */
@Command(name = "version", description = "Show the version of LogStreamer and of Java.")
final class VersionCommand implements Runnable {

    private final String version;
    private final PrintStream out;

    VersionCommand(String version, PrintStream out) {
        this.version = version;
        this.out = out;
    }

    @Override
    public void run() {
        out.println("logstreamer " + version + " (Java " + Runtime.version() + ")");
    }
}

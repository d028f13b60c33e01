package io.logstreamer.cli;

import io.logstreamer.cli.load.LoadListener;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Prints what subscribers receive as {@code n -> line}, and everything else that a person should see to the error stream.
 * Thread-safe; lines are never mixed with one another.
 */
final class LinePrinter implements LoadListener {

    private final Writer out;
    private final PrintStream err;

    LinePrinter(PrintStream out, PrintStream err) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 32 << 10);
        this.err = err;
    }

    @Override
    public synchronized void line(int subscriber, byte[] data, int length) {
        String text = new String(data, 0, length, StandardCharsets.UTF_8);
        try {
            out.write(subscriber + " -> " + ControlCharacters.show(text) + "\n");
        } catch (IOException e) {
            // A PrintStream keeps its faults to itself (a closed pipe ends the process by signal).
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void notice(int subscriber, String text) {
        pause();
        err.println(subscriber + " -- " + ControlCharacters.show(text));
    }

    @Override
    public synchronized void pause() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

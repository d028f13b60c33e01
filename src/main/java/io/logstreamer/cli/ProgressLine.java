package io.logstreamer.cli;

import io.logstreamer.cli.load.LoadPlan;
import io.logstreamer.cli.load.LoadProgress;
import java.io.PrintStream;
import java.util.Locale;

/** One line of a terminal that is written over and over. Confined to one thread. */
final class ProgressLine {

    private static final int BAR_WIDTH = 20;
    private static final String BACK_AND_ERASE = "\r\u001b[K";

    private final LoadPlan plan;
    private final PrintStream terminal;
    private final boolean enabled;
    private boolean shown;

    ProgressLine(LoadPlan plan, PrintStream terminal, boolean enabled) {
        this.plan = plan;
        this.terminal = terminal;
        this.enabled = enabled;
    }

    void show(LoadProgress progress) {
        if (enabled) {
            shown = true;
            terminal.print(BACK_AND_ERASE + text(progress));
            terminal.flush();
        }
    }

    void clear() {
        if (shown) {
            shown = false;
            terminal.print(BACK_AND_ERASE);
            terminal.flush();
        }
    }

    private String text(LoadProgress progress) {
        if (progress.connecting()) {
            return String.format(
                    Locale.ROOT,
                    "connecting %s %,d/%,d",
                    bar(progress.connected(), plan.clients()),
                    progress.connected(),
                    plan.clients());
        }
        return String.format(
                Locale.ROOT,
                "listening %s %d/%d s   %,d lines   %,d faults",
                bar(progress.elapsed().toMillis(), plan.duration().toMillis()),
                progress.elapsed().toSeconds(),
                plan.duration().toSeconds(),
                progress.lines(),
                progress.faults());
    }

    private static String bar(long done, long all) {
        int filled = (int) Math.min(BAR_WIDTH, done * BAR_WIDTH / Math.max(1, all));
        return "[" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "]";
    }
}

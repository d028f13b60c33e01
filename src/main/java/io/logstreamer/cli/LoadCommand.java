package io.logstreamer.cli;

import io.logstreamer.cli.load.LoadListener;
import io.logstreamer.cli.load.LoadPlan;
import io.logstreamer.cli.load.LoadReport;
import io.logstreamer.cli.load.LoadResult;
import io.logstreamer.cli.load.LoadRun;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code load}: the original's client for many connections, which also checks what arrives. */
@Command(
        name = "load",
        description = {
            "Open many subscribers of a stream and check that each gets every line once, in order.",
            "",
            "Lines that begin with seq=N are checked by that number, all others by comparing their ids between the"
                    + " subscribers. Lines with ts=NANOSECONDS near their beginning give percentiles of their age."
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all lines arrived once and in order",
            "1:lines are missing, duplicate, out of order or different",
            "2:wrong usage",
            "3:not all subscribers could connect"
        })
final class LoadCommand implements Callable<Integer> {

    /** More than these would only scroll by. */
    private static final int PRINT_UP_TO_CLIENTS = 10;

    private static final long REPORT_SECONDS = 3;

    private final PrintStream out;
    private final PrintStream err;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many subscribers (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Durations.class,
            description = "How long to listen once all are connected: 250ms, 30s, 10m, 2h"
                    + " (default: ${DEFAULT-VALUE}). Ctrl-C ends it earlier, with the result.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration duration;

    @Option(
            names = "--print",
            negatable = true,
            description = "Print each line as 'subscriber -> line' (default: with up to 10 subscribers and no --json).")
    private @Nullable Boolean print;

    @Option(names = "--json", description = "Print the result as one JSON object, and nothing else.")
    private boolean json;

    @Parameters(paramLabel = "URL", description = "The stream, for example http://localhost:8080/stream")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private URI uri;

    LoadCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadPlan plan = plan();
        boolean printing = print != null ? print : clients <= PRINT_UP_TO_CLIENTS && !json;
        if (printing && json) {
            throw new ParameterException(spec.commandLine(), "--print and --json exclude each other");
        }
        LoadListener listener = printing ? new LinePrinter(out, err) : new LoadListener() {};
        ProgressLine progress = new ProgressLine(plan, err, !printing && Terminal.isInteractive());
        LoadRun run = new LoadRun(plan, listener);
        CountDownLatch reported = new CountDownLatch(1);
        Thread hook = new Thread(() -> endEarly(run, reported), "logstreamer-load-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            LoadResult result = run.run(progress::show);
            progress.clear();
            out.println(json ? LoadReport.json(result) : LoadReport.text(result));
            out.flush();
            return status(result);
        } finally {
            progress.clear();
            reported.countDown();
            removeHook(hook);
        }
    }

    private LoadPlan plan() {
        try {
            return new LoadPlan(withStreamPath(uri), clients, duration);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The root of a server holds its page; who names it here means the stream. */
    private static URI withStreamPath(URI uri) {
        String path = uri.getPath();
        return path == null || path.isEmpty() || path.equals("/") ? uri.resolve("/stream") : uri;
    }

    private static int status(LoadResult result) {
        if (result.totals().faults() > 0) {
            return Main.FOUND_FAULTS;
        }
        return result.connected() < result.plan().clients() ? Main.FAILED : 0;
    }

    /** Ctrl-C: the result of what was seen is still wanted. */
    private static void endEarly(LoadRun run, CountDownLatch reported) {
        run.stop();
        try {
            if (!reported.await(REPORT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, which is why the run has ended.
            return;
        }
    }
}

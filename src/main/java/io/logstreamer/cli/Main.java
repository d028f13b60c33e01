package io.logstreamer.cli;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The list of commands, and what they have in common: help, exit statuses, short error messages. What a command needs
 * from outside (environment, streams) is handed to it, so that a test can run one without a process.
 */
@Command(
        name = "logstreamer",
        synopsisSubcommandLabel = "COMMAND",
        description = "Commands of LogStreamer. The server itself is this same file, put into a servlet container.",
        footer = {"", "More about one of them: logstreamer COMMAND --help"})
public final class Main implements Runnable {

    /** The command did its work, and found what it should not find. */
    static final int FOUND_FAULTS = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    /** The command could not do its work: no such file, no such server. */
    static final int FAILED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    private Main() {}

    /**
     * Runs one command; what {@link Launcher} calls.
     *
     * @return the exit status
     */
    public static int run(String version, Map<String, String> environment, String... arguments) {
        return execute(version, environment, System.out, System.err, arguments);
    }

    static int execute(
            String version, Map<String, String> environment, PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new Main())
                .addSubcommand(new MakeLogsCommand(environment, out))
                .addSubcommand(new LoadCommand(out, err))
                .addSubcommand(new VersionCommand(version, out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setOut(Output.writerTo(out))
                .setErr(Output.writerTo(err))
                .setParameterExceptionHandler(Main::explainUsage)
                .setExecutionExceptionHandler((exception, command, result) -> explainFailure(exception, command))
                .execute(arguments);
    }

    /** No command was named. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of make-logs, load, version");
    }

    private static int explainUsage(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        command.getErr().println("logstreamer: " + exception.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(exception, command.getErr());
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        command.getErr().flush();
        return USAGE;
    }

    private static int explainFailure(Exception exception, CommandLine command) throws Exception {
        if (exception instanceof RuntimeException) {
            // A mistake of ours: the stack trace is the message.
            throw exception;
        }
        command.getErr().println("logstreamer: " + Failures.explain(exception));
        command.getErr().flush();
        return FAILED;
    }
}

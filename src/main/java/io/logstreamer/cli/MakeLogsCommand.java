package io.logstreamer.cli;

import io.logstreamer.demo.LogFile;
import io.logstreamer.demo.LogMaker;
import io.logstreamer.demo.NumberedLines;
import io.logstreamer.demo.Rate;
import io.logstreamer.demo.SeedLines;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code make-logs}: the original's random log maker. */
@Command(
        name = "make-logs",
        description = {
            "Append random lines of a seed file to a log.",
            "",
            "The word {now} in a line of the seed becomes the moment of writing."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment, used where an option is not given:",
            "  OUT_LOG_FILE_PATH   as --out",
            "  SEED_FILE_PATH      as --seed",
            "  WRITE_DELAY         seconds between two lines, such as 0.5; 0 is as fast as possible"
        })
final class MakeLogsCommand implements Callable<Integer> {

    private static final Path DEFAULT_OUT = Path.of("data", "logs.log");
    private static final Path DEFAULT_SEED = Path.of("data", "seed.log");
    private static final String DEFAULT_RATE = "2/s";

    /** As the server reads the same variable. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}([.][0-9]{1,9})?");

    private final Map<String, String> environment;
    private final PrintStream out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "300",
            description = "How many lines to write (default: ${DEFAULT-VALUE}).")
    private long lines;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = RateConverter.class,
            description = "2/s, 30/m, 0.5/s, or max (default: " + DEFAULT_RATE + ").")
    private @Nullable Rate rate;

    @Option(names = "--out", paramLabel = "FILE", description = "The log to append to (default: data/logs.log).")
    private @Nullable Path file;

    @Option(
            names = "--seed",
            paramLabel = "FILE",
            description = "Where the lines come from (default: data/seed.log, or a bundled one where that is missing).")
    private @Nullable Path seed;

    @Option(
            names = "--numbered",
            description = "Begin each line with seq=N ts=NANOSECONDS, so that the load command can check and time it."
                    + " Counts on from the last number in the log.")
    private boolean numbered;

    MakeLogsCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (lines < 1) {
            throw new ParameterException(spec.commandLine(), "--lines must be at least 1: " + lines);
        }
        Path target = fileToWrite();
        Rate pace = pace();
        Supplier<byte[]> source = seedLines().shuffled(new Random(), InstantSource.system());
        if (numbered) {
            source = NumberedLines.continuing(target, source, InstantSource.system());
        }
        out.println("Writing " + lines + " lines to " + target + ", " + describe(pace) + "; Ctrl-C ends it.");
        try (LogMaker maker = new LogMaker(source, LogFile.unbounded(target), pace)) {
            out.println("Wrote " + maker.write(lines) + " lines.");
        }
        return 0;
    }

    private Path fileToWrite() {
        return file != null ? file : pathFromEnvironment("OUT_LOG_FILE_PATH", DEFAULT_OUT);
    }

    private SeedLines seedLines() throws IOException {
        if (seed != null) {
            return SeedLines.read(seed);
        }
        Path path = pathFromEnvironment("SEED_FILE_PATH", DEFAULT_SEED);
        return path.equals(DEFAULT_SEED) && !Files.exists(path) ? SeedLines.bundled() : SeedLines.read(path);
    }

    private Rate pace() {
        if (rate != null) {
            return rate;
        }
        String delay = environment.get("WRITE_DELAY");
        if (delay == null || delay.isBlank()) {
            return Rate.parse(DEFAULT_RATE);
        }
        if (!SECONDS.matcher(delay).matches()) {
            throw new ParameterException(
                    spec.commandLine(), "WRITE_DELAY: '" + delay + "' is not a number of seconds (examples: 2, 0.5)");
        }
        return new Rate(Duration.ofNanos(new BigDecimal(delay).movePointRight(9).longValueExact()));
    }

    private Path pathFromEnvironment(String name, Path otherwise) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? otherwise : Path.of(value);
    }

    private static String describe(Rate rate) {
        Duration period = rate.period();
        return period.isZero() ? "as fast as possible" : "one each " + period.toMillis() + " ms";
    }

    private static final class RateConverter implements ITypeConverter<Rate> {
        @Override
        public Rate convert(String text) {
            try {
                return Rate.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is not a rate (examples: 2/s, 30/m, 0.5/s, max)");
            }
        }
    }
}

package io.logstreamer.app;

import io.logstreamer.log.SourceSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wants, read once at start and complete: every value is in force, checked, and resolved to absolute
 * paths. Immutable. The keys, their meaning and their defaults are in {@code docs/configuration.md}.
 *
 * @param sources the logs to follow, in the order given, detailed ones last; empty: none is configured
 * @param defaultSource what a stream without a source shows, or null for the first
 * @param state where the server keeps what it may lose
 * @param tail reading of files
 * @param ring the newest lines in memory
 * @param spool inflated archives on disk
 * @param history lines from before a subscription
 * @param stream pacing and limits of subscribers
 * @param http who may address the server
 * @param ui the web page
 * @param demo the writer of random lines
 * @param describe every setting with its origin, secrets masked, in the order of the documentation
 * @param warnings what looks wrong but does not stop the start, one line each
 */
public record Settings(
        List<SourceSpec> sources,
        @Nullable String defaultSource,
        State state,
        Tail tail,
        Ring ring,
        Spool spool,
        History history,
        Stream stream,
        Http http,
        Ui ui,
        Demo demo,
        List<EffectiveSetting> describe,
        List<String> warnings) {

    public Settings {
        sources = List.copyOf(sources);
        describe = List.copyOf(describe);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the settings. Configuration files and files named by {@code _FILE} are opened; sources are not touched.
     *
     * @param inputs where everything but the files is taken from
     * @return settings in force
     * @throws ConfigurationException if any of them is wrong; it tells all that are
     */
    public static Settings load(SettingsInputs inputs) {
        return new SettingsLoader(inputs).load();
    }

    /** True if random lines are to be written: when nothing else is to be shown, or when asked for by name. */
    public boolean demoRuns() {
        return sources.isEmpty() || demo.out() != null;
    }

    /**
     * Where the server keeps what it may lose.
     *
     * @param dir absolute; need not exist, and need not be writable
     * @param maxBytes what the order of arrival may take there
     */
    public record State(Path dir, long maxBytes) {
        public State {
            require(dir.isAbsolute(), "state directory is not absolute", "dir", dir);
            require(maxBytes > 0, "state is not positive", "maxBytes", maxBytes);
        }

        /** The part of one deployment, by its context path. */
        public Path of(String contextPath) {
            return dir.resolve(
                    contextPath.isEmpty() ? "ROOT" : contextPath.substring(1).replace('/', '#'));
        }
    }

    /**
     * Reading of files.
     *
     * @param pollInterval the longest time between two looks at a subscribed file, above 0
     * @param maxLineBytes the longest line that is sent whole, without its terminator, above 0
     */
    public record Tail(Duration pollInterval, int maxLineBytes) {
        public Tail {
            require(isPositive(pollInterval), "poll interval is not above 0", "pollInterval", pollInterval);
            require(maxLineBytes > 0, "line limit is not above 0", "maxLineBytes", maxLineBytes);
        }
    }

    /**
     * The newest lines in memory.
     *
     * @param bytes bound of all lines and their encoded forms together, above 0
     */
    public record Ring(long bytes) {
        public Ring {
            require(bytes > 0, "ring has no room", "bytes", bytes);
        }
    }

    /**
     * Inflated archives on disk.
     *
     * @param dir absolute; made when it is needed
     * @param maxBytes at most, at least 0; 0: none
     */
    public record Spool(Path dir, long maxBytes) {
        public Spool {
            require(dir.isAbsolute(), "spool directory is not absolute", "dir", dir);
            require(maxBytes >= 0, "spool is below nothing", "maxBytes", maxBytes);
        }
    }

    /**
     * Lines from before a subscription.
     *
     * @param lines how many are sent by default, at most {@code maxLines}
     * @param maxLines how many may be asked for at once, above 0
     * @param maxBytes of a page, above 0
     */
    public record History(int lines, int maxLines, long maxBytes) {
        public History {
            require(maxBytes > 0, "a page has no room", "maxBytes", maxBytes);
            require(maxLines > 0, "history has no room", "maxLines", maxLines);
            require(lines >= 0 && lines <= maxLines, "lines are not within 0 and maxLines", "lines", lines);
        }
    }

    /**
     * Pacing and limits of subscribers.
     *
     * @param heartbeat the silence after which a comment is sent
     * @param retry how long a subscriber waits before it connects again, before jitter
     * @param writeTimeout how long a peer may take nothing before it is closed
     * @param maxSubscribers how many may be connected, above 0; empty: found from the container's limits
     * @param batchWindow how long lines are gathered under load before they are sent; 0: not at all
     */
    public record Stream(
            Duration heartbeat,
            Duration retry,
            Duration writeTimeout,
            OptionalInt maxSubscribers,
            Duration batchWindow) {
        public Stream {
            require(isPositive(heartbeat), "heartbeat is not above 0", "heartbeat", heartbeat);
            require(isPositive(retry), "retry is not above 0", "retry", retry);
            require(isPositive(writeTimeout), "write timeout is not above 0", "writeTimeout", writeTimeout);
            require(maxSubscribers.orElse(1) > 0, "subscribers are not above 0", "maxSubscribers", maxSubscribers);
            require(!batchWindow.isNegative(), "batch window is below 0", "batchWindow", batchWindow);
        }
    }

    /**
     * Who may address the server.
     *
     * @param allowedHosts further names in {@code Host} that are answered, in lower case; {@code *} allows any
     */
    public record Http(List<String> allowedHosts) {
        public Http {
            allowedHosts = List.copyOf(allowedHosts);
        }
    }

    /**
     * The web page.
     *
     * @param enabled whether it is served
     * @param title its title, not empty
     */
    public record Ui(boolean enabled, String title) {
        public Ui {
            require(!title.isBlank(), "title is empty", "title", title);
        }
    }

    /**
     * The writer of random lines.
     *
     * @param out the file it appends to, absolute; null: a bounded log of its own in the state directory
     * @param seed the file its lines are chosen from, absolute; null: lines of its own
     * @param delay the pause after each line, 0 or more
     */
    public record Demo(@Nullable Path out, @Nullable Path seed, Duration delay) {
        public Demo {
            require(out == null || out.isAbsolute(), "out is not absolute", "out", out);
            require(seed == null || seed.isAbsolute(), "seed is not absolute", "seed", seed);
            require(!delay.isNegative(), "delay is below 0", "delay", delay);
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void require(boolean holds, String rule, String name, @Nullable Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + name + "=" + value);
        }
    }
}

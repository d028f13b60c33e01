package io.logstreamer.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * All settings there are, in the order of the documentation ({@code docs/configuration.md}, which a test compares with
 * this list). Besides them each source may have its own {@code logstreamer.sources.<name>.path} and the other
 * {@link #SOURCE_DETAILS}.
 */
final class SettingKeys {

    /** What can be set of one source. */
    static final List<String> SOURCE_DETAILS = Stream.concat(
                    Stream.of("path", "group"),
                    Arrays.stream(WritingDetail.values()).map(WritingDetail::toString))
            .toList();

    static final SettingKey<Path> CONFIG = SettingKey.open("config", "see above", SettingType.path());
    static final SettingKey<String> SOURCES = SettingKey.open("sources", "a demo log", SettingType.line(65_536));
    static final SettingKey<String> DEFAULT_SOURCE =
            SettingKey.open("default-source", "the first source", SettingType.line(1_024));
    static final SettingKey<Path> STATE_DIR =
            SettingKey.open("state.dir", "logstreamer-state in the first place it fits", SettingType.path());

    static final SettingKey<Long> STATE_MAX_BYTES =
            SettingKey.of("state.max-bytes", "256MiB", SettingType.bytes("1MiB", "1024GiB"));

    static final SettingKey<Duration> TAIL_POLL_INTERVAL =
            SettingKey.of("tail.poll-interval", "250ms", SettingType.duration("1ms", "1m"));
    static final SettingKey<Long> TAIL_MAX_LINE_BYTES =
            SettingKey.of("tail.max-line-bytes", "1MiB", SettingType.bytes("1KiB", "64MiB"));
    static final SettingKey<Long> RING_BYTES = SettingKey.open(
            "ring.bytes", "64MiB, at most a quarter of the heap", SettingType.bytes("64KiB", "1024GiB"));

    static final SettingKey<Long> SPOOL_MAX_BYTES =
            SettingKey.of("spool.max-bytes", "2GiB", SettingType.bytes("0B", "1024GiB"));

    static final SettingKey<Integer> HISTORY_LINES =
            SettingKey.of("history.lines", "100", SettingType.count(0, 1_000_000));
    static final SettingKey<Integer> HISTORY_MAX_LINES =
            SettingKey.of("history.max-lines", "10000", SettingType.count(1, 1_000_000));

    static final SettingKey<Long> HISTORY_MAX_BYTES =
            SettingKey.of("history.max-bytes", "16MiB", SettingType.bytes("4KiB", "1GiB"));

    static final SettingKey<Duration> STREAM_HEARTBEAT =
            SettingKey.of("stream.heartbeat", "15s", SettingType.duration("5s", "60s"));
    static final SettingKey<Duration> STREAM_RETRY =
            SettingKey.of("stream.retry", "2s", SettingType.duration("100ms", "10m"));
    static final SettingKey<Duration> STREAM_WRITE_TIMEOUT =
            SettingKey.of("stream.write-timeout", "30s", SettingType.duration("1s", "1h"));
    static final SettingKey<OptionalInt> STREAM_MAX_SUBSCRIBERS =
            SettingKey.of("stream.max-subscribers", "auto", SettingType.countOrAuto(10_000_000));
    static final SettingKey<Duration> STREAM_BATCH_WINDOW =
            SettingKey.of("stream.batch-window", "1ms", SettingType.duration("0ms", "1s"));

    static final SettingKey<List<String>> HTTP_ALLOWED_HOSTS =
            SettingKey.open("http.allowed-hosts", "none", SettingType.hosts());
    static final SettingKey<Boolean> UI_ENABLED = SettingKey.of("ui.enabled", "true", SettingType.flag());
    static final SettingKey<String> UI_TITLE = SettingKey.of("ui.title", "LogStreamer", SettingType.line(200));

    static final SettingKey<Path> DEMO_OUT =
            SettingKey.open("demo.out", "a bounded log in the state directory", SettingType.path());
    static final SettingKey<Path> DEMO_SEED = SettingKey.open("demo.seed", "built-in lines", SettingType.path());
    static final SettingKey<Duration> DEMO_DELAY =
            SettingKey.of("demo.delay", "500ms", SettingType.duration("0ms", "1h"));

    static final List<SettingKey<?>> ALL = List.of(
            CONFIG,
            SOURCES,
            DEFAULT_SOURCE,
            STATE_DIR,
            STATE_MAX_BYTES,
            TAIL_POLL_INTERVAL,
            TAIL_MAX_LINE_BYTES,
            RING_BYTES,
            SPOOL_MAX_BYTES,
            HISTORY_LINES,
            HISTORY_MAX_LINES,
            HISTORY_MAX_BYTES,
            STREAM_HEARTBEAT,
            STREAM_RETRY,
            STREAM_WRITE_TIMEOUT,
            STREAM_MAX_SUBSCRIBERS,
            STREAM_BATCH_WINDOW,
            HTTP_ALLOWED_HOSTS,
            UI_ENABLED,
            UI_TITLE,
            DEMO_OUT,
            DEMO_SEED,
            DEMO_DELAY);

    private SettingKeys() {}
}

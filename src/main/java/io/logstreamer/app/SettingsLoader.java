package io.logstreamer.app;

import io.logstreamer.log.SourceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of all places once: finds the layers, asks the strongest for each key, checks every value, and
 * tells everything that is wrong at once. Confined to the thread that calls it; used for one load.
 */
final class SettingsLoader {

    private static final String STATE_NAME = "logstreamer-state";
    private static final String DEFAULT_ORIGIN = "default";
    private static final long MOST_DEFAULT_RING_BYTES = 64L << 20;

    private final SettingsInputs inputs;
    private final Container container;
    private final Problems problems = new Problems();
    private final LayeredSettings settings;

    /** What is in force where nothing was given and the surroundings decide, by key. */
    private final Map<String, String> found = new HashMap<>();

    SettingsLoader(SettingsInputs inputs) {
        this.inputs = inputs;
        this.container = Container.of(inputs.systemProperties(), inputs.workingDirectory());
        this.settings = new LayeredSettings(layers());
    }

    Settings load() {
        SourceSettings sourceSettings = new SourceSettings(
                settings, new SourceGrammar(inputs.workingDirectory(), container.logDirectory()), problems);
        List<SourceSpec> sources = sourceSettings.read();
        String defaultSource = sourceSettings.readDefault(sources);
        Settings.State state = new Settings.State(stateDirectory(), required(SettingKeys.STATE_MAX_BYTES));
        Settings.Tail tail = tail();
        Settings.Ring ring = ring(tail);
        Settings.History history = history();
        Settings.Stream stream = new Settings.Stream(
                required(SettingKeys.STREAM_HEARTBEAT),
                required(SettingKeys.STREAM_RETRY),
                required(SettingKeys.STREAM_WRITE_TIMEOUT),
                required(SettingKeys.STREAM_MAX_SUBSCRIBERS),
                required(SettingKeys.STREAM_BATCH_WINDOW));
        List<String> allowedHosts = optional(SettingKeys.HTTP_ALLOWED_HOSTS);
        Settings.Http http = new Settings.Http(allowedHosts == null ? List.of() : allowedHosts);
        Settings.Ui ui = new Settings.Ui(required(SettingKeys.UI_ENABLED), required(SettingKeys.UI_TITLE));
        Settings.Demo demo = demo(sources);
        problems.throwIfAny();
        return new Settings(
                sources,
                defaultSource,
                state,
                tail,
                ring,
                new Settings.Spool(spoolDirectory(), required(SettingKeys.SPOOL_MAX_BYTES)),
                history,
                stream,
                http,
                ui,
                demo,
                effective(),
                problems.warnings());
    }

    /** The places outside files come first: they say where the files are. */
    private List<SettingLayer> layers() {
        LayerReader reader = new LayerReader(inputs.workingDirectory(), problems);
        List<SettingLayer> layers = new ArrayList<>(List.of(
                layer(reader, Place.CONTEXT_PARAMETER, inputs.contextParameters()),
                layer(reader, Place.NAMING_ENTRY, inputs.namingEntries()),
                layer(reader, Place.ENVIRONMENT, inputs.environment()),
                layer(reader, Place.SYSTEM_PROPERTY, inputs.systemProperties())));
        layers.addAll(configurationFiles(new LayeredSettings(layers)).read(reader, problems));
        return layers;
    }

    private static SettingLayer layer(LayerReader reader, Place place, Map<String, String> entries) {
        return reader.read(place, RawSetting.listOf(place, entries));
    }

    private ConfigurationFiles configurationFiles(LayeredSettings outsideFiles) {
        GivenSetting given = outsideFiles.find(SettingKeys.CONFIG.name());
        if (given != null) {
            try {
                Path named = inputs.workingDirectory()
                        .resolve(SettingKeys.CONFIG.type().parse(given.text()));
                return ConfigurationFiles.at(named, inputs.contextPath());
            } catch (BadValue e) {
                problems.add(given, e);
            }
        }
        return ConfigurationFiles.in(container.searchPath(inputs.workingDirectory()), inputs.contextPath());
    }

    private Settings.Tail tail() {
        long maxLineBytes = required(SettingKeys.TAIL_MAX_LINE_BYTES);
        return new Settings.Tail(required(SettingKeys.TAIL_POLL_INTERVAL), Math.toIntExact(maxLineBytes));
    }

    private Settings.Ring ring(Settings.Tail tail) {
        Long given = optional(SettingKeys.RING_BYTES);
        long bytes = given == null ? Math.min(MOST_DEFAULT_RING_BYTES, inputs.maxHeapBytes() / 4) : given;
        found.put(SettingKeys.RING_BYTES.name(), Sizes.text(Math.max(1, bytes)));
        if (given != null && bytes > inputs.maxHeapBytes() / 2) {
            refuse(
                    SettingKeys.RING_BYTES,
                    new BadValue(
                            "is more than half of the heap, which is " + Sizes.text(inputs.maxHeapBytes()),
                            "give less, or more heap with -Xmx"));
        }
        if (bytes < tail.maxLineBytes() && given != null) {
            refuse(
                    SettingKeys.RING_BYTES,
                    new BadValue(
                            "is less than the longest line, which is " + Sizes.text(tail.maxLineBytes()),
                            "give more, or lower " + SettingKeys.TAIL_MAX_LINE_BYTES.name()));
        } else if (bytes < tail.maxLineBytes()) {
            refuse(
                    SettingKeys.TAIL_MAX_LINE_BYTES,
                    new BadValue(
                            "is more than " + SettingKeys.RING_BYTES.name() + ", which is " + Sizes.text(bytes),
                            "lower it, or give more heap with -Xmx"));
        }
        return new Settings.Ring(Math.max(1, bytes));
    }

    /** The default number of lines follows a lower limit; a given one has to fit. */
    private Settings.History history() {
        int lines = required(SettingKeys.HISTORY_LINES);
        int maxLines = required(SettingKeys.HISTORY_MAX_LINES);
        if (lines > maxLines && settings.find(SettingKeys.HISTORY_LINES.name()) != null) {
            refuse(
                    SettingKeys.HISTORY_LINES,
                    new BadValue(
                            "is more than " + SettingKeys.HISTORY_MAX_LINES.name() + ", which is " + maxLines,
                            "lower it, or raise the other"));
        }
        int fitting = Math.min(lines, maxLines);
        found.put(SettingKeys.HISTORY_LINES.name(), Integer.toString(fitting));
        return new Settings.History(fitting, maxLines, required(SettingKeys.HISTORY_MAX_BYTES));
    }

    /**
     * The original's {@code OUT_LOG_FILE_PATH} was written by a program of its own, with the same environment as the
     * server: where sources are configured it must not make a second writer of the server.
     */
    private Settings.Demo demo(List<SourceSpec> sources) {
        GivenSetting out = settings.find(SettingKeys.DEMO_OUT.name());
        boolean forLogMakerOnly = out != null && out.original() != null && !sources.isEmpty();
        Path outPath = resolved(SettingKeys.DEMO_OUT);
        return new Settings.Demo(
                forLogMakerOnly ? null : outPath, resolved(SettingKeys.DEMO_SEED), required(SettingKeys.DEMO_DELAY));
    }

    private Path stateDirectory() {
        Path given = resolved(SettingKeys.STATE_DIR);
        Path directory = given == null ? defaultStateDirectory() : given;
        found.put(SettingKeys.STATE_DIR.name(), directory.toString());
        return directory;
    }

    /** What lies in it is worth nothing to the next server. */
    private Path spoolDirectory() {
        Path temporary = inputs.temporaryDirectory();
        Path directory = temporary == null ? defaultStateDirectory() : temporary;
        return inputs.workingDirectory().resolve(directory).resolve("logstreamer-spool");
    }

    private Path defaultStateDirectory() {
        Path base = container.baseDirectory();
        Path preferred = (base == null ? inputs.workingDirectory() : base).resolve(STATE_NAME);
        Path temporary = inputs.temporaryDirectory();
        return temporary == null || mayWrite(preferred)
                ? preferred
                : inputs.workingDirectory().resolve(temporary).resolve(STATE_NAME);
    }

    /** Asks without trying: a directory made at the wrong place would stay. */
    private static boolean mayWrite(Path directory) {
        Path existing = Files.exists(directory) ? directory : directory.getParent();
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    }

    private @Nullable Path resolved(SettingKey<Path> key) {
        Path path = optional(key);
        return path == null ? null : inputs.workingDirectory().resolve(path);
    }

    private <T> T required(SettingKey<T> key) {
        T given = optional(key);
        return given == null ? defaultOf(key) : given;
    }

    /** The value given; null if none was, or if it was refused, which is reported. */
    private <T> @Nullable T optional(SettingKey<T> key) {
        GivenSetting given = settings.find(key.name());
        if (given == null) {
            return null;
        }
        try {
            return key.type().parse(given.text());
        } catch (BadValue e) {
            problems.add(given, e);
            return null;
        }
    }

    private static <T> T defaultOf(SettingKey<T> key) {
        String text = key.defaultValue();
        if (text == null) {
            throw new IllegalArgumentException("setting has no default: key=" + key.name());
        }
        try {
            return key.type().parse(text);
        } catch (BadValue e) {
            throw new IllegalArgumentException("default is refused: key=" + key.name() + " default=" + text, e);
        }
    }

    private void refuse(SettingKey<?> key, BadValue refusal) {
        GivenSetting given = settings.find(key.name());
        if (given != null) {
            problems.add(given, refusal);
        }
    }

    private List<EffectiveSetting> effective() {
        List<EffectiveSetting> all = new ArrayList<>();
        for (SettingKey<?> key : SettingKeys.ALL) {
            all.add(effective(key));
            if (key.equals(SettingKeys.SOURCES)) {
                all.addAll(sourceDetails());
            }
        }
        return all;
    }

    private EffectiveSetting effective(SettingKey<?> key) {
        GivenSetting given = settings.find(key.name());
        return given == null
                ? new EffectiveSetting(key.name(), found.getOrDefault(key.name(), key.defaultText()), DEFAULT_ORIGIN)
                : new EffectiveSetting(key.name(), given.shown(), given.origin());
    }

    private List<EffectiveSetting> sourceDetails() {
        List<EffectiveSetting> details = new ArrayList<>();
        for (String source : settings.detailedSources()) {
            for (String detail : SettingKeys.SOURCE_DETAILS) {
                GivenSetting given = settings.find(Spelling.detailKey(source, detail));
                if (given != null) {
                    details.add(new EffectiveSetting(given.key(), given.shown(), given.origin()));
                }
            }
        }
        return details;
    }
}

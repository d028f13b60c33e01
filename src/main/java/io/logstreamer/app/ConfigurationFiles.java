package io.logstreamer.app;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds and reads {@code logstreamer.properties} and {@code logstreamer-<context>.properties}. The first directory of
 * the search path that holds a file of that name is taken; files of one name are never merged. Confined to the thread
 * that reads settings.
 */
final class ConfigurationFiles {

    private static final String GENERAL_NAME = "logstreamer.properties";

    private final String contextName;
    private final List<Path> directories;
    private final List<Path> generalFiles;

    private ConfigurationFiles(String contextPath, List<Path> directories, List<Path> generalFiles) {
        this.contextName = contextFileName(contextPath);
        this.directories = directories;
        this.generalFiles = generalFiles;
    }

    /** Files that are looked for in some directories, in this order. */
    static ConfigurationFiles in(List<Path> directories, String contextPath) {
        return new ConfigurationFiles(
                contextPath,
                directories,
                directories.stream()
                        .map(directory -> directory.resolve(GENERAL_NAME))
                        .toList());
    }

    /**
     * The file that someone named, or the files of the directory that someone named; the one of the context lies beside
     * it.
     */
    static ConfigurationFiles at(Path named, String contextPath) throws BadValue {
        if (Files.isDirectory(named)) {
            return in(List.of(named), contextPath);
        }
        if (!Files.isRegularFile(named)) {
            throw new BadValue("is neither a file nor a directory", "name an existing " + GENERAL_NAME);
        }
        Path directory = named.toAbsolutePath().getParent();
        return new ConfigurationFiles(contextPath, directory == null ? List.of() : List.of(directory), List.of(named));
    }

    /** Reads those that are there. */
    List<SettingLayer> read(LayerReader reader, Problems problems) {
        List<Path> contextFiles = directories.stream()
                .map(directory -> directory.resolve(contextName))
                .toList();
        List<SettingLayer> layers = new ArrayList<>();
        read(Place.CONTEXT_FILE, contextFiles, layers, reader, problems);
        read(Place.FILE, generalFiles, layers, reader, problems);
        return layers;
    }

    /** As Tomcat names files after contexts: {@code ROOT} for the root, {@code a#b} for {@code /a/b}. */
    static String contextFileName(String contextPath) {
        String name = contextPath.isEmpty() || contextPath.equals("/")
                ? "ROOT"
                : contextPath.substring(1).replace('/', '#');
        return "logstreamer-" + name + ".properties";
    }

    private static void read(
            Place place, List<Path> candidates, List<SettingLayer> layers, LayerReader reader, Problems problems) {
        for (Path file : candidates) {
            if (Files.isRegularFile(file)) {
                layers.add(reader.read(place, entries(file, problems)));
                return;
            }
        }
    }

    private static List<RawSetting> entries(Path file, Problems problems) {
        try {
            Map<String, ConfigValue> values =
                    PropertiesConfigSource.urlToConfigValueMap(file.toUri().toURL(), file.toString(), 0);
            return values.entrySet().stream()
                    .sorted(Comparator.comparingInt(entry -> entry.getValue().getLineNumber()))
                    .map(entry -> new RawSetting(
                            entry.getKey(),
                            String.valueOf(entry.getValue().getValue()),
                            file + ", line " + entry.getValue().getLineNumber()))
                    .toList();
        } catch (IOException | IllegalArgumentException e) {
            problems.add(new SettingError(
                    SettingKeys.CONFIG.name(),
                    file.toString(),
                    "configuration file",
                    "cannot be read (" + e.getMessage() + ")",
                    "make it a readable properties file"));
            return List.of();
        }
    }
}

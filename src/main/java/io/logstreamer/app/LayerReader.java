package io.logstreamer.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Understands the names of one place: finds their canonical keys, leaves out what is not ours, and reports what looks
 * like ours and is not known. Confined to the thread that reads settings.
 */
final class LayerReader {

    /** More than any secret, and little enough to take in whatever was named by mistake. */
    private static final int MOST_SECRET_BYTES = 64 * 1024;

    /**
     * What Kubernetes and Docker links put into the environment of every container for a service whose name begins with
     * {@code logstreamer}: nobody wrote it, so nobody is to be warned.
     */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "LOGSTREAMER_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private final Path workingDirectory;
    private final Problems problems;

    LayerReader(Path workingDirectory, Problems problems) {
        this.workingDirectory = workingDirectory;
        this.problems = problems;
    }

    SettingLayer read(Place place, List<RawSetting> entries) {
        Map<String, GivenSetting> settings = new HashMap<>();
        for (RawSetting entry : entries) {
            if (!place.isFile() && !Spelling.isOurs(entry.name())) {
                continue;
            }
            GivenSetting setting = understand(place, entry);
            if (setting != null) {
                GivenSetting other = settings.put(setting.key(), setting);
                if (other != null) {
                    settings.put(setting.key(), one(other, setting));
                }
            }
        }
        return new SettingLayer(place, settings);
    }

    /** What an entry says; null if it says nothing, or what it says was reported. */
    private @Nullable GivenSetting understand(Place place, RawSetting entry) {
        Spelling spelling = Spelling.of(entry.name());
        if (spelling == null) {
            reportUnknown(place, entry);
            return null;
        }
        String written = entry.value().strip();
        if (written.isEmpty()) {
            return null;
        }
        GivenSetting setting = new GivenSetting(spelling.key(), written, written, entry.origin(), spelling.original());
        try {
            if (place.isFile() && spelling.key().equals(SettingKeys.CONFIG.name())) {
                throw new BadValue(
                        "stands in a file and says where the files are",
                        "give it in the environment or on the command line");
            }
            return value(setting, spelling);
        } catch (BadValue e) {
            problems.add(setting, e);
            return null;
        }
    }

    private GivenSetting value(GivenSetting setting, Spelling spelling) throws BadValue {
        String text = spelling.valueInFile() ? contents(setting.text()) : setting.text();
        String shown = spelling.valueInFile() ? GivenSetting.MASK : setting.text();
        OriginalName original = spelling.original();
        return new GivenSetting(
                setting.key(), original == null ? text : original.translate(text), shown, setting.origin(), original);
    }

    private String contents(String file) throws BadValue {
        String fix = "name a readable file that holds the value alone";
        try (InputStream in = Files.newInputStream(workingDirectory.resolve(file))) {
            byte[] bytes = in.readNBytes(MOST_SECRET_BYTES + 1);
            if (bytes.length > MOST_SECRET_BYTES) {
                throw new BadValue("is a file of more than 64 KiB", fix);
            }
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw new BadValue("is an empty file", fix);
            }
            return text;
        } catch (IOException | InvalidPathException e) {
            throw new BadValue("cannot be read as a file (" + e.getClass().getSimpleName() + ")", fix);
        }
    }

    /** Of two entries of one place for one key, today's name comes before the original's; two of a kind contradict. */
    private GivenSetting one(GivenSetting first, GivenSetting second) {
        if (first.original() == null && second.original() == null) {
            problems.add(
                    second, new BadValue("is given a second time beside " + first.origin(), "keep one of the two"));
        }
        return first.original() == null ? first : second;
    }

    /** Without the value: it is not what is wrong, and a misspelt name may be that of a secret. */
    private void reportUnknown(Place place, RawSetting entry) {
        String name = entry.name();
        if (place != Place.ENVIRONMENT) {
            problems.add(new SettingError(name, "", entry.origin(), "is not a known setting", fix(name)));
        } else if (!SERVICE_LINK.matcher(name).matches()) {
            problems.warn("%s is not a known setting and is ignored: %s".formatted(entry.origin(), fix(name)));
        }
    }

    private static String fix(String name) {
        if (name.startsWith(SettingKeys.SOURCES.name() + ".")) {
            return "of one source " + String.join(", ", SettingKeys.SOURCE_DETAILS) + " can be set, as in "
                    + Spelling.detailKey("app", "path");
        }
        return Suggestion.near(name)
                .map(near -> "did you mean " + near + "?")
                .orElse("remove it; docs/configuration.md lists all settings");
    }
}

package io.logstreamer.app;

import io.logstreamer.log.SourceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the sources together: those of the list, then those with details of their own, none with the name of another.
 * Confined to the thread that reads settings.
 */
final class SourceSettings {

    private final LayeredSettings settings;
    private final SourceGrammar grammar;
    private final Problems problems;
    private final List<SourceEntry> entries = new ArrayList<>();

    SourceSettings(LayeredSettings settings, SourceGrammar grammar, Problems problems) {
        this.settings = settings;
        this.grammar = grammar;
        this.problems = problems;
    }

    /** Reads all sources; wrong ones are reported and left out. */
    List<SourceSpec> read() {
        GivenSetting list = settings.find(SettingKeys.SOURCES.name());
        if (list != null) {
            readList(list);
        }
        for (String name : settings.detailedSources()) {
            GivenSetting path = detail(name, "path");
            if (path != null) {
                readDetailed(name, path);
            }
        }
        refuseGroupsOfNobody();
        return new WritingSettings(settings, problems, entries).apply();
    }

    /**
     * Refuses a default that no source can be. An id below a glob is believed: files come and go.
     *
     * @param sources all sources
     * @return the default source, or null for the first
     */
    @Nullable String readDefault(List<SourceSpec> sources) {
        GivenSetting given = settings.find(SettingKeys.DEFAULT_SOURCE.name());
        if (given == null) {
            return null;
        }
        if (sources.stream().noneMatch(source -> mayBe(source, given.text()))) {
            List<String> names = sources.stream().map(SourceSpec::name).toList();
            problems.add(
                    given,
                    new BadValue(
                            "is not a configured source",
                            Suggestion.near(given.text(), names)
                                    .map(near -> "did you mean " + near + "?")
                                    .orElse(names.isEmpty() ? "configure sources" : "give one of " + names)));
        }
        return given.text();
    }

    private void readList(GivenSetting list) {
        for (String written : SourceGrammar.split(list.text())) {
            try {
                add(grammar.entry(written, this::group, list.origin()), list);
            } catch (BadValue e) {
                problems.add(new SettingError(list.key(), written, list.origin(), e.problem(), e.fix()));
            }
        }
    }

    private void readDetailed(String name, GivenSetting path) {
        try {
            SourceSpec spec = grammar.spec(name, group(name), path.text());
            add(new SourceEntry(path.key() + "=" + path.shown(), path.origin(), name, spec), path);
        } catch (BadValue e) {
            problems.add(path, e);
        }
    }

    private void add(SourceEntry entry, GivenSetting setting) {
        for (SourceEntry other : entries) {
            if (entry.clashesWith(other)) {
                problems.add(new SettingError(
                        setting.key(),
                        entry.written(),
                        setting.origin(),
                        "has the name of another source: " + other + " and " + entry + " are both "
                                + entry.spec().name(),
                        "give one of them another name, as in name=/path/to/app.log"));
                return;
            }
        }
        entries.add(entry);
    }

    private @Nullable String group(String name) {
        GivenSetting group = detail(name, "group");
        return group == null ? null : group.text();
    }

    private void refuseGroupsOfNobody() {
        Set<String> names = new HashSet<>();
        for (SourceEntry entry : entries) {
            names.add(String.valueOf(entry.givenName()));
        }
        for (String name : settings.detailedSources()) {
            GivenSetting group = detail(name, "group");
            if (group != null && !names.contains(name) && detail(name, "path") == null) {
                problems.add(
                        group,
                        new BadValue(
                                "is the group of no source",
                                "give " + Spelling.detailKey(name, "path") + " too, or name an entry of the list "
                                        + name));
            }
        }
    }

    private @Nullable GivenSetting detail(String name, String detail) {
        return settings.find(Spelling.detailKey(name, detail));
    }

    private static boolean mayBe(SourceSpec source, String wanted) {
        boolean whole = source.name().equals(wanted) || source.name().endsWith("/" + wanted);
        return source instanceof SourceSpec.Glob
                ? whole || wanted.startsWith(source.name() + "/") || wanted.indexOf('/') < 0
                : whole;
    }
}

package io.logstreamer.app;

import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Writing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gives sources the details that tell how they are written. Unlike the group, which a source may get by it, they can be given
 * by the name that clients see too. Confined to the thread that reads settings.
 */
final class WritingSettings {

    private final LayeredSettings settings;
    private final Problems problems;
    private final List<SourceEntry> entries;

    /** @param entries all sources */
    WritingSettings(LayeredSettings settings, Problems problems, List<SourceEntry> entries) {
        this.settings = settings;
        this.problems = problems;
        this.entries = entries;
    }

    /** The sources as they are written; wrong details are reported and left out. */
    List<SourceSpec> apply() {
        Map<GivenSetting, UnaryOperator<Writing>> details = new HashMap<>();
        for (WritingDetail detail : WritingDetail.values()) {
            read(detail, details);
        }
        List<SourceSpec> all = new ArrayList<>();
        Map<String, Writing> ofGroups = new HashMap<>();
        for (SourceEntry entry : entries) {
            Writing writing = Writing.USUAL;
            for (WritingDetail detail : WritingDetail.values()) {
                GivenSetting given = find(detail, entry);
                UnaryOperator<Writing> told = given == null ? null : details.get(given);
                writing = told == null ? writing : told.apply(writing);
            }
            all.add(entry.spec().in(writing));
            Writing other = entry.spec() instanceof SourceSpec.Glob glob ? ofGroups.put(glob.name(), writing) : null;
            if (other != null) {
                refuseSecond(entry, other, writing);
            }
        }
        return all;
    }

    private void read(WritingDetail detail, Map<GivenSetting, UnaryOperator<Writing>> details) {
        for (String name : settings.detailedSources()) {
            GivenSetting given = detail(name, detail.toString());
            if (given == null) {
                continue;
            }
            try {
                details.put(given, detail.read(given.text()));
            } catch (BadValue e) {
                problems.add(given, e);
            }
            if (entries.stream().noneMatch(entry -> given.equals(find(detail, entry)))
                    && detail(name, "path") == null) {
                problems.add(
                        given,
                        new BadValue(
                                "is the " + detail + " of no source",
                                "give " + Spelling.detailKey(name, "path") + " too, or name an entry of the list "
                                        + name));
            }
        }
    }

    /** Which log of a group is meant is found out by the name of the group alone. */
    private void refuseSecond(SourceEntry entry, Writing other, Writing own) {
        for (WritingDetail detail : WritingDetail.values()) {
            if (detail.told(other).equals(detail.told(own))) {
                continue;
            }
            GivenSetting given = find(detail, entry);
            problems.add(new SettingError(
                    given == null ? SettingKeys.SOURCES.name() : given.key(),
                    given == null ? entry.written() : given.shown(),
                    given == null ? entry.origin() : given.origin(),
                    "gives the group " + entry.spec().name() + " a second " + detail + ": " + detail.told(other)
                            + " and " + detail.told(own),
                    "give both entries of the group the same, or another group to one of them"));
        }
    }

    private @Nullable GivenSetting find(WritingDetail detail, SourceEntry entry) {
        GivenSetting byGivenName = entry.givenName() == null ? null : detail(entry.givenName(), detail.toString());
        return byGivenName == null ? detail(entry.spec().name(), detail.toString()) : byGivenName;
    }

    private @Nullable GivenSetting detail(String name, String detail) {
        return settings.find(Spelling.detailKey(name, detail));
    }
}

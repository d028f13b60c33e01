package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Numbering;
import io.logstreamer.tail.RotatedOrder.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of one log's files. */
class RotatedOrderTest {

    private static final long BIRTH = 1_000_000;

    /** Each set from the oldest to the newest, as the program that rotates leaves it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.log.10 app.log.9 app.log.2 app.log.1 app.log",
                "app.log.3.gz app.log.2.gz app.log.1 app.log",
                "app.log-20261120.gz app.log-20261121.gz app.log-20261122 app.log",
                "app.log-20261122-1763805000.gz app.log-20261122-1763808600.gz app.log-20261123-1763891400 app.log",
                "app.log-2026112209 app.log-2026112210 app.log",
                "app.2026-11-21.9.log.gz app.2026-11-21.10.log.gz app.2026-11-22.0.log.gz app.log",
                "app-2026-11-22.9.log app-2026-11-22.10.log",
                "app-12-31-2025-1.log.gz app-01-01-2026-1.log.gz app-01-01-2026-2.log.gz app.log",
                "catalina.2026-11-22.log catalina.2026-11-23.log",
                "localhost_access_log.2025-12-31.txt localhost_access_log.2026-01-01.txt",
                "2026_11_22.request.log 2026_11_23.request.log",
                "2026_11_22.request.log 2026_11_23.request.log.2.gz 2026_11_23.request.log.1 2026_11_23.request.log",
                "catalina.2026-11-22.log catalina.2026-11-23.log.10.gz catalina.2026-11-23.log.2 catalina.2026-11-23.log",
                "catalina.2026-11-22.log-20261123 catalina.2026-11-22.log-20261124.gz catalina.2026-11-22.log",
                "app-2026-11-22.log.1 app-2026-11-22.log.2 app-2026-11-22.log.10 app-2026-11-23.log.1 app.log",
                "app.2026-11-22.1.log.1 app.2026-11-22.1.log app.2026-11-22.2.log.1 app.2026-11-22.2.log",
                "0.log.20261121-235959.gz 0.log.20261122-101010.gz 0.log.20261122-111010 0.log",
                "id-json.log.2.gz id-json.log.1 id-json.log",
                "app.log.2026-11-22_09 app.log.2026-11-22_10 app.log",
                "app.log.1.bz2 app.log.0.bz2 app.log",
                "app.log.2 app.log.1 app.log-20261121 app.log-20261122 app.log",
                "messages-20261115 messages-20261122 messages",
            })
    void namesAloneGiveTheOrder(String set) {
        List<String> expected = List.of(set.split(" "));
        List<String> shuffled = new ArrayList<>(expected);
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(shuffled, new Random(i));

            RotatedOrder order =
                    RotatedOrder.of(shuffled.stream().map(LogFile::named).toList(), null);

            assertThat(files(order)).containsExactlyElementsOf(expected);
            assertThat(order.numbering()).isEqualTo(Numbering.HIGHEST_IS_OLDEST);
        }
    }

    @Test
    void numbersCountUpToTheNewestWhereTheTimesSaySo() {
        RotatedOrder order = of(null, "app-1.log@10", "app-2.log@20", "app-10.log.gz@30", "app.log@40");

        assertThat(files(order)).containsExactly("app-1.log", "app-2.log", "app-10.log.gz", "app.log");
        assertThat(order.numbering()).isEqualTo(Numbering.HIGHEST_IS_NEWEST);
    }

    @Test
    void timesThatContradictEachOtherAreNoEvidence() {
        RotatedOrder order = of(null, "app.log.1@10", "app.log.2@20", "app.log.3@15", "app.log.4@30", "app.log@40");

        assertThat(order.evident()).isFalse();
        assertThat(files(order)).containsExactly("app.log.4", "app.log.3", "app.log.2", "app.log.1", "app.log");
    }

    @Test
    void oneLateLineInAnOldFileIsNoEvidence() {
        List<LogFile> unborn = List.of(
                new LogFile(LogNames.parse("app.log.1"), 10, 0, 0), new LogFile(LogNames.parse("app.log.2"), 20, 0, 0));
        assertThat(files(RotatedOrder.of(unborn, null))).containsExactly("app.log.2", "app.log.1");
        List<LogFile> born = List.of(
                new LogFile(LogNames.parse("app.log.1"), 10, 9, 0), new LogFile(LogNames.parse("app.log.2"), 20, 5, 0));
        assertThat(files(RotatedOrder.of(born, null))).containsExactly("app.log.2", "app.log.1");
    }

    @Test
    void equalTimesAreNoEvidence() {
        RotatedOrder order = of(null, "app.log.1@10", "app.log.2@10", "app.log@10");

        assertThat(files(order)).containsExactly("app.log.2", "app.log.1", "app.log");
    }

    @Test
    void firstLinesAreBelievedBeforeLastWrites() {
        List<LogFile> copied = List.of(
                new LogFile(LogNames.parse("app.log.1"), 900, 0, 10),
                new LogFile(LogNames.parse("app.log.2"), 800, 0, 20));

        assertThat(files(RotatedOrder.of(copied, null))).containsExactly("app.log.1", "app.log.2");
    }

    @Test
    void filesThatArePackedInBetweenDoNotKeepTheOthersFromVoting() {
        assertThat(files(of(null, "app-1.log@10", "app-2.log.gz@99", "app-3.log@30", "app.log@40")))
                .containsExactly("app-1.log", "app-2.log.gz", "app-3.log", "app.log");
        assertThat(files(of(null, "app-1.log.gz@50", "app-2.log@20", "app-3.log.gz@60", "app.log@70")))
                .containsExactly("app-1.log.gz", "app-2.log", "app-3.log.gz", "app.log");
    }

    @Test
    void whatLog4jHasNotPackedYetIsTheNewest() {
        RotatedOrder up = of(null, "app-1.log.gz@50", "app-2.log@20", "app.log@70");
        assertThat(files(up)).containsExactly("app-1.log.gz", "app-2.log", "app.log");
        assertThat(up.evident()).as("more may be known later").isFalse();
        assertThat(files(of(null, "app-1.log@20", "app-2.log.gz@50", "app-3.log.gz@50", "app.log@70")))
                .containsExactly("app-3.log.gz", "app-2.log.gz", "app-1.log", "app.log");
        assertThat(files(of(null, "app.log.1.gz@50", "app.log.2@20", "app.log@70")))
                .as("somebody has unpacked it")
                .containsExactly("app.log.2", "app.log.1.gz", "app.log");
    }

    @Test
    void settingOverridesTheTimes() {
        String[] files = {"app.log.1@10", "app.log.2@20", "app.log@40"};

        assertThat(files(of(Numbering.HIGHEST_IS_OLDEST, files))).containsExactly("app.log.2", "app.log.1", "app.log");
        assertThat(files(of(Numbering.HIGHEST_IS_NEWEST, files))).containsExactly("app.log.1", "app.log.2", "app.log");
    }

    @Test
    void withADateUpIsNewerWhateverTheTimesSay() {
        RotatedOrder order =
                of(Numbering.HIGHEST_IS_OLDEST, "app-2026-11-22-1.log@30", "app-2026-11-22-2.log@20", "app.log@40");

        assertThat(files(order)).containsExactly("app-2026-11-22-1.log", "app-2026-11-22-2.log", "app.log");
    }

    @Test
    void changedSettingsOfTheRotationLeaveTwoPartsInTheOrderOfTheirWrites() {
        assertThat(files(of(null, "app.log-20261121@10", "app.log.1@30", "app.log.2@20", "app.log@40")))
                .containsExactly("app.log-20261121", "app.log.2", "app.log.1", "app.log");
        assertThat(files(of(null, "app.log-20261121@30", "app.log.1@20", "app.log.2@10", "app.log@40")))
                .containsExactly("app.log.2", "app.log.1", "app.log-20261121", "app.log");
    }

    @Test
    void plainAndPackedAreTwoFormsOfOneGeneration() {
        RotatedOrder order = of(null, "app.log.1.gz", "app.log.1", "app.log.2.zip", "app.log.2.zst", "app.log");

        assertThat(files(order)).containsExactly("app.log.2.zst", "app.log.1", "app.log");
        assertThat(order.entries().get(1).forms())
                .extracting(form -> form.name().file())
                .containsExactly("app.log.1", "app.log.1.gz");
    }

    @Test
    void packedCopyOfTheActiveFileIsAFormOfIt() {
        assertThat(files(of(null, "app.log.gz", "app.log", "app.log.1"))).containsExactly("app.log.1", "app.log");
    }

    @Test
    void fileWithTheLogsOwnNameIsActive() {
        assertThat(active("app.log-20261122", "app.log", "app.log.1")).isEqualTo("app.log");
    }

    @Test
    void newestDatedFileIsActiveWhereNoneHasTheLogsOwnName() {
        assertThat(active("catalina.2026-11-23.log", "catalina.2026-11-22.log")).isEqualTo("catalina.2026-11-23.log");
        assertThat(active("catalina.2026-11-23.log.gz", "catalina.2026-11-22.log"))
                .as("packed files are written to by nobody")
                .isEqualTo("catalina.2026-11-22.log");
        assertThat(active("app-2026-11-22.9.log", "app-2026-11-22.10.log")).isEqualTo("app-2026-11-22.10.log");
        assertThat(active("catalina.2026-11-23.log.1", "catalina.2026-11-23.log"))
                .isEqualTo("catalina.2026-11-23.log");
        assertThat(active("app-2026-11-22.log.1", "app-2026-11-22.log.2"))
                .as("written to under its last name")
                .isEqualTo("app-2026-11-22.log.2");
    }

    @Test
    void rotatedNumbersAloneHaveNoActiveFile() {
        assertThat(RotatedOrder.of(List.of(LogFile.named("app.log.1"), LogFile.named("app.log.2")), null)
                        .active())
                .isNull();
        assertThat(RotatedOrder.of(List.of(), null).active()).isNull();
    }

    private static String active(String... files) {
        Entry active = RotatedOrder.of(Arrays.stream(files).map(LogFile::named).toList(), null)
                .active();
        return active == null ? "none" : active.name().file();
    }

    private static List<String> files(RotatedOrder order) {
        return order.entries().stream().map(entry -> entry.name().file()).toList();
    }

    /** Files with the times of their last writes; the active one was born after all others were done. */
    /** As rotation leaves it: the birth of a file is about the last write of the one before it. */
    private static LogFile born(String file, long modifiedNanos) {
        boolean active = file.equals("app.log");
        return new LogFile(LogNames.parse(file), modifiedNanos, active ? BIRTH : Math.max(1, modifiedNanos - 5), 0);
    }

    private static RotatedOrder of(Numbering setting, String... files) {
        List<LogFile> given = Arrays.stream(files)
                .map(file -> file.split("@"))
                .map(parts -> born(parts[0], parts.length > 1 ? Long.parseLong(parts[1]) : 0))
                .toList();
        var logs = LogNames.byLog(given);
        assertThat(logs).as("one log").hasSize(1);
        return RotatedOrder.of(logs.values().iterator().next(), setting);
    }
}

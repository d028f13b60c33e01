package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Numbering;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links among the logs of a group, on the machine's file system. */
class AliasesTest {

    @TempDir
    Path root;

    private final ManualClock clock = new ManualClock();
    private final Recorder recorder = new Recorder();
    private int seconds;

    private TailHarness follow(SourceSpec... specs) {
        TailHarness tail = new TailHarness(
                List.of(specs),
                new NioDisk(),
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20));
        look(tail);
        return tail;
    }

    private void look(TailHarness tail) {
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Void> walk = tail.askForDiscovery();
            tail.turn();
            assertThat(walk).isDone();
            clock.advanceMillis(150);
        }
    }

    private SourceSpec.Glob logs() {
        return new SourceSpec.Glob("logs", root.resolve("logs"), "**.log");
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Points a link to another target at one stroke, as {@code ln -sfn} does. */
    private void link(String name, String target) throws IOException {
        Path link = root.resolve(name);
        Path made = Files.createSymbolicLink(link.resolveSibling(".made"), Path.of(target));
        Files.move(made, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The clock of a file system stands still for milliseconds.
        Files.setLastModifiedTime(link.getParent(), FileTime.from(Instant.now().plusSeconds(++seconds)));
    }

    private static List<String> listed(TailHarness tail) {
        return tail.history().sources().stream().map(SourceState::id).toList();
    }

    private static List<String> of(String... ids) {
        return new ArrayList<>(Arrays.asList(ids));
    }

    @Test
    void linkToALogOfItsGroupIsAddressableAndInNoList() throws IOException {
        write("logs/app.log", "one\n");
        write("logs/sub/web.log", "two\n");
        link("logs/app-link.log", "app.log");
        link("logs/zeb.log", "sub/web.log");
        try (TailHarness tail = follow(logs())) {
            assertThat(listed(tail)).containsExactly("logs/app.log", "logs/sub/web.log");
            assertThat(tail.history().source("logs/app-link.log")).isNotNull();
            assertThat(tail.history().tip("logs/zeb.log")).isNotNull();

            tail.attention().begin("logs/app-link.log");
            recorder.news();
            write("logs/app.log", "more\n");
            look(tail);
            assertThat(recorder.news()).as("as itself and as what it leads to").containsExactly("more", "more");
        }
    }

    @Test
    void linkToTheNewestFileOfASeriesIsAnAliasOfTheSeries() throws IOException {
        write("logs/app-2026-11-22.log", "22\n");
        write("logs/app-2026-11-23.log", "23\n");
        link("logs/current.log", "app-2026-11-23.log");
        try (TailHarness tail = follow(logs())) {
            assertThat(listed(tail)).containsExactly("logs/app.log");
            write("logs/app-2026-11-24.log", "24\n");
            link("logs/current.log", "app-2026-11-24.log");
            look(tail);
            assertThat(listed(tail)).containsExactly("logs/app.log");
        }
    }

    @Test
    void linkUnderTheNameOfItsSeriesIsTheLog() throws IOException {
        write("logs/app-2026-11-23.log", "23\n");
        link("logs/app.log", "app-2026-11-23.log");
        try (TailHarness tail = follow(logs())) {
            assertThat(listed(tail)).containsExactly("logs/app.log");
        }
    }

    /** The target is called as a file that was rotated: it is the active one, and nothing else. */
    @ParameterizedTest
    @CsvSource({
        "app-2026-11-23.log, app-2026-11-24.log",
        "app.log-20261123, app.log-20261124",
        "app.2026-11-23.log, app.2026-11-24.log",
        "app.log.1, app.log.2"
    })
    void linesOfATargetThatIsCalledARotatedFileComeOnce(String target, String next) throws IOException {
        write("logs/" + target, "1\n");
        link("logs/app.log", target);
        try (TailHarness tail = follow(new SourceSpec.File("app", root.resolve("logs/app.log")))) {
            tail.attention().begin("app");
            recorder.news();
            assertThat(past(tail)).containsExactly("1");
            write("logs/app.log", "2\n");
            look(tail);
            assertThat(recorder.news()).containsExactly("2");
            write("logs/" + next, "3\n");
            link("logs/app.log", next);
            look(tail);
            write("logs/app.log", "4\n");
            look(tail);
            assertThat(recorder.news()).filteredOn(AliasesTest::isLine).containsExactly("3", "4");
            assertThat(past(tail)).containsExactly("1", "2", "3", "4");
        }
        try (TailHarness tail = follow(new SourceSpec.File("app", root.resolve("logs/app.log")))) {
            assertThat(past(tail)).containsExactly("1", "2", "3", "4");
        }
    }

    private static boolean isLine(String told) {
        return !told.startsWith("rotate");
    }

    private List<String> past(TailHarness tail) {
        return recorder.readFrom(tail.history(), tail.history().earliest("app")).stream()
                .filter(AliasesTest::isLine)
                .toList();
    }

    @Test
    void linkOutOfTheGroupIsALogAndASecondOneToTheSameFileIsNot() throws IOException {
        write("elsewhere/app.log", "one\n");
        write("elsewhere/other.log", "two\n");
        write("logs/plain.log", "three\n");
        link("logs/a.log", "../elsewhere/app.log");
        link("logs/b.log", root.resolve("elsewhere/app.log").toString());
        link("logs/c.log", "../elsewhere/other.log");
        try (TailHarness tail = follow(logs())) {
            assertThat(listed(tail)).containsExactly("logs/a.log", "logs/c.log", "logs/plain.log");
        }
    }

    @Test
    void groupIsOneWhateverPathLeadsToItsDirectory() throws IOException {
        write("data/app.log", "one\n");
        link("logs", "data");
        link("data/current.log", root.resolve("data/app.log").toString());
        try (TailHarness tail = follow(logs())) {
            assertThat(listed(tail)).containsExactly("logs/app.log");
        }
    }

    @Test
    void linkFromOneGroupIntoAnotherIsALogOfItsOwn() throws IOException {
        write("data/app.log", "one\n");
        write("logs/own.log", "two\n");
        link("logs/app.log", "../data/app.log");
        SourceSpec.Glob data = new SourceSpec.Glob("data", root.resolve("data"), "*.log");
        try (TailHarness tail = follow(logs(), data)) {
            assertThat(listed(tail)).containsExactlyInAnyOrder("data/app.log", "logs/app.log", "logs/own.log");
        }
        SourceSpec.Glob same = new SourceSpec.Glob("logs", root.resolve("data"), "*.log");
        try (TailHarness tail = follow(
                new SourceSpec.Glob("logs", root.resolve("logs"), "own*.log"),
                same,
                new SourceSpec.File("single", root.resolve("logs/app.log")))) {
            assertThat(listed(tail)).containsExactly("logs/app.log", "logs/own.log", "single");
        }
    }

    @Test
    void linkBecomesALogAndAnAliasAgainWithItsTarget() throws IOException {
        write("logs/app.log", "one\n");
        write("elsewhere/app.log", "two\n");
        link("logs/current.log", "app.log");
        try (TailHarness tail = follow(logs())) {
            assertThat(listed(tail)).containsExactly("logs/app.log");
            link("logs/current.log", "../elsewhere/app.log");
            look(tail);
            assertThat(listed(tail)).containsExactly("logs/app.log", "logs/current.log");
            link("logs/current.log", "app.log");
            look(tail);
            assertThat(listed(tail)).containsExactly("logs/app.log");
            link("logs/current.log", "nowhere.log");
            look(tail);
            assertThat(listed(tail))
                    .as("a log that waits for its file")
                    .isEqualTo(of("logs/app.log", "logs/current.log"));
        }
    }

    @Test
    void whereNamesSayNothingOfRotationALinkIsAnAliasOfTheOneFileItLeadsTo() throws IOException {
        write("logs/app-2026-11-22.log", "22\n");
        write("logs/app-2026-11-23.log", "23\n");
        link("logs/current.log", "app-2026-11-23.log");
        link("logs/other.log", "../elsewhere/app-2026-11-23.log");
        write("elsewhere/app-2026-11-23.log", "other\n");
        try (TailHarness tail = follow(logs().in(Writing.USUAL.with(Numbering.NONE)))) {
            assertThat(listed(tail))
                    .containsExactly("logs/app-2026-11-22.log", "logs/app-2026-11-23.log", "logs/other.log");
        }
    }
}

package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.SourceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which logs a glob gives, and what it costs to ask for one. */
class DiscoveryTest {

    private static final Path ONE = Path.of("/one/nginx");
    private static final Path TWO = Path.of("/two/nginx");

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk(clock);
    private final Recorder recorder = new Recorder();

    private TailHarness follow(Path... directories) {
        List<SourceSpec> specs = new ArrayList<>();
        for (Path directory : directories) {
            disk.mkdir(directory);
            specs.add(new SourceSpec.Glob("nginx", directory, "*.log"));
        }
        return new TailHarness(specs, disk, clock, recorder, TailHarness.Limits.USUAL, () -> clock.advanceMillis(20));
    }

    @Test
    void secondFileOfAnIdIsListedWithTheReason() throws IOException {
        try (TailHarness tail = follow(ONE, TWO)) {
            disk.append(ONE.resolve("access.log"), "1\n");
            disk.append(TWO.resolve("access.log"), "2\n");
            tail.turn();
            assertThat(tail.history().sources())
                    .extracting(SourceState::id, SourceState::path, state -> state.problem() != null)
                    .containsExactly(
                            tuple("nginx/access.log", "/one/nginx/access.log", false),
                            tuple("nginx/access.log", "/two/nginx/access.log", true));
        }
    }

    @Test
    void nobodyWaitsForAListingOnceNobodyLooksAnyMore() {
        TailHarness tail = follow(ONE);
        tail.turn();
        CompletableFuture<Void> before = tail.askForDiscovery();
        tail.close();
        assertThat(before).isCancelled();
        assertThat(tail.askForDiscovery()).isCancelled();
        assertThat(tail.askToExpect("nginx/other.log")).isCancelled();
    }

    @Test
    void whatIsNoDirectoryIsNotListed(@TempDir Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("below"));
        Files.writeString(directory.resolve("below/app.log"), "1\n");
        Process made = new ProcessBuilder(
                        "mkfifo",
                        directory.resolve("pipe").toString(),
                        directory.resolve("pipe.log").toString())
                .start();
        assertThat(made.waitFor()).isZero();
        // A listing of the FIFO would wait for ever.
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (TailHarness tail = followReally(
                    new SourceSpec.Glob("deep", directory, "**/*.log"),
                    new SourceSpec.Glob("pipe", directory.resolve("pipe"), "*.log"))) {
                tail.turn();
                assertThat(tail.history().sources()).extracting(SourceState::id).containsExactly("deep/below/app.log");
            }
        });
    }

    @Test
    void linksThatLeadBackAreNotFollowedAgain(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("below"));
        Files.writeString(directory.resolve("below/app.log"), "1\n");
        Files.createSymbolicLink(directory.resolve("below/up"), directory);
        Files.createSymbolicLink(directory.resolve("below/again"), directory.resolve("below"));
        try (TailHarness tail = followReally(new SourceSpec.Glob("deep", directory, "**/*.log"))) {
            tail.turn();
            assertThat(tail.history().sources()).extracting(SourceState::id).containsExactly("deep/below/app.log");
        }
    }

    @Test
    void fileWhoseNameIsNoTextIsFollowed(@TempDir Path directory) throws IOException, InterruptedException {
        String latin1 = "echo 1 > \"$(printf 'caf\\351.log')\"";
        assertThat(new ProcessBuilder("sh", "-c", latin1)
                        .directory(directory.toFile())
                        .start()
                        .waitFor())
                .isZero();
        try (TailHarness tail = followReally(new SourceSpec.Glob("all", directory, "*.log"))) {
            tail.turn();
            assertThat(tail.history().sources())
                    .extracting(SourceState::id, SourceState::present, SourceState::problem)
                    .containsExactly(tuple("all/caf\ufffd.log", true, null));
        }
    }

    private TailHarness followReally(SourceSpec... specs) {
        return new TailHarness(
                List.of(specs),
                new NioDisk(),
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20));
    }

    @Test
    void askingForUnknownNamesDoesNotWalkTheDirectoriesEachTime() {
        try (TailHarness tail = follow(ONE)) {
            tail.turn();
            clock.advanceMillis(200);
            AtomicInteger walks = new AtomicInteger();
            disk.failing(call -> {
                walks.addAndGet(call.equals("list nginx") ? 1 : 0);
                return false;
            });
            List<CompletableFuture<Void>> crowd =
                    Stream.generate(tail::askForDiscovery).limit(20).toList();
            tail.turn();
            assertThat(crowd).allMatch(CompletableFuture::isDone);
            assertThat(walks).hasValue(1);

            CompletableFuture<Void> next = tail.askForDiscovery();
            assertThat(tail.turn()).as("it is not forgotten").isLessThanOrEqualTo(100_000_000);
            assertThat(next).isNotDone();
            assertThat(walks).hasValue(1);
            clock.advanceMillis(100);
            disk.mkdir(ONE.resolve("new"));
            tail.turn();
            assertThat(next).isDone();
            assertThat(walks).hasValue(2);
        }
    }

    @Test
    void logThatIsWaitedForIsNewFromItsFirstByteWhenItComes() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            tail.turn();
            assertThat(tail.history().source("nginx/late.log")).isNull();
            assertThat(tail.history().expect("nginx/late.log")).isNotNull();
            assertThat(tail.history().sources()).as("it is not there yet").isEmpty();
            tail.attention().begin("nginx/late.log");
            pass(tail, 60_000);
            disk.append(ONE.resolve("late.log"), "1\n");
            pass(tail, 1_000);
            assertThat(recorder.lines()).containsExactly("1");
            assertThat(tail.history().sources()).extracting(SourceState::id).containsExactly("nginx/late.log");
        }
    }

    @Test
    void logThatNobodyWaitsForAnyMoreIsForgotten() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            tail.turn();
            assertThat(tail.history().expect("nginx/never.log")).isNotNull();
            pass(tail, 40_000);
            assertThat(tail.history().source("nginx/never.log")).isNull();
        }
    }

    @Test
    void onlyWhatTheGlobWouldGiveIsWaitedFor() {
        try (TailHarness tail = follow(ONE)) {
            tail.turn();
            for (String id : List.of(
                    "nginx/a.txt",
                    "nginx/a.log.1",
                    "nginx/.a.log",
                    "nginx/../a.log",
                    "nginx/sub/a.log",
                    "other/a.log",
                    "nginx/",
                    "nginx//a.log",
                    "nginx/a.log.gz",
                    "nginx/a\u0000.log")) {
                assertThat(tail.history().expect(id)).as(id).isNull();
            }
        }
    }

    @Test
    void groupWhoseDirectoryMayNotBeListedIsListedWithTheReason() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            disk.deny(ONE, true);
            pass(tail, 2_000);
            assertThat(tail.history().sources())
                    .extracting(
                            SourceState::id,
                            state -> String.valueOf(state.problem()).startsWith("permission denied"))
                    .containsExactly(tuple("nginx", true));
            disk.deny(ONE, false);
            disk.append(ONE.resolve("a.log"), "1\n");
            pass(tail, 2_000);
            assertThat(tail.history().sources()).extracting(SourceState::id).containsExactly("nginx/a.log");
        }
    }

    private static final String ID = "nginx/a.log";
    private static final Path LOG = ONE.resolve("a.log");

    private List<String> listed(TailHarness tail) {
        return tail.history().sources().stream().map(SourceState::id).toList();
    }

    @Test
    void logWhoseFilesAreAllGoneLeavesTheList() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            disk.append(LOG, "1\n");
            disk.append(ONE.resolve("b.log"), "1\n");
            pass(tail, 2_000);
            int told = recorder.listChanges();
            disk.delete(LOG);
            pass(tail, 4_500);
            assertThat(listed(tail)).as("a rotation may create it late").contains(ID);
            assertThat(recorder.listChanges()).as("it is not there").isEqualTo(told + 1);
            pass(tail, 5_000);
            assertThat(listed(tail)).containsExactly("nginx/b.log");
            assertThat(recorder.listChanges()).isEqualTo(told + 2);
        }
    }

    @Test
    void logOfWhichARotatedFileIsLeftStays() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            disk.append(LOG, "1\n");
            pass(tail, 2_000);
            disk.rename(LOG, MemoryDisk.rotated(LOG, 1));
            pass(tail, 20_000);
            assertThat(listed(tail)).containsExactly(ID);
        }
    }

    @Test
    void vanishedLogIsLetGoWithAllItHeld() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            disk.append(LOG, "1\n");
            pass(tail, 2_000);
            disk.delete(LOG);
            pass(tail, 60_000);
            assertThat(disk.openContents()).isZero();
            assertThat(tail.generations(ID)).isZero();
            assertThat(recorder.tip(ID)).as("the ring is told").isNull();
        }
    }

    @Test
    void logThatComesBackIsNewFromItsFirstByteUnderItsOldId() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            disk.append(LOG, "1\n");
            pass(tail, 2_000);
            disk.delete(LOG);
            pass(tail, 60_000);
            recorder.news();
            disk.append(LOG, "2\n");
            pass(tail, 6_000);
            assertThat(recorder.news()).containsExactly("2");
            assertThat(listed(tail)).containsExactly(ID);
        }
    }

    @Test
    void vanishedLogThatIsFollowedGoesOnWhenItComesBack() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            disk.append(LOG, "1\n");
            pass(tail, 2_000);
            tail.attention().begin(ID);
            disk.delete(LOG);
            pass(tail, 120_000);
            assertThat(listed(tail)).isEmpty();
            assertThat(disk.openContents()).isZero();
            recorder.news();
            disk.append(LOG, "2\n");
            pass(tail, 1_000);
            assertThat(recorder.news()).containsExactly("rotate: create", "2");
            assertThat(listed(tail)).containsExactly(ID);
        }
    }

    @Test
    void logThatWasSeenOnceIsNeverUnknown() throws IOException {
        Path rotated = ONE.resolve("web.log.1");
        try (TailHarness tail = new TailHarness(
                List.of(new SourceSpec.Glob("nginx", ONE, "*.log.1")),
                disk,
                clock,
                recorder,
                TailHarness.Limits.USUAL,
                () -> clock.advanceMillis(20))) {
            disk.mkdir(ONE);
            disk.append(rotated, "1\n");
            pass(tail, 2_000);
            disk.delete(rotated);
            pass(tail, 60_000);
            assertThat(listed(tail)).isEmpty();
            assertThat(tail.history().source("nginx/web.log")).isNotNull();
            assertThat(listed(tail)).as("it is waited for").isEmpty();
            assertThat(tail.history().source("nginx/other.log")).isNull();
            disk.append(ONE.resolve("web.log"), "2\n");
            pass(tail, 2_000);
            assertThat(recorder.lines()).endsWith("2");
        }
    }

    @Test
    void logInADirectoryThatMayNotBeListedHasNotVanished() throws IOException {
        try (TailHarness tail = follow(ONE)) {
            disk.append(LOG, "1\n");
            pass(tail, 2_000);
            disk.deny(ONE, true);
            disk.rename(LOG, TWO);
            pass(tail, 20_000);
            assertThat(listed(tail)).contains(ID);
        }
    }

    @Test
    void logOfAMountThatWasAwayGoesOnWhereItWas() throws IOException {
        Path away = Path.of("/away");
        try (TailHarness tail = follow(ONE)) {
            disk.append(LOG, "1\n");
            pass(tail, 2_000);
            disk.rename(LOG, TWO);
            disk.rename(ONE, away);
            pass(tail, 60_000);
            assertThat(listed(tail)).isEmpty();
            recorder.news();
            disk.rename(away, ONE);
            disk.rename(TWO, LOG);
            disk.append(LOG, "2\n");
            pass(tail, 6_000);
            assertThat(recorder.news()).containsExactly("2");
            assertThat(listed(tail)).containsExactly(ID);
        }
    }

    private void pass(TailHarness tail, long millis) {
        long until = clock.nanos() + millis * 1_000_000;
        while (clock.nanos() < until) {
            tail.turn();
            clock.advanceMillis(20);
        }
    }
}

package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logstreamer.it.Writers.Rotation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several logs in one stream: each line once, those of a log in the order of its file, whatever happens in between. */
@ParameterizedClass
@EnumSource(names = {"TOMCAT11", "JETTY121"})
@TestInstance(Lifecycle.PER_CLASS)
class MergedIT {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration LONG_LIMIT = Duration.ofSeconds(90);
    private static final Pattern SOURCE = Pattern.compile("\"source\":\"([^\"]*)\"");
    private static final Pattern LINE = Pattern.compile("\"line\":\"([^\"]*)\"");

    /** How the server goes away and comes back. */
    enum Interruption {
        GRACEFUL {
            @Override
            void end(MergedServer server) throws Exception {
                server.stop();
            }
        },
        KILL {
            @Override
            void end(MergedServer server) throws Exception {
                server.kill();
            }
        };

        abstract void end(MergedServer server) throws Exception;
    }

    /** What has become of the state directory meanwhile. */
    enum Damage {
        DELETED(false) {
            @Override
            void happensTo(Path own) throws IOException {
                MergedServer.delete(own);
            }
        },
        RUNS_ARE_NOISE(true) {
            @Override
            void happensTo(Path own) throws IOException {
                for (Path file : files(own, "runs-")) {
                    noise(file);
                }
            }
        },
        SOURCES_ARE_NOISE(true) {
            @Override
            void happensTo(Path own) throws IOException {
                noise(own.resolve("sources"));
            }
        },
        SIGN_IS_A_DIRECTORY(false) {
            @Override
            void happensTo(Path own) throws IOException {
                MergedServer.delete(own.resolve("clean"));
                Files.createDirectories(own.resolve("clean/inside"));
                for (Path file : files(own, "runs-")) {
                    Files.delete(file);
                }
            }
        },
        LOCK_IS_A_DIRECTORY(true) {
            @Override
            void happensTo(Path own) throws IOException {
                Files.delete(own.resolve("lock"));
                Files.createDirectory(own.resolve("lock"));
            }
        },
        /** What nobody may write in; that root may write everywhere makes no difference here. */
        IS_A_FILE(true) {
            @Override
            void happensTo(Path own) throws IOException {
                MergedServer.delete(own);
                Files.writeString(own, "not a directory");
            }
        };

        final boolean told;

        Damage(boolean told) {
            this.told = told;
        }

        abstract void happensTo(Path own) throws IOException;

        private static List<Path> files(Path directory, String prefix) throws IOException {
            try (Stream<Path> all = Files.list(directory)) {
                return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                        .toList();
            }
        }

        private static void noise(Path file) throws IOException {
            byte[] bytes = new byte[5_000];
            new Random(file.hashCode()).nextBytes(bytes);
            Files.write(file, bytes);
        }
    }

    @Parameter
    ContainerKind kind;

    private Path directory;
    private Path logs;
    private Path state;
    private MergedServer server;
    private int given;

    @BeforeParameterizedClassInvocation
    void start(ContainerKind kind) throws Exception {
        directory = Directories.create("merged");
        logs = Files.createDirectory(directory.resolve("logs"));
        state = directory.resolve("state");
        server = MergedServer.of(kind, logs, state).start();
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        try {
            server.stop();
            assertThat(server.problems())
                    .as(server.process().console().toString())
                    .isEmpty();
        } finally {
            server.close();
            Directories.delete(directory);
        }
    }

    /** Logs that no other test has. */
    private List<TempLog> threeLogs() throws IOException {
        String test = "t" + given++;
        List<TempLog> three = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            String file = test + name + ".log";
            three.add(new TempLog("shop/" + file, logs.resolve(file)));
        }
        return three;
    }

    private static List<TempLog> created(List<TempLog> all) throws IOException {
        for (TempLog each : all) {
            each.create();
        }
        return all;
    }

    /** A glob for the third log that no other log fits. */
    private static List<TempLog> lastByGlob(List<TempLog> three) {
        TempLog last = three.get(2);
        return List.of(three.get(0), three.get(1), new TempLog(last.source().replace("c.log", "c*"), last.path()));
    }

    private Path ownState() {
        return state.resolve("ROOT");
    }

    private static void assertEachOnce(List<TempLog> logs, List<String> lines, int count) {
        for (TempLog log : logs) {
            assertThat(Writers.of(log, lines)).as(log.source()).isEqualTo(Writers.lines(log, 0, count));
        }
    }

    /** Only what a copy may have missed, which nobody can know. */
    private static void assertNothingIsMissing(List<SseBlock> gaps) {
        assertThat(gaps)
                .allMatch(gap -> gap.text().contains("\"reason\":\"truncated\"")
                        && gap.text().contains("\"maybe\":true"));
    }

    // ---- Over ends of connections, servers and files.

    @ParameterizedTest
    @EnumSource
    void interruptedServerLosesAndRepeatsNothing(Interruption interruption) throws Exception {
        long seed = System.nanoTime();
        int lines = 3_000;
        List<TempLog> three = created(threeLogs());
        try (Follower follower = Follower.cutting(server.stream(lastByGlob(three)), seed);
                Writers writers = Writers.start(three, 0, lines, Rotation.NONE, seed)) {
            follower.awaitLines(500, LIMIT);
            interruption.end(server);
            server.start();
            writers.await();
            assertEachOnce(three, follower.awaitLines(3 * lines, LONG_LIMIT), lines);
            assertThat(follower.gaps()).as("seed %d", seed).isEmpty();
            assertThat(follower.connections()).isGreaterThan(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RENAME", "COPYTRUNCATE"})
    void rotationsOfARunningServerLoseAndRepeatNothing(Rotation rotation) throws Exception {
        long seed = System.nanoTime();
        int lines = 3_000;
        List<TempLog> three = created(threeLogs());
        try (Follower follower = Follower.cutting(server.stream(lastByGlob(three)), seed);
                Follower steady = Follower.of(server.stream(three));
                Writers writers = Writers.start(three, 0, lines, rotation, seed)) {
            writers.await();
            for (Follower each : List.of(follower, steady)) {
                assertEachOnce(three, each.awaitLines(3 * lines, LONG_LIMIT), lines);
                assertNothingIsMissing(each.gaps());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RENAME", "COPYTRUNCATE"})
    void rotationsWhileTheServerIsDownLoseAndRepeatNothing(Rotation rotation) throws Exception {
        long seed = System.nanoTime();
        int before = 500;
        int lines = 3_000;
        List<TempLog> three = created(threeLogs());
        try (Follower follower = Follower.of(server.stream(lastByGlob(three)))) {
            try (Writers writers = Writers.start(three, 0, before, Rotation.NONE, seed)) {
                writers.await();
            }
            follower.awaitLines(3 * before, LIMIT);
            server.kill();
            try (Writers writers = Writers.start(three, before, lines, rotation, seed)) {
                writers.await();
            }
            server.start();
            assertEachOnce(three, follower.awaitLines(3 * lines, LONG_LIMIT), lines);
            assertNothingIsMissing(follower.gaps());
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedStateIsToldAndDoneWithout(Damage damage) throws Exception {
        List<TempLog> three = created(threeLogs());
        TempLog own = three.get(0);
        try (Follower follower = Follower.of(server.stream(three))) {
            three.get(1).append(Writers.lines(three.get(1), 0, 10));
            three.get(2).append(Writers.lines(three.get(2), 0, 10));
            follower.awaitLines(20, LIMIT);
            own.append(Writers.lines(own, 0, 10));
            follower.awaitLines(30, LIMIT);
            server.kill();
            damage.happensTo(ownState());
            own.append(Writers.lines(own, 10, 20));
            server.start();
            Await.until("gaps", LIMIT, () -> follower.gaps().size() == 2);
            for (TempLog each : three) {
                each.append(Writers.line(each, 20));
            }
            Await.until(
                    "what came last",
                    LIMIT,
                    () -> three.stream().allMatch(each -> follower.lines().contains(Writers.line(each, 20))));
            assertThat(Writers.of(own, follower.lines())).isEqualTo(Writers.lines(own, 0, 21));
            assertThat(follower.gaps())
                    .allMatch(gap -> gap.text().contains("\"reason\":\"unknown-id\"")
                            && gap.text().contains("\"maybe\":true"));
            assertThat(follower.gaps().stream().map(gap -> source(gap.text())))
                    .containsExactlyInAnyOrder(
                            three.get(1).source(), three.get(2).source());
        }
        if (damage.told) {
            assertThat(server.problems())
                    .as("a warning that says which directory")
                    .anyMatch(line -> line.contains(ownState().toString()));
        }
        server.stop();
        MergedServer.delete(ownState());
        server.start();
        assertThat(server.problems()).as(server.process().console().toString()).isEmpty();
    }

    // ---- Two deployments.

    @Test
    void secondServerOnTheSameStateWaitsAndDamagesNothing() throws Exception {
        List<TempLog> three = created(threeLogs());
        TempLog own = three.get(0);
        try (Follower first = Follower.of(server.stream(three));
                MergedServer second = MergedServer.of(kind, logs, state).start()) {
            for (TempLog each : three) {
                each.append(Writers.lines(each, 0, 10));
            }
            first.awaitLines(30, LIMIT);
            try (SseClient single = SseClient.open(second.uri("/stream?tail=1&source=" + own.source()))) {
                assertThat(single.awaitLines(1, Duration.ofSeconds(5))).containsExactly(Writers.line(own, 9));
                single.abandon();
            }
            URI page = second.of("/api/v1/logs?", three, "limit=3", "as=text");
            Answer refused = Answer.get(page);
            assertThat(refused.status()).as(refused.text()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(refused.text()).contains("another deployment still holds the state directory");
            try (SseClient merged = SseClient.open(second.of("/stream?", three, "tail=3"))) {
                // Its order begins without the directory after ten seconds.
                assertThat(merged.awaitLines(3, Duration.ofSeconds(25))).hasSize(3);
                own.append(Writers.line(own, 10));
                assertThat(merged.awaitLines(1, LIMIT)).containsExactly(Writers.line(own, 10));
            }
            assertThat(Answer.get(page).text().lines()).hasSize(3).contains(Writers.line(own, 10));
            first.awaitLines(31, LIMIT);
            assertThat(second.problems())
                    .as("one line that says so, however often it was asked for")
                    .singleElement()
                    .asString()
                    .contains("Another deployment holds");
            server.stop();
            second.stop();
            three.get(1).append(Writers.line(three.get(1), 10));
            three.get(2).append(Writers.line(three.get(2), 10));
            server.start();
            assertEachOnce(three, first.awaitLines(33, LIMIT), 11);
            assertThat(first.gaps()).isEmpty();
        }
    }

    @Test
    void secondServerTakesOverWhenTheFirstOneEnds() throws Exception {
        List<TempLog> three = created(threeLogs());
        String last;
        try (MergedServer second = MergedServer.of(kind, logs, state)) {
            try (SseClient first = SseClient.open(server.stream(three))) {
                for (TempLog each : three) {
                    each.append(Writers.lines(each, 0, 10));
                }
                first.awaitLines(30, LIMIT);
                last = first.lastEventId();
            }
            second.start();
            try (SseClient merged = SseClient.resume(second.of("/stream?", three, "heartbeat=5"), last)) {
                server.stop();
                for (TempLog each : three) {
                    each.append(Writers.line(each, 10));
                }
                assertThat(merged.awaitLines(3, Duration.ofSeconds(20)))
                        .containsExactlyInAnyOrderElementsOf(
                                three.stream().map(log -> Writers.line(log, 10)).toList());
            }
            second.stop();
            assertThat(second.problems()).isEmpty();
        }
        server.start();
    }

    @Test
    void newVersionGoesOnWhereTheOldOneStopped() throws Exception {
        assumeTrue(kind.isTomcat(), "versions of a context are Tomcat's");
        List<TempLog> three = created(threeLogs());
        ContainerBase base = server.base();
        deploy("/v##1");
        String query = server.of("/v/stream?", three, "last_event_id=earliest").toString();
        try (Follower follower = Follower.of(URI.create(query))) {
            for (TempLog each : three) {
                each.append(Writers.lines(each, 0, 10));
            }
            follower.awaitLines(30, LIMIT);
            int mark = deploy("/v##2");
            try (SseClient single = SseClient.open(
                    server.uri("/v/stream?tail=1&source=" + three.get(0).source()))) {
                assertThat(single.awaitLines(1, Duration.ofSeconds(5))).hasSize(1);
            }
            base.undeploy("/v##1");
            server.process().console().awaitLine(base.distribution().undeployed(), mark, LONG_LIMIT);
            Await.until("the new version took over", LIMIT, () -> follower.connections() > 1);
            for (TempLog each : three) {
                each.append(Writers.lines(each, 10, 20));
            }
            assertEachOnce(three, follower.awaitLines(60, LONG_LIMIT), 20);
            assertThat(follower.gaps()).isEmpty();
        }
        base.undeploy("/v##2");
    }

    /** Places a version beside what runs; returns a mark of the console before that. */
    private int deploy(String version) throws Exception {
        int mark = server.process().console().mark();
        server.base().deploy(version, TestedWar.path());
        server.process().console().awaitLine(server.base().distribution().deployed(), mark, LONG_LIMIT);
        return mark;
    }

    // ---- Pieces of the order.

    @Test
    void recordsSayWhichLogTheyAreOf() throws Exception {
        List<TempLog> three = created(threeLogs());
        try (SseClient client = SseClient.open(server.of("/api/v1/stream?", lastByGlob(three), "tail=0"))) {
            assertThat(client.takeEvent(LIMIT).event()).isEqualTo("hello");
            assertThat(client.takeEvent(LIMIT).event()).isEqualTo("backfill-end");
            for (TempLog each : three) {
                each.append(Writers.line(each, 0));
                String record = client.takeEvent(LIMIT).text();
                assertThat(source(record)).isEqualTo(each.source());
                assertThat(record).contains("\"file\":\"" + each.path().getFileName() + "\"", Writers.line(each, 0));
            }
        }
    }

    @Test
    void pagesGiveEachLineOnceForwardsAndBackwards() throws Exception {
        long seed = System.nanoTime();
        int lines = 1_000;
        List<TempLog> three = created(threeLogs());
        List<String> forwards = new ArrayList<>();
        try (Writers writers = Writers.start(three, 0, lines, Rotation.RENAME, seed)) {
            String last = "earliest";
            while (forwards.size() < 3 * lines) {
                Answer page = Answer.get(server.of(
                        "/api/v1/logs?", three, "as=text", "limit=177", "direction=forward", "after=" + last));
                assertThat(page.status()).isEqualTo(200);
                page.text().lines().forEach(forwards::add);
                last = page.header("LogStreamer-Last-Event-ID").orElseThrow();
            }
            writers.await();
        }
        assertEachOnce(three, forwards, lines);
        List<String> backwards = new ArrayList<>();
        URI next = server.of("/api/v1/logs?", three, "as=text", "limit=177", "direction=backward");
        while (next != null) {
            Answer page = Answer.get(next);
            assertThat(page.status()).isEqualTo(200);
            page.text().lines().forEach(backwards::add);
            next = page.header("Link")
                    .map(link -> server.uri(link.substring(1, link.indexOf('>'))))
                    .orElse(null);
        }
        Collections.reverse(backwards);
        assertThat(backwards).as("the same order both ways").isEqualTo(forwards);
    }

    @Test
    void tailAndTimesMeanAllLogsTogether() throws Exception {
        Instant now = Instant.now();
        List<TempLog> three = created(threeLogs());
        try (SseClient client = SseClient.open(server.stream(three))) {
            for (int minute = 9; minute > 0; minute--) {
                three.get(minute % 3).append(now.minusSeconds(60L * minute) + " m" + minute);
                assertThat(client.awaitLines(1, LIMIT).get(0)).endsWith("m" + minute);
            }
        }
        assertThat(minutes("tail=4", "follow=false")).containsExactly("m4", "m3", "m2", "m1");
        assertThat(minutes("since=450s", "until=270s")).containsExactly("m7", "m6", "m5");
        assertThat(minutes("since=150s", "follow=false")).containsExactly("m2", "m1");
        assertThat(Answer.get(server.of("/api/v1/logs?", three, "as=text", "limit=2", "until=270s"))
                        .text()
                        .lines())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("m5");
    }

    private List<String> minutes(String... parameters) throws IOException {
        String test = "t" + (given - 1);
        TempLog all = new TempLog("shop/" + test + "*", logs);
        return Answer.get(server.of("/stream?", List.of(all), parameters))
                .text()
                .lines()
                .filter(line -> line.contains("Z m"))
                .map(line -> line.substring(line.indexOf("Z m") + 2))
                .toList();
    }

    @Test
    void unfinishedLinesEndAnEndingStream() throws Exception {
        List<TempLog> three = created(threeLogs());
        for (TempLog each : three) {
            each.append(Writers.line(each, 0))
                    .appendBytes("rest of it".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        try (SseClient client = SseClient.open(
                server.of("/api/v1/stream?", three, "last_event_id=earliest", "follow=false", "format=json"))) {
            List<SseBlock> blocks =
                    client.takeToEnd(LIMIT).stream().filter(SseBlock::isLine).toList();
            assertThat(blocks.subList(0, 3)).allMatch(block -> block.id() != null);
            assertThat(blocks.subList(3, blocks.size()))
                    .hasSize(3)
                    .allMatch(block -> block.id() == null
                            && block.text().contains("\"partial\":true")
                            && line(block.text()).equals("rest of it"));
            assertThat(blocks.subList(3, 6).stream().map(block -> source(block.text())))
                    .containsExactlyElementsOf(
                            three.stream().map(TempLog::source).toList());
        }
    }

    @Test
    void logThatAppearsIsReadFromItsFirstLine() throws Exception {
        List<TempLog> three = threeLogs();
        three.get(0).append(Writers.line(three.get(0), 0));
        String glob = three.get(0).source().replace("a.log", "*");
        try (SseClient client = SseClient.open(server.uri("/stream?tail=1&source=" + glob))) {
            assertThat(client.awaitLines(1, LIMIT)).containsExactly(Writers.line(three.get(0), 0));
            three.get(1).append(Writers.lines(three.get(1), 0, 100));
            assertThat(client.awaitLines(100, LIMIT)).isEqualTo(Writers.lines(three.get(1), 0, 100));
            three.get(0).append(Writers.line(three.get(0), 1));
            assertThat(client.awaitLines(1, LIMIT)).containsExactly(Writers.line(three.get(0), 1));
            String last = client.lastEventId();
            server.kill();
            three.get(2).append(Writers.lines(three.get(2), 0, 100));
            server.start();
            try (SseClient again = SseClient.resume(server.uri("/stream?source=" + glob), last)) {
                assertThat(again.awaitLines(100, LIMIT)).isEqualTo(Writers.lines(three.get(2), 0, 100));
            }
            client.abandon();
        }
    }

    @Test
    void clientThatSelectsOtherLogsKeepsItsPlace() throws Exception {
        List<TempLog> three = created(threeLogs());
        String last;
        try (SseClient client = SseClient.open(server.stream(three.subList(0, 2)))) {
            for (TempLog each : three) {
                each.append(Writers.line(each, 0));
            }
            client.awaitLines(2, LIMIT);
            three.get(0).append(Writers.line(three.get(0), 1));
            client.awaitLines(1, LIMIT);
            last = client.lastEventId();
        }
        three.get(2).append(Writers.line(three.get(2), 1));
        three.get(1).append(Writers.line(three.get(1), 1));
        try (SseClient client = SseClient.resume(server.of("/stream?", three), last)) {
            assertThat(client.awaitLines(2, LIMIT))
                    .containsExactlyInAnyOrder(Writers.line(three.get(1), 1), Writers.line(three.get(2), 1));
        }
    }

    @Test
    void idOfOneLogIsUnknownToAMergedStreamAndThatOfSeveralIsGoodForEachOfThem() throws Exception {
        List<TempLog> three = created(threeLogs());
        for (TempLog each : three) {
            each.append(Writers.line(each, 0));
        }
        String single;
        String merged;
        URI one = server.uri(
                "/stream?last_event_id=earliest&source=" + three.get(0).source());
        try (SseClient client = SseClient.open(one);
                SseClient all = SseClient.open(server.stream(three))) {
            single = client.takeLines(1, LIMIT).get(0).position();
            merged = all.takeLines(3, LIMIT).get(2).position();
        }
        try (SseClient client = SseClient.resume(server.of("/stream?", three, "follow=false"), single)) {
            List<SseBlock> blocks = client.takeToEnd(LIMIT);
            assertThat(blocks.stream().filter(block -> block.is("gap"))).isNotEmpty();
            assertThat(blocks.stream().filter(SseBlock::isLine)).hasSize(3);
        }
        for (TempLog each : three) {
            each.append(Writers.line(each, 1));
            try (SseClient client =
                    SseClient.resume(server.uri("/stream?follow=false&source=" + each.source()), merged)) {
                List<SseBlock> blocks = client.takeToEnd(LIMIT);
                assertThat(blocks.stream().filter(block -> block.is("gap"))).isEmpty();
                assertThat(blocks.stream().filter(SseBlock::isLine))
                        .as("what came of it behind the id of all three")
                        .hasSize(1);
            }
        }
    }

    private static String source(String json) {
        return first(SOURCE, json);
    }

    private static String line(String json) {
        return first(LINE, json);
    }

    private static String first(Pattern pattern, String json) {
        Matcher matcher = pattern.matcher(json);
        assertThat(matcher.find()).as(json).isTrue();
        return matcher.group(1);
    }
}

package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Each line once and in order, whatever happens to the connection, the server and the file between two lines. */
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
class ResumeIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LONG_LIMIT = Duration.ofSeconds(60);

    @Parameter
    ContainerKind kind;

    private LogServer server;

    @BeforeParameterizedClassInvocation
    void start(ContainerKind kind) throws Exception {
        server = LogServer.start(kind, 20);
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        server.finish();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "KILL_AND_START")
    void interruptedServerLosesAndRepeatsNothing(Interruption interruption) throws Exception {
        int lines = 6_000;
        TempLog log = server.nextLog().create();
        try (Follower follower = Follower.start(server, log);
                LogWriter writer = LogWriter.startRotating(log, lines, 2_500)) {
            follower.awaitLines(500, LIMIT);
            interruption.happensTo(server);
            writer.await();
            assertThat(follower.awaitLines(lines, LONG_LIMIT)).isEqualTo(NumberedLines.range(0, lines));
            assertThat(follower.gaps()).isEmpty();
            // A container may keep the old application for a while after the new one has come: the lines were all there
            // before, but the interruption must have reached the stream.
            Await.until("the interruption reached the stream", LIMIT, () -> follower.connections() > 1);
        }
    }

    @Test
    void reconnectingSubscribersLoseAndRepeatNothing() throws Exception {
        long seed = System.nanoTime();
        int lines = 4_000;
        TempLog log = server.nextLog().create();
        List<Follower> followers = new ArrayList<>();
        try (LogWriter writer = LogWriter.startRotating(log, lines, 1_500)) {
            for (int i = 0; i < 4; i++) {
                followers.add(Follower.startCutting(server, log, seed + i));
            }
            writer.await();
            for (Follower follower : followers) {
                assertThat(follower.awaitLines(lines, LONG_LIMIT))
                        .as("seed %d", seed)
                        .isEqualTo(NumberedLines.range(0, lines));
                assertThat(follower.gaps()).as("seed %d", seed).isEmpty();
                assertThat(follower.connections()).isGreaterThan(3);
                follower.close();
            }
        }
    }

    @Test
    void rotationUnderALiveStreamIsNotSeen() throws Exception {
        TempLog log = server.nextLog().append("before");
        try (SseClient client = server.openLive(log)) {
            for (int turn = 0; turn < 4; turn++) {
                log.append("end of " + turn).rotate().append("begin of " + (turn + 1));
                assertThat(client.awaitLines(2, LIMIT)).containsExactly("end of " + turn, "begin of " + (turn + 1));
            }
        }
    }

    @Test
    void rotationsInQuickSuccessionAreAllRead() throws Exception {
        TempLog log = server.nextLog().append("before");
        try (SseClient client = server.openLive(log)) {
            log.append("1").rotate().append("2").rotate().append("3").rotate().append("4");
            assertThat(client.awaitLines(4, LIMIT)).containsExactly("1", "2", "3", "4");
        }
    }

    @Test
    void lateLineOfTheRotatedFileIsDelivered() throws Exception {
        TempLog log = server.nextLog().append("before");
        TempLog rotated =
                new TempLog(log.source(), log.path().resolveSibling(log.path().getFileName() + ".1"));
        try (SseClient client = server.openLive(log)) {
            log.rotate().append("new file");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("new file");
            rotated.append("late");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("late");
            log.append("on");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("on");
        }
    }

    @Test
    void rotationsWhileTheSubscriberIsAwayAreCaughtUp() throws Exception {
        TempLog log = server.nextLog().append("1", "2");
        String last;
        try (SseClient client = SseClient.open(server.stream(log, "tail=10"))) {
            last = client.takeLines(2, LIMIT).get(0).position();
        }
        log.append("3").rotate().append("4").rotate().append("5").rotate().append("6");
        try (SseClient client = SseClient.resume(server.stream(log), last)) {
            assertThat(client.awaitLines(5, LIMIT)).containsExactly("2", "3", "4", "5", "6");
            log.append("7");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("7");
        }
    }

    @Test
    void rotationsWhileTheServerIsDownAreCaughtUp() throws Exception {
        TempLog log = server.nextLog().append("1", "2");
        TempLog unread = server.nextLog().append("a");
        String last;
        try (SseClient client = SseClient.open(server.stream(log, "tail=10"))) {
            last = client.takeLines(2, LIMIT).get(1).position();
        }
        server.kill();
        log.append("3").rotate().append("4").rotate().append("5");
        unread.append("b").rotate().append("c");
        server.startAgain();
        try (SseClient client = SseClient.resume(server.stream(log), last);
                SseClient fresh = SseClient.open(server.stream(unread, "last_event_id=earliest"))) {
            assertThat(client.awaitLines(3, LIMIT)).containsExactly("3", "4", "5");
            assertThat(fresh.awaitLines(3, LIMIT)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void truncationUnderALiveStreamIsTold() throws Exception {
        TempLog log = server.nextLog().append("a long first line", "second");
        try (SseClient client = server.openLive(log)) {
            log.append("third");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("third");
            log.truncate().append("new");
            SseBlock gap = client.takeEvent(LIMIT);
            assertThat(gap.event()).isEqualTo("gap");
            assertThat(gap.id()).isNull();
            assertThat(gap.text()).contains("\"reason\":\"truncated\"");
            assertThat(client.awaitLines(1, LIMIT)).containsExactly("new");
        }
    }

    @Test
    void truncationWhileTheSubscriberIsAwayIsTold() throws Exception {
        TempLog log = server.nextLog().append("a long first line", "second");
        String last;
        try (SseClient client = SseClient.open(server.stream(log, "tail=1"))) {
            last = client.takeLines(1, LIMIT).get(0).position();
        }
        log.truncate().append("new", "and newer");
        try (SseClient client = SseClient.resume(server.stream(log), last)) {
            assertThat(client.takeEvent(LIMIT).event()).isEqualTo("gap");
            assertThat(client.awaitLines(2, LIMIT)).containsExactly("new", "and newer");
        }
    }
}
